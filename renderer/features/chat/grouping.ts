/** Which rows belong together, and where a new day or the "New" line begins. Pure. */
import { isShowable, UNKNOWN_TIME } from '../../../shared/domain/moments.ts'
import type { Row } from '../../store/rows.ts'
import { sameDay } from '../../store/time.ts'
import type { Timeline } from '../../store/timeline.ts'

/** Within this time, words of one author stand under one name. */
const GROUP_MS = 5 * 60_000

export interface Grouping {
  /** Continues the author above: no name of its own. */
  readonly grouped: boolean
  /** Begins a day: the day line stands above. */
  readonly day: boolean
  /** The first message that nobody had looked at. */
  readonly fresh: boolean
}

/** @param begun the oldest row held is where the conversation begins */
export function groupingOf(
  timeline: Timeline,
  index: number,
  { newFrom, begun }: { readonly newFrom: number | null; readonly begun: boolean },
): Grouping {
  const at = index - timeline.first
  const row = timeline.rows[at]
  const before = timeline.rows[at - 1]
  if (row === undefined) return { grouped: false, day: false, fresh: false }
  const day = beginsDay(timeline, at, begun)
  const fresh = newFrom !== null && row.at === newFrom && row.kind === 'message'
  return { grouped: !day && !fresh && sameAuthor(before, row), day, fresh }
}

/** A row whose time is unknown belongs to the day around it, and begins none. */
function beginsDay({ rows }: Timeline, at: number, begun: boolean): boolean {
  const time = rows[at]?.time ?? UNKNOWN_TIME
  if (!isShowable(time)) return false
  let before = rows[at - 1]
  for (let i = at - 2; before !== undefined && !isShowable(before.time); i -= 1) before = rows[i]
  // Above the oldest row held nothing is known while older ones are still to come.
  return before === undefined ? begun : !sameDay(before.time, time)
}

function sameAuthor(before: Row | undefined, row: Row): boolean {
  return (
    before?.kind === 'message' &&
    row.kind === 'message' &&
    before.author.id === row.author.id &&
    before.author.name === row.author.name &&
    within(before.time, row.time)
  )
}

/** Whether own words not yet confirmed continue the last row. */
export function pendingGrouped(last: Row | undefined, time: number): boolean {
  return last?.kind === 'message' && last.mine && within(last.time, time)
}

function within(before: number, after: number): boolean {
  return Math.abs(after - before) < GROUP_MS && sameDay(before, after)
}

const LONG_CHARS = 2_000
const LONG_LINES = 20

/** Whether a text is folded behind "Show all". */
export function isLong(text: string): boolean {
  if (text.length > LONG_CHARS) return true
  let lines = 1
  for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) lines += 1
  return lines > LONG_LINES
}
