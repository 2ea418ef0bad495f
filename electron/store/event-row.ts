/** How an event is read from the database. */
import type { Fingerprint } from '../../shared/fingerprint.ts'
import type { StoredEvent } from './store.ts'

/** An event as a statement with {@link EVENT_COLUMNS} and {@link EVENT_TABLES} answers it. */
export interface EventRow {
  readonly seq: number
  readonly kind: string
  readonly key: Fingerprint
  readonly name: string
  readonly cid: string
  readonly time: number
  readonly text: string | null
}

export const EVENT_COLUMNS =
  'events.seq, events.kind, authors.key, events.name, events.cid, events.time, events.text'
export const EVENT_TABLES = 'events JOIN authors ON authors.id = events.author'

export function eventOf(row: EventRow): StoredEvent {
  const { seq, kind, key, name, cid, time, text } = row
  return { seq, kind, author: { id: key, name }, cid, time, text }
}
