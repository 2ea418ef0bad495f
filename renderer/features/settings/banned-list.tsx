/** Who is kept out of the room, by key, and the way back in. */

import type { Fingerprint } from '../../../shared/domain/fingerprint.ts'
import type { Newcomer } from '../../../shared/domain/moderation.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import fieldStyles from '../../ui/field.module.css'
import { KeyGlyph } from '../../ui/key-glyph.tsx'
import { keyTag } from '../../ui/key-tag.ts'
import { Tag } from '../../ui/tag.tsx'
import styles from './settings.module.css'

interface BannedListProps {
  readonly banned: readonly Newcomer[]
  readonly onUndo: (key: Fingerprint) => void
}

export function BannedList({ banned, onUndo }: BannedListProps) {
  return (
    <section aria-label="Banned">
      <h3 className={fieldStyles.label}>Banned</h3>
      {banned.length === 0 ? (
        <p className={cx(fieldStyles.hint, fieldStyles.small)}>
          Nobody. Ban somebody from the list of people.
        </p>
      ) : (
        <ul>
          {banned.map(({ key, name }) => (
            <li key={key} className={styles.banned}>
              <KeyGlyph of={key} size={24} />
              <bdi className={styles.bannedName}>{name}</bdi>
              <Tag look="key">{keyTag(key)}</Tag>
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
