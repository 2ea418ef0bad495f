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
import { ROOM_EVENTS } from '../../../shared/domain/limits.ts'
import { isTime, UNKNOWN_TIME } from '../../../shared/domain/moments.ts'
import { isText, mendedName } from '../../../shared/domain/text.ts'
import { type Body, canonical, parseBody } from '../../../shared/events/body.ts'
import { UNREADABLE } from '../../../shared/events/kind.ts'
import { searchedIn } from '../../../shared/events/kinds.ts'
import type { StoredEvent } from './store.ts'

/**
 * An event as a statement with {@link EVENT_COLUMNS} and {@link EVENT_TABLES} answers it. Tables
 * that are STRICT hold the types of what is written, and not of what a disk gives back.
 */
export type EventRow = Readonly<
  Record<
    'seq' | 'kind' | 'key' | 'name' | 'cid' | 'time' | 'on' | 'text' | 'body' | 'withdrawn',
    unknown
  >
>

/** What makes an {@link EventRow}. */
export const EVENT_COLUMNS =
  'events.seq, events.kind, authors.key, events.name, events.cid, events.time, ' +
  'events.target AS "on", events.text, events.body, events.withdrawn'
/** An author that is gone takes no event along. */
export const EVENT_TABLES = 'events LEFT JOIN authors ON authors.id = events.author'

/** What can be read of an event: all of it, all but its time or name, or that it was there. */
export function eventOf(row: EventRow, seq = Number(row.seq)): StoredEvent {
  const { kind, key, cid, on } = row
  const known = typeof key === 'string' && isFingerprint(key)
  const author = authorOf(known ? key : NOBODY, row.name)
  const time = isTime(row.time) ? row.time : UNKNOWN_TIME
  const body = bodyOf(row)
  const whole = known && isKind(kind) && isId(cid) && (on === null || isSeqBelow(on, seq))
  const { withdrawn } = row
  if (whole && isSeqAbove(withdrawn, seq))
    return { seq, kind, author, cid, time, on, body: {}, withdrawn }
  if (whole && body !== undefined) return { seq, kind, author, cid, time, on, body }
  return { ...lost(seq), author, time }
}

const isSeqBelow = (on: unknown, seq: number): on is number =>
  typeof on === 'number' && Number.isSafeInteger(on) && on >= 1 && on < seq

const isSeqAbove = (withdrawn: unknown, seq: number): withdrawn is number =>
  typeof withdrawn === 'number' &&
  Number.isSafeInteger(withdrawn) &&
  withdrawn > seq &&
  withdrawn <= ROOM_EVENTS

/**
 * How a body is kept: as its text alone where that is all there is to it, which most bodies are,
 * else as its canonical JSON beside the text that a search is told.
 */
export function columnsOf(event: StoredEvent): {
  readonly text: string | null
  readonly body: string | null
} {
  const { kind, body, withdrawn } = event
  if (withdrawn !== undefined) return { text: null, body: null }
  const text = searchedIn(event)
  const fields = Object.keys(body)
  const short =
    text === null
      ? fields.length === 0 && kind !== 'message'
      : fields.length === 1 && body.text === text
  return { text, body: short ? null : canonical(body) }
}

/** The other way round; undefined when it cannot be read. */
function bodyOf({ kind, text, body }: EventRow): Body | undefined {
  if (typeof body === 'string') return parseBody(body)
  if (body !== null) return undefined
  if (isText(text)) return { text }
  // Of a message nothing is left without its text.
  return text === null && kind !== 'message' ? {} : undefined
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
export function lost(seq: number): StoredEvent {
  return {
    seq,
    kind: UNREADABLE,
    author: authorOf(NOBODY, null),
    cid: `${UNREADABLE}:${seq}`,
    time: UNKNOWN_TIME,
    on: null,
    body: {},
  }
}

/** Who has no name any more is called by the key. */
function authorOf(id: Fingerprint, name: unknown): StoredEvent['author'] {
  const mended = typeof name === 'string' ? mendedName(name) : ''
  return { id, name: mended === '' ? readableFingerprint(id) : mended }
}
