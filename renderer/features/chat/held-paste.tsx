/** A pasted text that is too long for one message: how long it is, and what can be done with it. */

import type { RoomInfo } from '../../../shared/contract/snapshot.ts'
import { TEXT_BYTES } from '../../../shared/domain/limits.ts'
import { useActions, useTincan } from '../../store/context.tsx'
import { countWords } from '../../store/count-words.ts'
import { Button } from '../../ui/button.tsx'
import { COMPOSER_ID } from '../../ui/dialog.tsx'
import styles from './composer.module.css'
import { canSay } from './message-actions.ts'
import { measured, PARTS_MOST, partsOf } from './text-parts.ts'

/** What a text field lays out without a pause; more than that is cut down somewhere else. */
const EDITABLE = { bytes: 4 * TEXT_BYTES, lines: 2_000 } as const

export function HeldPaste({ info }: { readonly info: RoomInfo }) {
  const { id: roomId, connection } = info
  const text = useTincan((state) => state.pasted[roomId])
  const draft = useTincan((state) => state.drafts[roomId] ?? '')
  const { holdPaste, sayPaste, write } = useActions()
  if (text === undefined) return null
  const { bytes, lines } = measured(text)
  const parts = Math.ceil(bytes / TEXT_BYTES) > PARTS_MOST ? null : partsOf(text).length
  /** The button that was pressed is gone; one goes on writing. */
  const back = () => document.getElementById(COMPOSER_ID)?.focus()
  const editable = bytes <= EDITABLE.bytes && lines <= EDITABLE.lines
  return (
    <section className={styles.held} aria-label="Pasted text">
      <p>
        The pasted text has {countWords(lines, 'line', 'lines')} and{' '}
        {countWords(Math.ceil(bytes / 1024), 'KiB', 'KiB')}; one message takes {TEXT_BYTES / 1024}{' '}
        KiB. {parts === null && 'That is too much to say: hand it over as a file, by another way.'}
      </p>
      <div className={styles.heldWays}>
        {parts !== null && (
          <Button
            look="primary"
            disabled={!canSay(connection.phase)}
            onClick={() => {
              void sayPaste(roomId)
              back()
            }}
          >
            Send in {countWords(parts, 'part', 'parts')}
          </Button>
        )}
        {editable && (
          <Button
            onClick={() => {
              holdPaste(roomId, null)
              write(roomId, draft + text)
              back()
            }}
          >
            Shorten it first
          </Button>
        )}
        <Button
          look="quiet"
          onClick={() => {
            holdPaste(roomId, null)
            back()
          }}
        >
          Take it out
        </Button>
      </div>
    </section>
  )
}
