/**
 * From events to the rows of the conversation, pure. A row exists by its own event alone; what
 * stands on that event changes what the row shows, never whether or where it is.
 */
import type { Fingerprint } from '../../../../shared/domain/fingerprint.ts'
import type { Entry, MessageEntry } from '../../../../shared/events/conversation.ts'
import { type Said, UNREADABLE } from '../../../../shared/events/kind.ts'
import { type AloneName, fold, lineOf } from '../../../../shared/events/kinds.ts'
import type { StoredEvent } from '../../store/store.ts'

/** What a row has of the body of its event, by kind. */
const ROWS: {
  readonly [Name in AloneName]: (said: Said) => Pick<MessageEntry, 'kind' | 'text'> | undefined
} = {
  message: (said) => {
    const text = lineOf(said)
    return text === null ? undefined : { kind: 'message', text }
  },
}

/** Whether an event makes a row. */
export const isRow = ({ on }: Pick<StoredEvent, 'on'>): boolean => on === null

/**
 * The row of an event that makes one. One that this version does not know, or cannot read, is a
 * notice.
 * @param standing the latest that stands on it, one a kind, author and key
 * @param folded up to which `seq` that is all
 */
export function rowOf(
  ownKey: Fingerprint,
  event: StoredEvent,
  standing: readonly StoredEvent[] = [],
  folded = event.seq,
): Entry {
  const { seq, kind, author, cid, time } = event
  const withdrawn = event.withdrawn !== undefined
  if (kind === UNREADABLE) return { kind: 'notice', at: seq, time, notice: { type: 'unreadable' } }
  const name = Object.hasOwn(ROWS, kind) ? (kind as AloneName) : undefined
  const own = withdrawn ? name && { kind: name, text: '' } : name && ROWS[name](event)
  if (own === undefined) {
    return { kind: 'notice', at: seq, time, notice: { type: 'unknown', name: author.name } }
  }
  const mine = author.id === ownKey
  const shown = fold(standing, ownKey)
  return { ...own, at: seq, seq, cid, author, mine, withdrawn, time, shown, folded }
}
