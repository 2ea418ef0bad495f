/**
 * The session's values: its state, what can happen to it, and what it wants done. Pure, as all of
 * the session's rules are.
 */
import {
  type ErrorCode,
  type ErrorDetails,
  type ErrorValue,
  errorValue,
} from '../../shared/errors.ts'
import type { Fingerprint } from '../../shared/fingerprint.ts'
import type { HostMessage, MemberMessage } from '../../shared/protocol.ts'
import type {
  EndedHow,
  Entry,
  JoinQuestion,
  KnownHost,
  Member,
  PendingMessage,
} from '../../shared/snapshot.ts'

/** An entry before the timeline has given it its place. */
export type EntryBody = Entry extends infer E ? (E extends Entry ? Omit<E, 'at'> : never) : never

/** How it is known whose key the host has shown; null: not yet, a person or a password must say. */
export type Trust = 'pinned' | KnownHost['by'] | null

export interface SessionState {
  /**
   * greeting: awaits `welcome`; asking: awaits a person; proving: awaits the password's proof;
   * entering: awaits `joined`; roster: awaits the members.
   */
  readonly phase: 'greeting' | 'asking' | 'proving' | 'entering' | 'roster' | 'live' | 'ended'
  readonly asked: string
  /** Where this session goes, for the words of its errors. */
  readonly address: string
  readonly trust: Trust
  /** The secret of an invite link. */
  readonly ticket: string | null
  readonly ownKey: Fingerprint
  /** The key that TLS has proven; null before there is a connection. */
  readonly hostKey: Fingerprint | null
  readonly version: number
  readonly room: { readonly id: string; readonly name: string } | null
  readonly self: Member | null
  readonly expected: number
  readonly members: ReadonlyMap<string, Member>
  readonly seq: number
  readonly pending: ReadonlyMap<string, PendingMessage>
}

export type JoinAnswer =
  | { readonly kind: 'trust' }
  | { readonly kind: 'password'; readonly password: string }

export type SessionInput =
  | { readonly type: 'heard'; readonly message: HostMessage }
  | { readonly type: 'answer'; readonly answer: JoinAnswer }
  /** The steps of the password's proof, as auth/password-prover.ts made them. */
  | { readonly type: 'proofBegun'; readonly request: string }
  | { readonly type: 'proofMade'; readonly finish: string; readonly proof: string }
  | { readonly type: 'proofChecked'; readonly good: boolean }
  /** The host could not be remembered. */
  | { readonly type: 'failed'; readonly error: ErrorValue }
  | { readonly type: 'bad' }
  | { readonly type: 'late' }
  | { readonly type: 'gone'; readonly slow: boolean }
  | { readonly type: 'say'; readonly cid: string; readonly text: string }
  | { readonly type: 'retry'; readonly cid: string }
  | { readonly type: 'withdraw'; readonly cid: string }
  | { readonly type: 'leave' }

export type SessionEffect =
  | { readonly type: 'send'; readonly message: MemberMessage }
  | { readonly type: 'hangUp' }
  | { readonly type: 'stage'; readonly stage: 'proving' | 'entering' | 'waiting' }
  | { readonly type: 'ask'; readonly question: JoinQuestion }
  | { readonly type: 'beginProof'; readonly password: string }
  | { readonly type: 'makeProof'; readonly response: string }
  | { readonly type: 'checkProof'; readonly proof: string }
  /** The host's key is trusted from now on: remember it, before anything more is said. */
  | { readonly type: 'remember'; readonly by: KnownHost['by'] }
  /** The room is entered and its members are known. */
  | { readonly type: 'live' }
  | { readonly type: 'members' }
  | { readonly type: 'entry'; readonly entry: EntryBody }
  | { readonly type: 'pending'; readonly message: PendingMessage }
  | { readonly type: 'unpending'; readonly cid: string }
  | { readonly type: 'ended'; readonly how: EndedHow; readonly error: ErrorValue | null }

export interface SessionStep {
  readonly state: SessionState
  readonly effects: readonly SessionEffect[]
}

/** Whom a session meets, and what it brings. */
export interface Meeting {
  readonly ownKey: Fingerprint
  readonly hostKey: Fingerprint | null
  readonly trust: Trust
  readonly ticket: string | null
}

/** @param pending words of an earlier connection that were not confirmed; they wait for a retry */
export function startSession(
  asked: string,
  address: string,
  meeting: Meeting,
  pending: ReadonlyMap<string, PendingMessage> = new Map(),
): SessionState {
  return {
    ...meeting,
    phase: 'greeting',
    asked,
    address,
    version: 0,
    room: null,
    self: null,
    expected: 0,
    members: new Map(),
    seq: 0,
    pending,
  }
}

export const unchanged = (state: SessionState): SessionStep => ({ state, effects: [] })

/** An error value that knows where this session goes. */
export function error(
  state: SessionState,
  code: ErrorCode,
  details: ErrorDetails = {},
): ErrorValue {
  return errorValue(code, { address: state.address, ...details })
}
