/**
 * The room's values: its state, what can happen to it, and what it wants done. Pure, as all of
 * the room is: no socket, clock or id is made in here.
 */
import type { HostMessage, MemberMessage, WireMember } from '../../shared/protocol.ts'

/** The room service's handle of a connection. */
export type ConnectionId = number

export interface RoomConfig {
  readonly id: string
  readonly name: string
  /** Most members, the host included. */
  readonly capacity: number
}

/** A connection: greeting until its hello was accepted, then a member. */
export type Person =
  | { readonly stage: 'greeting'; readonly host: boolean }
  | { readonly stage: 'member'; readonly member: WireMember }

export interface RoomState {
  readonly config: RoomConfig
  readonly open: boolean
  readonly seq: number
  readonly people: ReadonlyMap<ConnectionId, Person>
  readonly members: number
}

export type RoomInput =
  /** `host` marks the host's own session. */
  | { readonly type: 'connected'; readonly from: ConnectionId; readonly host: boolean }
  | { readonly type: 'heard'; readonly from: ConnectionId; readonly message: MemberMessage }
  | { readonly type: 'bad'; readonly from: ConnectionId; readonly why: string }
  /** The hello did not come in time. */
  | { readonly type: 'late'; readonly from: ConnectionId }
  | { readonly type: 'gone'; readonly from: ConnectionId }
  | { readonly type: 'close' }

export type RoomEffect =
  | { readonly type: 'send'; readonly to: ConnectionId; readonly message: HostMessage }
  /** To every member of the new state but `except`. */
  | { readonly type: 'broadcast'; readonly message: HostMessage; readonly except?: ConnectionId }
  | { readonly type: 'admitted'; readonly to: ConnectionId }
  /** Flush, then close. Nothing is heard from it any more. */
  | { readonly type: 'hangUp'; readonly to: ConnectionId }

/** What a step takes from outside. */
export interface RoomStepContext {
  readonly now: number
  /** An id not used before for the member who may be admitted in this step. */
  readonly newId: string
}

export interface RoomStep {
  readonly state: RoomState
  readonly effects: readonly RoomEffect[]
}

export function openRoom(config: RoomConfig): RoomState {
  return { config, open: true, seq: 0, people: new Map(), members: 0 }
}

export function send(to: ConnectionId, message: HostMessage): RoomEffect {
  return { type: 'send', to, message }
}
