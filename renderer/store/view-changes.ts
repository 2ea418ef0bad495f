/** What a person does to the view: where it looks, and what that makes read. Pure. */

import type { HistoryPage } from '../../shared/events/conversation.ts'
import {
  type Direction,
  jumped,
  latest,
  left,
  pageAnswered,
  pageAsked,
  pageTaken,
} from './room-changes.ts'
import { attemptOf, type RoomView, type View } from './view.ts'

/** A page of history at one end of what is shown of a room. */
export function pageArrived(
  view: View,
  roomId: string,
  direction: Direction,
  page: HistoryPage,
): View {
  return inRoom(view, roomId, (room) => pageTaken(room, direction, page))
}

/** A page of history is asked for, … */
export const historyAsked = (view: View, roomId: string): View => inRoom(view, roomId, pageAsked)

/** … and came, with all that has been said on its rows since, or never will. */
export const historyAnswered = (view: View, roomId: string): View =>
  inRoom(view, roomId, pageAnswered)

/** Opens a room at a message; `page` is what stands around it, or null where it is held already. */
export function jumpedTo(view: View, roomId: string, seq: number, page: HistoryPage | null): View {
  const there = inRoom(opened(view, roomId), roomId, (room) => jumped(room, seq, page))
  return { ...there, following: false }
}

/** The latest messages of a room, after a look at earlier ones. */
export function backToLatest(view: View, roomId: string): View {
  return inRoom(view, roomId, latest)
}

/** Brings a room to the front; what was unread in it counts as read. */
export function opened(view: View, roomId: string): View {
  if (view.active === roomId) return read(view)
  return read({ ...inRoom(view, view.active, left), active: roomId, following: true })
}

export function attended(view: View, attentive: boolean): View {
  return view.attentive === attentive ? view : read({ ...view, attentive })
}

export function followed(view: View, following: boolean): View {
  return view.following === following ? view : { ...view, following }
}

/** Whoever answers has read: the "New" line goes. */
export function answered(view: View, roomId: string): View {
  return inRoom(view, roomId, (room) => (room.newFrom === null ? room : { ...room, newFrom: null }))
}

/** The join is settled: nothing is asked any more. */
export function attemptOver(view: View, id: string): View {
  if (attemptOf(view, id) === undefined) return view
  return { ...view, attempts: view.attempts.filter((one) => one.id !== id) }
}

/** What came while nobody looked is read now, if somebody does. */
export function read(view: View): View {
  if (!view.attentive) return view
  return inRoom(view, view.active, (room) => (room.unread === 0 ? room : { ...room, unread: 0 }))
}

/** The view with one of its rooms changed. */
export function inRoom(
  view: View,
  roomId: string | null,
  change: (room: RoomView) => RoomView,
): View {
  const index = view.rooms.findIndex((room) => room.info.id === roomId)
  const room = view.rooms[index]
  if (room === undefined) return view
  const changed = change(room)
  return changed === room ? view : { ...view, rooms: view.rooms.with(index, changed) }
}
