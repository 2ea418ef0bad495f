/**
 * The rows in which a conversation is drawn: a message is one, and comings and goings that follow
 * one another on one day share one. Pure.
 */

import type { UnixMs } from '../../shared/domain/time.ts'
import type { Entry, MessageEntry, NoticeEntry } from '../../shared/events/conversation.ts'
import { sameDay } from './time.ts'

/** One or more notices drawn as one line. `at` and `time` are those of the first. */
export interface NoticeRow {
  readonly kind: 'notices'
  readonly at: number
  readonly time: UnixMs
  readonly notices: readonly NoticeEntry[]
}

export type Row = MessageEntry | NoticeRow

export function entriesOf(rows: readonly Row[]): Entry[] {
  return rows.flatMap((row): readonly Entry[] => (row.kind === 'message' ? [row] : row.notices))
}

/** A copy of `rows` with `entries` after it: a flat copy of pointers, then work per new entry. */
export function withEntries(rows: readonly Row[], entries: readonly Entry[]): Row[] {
  const out = rows.slice()
  for (const entry of entries) {
    const row: Row =
      entry.kind === 'message'
        ? entry
        : { kind: 'notices', at: entry.at, time: entry.time, notices: [entry] }
    const joined = joinRows(out.at(-1), row)
    if (joined === null) out.push(row)
    else out[out.length - 1] = joined
  }
  return out
}

/** Two neighbouring rows as one, or null when they stay apart. */
export function joinRows(before: Row | undefined, after: Row | undefined): NoticeRow | null {
  if (before?.kind !== 'notices' || after?.kind !== 'notices') return null
  if (!comesOrGoes(before) || !comesOrGoes(after) || !sameDay(before.time, after.time)) return null
  return { ...before, notices: before.notices.concat(after.notices) }
}

function comesOrGoes(row: NoticeRow): boolean {
  const type = row.notices[0]?.notice.type
  return type === 'joined' || type === 'left' || type === 'lost'
}
