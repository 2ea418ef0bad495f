/**
 * What becomes of one room in the view, pure: newer entries with their reading marks, pages of
 * history, a jump to a message, the way back. A room has the latest stretch of its conversation,
 * which pushes add to, and after a jump perhaps another `aside`, which is shown until it meets
 * the latest or somebody goes back.
 */

import type { RoomInfo, RoomSnapshot } from '../../shared/contract/snapshot.ts'
import { later, type MonotonicMs } from '../../shared/domain/time.ts'
import type { Entry, HistoryPage } from '../../shared/events/conversation.ts'
import { append, indexOf, meet, prepend, type Timeline, timelineOf, trim } from './timeline.ts'
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
    timeline: timelineOf([]),
    aside: null,
    spot: null,
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

/** A room with newer entries, and its reading marks; `null` when messages between are missing. */
export function grown(room: RoomView, entries: readonly Entry[], look: Look): RoomView | null {
  const appended = append(room.timeline, entries)
  if (appended === null) return null
  const read = look.inFront && !look.following && room.aside === null
  const timeline = read ? appended : trim(appended)
  if (look.inFront && look.attentive) return { ...room, timeline }
  const unseen = entries.filter(
    (entry) => entry.at > room.timeline.last && entry.kind === 'message' && !entry.mine,
  )
  const newFrom = room.unread === 0 ? (unseen[0]?.at ?? room.newFrom) : room.newFrom
  return { ...room, timeline, unread: room.unread + unseen.length, newFrom }
}

/** A room as the snapshot has it; history and marks we hold are kept where they fit. */
export function fromSnapshot(
  known: RoomView | undefined,
  snapshot: RoomSnapshot,
  look: Look,
): RoomView {
  const { members, entries, pending, draft: _, ...info } = snapshot
  if (known === undefined) {
    return { ...newRoom(info), members, pending, timeline: timelineOf(entries) }
  }
  const ahead = (entries.at(-1)?.at ?? 0) < known.timeline.last
  const more = ahead ? null : grown(known, entries, look)
  const room = more ?? { ...known, timeline: timelineOf(entries, nextEpoch(known)) }
  return met({ ...room, info, members, pending })
}

/** A page of history at one end of the stretch that is shown. The same room when it adds nothing. */
export function pageTaken(room: RoomView, direction: Direction, page: HistoryPage): RoomView {
  if (direction === 'newer') {
    const aside = room.aside && append(room.aside, page.entries)
    return aside === null ? room : met(aside === room.aside ? room : { ...room, aside })
  }
  const longer = prepend(shown(room), page.entries)
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
  const there = { ...timelineOf(page.entries, epoch), whole: !page.older }
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
