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
import type { HostMessage, MemberMessage } from '../../shared/protocol.ts'
import type { EndedHow, Entry, Member, PendingMessage } from '../../shared/snapshot.ts'

/** An entry before the timeline has given it its place. */
export type EntryBody = Entry extends infer E ? (E extends Entry ? Omit<E, 'at'> : never) : never

export interface SessionState {
  /** greeting: awaits `welcome`; entering: awaits `joined`; roster: awaits the members. */
  readonly phase: 'greeting' | 'entering' | 'roster' | 'live' | 'ended'
  readonly asked: string
  /** Where this session goes, for the words of its errors. */
  readonly address: string
  readonly room: { readonly id: string; readonly name: string } | null
  readonly self: Member | null
  readonly expected: number
  readonly members: ReadonlyMap<string, Member>
  readonly seq: number
  readonly pending: ReadonlyMap<string, PendingMessage>
}

export type SessionInput =
  | { readonly type: 'heard'; readonly message: HostMessage }
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
  | { readonly type: 'entering' }
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

/** @param pending words of an earlier connection that were not confirmed; they wait for a retry */
export function startSession(
  asked: string,
  address: string,
  pending: ReadonlyMap<string, PendingMessage> = new Map(),
): SessionState {
  return {
    phase: 'greeting',
    asked,
    address,
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
