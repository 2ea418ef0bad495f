/**
 * The session's values: its state, what can happen to it, and what it wants done. Pure, as all of
 * the session's rules are.
 */

import { Map as ImmutableMap, OrderedMap } from 'immutable'
import {
  type ErrorCode,
  type ErrorDetails,
  type ErrorValue,
  errorValue,
} from '../../../../shared/domain/errors.ts'
import type { Fingerprint } from '../../../../shared/domain/fingerprint.ts'
import type { KnownHost } from '../../../../shared/domain/known-host.ts'
import type { EndedHow, JoinQuestion, Member } from '../../../../shared/domain/session.ts'
import type { MonotonicMs, UnixMs } from '../../../../shared/domain/time.ts'
import type { NoticeEntry, PendingMessage } from '../../../../shared/events/conversation.ts'
import type { Said } from '../../../../shared/events/kind.ts'
import type { HostMessage, MemberMessage } from '../../../../shared/wire/protocol.ts'
import type { Step } from '../../driver.ts'
import type { LookedAt, StoredEvent } from '../../store/store.ts'

/** A notice before the conversation's tail has given it its position. */
export type NoticeBody = Omit<NoticeEntry, 'at'>

/** How it is known whose key the host has shown; null: not yet, a person or a password must say. */
export type Trust = 'pinned' | KnownHost['by'] | null

/** What we have of the room, as the store says. */
export interface OwnLog {
  /** The events here are first … last; none while `last` is `first - 1`. */
  readonly first: number
  readonly last: number
  /** The last of them, to see that the host's log goes on from ours; null when there is none. */
  readonly tail: StoredEvent | null
  /** What was said in an earlier run and not confirmed, in its order. */
  readonly outbox: readonly PendingMessage[]
}

export interface SessionState {
  /**
   * dialling: awaits a connection; greeting: awaits `welcome`; asking: awaits a person; proving:
   * awaits the password's proof; remembering: awaits that the host is remembered; entering: awaits
   * `joined`; roster: awaits the members; opening: awaits our own log; catching: fetches what is
   * missing; cut: lost, and to be made again.
   */
  readonly phase:
    | 'dialling'
    | 'greeting'
    | 'asking'
    | 'proving'
    | 'remembering'
    | 'entering'
    | 'roster'
    | 'opening'
    | 'catching'
    | 'live'
    | 'cut'
    | 'ended'
  /** What a person was asked, while the phase is `asking`. */
  readonly question: JoinQuestion['kind'] | null
  readonly asked: string
  /** Where this session goes, for the words of its errors. */
  readonly address: string
  readonly trust: Trust
  /** The secret of an invite link. */
  readonly ticket: string | null
  readonly ownKey: Fingerprint
  /** The key that TLS has proven; null before there is a connection. */
  readonly hostKey: Fingerprint | null
  /** We were in this room before: a loss is mended, and its id must be the same. */
  readonly returning: boolean
  /** A loss is mended, unless it was asked not to be. */
  readonly reconnects: boolean
  /** Why the connection was lost; null when it was not. */
  readonly cause: ErrorValue | null
  /** Until then the host's next word must come; null while it owes none, or a person's time. */
  readonly due: MonotonicMs | null
  /** Tries that failed since the connection was last steady. */
  readonly tries: number
  /** Since when everything is here; null when it is not. */
  readonly liveSince: MonotonicMs | null
  readonly version: number
  readonly room: { readonly id: string; readonly name: string } | null
  readonly self: Member | null
  readonly expected: number
  readonly members: ReadonlyMap<string, Member>
  /** The last event that we have, with all before it. */
  readonly seq: number
  /** The last event that was shown. */
  readonly shown: number
  /** The room's last event when we came in. */
  readonly entrySeq: number
  /** The lowest event that the host lets us read. */
  readonly floor: number
  /** The host's last event as far as we know; the gap is closed when `seq` reaches it. */
  readonly target: number
  /** Live events that came while there was a gap, without holes; they wait until it is closed. */
  readonly buffered: readonly StoredEvent[]
  /** Our last event, which the host must have as well; null once that was seen. */
  readonly check: StoredEvent | null
  /**
   * An answer is on its way: of the gap, of older events, or of a `look`; or older events have come
   * and are not on our disk yet (`keeping`).
   */
  readonly fetching: 'gap' | 'older' | 'keeping' | 'look' | null
  /** The events to look at, one after the other; the first is asked for while `fetching` says so. */
  readonly looks: readonly number[]
  /** What is missing of the first page: so many rows before that `seq`; null for nothing. */
  readonly wanted: { readonly rows: number; readonly before: number } | null
  readonly pending: OrderedMap<string, PendingMessage>
  /** By `cid`, the writes that our own disk has not taken yet: until it has, it must not leave. */
  readonly unstored: ImmutableMap<string, number>
}

export type JoinAnswer =
  | { readonly kind: 'trust' }
  | { readonly kind: 'password'; readonly password: string }

export type SessionInput =
  /** A person enters the room, or enters it again; `quietly`, as after a cut. */
  | { readonly type: 'enter'; readonly quietly: boolean }
  /** It is time for the next try at a connection that was lost. */
  | { readonly type: 'again' }
  /** There is a connection, to a host that has proven this key. */
  | { readonly type: 'connected'; readonly hostKey: Fingerprint; readonly trust: Trust }
  | { readonly type: 'heard'; readonly message: HostMessage }
  | { readonly type: 'answer'; readonly answer: JoinAnswer }
  /** The steps of the password's proof, as auth/password-prover.ts made them. */
  | { readonly type: 'proofBegun'; readonly request: string }
  | { readonly type: 'proofMade'; readonly finish: string; readonly proof: string }
  | { readonly type: 'proofChecked'; readonly good: boolean }
  /** There was no way to the host, or nothing can be kept of what it says. */
  | { readonly type: 'unreached'; readonly error: ErrorValue }
  /** What became of the events of an `olderCame`; null when they are on our disk. */
  | { readonly type: 'olderKept'; readonly error: ErrorValue | null }
  /** The host is remembered, */
  | { readonly type: 'remembered' }
  /** or could not be. */
  | { readonly type: 'failed'; readonly error: ErrorValue }
  /** Our own log of this room is open. */
  | { readonly type: 'opened'; readonly log: OwnLog }
  /** What was said is on our own disk, or cannot be (then `error` says why). */
  | { readonly type: 'queued'; readonly cid: string; readonly error: ErrorValue | null }
  /** Somebody scrolls back: fetches up to `most` events before `before`. */
  | { readonly type: 'older'; readonly before: number; readonly most: number }
  /** Somebody wants to see one event that is not here. */
  | { readonly type: 'look'; readonly seq: number }
  | { readonly type: 'bad' }
  /** The host's next word did not come in time. */
  | { readonly type: 'late' }
  | { readonly type: 'gone' }
  | { readonly type: 'post'; readonly cid: string; readonly said: Said }
  | { readonly type: 'resend'; readonly cid: string }
  | { readonly type: 'unqueue'; readonly cid: string }
  | { readonly type: 'leave' }

export type SessionEffect =
  /**
   * Makes a connection; comes back as `connected` or `unreached`.
   * `expected`: no other key will do; `lost`: what a person is told was lost, else it sees the
   * stages of the way.
   */
  | {
      readonly type: 'dial'
      readonly expected: Fingerprint | null
      readonly lost: ErrorValue | null
    }
  | { readonly type: 'send'; readonly message: MemberMessage }
  | { readonly type: 'hangUp' }
  | { readonly type: 'stage'; readonly stage: 'proving' | 'entering' | 'waiting' }
  | { readonly type: 'ask'; readonly question: JoinQuestion }
  | { readonly type: 'beginProof'; readonly password: string }
  | { readonly type: 'makeProof'; readonly response: string }
  | { readonly type: 'checkProof'; readonly proof: string }
  /** The host's key is trusted from now on; comes back as `remembered` or `failed`. */
  | { readonly type: 'remember'; readonly by: KnownHost['by'] }
  /**
   * The room is entered and its members are known: open our own log, or begin one after `after`.
   */
  | { readonly type: 'openLog'; readonly after: number }
  /** So many events are missing still. */
  | { readonly type: 'catchingUp'; readonly missing: number }
  /** Everything is here. */
  | { readonly type: 'live' }
  /** Events for our own log; those of them that were ours leave the outbox. */
  | { readonly type: 'keep'; readonly events: readonly StoredEvent[] }
  /** The answer to `older`; comes back as `olderKept` while the connection is the same. */
  | { readonly type: 'olderCame'; readonly events: readonly StoredEvent[] }
  /** The answer to `look`, to be shown and not kept; null when there is nothing to see. */
  | { readonly type: 'looked'; readonly seq: number; readonly found: LookedAt | null }
  /** To our own disk; comes back as `queued`. */
  | { readonly type: 'queue'; readonly message: PendingMessage }
  | { readonly type: 'unqueue'; readonly cid: string }
  /** The host's log does not go on from ours: it is only to be read from now on. */
  | { readonly type: 'setReadOnly' }
  /** Lost; comes back as `again` when it is time, after so many tries that failed. */
  | { readonly type: 'interrupted'; readonly error: ErrorValue; readonly tries: number }
  | { readonly type: 'members' }
  /** The next event of the log, in the order of `seq`, each once. */
  | { readonly type: 'event'; readonly event: StoredEvent }
  /** Something that is in no log, and shows between its events. */
  | { readonly type: 'notice'; readonly notice: NoticeBody }
  | { readonly type: 'pending'; readonly message: PendingMessage }
  /** It became the event `seq`, or (null) was taken back. */
  | { readonly type: 'unpending'; readonly cid: string; readonly seq: number | null }
  | { readonly type: 'ended'; readonly how: EndedHow; readonly error: ErrorValue | null }

export type SessionStep = Step<SessionState, SessionEffect>

/** What a step takes from outside. */
export interface SessionContext {
  /** For what has no host time. */
  readonly wall: UnixMs
  /** For how long something takes. */
  readonly monotonic: MonotonicMs
}

/** What a session begins with, besides its name and where it goes. */
export interface SessionBeginning {
  readonly ownKey: Fingerprint
  readonly ticket: string | null
  readonly reconnects: boolean
  /** The room we were in before, and its host's key. */
  readonly room: SessionState['room']
  readonly hostKey: Fingerprint | null
  readonly seq: number
  readonly floor: number
  /** What was said and not confirmed. */
  readonly pending: ReadonlyMap<string, PendingMessage>
}

/**
 * Before its first `enter` the phase is `ended`: what is said until then is kept as not_in_room.
 */
export function startSession(
  asked: string,
  address: string,
  { ownKey, ticket, reconnects, room, hostKey, seq, floor, pending }: SessionBeginning,
): SessionState {
  return {
    phase: 'ended',
    question: null,
    asked,
    address,
    trust: null,
    ticket,
    ownKey,
    hostKey,
    returning: room !== null,
    reconnects,
    cause: null,
    due: null,
    tries: 0,
    liveSince: null,
    version: 0,
    room,
    self: null,
    expected: 0,
    members: new Map(),
    seq,
    shown: seq,
    entrySeq: seq,
    floor,
    target: seq,
    buffered: [],
    check: null,
    fetching: null,
    looks: [],
    wanted: null,
    pending: OrderedMap(pending),
    unstored: ImmutableMap(),
  }
}

/**
 * A step without effects: for an input that is late or out of place, or that only the state has to
 * remember.
 */
export const unchanged = (state: SessionState): SessionStep => ({ state, effects: [] })

/** An error value that knows where this session goes. */
export function error(
  state: SessionState,
  code: ErrorCode,
  details: ErrorDetails = {},
): ErrorValue {
  return errorValue(code, { address: state.address, ...details })
}
