/**
 * The room's values: its state, what can happen to it, and what it wants done. Pure, as all of
 * the room is: no socket, clock or id is made in here.
 */

import type { Fingerprint } from '../../../../shared/domain/fingerprint.ts'
import type { ModerationAction, Past, PerAddress } from '../../../../shared/domain/moderation.ts'
import type { MonotonicMs, UnixMs } from '../../../../shared/domain/time.ts'
import type { HostMessage, MemberMessage, WireMember } from '../../../../shared/wire/protocol.ts'
import type { PasswordRecord } from '../../auth/opaque.ts'
import type { Step } from '../../driver.ts'
import type { Appended, LookedAt, NewEvent, PageQuery, StoredEvent } from '../../store/store.ts'

/** room-driver.ts's handle of a connection. */
export type ConnectionId = number

export interface RoomConfig {
  readonly id: string
  readonly name: string
  /** Most members, the host included. */
  readonly capacity: number
  /** The host's own key. */
  readonly hostKey: Fingerprint
}

/** Who may come in, and what they see. */
export interface RoomPolicy {
  readonly approving: boolean
  readonly locked: boolean
  /** What those see of the past who come in for the first time. */
  readonly past: Past
  /** Places that one network address may have in a crowded room; null for an ADDRESS_PART. */
  readonly perAddress: PerAddress
}

/** The next free place is somebody's, until then. */
export interface Claim {
  readonly until: MonotonicMs
  /** As in {@link CutMember}. */
  readonly address: string | null
}

/** A member whose connection was cut. */
export interface CutMember {
  readonly member: WireMember
  /** Where it came from; null when that is not known. */
  readonly address: string | null
}

/** The secret of an invite link, and what it is good for. */
export interface Ticket {
  readonly once: boolean
  /** Null for the room's life. */
  readonly expires: UnixMs | null
  readonly skipsApproval: boolean
}

/**
 * A connection: greeting until its hello was accepted, perhaps waiting for the host; placed until
 * the access list has it, then a member.
 */
export type Peer = {
  readonly key: Fingerprint
  readonly host: boolean
  /**
   * Where it comes from, see net/peer-network.ts; null when that is not known, and for the host.
   */
  readonly address: string | null
} & (
  | { readonly stage: 'greeting'; readonly proven: boolean }
  | { readonly stage: 'waiting'; readonly name: string }
  | {
      readonly stage: 'placed'
      readonly member: WireMember
      /** What the others see of it meanwhile; null when they see nothing. */
      readonly seen: WireMember | null
      /** Nobody was told that it had gone, so nobody is told that it came. */
      readonly quiet: boolean
    }
  | { readonly stage: 'member'; readonly member: WireMember; readonly reading: boolean }
)

/** The access list: all that a room remembers of who may come in when it is opened again. */
export interface AccessList {
  readonly policy: RoomPolicy
  /** What the password is checked against; null for a room without one. */
  readonly password: PasswordRecord | null
  /** The secret of the standing link, which stands for the password; null without one. */
  readonly standing: string | null
  /** Keys that were let in since the password last changed: they come back without a question. */
  readonly admitted: ReadonlySet<Fingerprint>
  /** The lowest `seq` that each key may read, as it was when it first came in. */
  readonly floors: ReadonlyMap<Fingerprint, number>
  /** Keys kept out, with the name they had. */
  readonly banned: ReadonlyMap<Fingerprint, string>
  readonly tickets: ReadonlyMap<string, Ticket>
}

export interface RoomState extends AccessList {
  readonly config: RoomConfig
  /** `away`: the host is going, and will be back. */
  readonly open: 'open' | 'away' | 'closed'
  /** Until then who was here before comes back without a word; null in a room that is new. */
  readonly quietUntil: MonotonicMs | null
  /** The last event that the members were told. The log gives the numbers; see `stored`. */
  readonly seq: number
  readonly peers: ReadonlyMap<ConnectionId, Peer>
  /** How many have a place, members and who becomes one. */
  readonly members: number
  /** What waits for the access list to be on the disk, in the order in which that was asked for. */
  readonly deferred: readonly Deferred[]
  /** Members whose connection was cut: their place and name are kept for RESERVE_MS. */
  readonly cut: ReadonlyMap<Fingerprint, CutMember>
  /** Who was in before and found no place: until then newcomers leave the next one to it. */
  readonly claims: ReadonlyMap<Fingerprint, Claim>
}

/** Nobody hears of a change of the access list before the disk has it. */
export type Deferred =
  | { readonly next: 'do'; readonly effects: readonly RoomEffect[] }
  | { readonly next: 'enter'; readonly from: ConnectionId; readonly key: Fingerprint }

export type RoomInput =
  /** A peer has proven its key. `host` marks the host's own session. */
  | {
      readonly type: 'connected'
      readonly from: ConnectionId
      readonly key: Fingerprint
      readonly host: boolean
      readonly address: string | null
    }
  | { readonly type: 'heard'; readonly from: ConnectionId; readonly message: MemberMessage }
  | { readonly type: 'bad'; readonly from: ConnectionId; readonly why: string }
  /** The hello, or the host's decision, did not come in time. */
  | { readonly type: 'late'; readonly from: ConnectionId }
  /** Too many are coming in; the one who waits longest goes. */
  | { readonly type: 'crowded'; readonly from: ConnectionId }
  | { readonly type: 'gone'; readonly from: ConnectionId }
  /** How a password step came out; see auth/password-gate.ts. */
  | { readonly type: 'judged'; readonly from: ConnectionId; readonly verdict: PasswordVerdict }
  | { readonly type: 'moderate'; readonly action: Exclude<ModerationAction, { type: 'password' }> }
  /** The password was set, changed or taken away: everybody must prove themselves anew. */
  | {
      readonly type: 'password'
      readonly record: PasswordRecord | null
      readonly standing: string | null
    }
  | { readonly type: 'ticket'; readonly secret: string; readonly ticket: Ticket }
  /** The standing link of a room that has a password and no such link. */
  | { readonly type: 'standing'; readonly secret: string }
  /**
   * The access list is kept as a `keepAccess` asked, or cannot be; one for each, in their order.
   */
  | { readonly type: 'accessKept' }
  /** What became of a `store` effect; one for each, in their order. */
  | {
      readonly type: 'stored'
      readonly from: ConnectionId
      readonly cid: string
      readonly outcome: Appended | { readonly kind: 'failed' }
    }
  /** What a `read` effect found; null when the log could not be read. */
  | {
      readonly type: 'read'
      readonly from: ConnectionId
      readonly query: PageQuery
      readonly events: readonly StoredEvent[] | null
    }
  /** What a `look` found; null for nothing, undefined when the log could not be read. */
  | {
      readonly type: 'looked'
      readonly from: ConnectionId
      readonly seq: number
      readonly found: LookedAt | null | undefined
    }
  /** From which `seq` on a `findFloor` has found the rows; null when the log could not be read. */
  | {
      readonly type: 'floorFound'
      readonly from: ConnectionId
      readonly key: Fingerprint
      readonly floor: number | null
    }
  /** The time is over for which a lost member's place was kept. */
  | { readonly type: 'unreserve'; readonly key: Fingerprint }
  /** `away`: the host goes for now, and the room is opened again later. */
  | { readonly type: 'close'; readonly away: boolean }

export type PasswordVerdict =
  | { readonly kind: 'reply'; readonly response: string }
  | { readonly kind: 'proven'; readonly proof: string }
  | { readonly kind: 'wrong'; readonly triesLeft: number }
  | { readonly kind: 'limited'; readonly retryAfter: number }
  | { readonly kind: 'refused' }

export type PasswordMessage = Extract<MemberMessage, { type: 'opaque_start' | 'opaque_finish' }>

export type RoomEffect =
  | { readonly type: 'send'; readonly to: ConnectionId; readonly message: HostMessage }
  /** To the {@link recipients}: every member of the new state but `except`, or only to `only`. */
  | {
      readonly type: 'broadcast'
      readonly message: HostMessage
      readonly except?: ConnectionId
      readonly only?: ReadonlySet<ConnectionId>
    }
  /** To be committed to the log, which gives it its number; comes back as `stored`. */
  | {
      readonly type: 'store'
      readonly from: ConnectionId
      readonly said: NewEvent
      /** The lowest `seq` that its author may read. */
      readonly floor: number
    }
  /** The access list, to be kept; comes back as `accessKept`. */
  | { readonly type: 'keepAccess'; readonly access: AccessList }
  /** A stretch of the log, at most so many bytes of it as fit a line; comes back as `read`. */
  | { readonly type: 'read'; readonly from: ConnectionId; readonly query: PageQuery }
  /** One event, and as much of what stands on it as fits a line; comes back as `looked`. */
  | { readonly type: 'look'; readonly from: ConnectionId; readonly seq: number }
  /** Where the last so many rows of the log begin; comes back as `floorFound`. */
  | {
      readonly type: 'findFloor'
      readonly from: ConnectionId
      readonly key: Fingerprint
      readonly rows: number
    }
  /** Comes back as `unreserve` after RESERVE_MS, unless it is asked for again. */
  | { readonly type: 'reserve'; readonly key: Fingerprint }
  /** A step of the password proof to judge; its outcome comes back as `judged`. */
  | {
      readonly type: 'judge'
      readonly from: ConnectionId
      readonly message: PasswordMessage
      readonly record: PasswordRecord
    }
  /** The host's person is asked; that takes a while. */
  | { readonly type: 'waiting'; readonly to: ConnectionId }
  | { readonly type: 'admitted'; readonly to: ConnectionId }
  /** Flush, then close. Nothing is heard from it any more. */
  | { readonly type: 'hangUp'; readonly to: ConnectionId }
  /** What the host sees of who may come in has changed. */
  | { readonly type: 'showAccess' }

/** What a step takes from outside. */
export interface RoomStepContext {
  /** For what is said, shown and kept. */
  readonly wall: UnixMs
  /** For how long something takes. */
  readonly monotonic: MonotonicMs
}

export type RoomStep = Step<RoomState, RoomEffect>

/** What a room begins with besides its access list. */
interface RoomStart {
  /** The last event of the log. */
  readonly seq?: number
  readonly quietUntil?: MonotonicMs | null
}

/**
 * An open room with nobody in it yet.
 * @param access what was kept of it, or {@link newAccess}
 */
export function initialRoom(
  config: RoomConfig,
  access: AccessList,
  { seq = 0, quietUntil = null }: RoomStart = {},
): RoomState {
  return {
    ...access,
    config,
    open: 'open',
    quietUntil,
    seq,
    peers: new Map(),
    members: 0,
    deferred: [],
    cut: new Map(),
    claims: new Map(),
  }
}

/** To one connection, at whatever stage it is; a `broadcast` goes to members alone. */
export function send(to: ConnectionId, message: HostMessage): RoomEffect {
  return { type: 'send', to, message }
}

/** Who a broadcast is for. */
export function* recipients(
  { peers }: Pick<RoomState, 'peers'>,
  { except, only }: Pick<Extract<RoomEffect, { type: 'broadcast' }>, 'except' | 'only'>,
): Generator<ConnectionId> {
  for (const [id, { stage }] of peers) {
    if (stage === 'member' && id !== except && only?.has(id) !== false) yield id
  }
}

/** Whether somebody has a place in the room. */
export const isIn = (
  peer: Peer | null | undefined,
): peer is Extract<Peer, { stage: 'placed' | 'member' }> =>
  peer?.stage === 'member' || peer?.stage === 'placed'

/** What the others see of a connection; null for nothing. */
export function seenOf(peer: Peer | undefined): WireMember | null {
  if (peer?.stage === 'member') return peer.member
  return peer?.stage === 'placed' ? peer.seen : null
}

/** The state with one connection changed, or taken out. */
export function withPeer(state: RoomState, from: ConnectionId, peer: Peer | null): RoomState {
  const peers = new Map(state.peers)
  const members = state.members + Number(isIn(peer)) - Number(isIn(peers.get(from)))
  if (peer === null) peers.delete(from)
  else peers.set(from, peer)
  return { ...state, peers, members }
}

/** The state without a key's kept place. */
export function withoutCut(state: RoomState, key: Fingerprint): RoomState {
  if (!state.cut.has(key)) return state
  const cut = new Map(state.cut)
  cut.delete(key)
  return { ...state, cut }
}

/** The access list of a room that nobody was in yet. */
export const newAccess = (
  policy: RoomPolicy,
  password: PasswordRecord | null = null,
  standing: string | null = null,
): AccessList => ({
  policy,
  password,
  standing,
  admitted: new Set(),
  floors: new Map(),
  banned: new Map(),
  tickets: new Map(),
})

/**
 * The step with its effects deferred until the access list, which it has changed, is on the disk.
 */
export function deferred({ state, effects }: RoomStep): RoomStep {
  return keepAccess(state, { next: 'do', effects })
}

/** Has the access list kept; what is deferred until then is done when `accessKept` comes. */
export function keepAccess(state: RoomState, after: Deferred): RoomStep {
  return {
    state: { ...state, deferred: [...state.deferred, after] },
    effects: [{ type: 'keepAccess', access: state }],
  }
}
