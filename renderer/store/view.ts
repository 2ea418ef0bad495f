/**
 * What the window knows: the main process's state as last told, plus its own reading marks.
 * Plain values only; every change of them is in reduce.ts, view-changes.ts and room-changes.ts.
 */

import type { Push, RoomInfo } from '../../shared/contract/snapshot.ts'
import type { ErrorValue } from '../../shared/domain/errors.ts'
import type { RecentRoom } from '../../shared/domain/last-used.ts'
import type { OwnIdentity } from '../../shared/domain/own-identity.ts'
import type { JoinQuestion, JoinStage, Member } from '../../shared/domain/session.ts'
import type { MonotonicMs } from '../../shared/domain/time.ts'
import type { PendingMessage, RowFold } from '../../shared/events/conversation.ts'
import type { Timeline } from './timeline.ts'

export interface RoomView {
  readonly info: RoomInfo
  /** When a cut connection is made again; null when it is not waited for. */
  readonly retryAt: MonotonicMs | null
  readonly members: readonly Member[]
  readonly pending: readonly PendingMessage[]
  /** The latest of the conversation; what is new is added to it. */
  readonly timeline: Timeline
  /** An earlier stretch that a jump led to; shown in its place while it does not reach the latest. */
  readonly aside: Timeline | null
  /** The message that the last jump led to; another object each time. */
  readonly spot: { readonly seq: number } | null
  /** Pages that are asked for and not here yet. */
  readonly asked: number
  /** While they are: what stands on rows, for a page that was read before that was said. */
  readonly early: ReadonlyMap<number, RowFold>
  /** Messages of others that came while nobody looked. */
  readonly unread: number
  /** `at` of the first message that nobody had looked at: the "New" line stands above it. */
  readonly newFrom: number | null
}

/** A join or rejoin under way, as far as it has come. A rejoin has its room's id. */
export interface Attempt {
  readonly id: string
  readonly stage: JoinStage
  /** What waits for an answer. */
  readonly question: JoinQuestion | null
  /** Something was asked already, so that a person is looking on. */
  readonly asked: boolean
}

export interface View {
  /** `waiting`: a snapshot is on its way, and pushes are kept until it is here. */
  readonly sync: 'waiting' | 'synced'
  readonly buffer: readonly Push[]
  /** False until the first snapshot: nothing to show yet. */
  readonly ready: boolean
  readonly revision: number
  readonly version: string
  readonly profile: string
  readonly rooms: readonly RoomView[]
  readonly recents: readonly RecentRoom[]
  readonly name: string
  readonly warnings: readonly ErrorValue[]
  /** Who we are; null until the first snapshot. */
  readonly identity: OwnIdentity | null
  readonly attempts: readonly Attempt[]
  /** The room in front. May be one that the next push brings. */
  readonly active: string | null
  /** The window has the person's eyes. */
  readonly attentive: boolean
  /** The newest message of the room in front is in sight. */
  readonly following: boolean
}

export const initialView: View = {
  sync: 'waiting',
  buffer: [],
  ready: false,
  revision: -1,
  version: '',
  profile: '',
  rooms: [],
  recents: [],
  name: '',
  warnings: [],
  identity: null,
  attempts: [],
  active: null,
  attentive: true,
  following: true,
}

export function roomOf(view: View, roomId: string | null): RoomView | undefined {
  return view.rooms.find((room) => room.info.id === roomId)
}

/** The room in front; when the chosen one is gone or not here yet, none. */
export function activeRoom(view: View): RoomView | undefined {
  return roomOf(view, view.active)
}

/** Ended rooms are past ones; whether one may come back makes no difference. */
function isPast(room: RoomView): boolean {
  return room.info.connection.phase === 'ended'
}

/** The rooms as they are listed: the open ones, then the past ones. */
export function listed(rooms: readonly RoomView[]): {
  readonly open: readonly RoomView[]
  readonly past: readonly RoomView[]
} {
  return { open: rooms.filter((room) => !isPast(room)), past: rooms.filter(isPast) }
}

/** The room to begin with: the last opened, or else the past one with the latest words. */
export function firstRoom(rooms: readonly RoomView[]): RoomView | undefined {
  const { open, past } = listed(rooms)
  const latest = (room: RoomView) => room.timeline.rows.at(-1)?.time ?? 0
  return open.at(-1) ?? past.toSorted((one, other) => latest(one) - latest(other)).at(-1)
}

export function attemptOf(view: View, id: string | undefined): Attempt | undefined {
  return view.attempts.find((attempt) => attempt.id === id)
}

/** The rejoin that has asked something: its dialog is open until the room is live or ended. */
export function askedRejoin(view: View): Attempt | undefined {
  return view.attempts.find((one) => one.asked && roomOf(view, one.id) !== undefined)
}

export function totalUnread(view: View): number {
  return view.rooms.reduce((sum, room) => sum + room.unread, 0)
}
