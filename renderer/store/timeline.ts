/**
 * A stretch of a conversation that the window holds. Pure. It knows its bounds by the events that
 * it was told of, rows or not: rows say nothing of what is missing between them. A row's index
 * (`first` and how far it is from there) stays the same for good: older rows get smaller ones.
 */
import {
  type Entry,
  type RowFold,
  type Stretch,
  shownAs,
} from '../../shared/events/conversation.ts'
import { entriesOf, joinRows, type Row, withEntries } from './rows.ts'

export interface Timeline {
  readonly rows: readonly Row[]
  /** Index of `rows[0]`. */
  readonly first: number
  /** Every event from `from` to `to` was told of; none when `to` is `from - 1`. */
  readonly from: number
  readonly to: number
  /** `at` of the newest entry or event held; a notice after the newest event has a fraction. */
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

/** What a window holds of a room of which it was told nothing yet. */
export const NOTHING: Stretch = { from: 1, to: 0, entries: [] }

export function timelineOf({ from, to, entries }: Stretch, epoch = 0): Timeline {
  return {
    rows: withEntries([], entries),
    first: FIRST_INDEX,
    from,
    to,
    last: Math.max(to, entries.at(-1)?.at ?? 0),
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
  return isEmpty(timeline) ? oldest > last : timeline.from <= oldest
}

/**
 * Adds a newer stretch; of what is held already it only tells what stands on it. `null` when events
 * between are missing.
 */
export function append(timeline: Timeline, stretch: Stretch): Timeline | null {
  if (isEmpty(timeline)) return among(timeline, stretch)
  if (stretch.from > timeline.to + 1) return null
  const held = retold(timeline, stretch.entries)
  const fresh = stretch.entries.filter((entry) => entry.at > timeline.last)
  const to = Math.max(timeline.to, stretch.to)
  if (fresh.length === 0 && to === timeline.to) return held
  const rows = fresh.length === 0 ? held.rows : withEntries(held.rows, fresh)
  const last = Math.max(timeline.last, to, fresh.at(-1)?.at ?? 0)
  return { ...timeline, rows, to, last }
}

/** Puts an older stretch in front. One that does not end where we begin is ignored. */
export function prepend(timeline: Timeline, stretch: Stretch): Timeline {
  if (isEmpty(timeline)) return among(timeline, stretch)
  if (stretch.from >= timeline.from || stretch.to < timeline.from - 1) return timeline
  const start = startOf(timeline)
  const older = stretch.entries.filter((entry) => entry.at < start)
  const front = withEntries([], older)
  const { rows: held } = retold(timeline, stretch.entries)
  const seam = joinRows(front.at(-1), held[0])
  const rows = seam === null ? front.concat(held) : [...front.slice(0, -1), seam, ...held.slice(1)]
  return {
    ...timeline,
    rows,
    first: timeline.first - (rows.length - timeline.rows.length),
    from: stretch.from,
  }
}

/** An earlier stretch and the latest as one; `null` while events between them are missing. */
export function meet(earlier: Timeline, latest: Timeline): Timeline | null {
  const { from, to, rows } = latest
  return append(earlier, { from, to, entries: entriesOf(rows) })
}

/**
 * What stands on a row has changed; the same timeline when the row is not held, or is told of more
 * already.
 */
export function reshown(timeline: Timeline, fold: RowFold): Timeline {
  const index = indexOf(timeline, fold.seq)
  const at = index === undefined ? -1 : index - timeline.first
  const row = timeline.rows[at]
  if (row?.kind !== 'message' || row.seq !== fold.seq || row.folded >= fold.folded) return timeline
  return { ...timeline, rows: timeline.rows.with(at, shownAs(row, fold)) }
}

/** What is held comes again, and may be told of more: pages and pushes race. */
function retold(timeline: Timeline, entries: readonly Entry[]): Timeline {
  return entries.reduce(
    (held, entry) => (entry.kind === 'message' ? reshown(held, entry) : held),
    timeline,
  )
}

/** Where older ones are asked for: before all that is held. */
export function startOf({ rows, from }: Timeline): number {
  return Math.min(rows[0]?.at ?? from, from)
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
    from: Math.ceil(rows[0]?.at ?? timeline.from),
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
  if (at < startOf(timeline) || at > timeline.last || timeline.rows.length === 0) return undefined
  let low = 0
  let high = timeline.rows.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((timeline.rows[middle]?.at ?? 0) <= at) low = middle
    else high = middle - 1
  }
  return timeline.first + low
}

/** No event was told of, so nothing says yet where events begin. */
const isEmpty = ({ from, to }: Timeline): boolean => to < from

/** Notices alone say nothing of where events begin: what comes stands among them by its position. */
function among(timeline: Timeline, stretch: Stretch): Timeline {
  const held = new Set(stretch.entries.map((entry) => entry.at))
  const notices = entriesOf(timeline.rows).filter((entry) => !held.has(entry.at))
  if (stretch.entries.length === 0 && stretch.to < stretch.from) return timeline
  const entries = notices.concat(stretch.entries).sort((one, other) => one.at - other.at)
  return timelineOf({ ...stretch, entries }, timeline.epoch)
}
