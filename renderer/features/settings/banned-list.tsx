/** Who is kept out of the room, by key, and the way back in. */

import type { Fingerprint } from '../../../shared/domain/fingerprint.ts'
import type { Newcomer } from '../../../shared/domain/moderation.ts'
import { keyTag } from '../../store/secure-words.ts'
import { Button } from '../../ui/button.tsx'
import { KeyGlyph } from '../../ui/key-glyph.tsx'

interface BannedListProps {
  readonly banned: readonly Newcomer[]
  readonly onUndo: (key: Fingerprint) => void
}

export function BannedList({ banned, onUndo }: BannedListProps) {
  return (
    <section aria-label="Banned">
      <h3 className="field-label">Banned</h3>
      {banned.length === 0 ? (
        <p className="field-hint banned-none">Nobody. Ban somebody from the list of people.</p>
      ) : (
        <ul className="banned">
          {banned.map(({ key, name }) => (
            <li key={key} className="banned-row">
              <KeyGlyph of={key} size={24} />
              <bdi className="banned-name">{name}</bdi>
              <span className="tag tag-key">{keyTag(key)}</span>
              <Button aria-label={`Undo ban of ${name}`} onClick={() => onUndo(key)}>
                Undo ban
              </Button>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
