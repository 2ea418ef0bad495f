/**
 * The room's values: its state, what can happen to it, and what it wants done. Pure, as all of
 * the room is: no socket, clock or id is made in here.
 */
import type { Fingerprint } from '../../shared/fingerprint.ts'
import type { AdminAction } from '../../shared/ipc.ts'
import type { HostMessage, MemberMessage, WireMember } from '../../shared/protocol.ts'

/** The room service's handle of a connection. */
export type ConnectionId = number

export interface RoomConfig {
  readonly id: string
  readonly name: string
  /** Most members, the host included. */
  readonly capacity: number
  /** The host's own key. */
  readonly hostKey: Fingerprint
}

/** Who may come in. */
export interface RoomPolicy {
  readonly password: boolean
  readonly approving: boolean
  readonly locked: boolean
}

/** The secret of an invite link, and what it is good for. */
export interface Ticket {
  readonly once: boolean
  /** Milliseconds since 1970 UTC; null for the room's life. */
  readonly expires: number | null
  readonly skipsApproval: boolean
}

/** A connection: greeting until its hello was accepted, perhaps waiting for the host, then a member. */
export type Person = { readonly key: Fingerprint; readonly host: boolean } & (
  | { readonly stage: 'greeting'; readonly proven: boolean }
  | { readonly stage: 'waiting'; readonly name: string }
  | { readonly stage: 'member'; readonly member: WireMember }
)

export interface RoomState {
  readonly config: RoomConfig
  readonly policy: RoomPolicy
  readonly open: boolean
  readonly seq: number
  readonly people: ReadonlyMap<ConnectionId, Person>
  readonly members: number
  /** Keys that were let in since the password last changed: they come back without a question. */
  readonly admitted: ReadonlySet<Fingerprint>
  /** Keys kept out, with the name they had. */
  readonly banned: ReadonlyMap<Fingerprint, string>
  readonly tickets: ReadonlyMap<string, Ticket>
}

export type RoomInput =
  /** A peer has proven its key. `host` marks the host's own session. */
  | {
      readonly type: 'connected'
      readonly from: ConnectionId
      readonly key: Fingerprint
      readonly host: boolean
    }
  | { readonly type: 'heard'; readonly from: ConnectionId; readonly message: MemberMessage }
  | { readonly type: 'bad'; readonly from: ConnectionId; readonly why: string }
  /** The hello, or the host's decision, did not come in time. */
  | { readonly type: 'late'; readonly from: ConnectionId }
  /** Too many strangers at the door; the one who waits longest goes. */
  | { readonly type: 'crowded'; readonly from: ConnectionId }
  | { readonly type: 'gone'; readonly from: ConnectionId }
  /** How a password step came out; see auth/password-gate.ts. */
  | { readonly type: 'judged'; readonly from: ConnectionId; readonly verdict: PasswordVerdict }
  | { readonly type: 'admin'; readonly action: Exclude<AdminAction, { type: 'password' }> }
  /** The password was set, changed or taken away: everybody must prove themselves anew. */
  | { readonly type: 'password'; readonly password: boolean }
  | { readonly type: 'ticket'; readonly secret: string; readonly ticket: Ticket }
  | { readonly type: 'close' }

export type PasswordVerdict =
  | { readonly kind: 'reply'; readonly response: string }
  | { readonly kind: 'proven'; readonly proof: string }
  | { readonly kind: 'wrong'; readonly triesLeft: number }
  | { readonly kind: 'limited'; readonly retryAfter: number }
  | { readonly kind: 'refused' }

export type PasswordMessage = Extract<MemberMessage, { type: 'opaque_start' | 'opaque_finish' }>

export type RoomEffect =
  | { readonly type: 'send'; readonly to: ConnectionId; readonly message: HostMessage }
  /** To every member of the new state but `except`. */
  | { readonly type: 'broadcast'; readonly message: HostMessage; readonly except?: ConnectionId }
  /** A step of the password proof to judge; its outcome comes back as `judged`. */
  | { readonly type: 'judge'; readonly from: ConnectionId; readonly message: PasswordMessage }
  /** The host's person is asked; that takes a while. */
  | { readonly type: 'waiting'; readonly to: ConnectionId }
  | { readonly type: 'admitted'; readonly to: ConnectionId }
  /** Flush, then close. Nothing is heard from it any more. */
  | { readonly type: 'hangUp'; readonly to: ConnectionId }
  /** What the host sees of the door has changed. */
  | { readonly type: 'door' }

/** What a step takes from outside. */
export interface RoomStepContext {
  /** Milliseconds since 1970 UTC. */
  readonly now: number
}

export interface RoomStep {
  readonly state: RoomState
  readonly effects: readonly RoomEffect[]
}

export function openRoom(config: RoomConfig, policy: RoomPolicy): RoomState {
  return {
    config,
    policy,
    open: true,
    seq: 0,
    people: new Map(),
    members: 0,
    admitted: new Set(),
    banned: new Map(),
    tickets: new Map(),
  }
}

export function send(to: ConnectionId, message: HostMessage): RoomEffect {
  return { type: 'send', to, message }
}

/** The state with one connection changed, or taken out. */
export function withPerson(state: RoomState, from: ConnectionId, person: Person | null): RoomState {
  const people = new Map(state.people)
  if (person === null) people.delete(from)
  else people.set(from, person)
  return { ...state, people }
}
