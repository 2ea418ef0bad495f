/**
 * A stretch of a conversation that the window holds. Pure. Events of the room's log (messages, and
 * what this version cannot show) stand in it at whole positions without holes, notices between
 * them. A row's index (`first` and how far it is from there) stays the same for good: older rows
 * get smaller ones.
 */
import type { Entry } from '../../shared/events/conversation.ts'
import { entriesOf, fold, joinRows, type Row } from './rows.ts'

export interface Timeline {
  readonly rows: readonly Row[]
  /** Index of `rows[0]`. */
  readonly first: number
  /** `at` of the oldest entry held; 1 when there is none. */
  readonly from: number
  /** `at` of the newest entry held; 0 when there is none. */
  readonly last: number
  /** Nothing older can be had, whatever else is known of the room. */
  readonly whole: boolean
  /** Grows when other rows are shown in place of these, so that no scroll position is carried over. */
  readonly epoch: number
}

/** Far enough from zero that older rows never run out of indices. */
const FIRST_INDEX = 100_000_000

/** Rows kept of a room that nobody scrolls back in; the rest can be fetched again. */
export const ROWS_KEPT = 2_000
const ROWS_MOST = 2 * ROWS_KEPT

export function timelineOf(entries: readonly Entry[], epoch = 0): Timeline {
  return {
    rows: fold([], entries),
    first: FIRST_INDEX,
    from: entries[0]?.at ?? 1,
    last: entries.at(-1)?.at ?? 0,
    whole: false,
    epoch,
  }
}

/** Whether the oldest entry held is the oldest that can be had. */
export function begins(
  timeline: Timeline,
  { oldest, last }: { readonly oldest: number; readonly last: number },
): boolean {
  if (timeline.whole) return true
  return timeline.rows.length === 0 ? oldest > last : Math.ceil(timeline.from) <= oldest
}

/** Adds newer entries; those already held are skipped. `null` when events between are missing. */
export function append(timeline: Timeline, entries: readonly Entry[]): Timeline | null {
  if (!timeline.rows.some(isEvent)) return among(timeline, entries)
  const known = entries.findIndex((entry) => entry.at > timeline.last)
  if (known === -1) return timeline
  const fresh = known === 0 ? entries : entries.slice(known)
  if (!follow(timeline.last, fresh)) return null
  return {
    ...timeline,
    rows: fold(timeline.rows, fresh),
    last: fresh.at(-1)?.at ?? timeline.last,
  }
}

/** Puts a page of older entries in front. A page that does not end where we begin is ignored. */
export function prepend(timeline: Timeline, entries: readonly Entry[]): Timeline {
  if (timeline.rows.length === 0) return among(timeline, entries)
  const older = entries.filter((entry) => entry.at < timeline.from)
  const oldest = older[0]
  if (oldest === undefined || !reaches(older.at(-1), timeline.from)) return timeline
  const front = fold([], older)
  const seam = joinRows(front.at(-1), timeline.rows[0])
  const rows =
    seam === null
      ? front.concat(timeline.rows)
      : [...front.slice(0, -1), seam, ...timeline.rows.slice(1)]
  return {
    ...timeline,
    rows,
    first: timeline.first - (rows.length - timeline.rows.length),
    from: oldest.at,
  }
}

/** An earlier stretch and the latest as one; `null` while events between them are missing. */
export function meet(earlier: Timeline, latest: Timeline): Timeline | null {
  if (Math.ceil(latest.from) > Math.floor(earlier.last) + 1) return null
  return append(earlier, entriesOf(latest.rows))
}

/** Lets go of the oldest rows when there are many. Not while somebody reads them. */
export function trim(timeline: Timeline): Timeline {
  const surplus = timeline.rows.length - ROWS_KEPT
  if (timeline.rows.length <= ROWS_MOST) return timeline
  const rows = timeline.rows.slice(surplus)
  return {
    ...timeline,
    rows,
    first: timeline.first + surplus,
    from: rows[0]?.at ?? timeline.from,
    whole: false,
  }
}

/** How many messages stand after `at`. Looks only at those. */
export function messagesSince(timeline: Timeline, at: number): number {
  let count = 0
  for (let i = timeline.rows.length - 1; i >= 0; i -= 1) {
    const row = timeline.rows[i]
    if (row === undefined || row.at <= at) break
    if (row.kind === 'message') count += 1
  }
  return count
}

/** Index of the row that holds `at`, or undefined when it is not held. */
export function indexOf(timeline: Timeline, at: number): number | undefined {
  if (at < timeline.from || at > timeline.last) return undefined
  let low = 0
  let high = timeline.rows.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((timeline.rows[middle]?.at ?? 0) <= at) low = middle
    else high = middle - 1
  }
  return timeline.first + low
}

/** Has a number in the log; what stands between two such has a fraction. */
function isEvent({ at }: { readonly at: number }): boolean {
  return Number.isInteger(at)
}

/** Whether no event is missing between `at` and these entries, nor among them. */
function follow(at: number, entries: readonly Entry[]): boolean {
  let seq = Math.floor(at)
  for (const entry of entries) {
    if (isEvent(entry)) seq += 1
    if (Math.floor(entry.at) !== seq) return false
  }
  return true
}

function reaches(entry: Entry | undefined, at: number): boolean {
  return entry !== undefined && Math.floor(entry.at) === Math.ceil(at) - 1
}

/** Notices alone say nothing of where events begin: what comes stands among them by its position. */
function among(timeline: Timeline, entries: readonly Entry[]): Timeline {
  if (entries.length === 0) return timeline
  const held = new Set(entries.map((entry) => entry.at))
  const notices = entriesOf(timeline.rows).filter((entry) => !held.has(entry.at))
  const all = notices.concat(entries).sort((one, other) => one.at - other.at)
  return timelineOf(all, timeline.epoch)
}
