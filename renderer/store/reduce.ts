/**
 * What the main process tells, as changes of the view, pure: (view, what came) -> view. A push
 * applies on top of the revision before it and on nothing else; where one is missing, `refetch`
 * asks for a snapshot, and until it is here further pushes are kept and then replayed.
 */

import type { Change, Push, Snapshot } from '../../shared/contract/snapshot.ts'
import { assertNever } from '../../shared/domain/assert-never.ts'
import type { MonotonicMs } from '../../shared/domain/time.ts'
import {
  fromSnapshot,
  grown,
  type Look,
  newRoom,
  pendingTaken,
  rowShown,
  timed,
  unpending,
} from './room-changes.ts'
import { attemptOf, firstRoom, type RoomView, roomOf, type View } from './view.ts'
import { attemptOver, inRoom, read } from './view-changes.ts'

export interface Arrived {
  readonly view: View
  /** A snapshot is needed: something in between was missed. */
  readonly refetch: boolean
}

export function pushArrived(view: View, push: Push): Arrived {
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

export function snapshotArrived(view: View, snapshot: Snapshot): Arrived {
  const rooms = snapshot.rooms.map((room) =>
    fromSnapshot(roomOf(view, room.id), room, lookAt(view, room.id)),
  )
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
    warnings: snapshot.warnings,
    active: rooms.some((room) => room.info.id === view.active)
      ? view.active
      : (firstRoom(rooms)?.info.id ?? null),
  }
  let step: Arrived = { view: next, refetch: false }
  for (const push of view.buffer) {
    const { view: replayed, refetch } = pushArrived(step.view, push)
    step = { view: replayed, refetch: step.refetch || refetch }
  }
  return step
}

/** The view with what the main process has told since `before`, which was heard at this moment. */
export function heardAt(before: View, view: View, at: MonotonicMs): View {
  const changed = (room: RoomView) => {
    const known = roomOf(before, room.info.id)
    return known?.info.connection !== room.info.connection
  }
  if (!view.rooms.some(changed)) return view
  return { ...view, rooms: view.rooms.map((room) => (changed(room) ? timed(room, at) : room)) }
}

/** Waits for a snapshot from now on. */
export function refetching(view: View): View {
  return { ...view, sync: 'waiting' }
}

function attempted(view: View, change: Extract<Change, { type: 'attempt' }>): View {
  const { attemptId: id, stage, question } = change
  const asked = question !== null || attemptOf(view, id)?.asked === true
  const attempts = [...attemptOver(view, id).attempts, { id, stage, question, asked }]
  return { ...view, attempts }
}

function missed(view: View, push: Push): Arrived {
  return { view: { ...refetching(view), buffer: [push] }, refetch: true }
}

function lookAt({ active, attentive, following }: View, roomId: string): Look {
  return { inFront: active === roomId, attentive, following }
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
      return { ...view, rooms: [...view.rooms, newRoom(info)], active: view.active ?? info.id }
    }
    case 'members':
      return inRoom(view, change.roomId, (room) => ({ ...room, members: change.members }))
    case 'entries': {
      const room = roomOf(view, change.roomId)
      if (room === undefined) return view
      const more = grown(room, change.stretch, lookAt(view, change.roomId), change.missed)
      return more === null ? null : inRoom(view, change.roomId, () => more)
    }
    case 'shown':
      return inRoom(view, change.roomId, (room) => rowShown(room, change.row))
    case 'pending':
      return inRoom(view, change.roomId, (room) => pendingTaken(room, change.message))
    case 'unpending':
      return inRoom(view, change.roomId, (room) => unpending(room, change.cid))
    case 'removed': {
      const index = view.rooms.findIndex((room) => room.info.id === change.roomId)
      const rooms = view.rooms.filter((room) => room.info.id !== change.roomId)
      if (view.active !== change.roomId) return { ...view, rooms }
      const next = rooms[Math.min(index, rooms.length - 1)]
      return read({ ...view, rooms, active: next?.info.id ?? null, following: true })
    }
    case 'attempt':
      return attempted(view, change)
    case 'identity':
      return { ...view, identity: change.identity }
    case 'settings':
      return { ...view, recents: change.recents, name: change.name }
    case 'warnings':
      return { ...view, warnings: change.warnings }
    default:
      return assertNever(change)
  }
}
