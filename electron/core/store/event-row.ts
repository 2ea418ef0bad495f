/**
 * How an event is read from the database, whatever the disk has made of it. Invariants:
 * what comes out of here can stand on the wire, and one damaged row harms no other.
 */
import {
  type Fingerprint,
  isFingerprint,
  NOBODY,
  readableFingerprint,
} from '../../../shared/domain/fingerprint.ts'
import { isId, isKind } from '../../../shared/domain/ids.ts'
import { isTime, UNKNOWN_TIME } from '../../../shared/domain/moments.ts'
import { isText, mendedName } from '../../../shared/domain/text.ts'
import { UNREADABLE } from '../../../shared/wire/protocol.ts'
import type { StoredEvent } from './store.ts'

/**
 * An event as a statement with {@link EVENT_COLUMNS} and {@link EVENT_TABLES} answers it. Tables
 * that are STRICT hold the types of what is written, and not of what a disk gives back.
 */
export type EventRow = Readonly<
  Record<'seq' | 'kind' | 'key' | 'name' | 'cid' | 'time' | 'text', unknown>
>

/** What makes an {@link EventRow}. */
export const EVENT_COLUMNS =
  'events.seq, events.kind, authors.key, events.name, events.cid, events.time, events.text'
/** An author that is gone takes no event along. */
export const EVENT_TABLES = 'events LEFT JOIN authors ON authors.id = events.author'

/** What can be read of an event: all of it, all but its time or name, or that it was there. */
export function eventOf(row: EventRow, seq = Number(row.seq)): StoredEvent {
  const { kind, key, cid, text } = row
  const known = typeof key === 'string' && isFingerprint(key)
  const author = authorOf(known ? key : NOBODY, row.name)
  const time = isTime(row.time) ? row.time : UNKNOWN_TIME
  const whole = known && isKind(kind) && isId(cid)
  if (whole && isText(text)) return { seq, kind, author, cid, time, text }
  if (whole && text === null && kind !== 'message') return { seq, kind, author, cid, time, text }
  return { ...lost(seq), author, time }
}

/** The events `from` … `to`. What is not among the rows stands there as one that cannot be read. */
export function eventsOf(rows: readonly EventRow[], from: number, to: number): StoredEvent[] {
  const bySeq = new Map(rows.map((row) => [row.seq, row]))
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => {
    const row = bySeq.get(from + at)
    return row === undefined ? lost(from + at) : eventOf(row, from + at)
  })
}

/** The place of an event of which nothing can be read. Its `cid` is no other event's. */
function lost(seq: number): StoredEvent {
  return {
    seq,
    kind: UNREADABLE,
    author: authorOf(NOBODY, null),
    cid: `${UNREADABLE}:${seq}`,
    time: UNKNOWN_TIME,
    text: null,
  }
}

/** Who has no name any more is called by the key. */
function authorOf(id: Fingerprint, name: unknown): StoredEvent['author'] {
  const mended = typeof name === 'string' ? mendedName(name) : ''
  return { id, name: mended === '' ? readableFingerprint(id) : mended }
}
