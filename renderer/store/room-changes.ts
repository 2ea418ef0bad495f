/**
 * What becomes of one room in the view, pure: newer entries with their reading marks, pages of
 * history, a jump to a message, the way back. A room has the latest stretch of its conversation,
 * which pushes add to, and after a jump perhaps another `aside`, which is shown until it meets
 * the latest or somebody goes back.
 */

import type { RoomInfo, RoomSnapshot } from '../../shared/contract/snapshot.ts'
import { later, type MonotonicMs } from '../../shared/domain/time.ts'
import type {
  HistoryPage,
  PendingMessage,
  RowFold,
  Stretch,
} from '../../shared/events/conversation.ts'
import { isUnread } from '../../shared/events/kinds.ts'
import {
  append,
  indexOf,
  meet,
  NOTHING,
  prepend,
  reshown,
  type Timeline,
  timelineOf,
  trim,
} from './timeline.ts'
import type { RoomView } from './view.ts'

export type Direction = 'older' | 'newer'

/** Who looks at a room just now. */
export interface Look {
  /** The room is in front. */
  readonly inFront: boolean
  /** The window has the person's eyes. */
  readonly attentive: boolean
  /** The newest message of the room in front is in sight. */
  readonly following: boolean
}

export function newRoom(info: RoomInfo): RoomView {
  return {
    info,
    retryAt: null,
    members: [],
    pending: [],
    timeline: timelineOf(NOTHING),
    aside: null,
    spot: null,
    asked: 0,
    early: new Map(),
    unread: 0,
    newFrom: null,
  }
}

/** A room whose connection was told of at this moment: how long it is to the next try runs from now. */
export function timed(room: RoomView, at: MonotonicMs): RoomView {
  const { connection } = room.info
  const retryIn = connection.phase === 'interrupted' ? connection.retryIn : null
  return { ...room, retryAt: retryIn === null ? null : later(at, retryIn) }
}

/** The stretch that is shown. */
export function shown(room: RoomView): Timeline {
  return room.aside ?? room.timeline
}

/**
 * A room with newer entries, and its reading marks; `null` when messages between are missing.
 * @param missed said while we were not there: who looks on sees where it begins
 */
export function grown(
  room: RoomView,
  stretch: Stretch,
  look: Look,
  missed = false,
): RoomView | null {
  const appended = append(room.timeline, stretch)
  if (appended === null) return null
  const read = look.inFront && !look.following && room.aside === null
  const timeline = read ? appended : trim(appended)
  const looking = look.inFront && look.attentive
  if (looking && !missed) return { ...room, timeline }
  const unseen = stretch.entries.filter(
    (entry) =>
      entry.at > room.timeline.last &&
      entry.kind !== 'notice' &&
      !entry.mine &&
      isUnread({ kind: entry.kind, on: null }),
  )
  const first = unseen[0]?.at ?? room.newFrom
  // Who looks on has read it, and sees all the same where it begins.
  if (looking) return { ...room, timeline, newFrom: room.newFrom ?? first }
  const newFrom = room.unread === 0 ? first : room.newFrom
  return { ...room, timeline, unread: room.unread + unseen.length, newFrom }
}

/**
 * What we said waits behind the conversation. What would make no row shows only once it has failed:
 * then a person must say what becomes of it.
 */
export function pendingTaken(room: RoomView, message: PendingMessage): RoomView {
  const index = room.pending.findIndex((one) => one.cid === message.cid)
  if (!waits(message)) return index === -1 ? room : unpending(room, message.cid)
  const pending = index === -1 ? [...room.pending, message] : room.pending.with(index, message)
  return { ...room, pending }
}

export const unpending = (room: RoomView, cid: string): RoomView => ({
  ...room,
  pending: room.pending.filter((message) => message.cid !== cid),
})

const waits = ({ on, error }: PendingMessage): boolean => on === null || error !== null

/** What stands on a row, where the row is held, and for a page that may have it as it was before. */
export function rowShown(room: RoomView, fold: RowFold): RoomView {
  const timeline = reshown(room.timeline, fold)
  const aside = room.aside && reshown(room.aside, fold)
  const early = room.asked === 0 ? room.early : withFold(room.early, fold)
  const same = timeline === room.timeline && aside === room.aside && early === room.early
  return same ? room : { ...room, timeline, aside, early }
}

function withFold(folds: RoomView['early'], fold: RowFold): RoomView['early'] {
  const known = folds.get(fold.seq)
  if (known !== undefined && known.folded >= fold.folded) return folds
  return new Map(folds).set(fold.seq, fold)
}

/** A page of history is asked for. */
export const pageAsked = (room: RoomView): RoomView => ({ ...room, asked: room.asked + 1 })

/** It came, or never will: what was kept for it is let go with the last. */
export function pageAnswered(room: RoomView): RoomView {
  // A room that was another one when it was asked for has asked for nothing.
  const asked = Math.max(0, room.asked - 1)
  const shown = [...room.early.values()].reduce(rowShown, { ...room, asked })
  return asked > 0 ? shown : { ...shown, early: new Map() }
}

/** A room as the snapshot has it; history and marks we hold are kept where they fit. */
export function fromSnapshot(
  known: RoomView | undefined,
  snapshot: RoomSnapshot,
  look: Look,
): RoomView {
  const { members, stretch, draft: _, pending: all, unread, ...info } = snapshot
  const pending = all.filter(waits)
  if (known === undefined) {
    const { count, from: newFrom } = unread
    return {
      ...newRoom(info),
      members,
      pending,
      timeline: timelineOf(stretch),
      unread: count,
      newFrom,
    }
  }
  const ahead = Math.max(stretch.to, stretch.entries.at(-1)?.at ?? 0) < known.timeline.last
  const more = ahead ? null : grown(known, stretch, look)
  const room = more ?? { ...known, timeline: timelineOf(stretch, nextEpoch(known)) }
  return met({ ...room, info, members, pending })
}

/** A page of history at one end of the stretch that is shown. The same room when it adds nothing. */
export function pageTaken(room: RoomView, direction: Direction, page: HistoryPage): RoomView {
  if (direction === 'newer') {
    const aside = room.aside && append(room.aside, page)
    return aside === null ? room : met(aside === room.aside ? room : { ...room, aside })
  }
  const longer = prepend(shown(room), page)
  if (longer === shown(room) && page.older) return room
  const timeline = page.older ? longer : { ...longer, whole: true }
  return room.aside === null ? { ...room, timeline } : { ...room, aside: timeline }
}

/** Goes to a message: where it is held, or in a page around it. */
export function jumped(room: RoomView, seq: number, page: HistoryPage | null): RoomView {
  const epoch = nextEpoch(room)
  const spot = { seq }
  if (page === null) {
    return indexOf(room.timeline, seq) === undefined
      ? room
      : { ...room, timeline: { ...room.timeline, epoch }, aside: null, spot }
  }
  const there = { ...timelineOf(page, epoch), whole: !page.older }
  return met({ ...room, aside: there, spot })
}

/** Back to the latest messages; what was new there counts as seen. */
export function latest(room: RoomView): RoomView {
  const seen = room.newFrom === null ? room : { ...room, newFrom: null }
  if (room.aside === null) return seen
  const timeline = { ...room.timeline, epoch: nextEpoch(room) }
  return { ...seen, timeline, aside: null, spot: null }
}

/** Nobody looks at it any more: what can be fetched again is let go. */
export function left(room: RoomView): RoomView {
  return { ...room, timeline: trim(room.timeline), aside: null, spot: null, newFrom: null }
}

/** One stretch again, when the one aside has come as far as the latest. It keeps its position. */
function met(room: RoomView): RoomView {
  const timeline = room.aside && meet(room.aside, room.timeline)
  return timeline === null ? room : { ...room, timeline, aside: null }
}

function nextEpoch({ timeline, aside }: RoomView): number {
  return Math.max(timeline.epoch, aside?.epoch ?? 0) + 1
}
