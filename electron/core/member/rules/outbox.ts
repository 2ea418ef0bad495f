/**
 * Own words, pure: on our disk first, then to the host, pending until the log has them. They
 * leave in the order in which they were said, always under the same cid.
 */

import type { ErrorCode, ErrorValue } from '../../../../shared/domain/errors.ts'
import type { PendingMessage } from '../../../../shared/events/conversation.ts'
import type { HostMessageOf, RejectCode } from '../../../../shared/wire/protocol.ts'
import {
  error,
  type SessionEffect,
  type SessionState,
  type SessionStep,
  unchanged,
} from './state.ts'

/**
 * Whether words may leave: the host takes them, it has shown that its log goes on from ours, and
 * what waited longer has left already.
 */
const maySay = ({ phase, check }: SessionState): boolean =>
  (phase === 'catching' || phase === 'live') && check === null

/**
 * Pending at once, and on its way to our disk; it leaves when `queued` says that it is there. After
 * the end it has failed (not_in_room) before it is kept.
 */
export function say(state: SessionState, message: PendingMessage): SessionStep {
  // Outside of the room it is kept all the same, for when the room is entered again.
  const said =
    state.phase === 'ended' ? { ...message, error: error(state, 'not_in_room') } : message
  const kept = putPending(state, said)
  return {
    state: { ...kept.state, unstored: oneMore(state, message.cid) },
    effects: [...kept.effects, { type: 'queue', message: said }],
  }
}

/** What was said is on our disk and may leave; or it cannot be kept, and waits for a person. */
export function queued(state: SessionState, cid: string, failure: ErrorValue | null): SessionStep {
  const left = (state.unstored.get(cid) ?? 1) - 1
  const unstored = left > 0 ? state.unstored.set(cid, left) : state.unstored.delete(cid)
  const stored = { ...state, unstored }
  const message = state.pending.get(cid)
  // A later write of it is under way, and speaks for it.
  if (message === undefined || left > 0) return unchanged(stored)
  if (failure !== null) return putPending(stored, { ...message, error: failure })
  return maySay(state) && message.error === null
    ? { state: stored, effects: [sayIt(message)] }
    : unchanged(stored)
}

/** Everything that waits, in its order: for the moment at which the host takes words again. */
export function sayPending(state: SessionState): SessionEffect[] {
  return [...state.pending.values()]
    .filter((message) => message.error === null && !state.unstored.has(message.cid))
    .map(sayIt)
}

/** Words that failed only because we were not in the room wait for it again. */
export function hopeful(pending: SessionState['pending']): SessionState['pending'] {
  return pending.map((message) =>
    message.error?.code === 'not_in_room' ? { ...message, error: null } : message,
  )
}

/**
 * Only what has failed can be taken back: the host may have anything else already, and said anew
 * it would be there twice.
 */
export function unqueue(state: SessionState, cid: string): SessionStep {
  if (!state.pending.get(cid)?.error) return unchanged(state)
  return {
    state: { ...state, pending: state.pending.delete(cid) },
    effects: [
      { type: 'unpending', cid, seq: null },
      { type: 'unqueue', cid },
    ],
  }
}

/** The words of ours for what a host rejects; whatever else it says is passed on as its words. */
const REJECTED: Readonly<Record<RejectCode, ErrorCode>> = {
  kind_unknown: 'kind_unknown',
  body_invalid: 'body_invalid',
  target_unknown: 'target_unknown',
  not_allowed: 'not_allowed',
  conflict: 'cid_conflict',
  storage: 'host_storage',
}

/** The host did not take a message: it has failed, and waits on our disk for a person. */
export function rejected(
  state: SessionState,
  { cid, code, text }: HostMessageOf<'rejected'>,
): SessionStep {
  const message = state.pending.get(cid)
  if (message === undefined) return unchanged(state)
  const known = Object.hasOwn(REJECTED, code) ? REJECTED[code as RejectCode] : null
  const why = known === null ? error(state, 'not_accepted', { said: text }) : error(state, known)
  const refused = { ...message, error: why }
  const kept = putPending({ ...state, unstored: oneMore(state, cid) }, refused)
  return { state: kept.state, effects: [...kept.effects, { type: 'queue', message: refused }] }
}

const oneMore = ({ unstored }: SessionState, cid: string) =>
  unstored.set(cid, (unstored.get(cid) ?? 0) + 1)

function putPending(state: SessionState, message: PendingMessage): SessionStep {
  return {
    state: { ...state, pending: state.pending.set(message.cid, message) },
    effects: [{ type: 'pending', message }],
  }
}

const sayIt = ({ cid, kind, on, body }: PendingMessage): SessionEffect => ({
  type: 'send',
  message: { type: 'post', cid, kind, ...(on !== null && { on }), body },
})
