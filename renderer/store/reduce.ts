/**
 * Every change of the view, pure: (view, what happened) -> view. A push applies on top of the
 * revision before it and on nothing else; where one is missing, `refetch` asks for a snapshot,
 * and until it is here further pushes are kept and then replayed.
 */
import { assertNever } from '../../shared/assert-never.ts'
import type { Change, Entry, Push, RoomSnapshot, Snapshot } from '../../shared/snapshot.ts'
import { append, prepend, timelineOf, trim } from './rows.ts'
import { attemptOf, type RoomView, roomOf, type View } from './view.ts'

export interface Step {
  readonly view: View
  /** A snapshot is needed: something in between was missed. */
  readonly refetch: boolean
}

export function pushArrived(view: View, push: Push): Step {
  if (view.sync === 'waiting') {
    return { view: { ...view, buffer: [...view.buffer, push] }, refetch: false }
  }
  if (push.revision <= view.revision) return { view, refetch: false }
  if (push.revision !== view.revision + 1) return missed(view, push)
  let next: View = { ...view, revision: push.revision }
  for (const change of push.changes) {
    const changed = applyChange(next, change)
    if (changed === null) return missed(view, push)
    next = changed
  }
  return { view: next, refetch: false }
}

export function snapshotArrived(view: View, snapshot: Snapshot): Step {
  const rooms = snapshot.rooms.map((room) => roomFromSnapshot(view, room))
  const next: View = {
    ...view,
    sync: 'synced',
    buffer: [],
    ready: true,
    revision: snapshot.revision,
    version: snapshot.version,
    profile: snapshot.profile,
    rooms,
    recents: snapshot.recents,
    name: snapshot.name,
    identity: snapshot.identity,
    notices: snapshot.notices,
    active: rooms.some((room) => room.info.id === view.active)
      ? view.active
      : (rooms.at(-1)?.info.id ?? null),
  }
  let step: Step = { view: next, refetch: false }
  for (const push of view.buffer) {
    const { view: replayed, refetch } = pushArrived(step.view, push)
    step = { view: replayed, refetch: step.refetch || refetch }
  }
  return step
}

/** Waits for a snapshot from now on. */
export function refetching(view: View): View {
  return { ...view, sync: 'waiting' }
}

/** A page of history for the top of a room. */
export function olderArrived(view: View, roomId: string, entries: readonly Entry[]): View {
  return inRoom(view, roomId, (room) => ({ ...room, timeline: prepend(room.timeline, entries) }))
}

/** Brings a room to the front; what was unread in it counts as read. */
export function opened(view: View, roomId: string): View {
  if (view.active === roomId) return read(view)
  const left = inRoom(view, view.active, (room) => ({
    ...room,
    timeline: trim(room.timeline),
    newFrom: null,
  }))
  return read({ ...left, active: roomId, following: true })
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

function attempted(view: View, change: Extract<Change, { type: 'attempt' }>): View {
  const { attemptId: id, stage, question } = change
  const asked = question !== null || attemptOf(view, id)?.asked === true
  const attempts = [...attemptOver(view, id).attempts, { id, stage, question, asked }]
  return { ...view, attempts }
}

function missed(view: View, push: Push): Step {
  return { view: { ...refetching(view), buffer: [push] }, refetch: true }
}

function read(view: View): View {
  if (!view.attentive) return view
  return inRoom(view, view.active, (room) => (room.unread === 0 ? room : { ...room, unread: 0 }))
}

function inRoom(view: View, roomId: string | null, change: (room: RoomView) => RoomView): View {
  const index = view.rooms.findIndex((room) => room.info.id === roomId)
  const room = view.rooms[index]
  if (room === undefined) return view
  const changed = change(room)
  return changed === room ? view : { ...view, rooms: view.rooms.with(index, changed) }
}

/** `null` when the change does not fit what is held. */
function applyChange(view: View, change: Change): View | null {
  switch (change.type) {
    case 'room': {
      const { room: info } = change
      if (roomOf(view, info.id) !== undefined) {
        const settled = info.connection.phase === 'connecting' ? view : attemptOver(view, info.id)
        return inRoom(settled, info.id, (room) => ({ ...room, info }))
      }
      const timeline = timelineOf([])
      const room = { info, members: [], pending: [], timeline, unread: 0, newFrom: null }
      return { ...view, rooms: [...view.rooms, room], active: view.active ?? info.id }
    }
    case 'members':
      return inRoom(view, change.roomId, (room) => ({ ...room, members: change.members }))
    case 'entries': {
      const room = roomOf(view, change.roomId)
      if (room === undefined) return view
      const grown = grow(view, room, change.entries)
      return grown === null ? null : inRoom(view, change.roomId, () => grown)
    }
    case 'pending':
      return inRoom(view, change.roomId, (room) => {
        const { message } = change
        const index = room.pending.findIndex((one) => one.cid === message.cid)
        const pending =
          index === -1 ? [...room.pending, message] : room.pending.with(index, message)
        return { ...room, pending }
      })
    case 'unpending':
      return inRoom(view, change.roomId, (room) => ({
        ...room,
        pending: room.pending.filter((message) => message.cid !== change.cid),
      }))
    case 'removed': {
      const index = view.rooms.findIndex((room) => room.info.id === change.roomId)
      const rooms = view.rooms.filter((room) => room.info.id !== change.roomId)
      if (view.active !== change.roomId) return { ...view, rooms }
      const next = rooms[Math.min(index, rooms.length - 1)]
      return read({ ...view, rooms, active: next?.info.id ?? null, following: true })
    }
    case 'attempt':
      return attempted(view, change)
    case 'settings':
      return { ...view, recents: change.recents, name: change.name }
    case 'notices':
      return { ...view, notices: change.notices }
    default:
      return assertNever(change)
  }
}

/** A room with newer entries, and its reading marks; `null` when entries between are missing. */
function grow(view: View, room: RoomView, entries: readonly Entry[]): RoomView | null {
  const appended = append(room.timeline, entries)
  if (appended === null) return null
  const inFront = view.active === room.info.id
  const timeline = inFront && !view.following ? appended : trim(appended)
  if (inFront && view.attentive) return { ...room, timeline }
  const unseen = entries.filter(
    (entry) => entry.at >= room.timeline.end && entry.kind === 'message' && !entry.mine,
  )
  const newFrom = room.unread === 0 ? (unseen[0]?.at ?? room.newFrom) : room.newFrom
  return { ...room, timeline, unread: room.unread + unseen.length, newFrom }
}

/** A room as the snapshot has it; history and marks we hold are kept where they fit. */
function roomFromSnapshot(view: View, snapshot: RoomSnapshot): RoomView {
  const { members, entries, pending, ...info } = snapshot
  const known = roomOf(view, snapshot.id)
  const fresh = { info, members, pending, unread: 0, newFrom: null }
  if (known === undefined) return { ...fresh, timeline: timelineOf(entries) }
  const grown = snapshot.total < known.timeline.end ? null : grow(view, known, entries)
  const timeline = grown?.timeline ?? timelineOf(entries, known.timeline.epoch + 1)
  const { unread, newFrom } = grown ?? known
  return { ...fresh, timeline, unread, newFrom }
}
