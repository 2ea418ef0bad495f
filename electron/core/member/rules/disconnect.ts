/**
 * The ways a session ends, and the words for each.
 */

import type { ErrorValue } from '../../../../shared/domain/errors.ts'
import type { EndedHow } from '../../../../shared/domain/session.ts'
import { elapsed } from '../../../../shared/domain/time.ts'
import { type HostMessageOf, refusalCodes } from '../../../../shared/wire/protocol.ts'
import { mayReconnect, wasSteady } from './backoff.ts'
import { OVER, SEEN_IN_ROOM } from './phases.ts'
import {
  error,
  type SessionContext,
  type SessionState,
  type SessionStep,
  unchanged,
} from './state.ts'

/** The host owes nothing any more, and will not answer what was asked. */
const NOTHING_ASKED = { due: null, fetching: null, looks: [], wanted: null } as const

/**
 * A loss. Who was in the room before comes back by itself, and what was said waits; else the
 * session ends.
 */
export function lose(state: SessionState, cause: ErrorValue, context: SessionContext): SessionStep {
  if (OVER.has(state.phase)) return unchanged(state)
  if (!state.returning || !state.reconnects || !mayReconnect(cause.code))
    return end(state, 'lost', cause, context)
  const { liveSince } = state
  const steady = liveSince !== null && wasSteady(elapsed(liveSince, context.monotonic))
  const tries = steady ? 0 : state.tries
  return {
    state: {
      ...state,
      phase: 'cut',
      ...NOTHING_ASKED,
      buffered: [],
      cause,
      tries: tries + 1,
      liveSince: null,
    },
    effects: [{ type: 'interrupted', error: cause, tries }, { type: 'hangUp' }],
  }
}

/**
 * Ends the session. What was not confirmed goes on waiting: the host may have it, so that it can
 * neither be called failed nor taken back.
 */
export function end(
  state: SessionState,
  how: EndedHow,
  cause: ErrorValue | null,
  context: SessionContext,
): SessionStep {
  if (state.phase === 'ended') return unchanged(state)
  const notice = { type: 'ended', how, message: cause?.message ?? '' } as const
  const entered = SEEN_IN_ROOM.has(state.phase)
  return {
    state: {
      ...state,
      phase: 'ended',
      ...NOTHING_ASKED,
      members: new Map(),
      liveSince: null,
    },
    effects: [
      ...(entered
        ? [{ type: 'notice', notice: { kind: 'notice', time: context.wall, notice } } as const]
        : []),
      { type: 'members' },
      { type: 'ended', how, error: cause },
      { type: 'hangUp' },
    ],
  }
}

/** The host has ended it; what it says is why. */
export function ended(
  state: SessionState,
  message: HostMessageOf<'ended'>,
  context: SessionContext,
): SessionStep {
  switch (message.code) {
    case 'room_closed':
    case 'replaced':
    case 'removed':
    case 'banned':
      return end(state, 'closed', error(state, message.code), context)
    case 'host_away':
    case 'too_slow':
      return lose(state, error(state, message.code), context)
    default:
      return end(state, 'lost', error(state, 'protocol_broken'), context)
  }
}

/** The host spoke out of turn. */
export const outOfOrder = (state: SessionState, context: SessionContext) =>
  end(state, 'lost', error(state, 'protocol_broken'), context)

/** Refusals that have words of their own; whatever else a host says is passed on as its words. */
const OWN_WORDS = refusalCodes.filter((code) => code !== 'bad_message' && code !== 'timeout')

/** A refusal in our own words. */
export function refusal(state: SessionState, message: HostMessageOf<'refused'>): ErrorValue {
  if (message.code === 'name_invalid')
    return error(state, 'name_invalid', { field: 'name', reason: message.reason ?? 'characters' })
  if (message.code === 'auth_limited') {
    const { retryAfter } = message
    return error(state, 'auth_limited', retryAfter === undefined ? {} : { retryAfter })
  }
  const own = OWN_WORDS.find((code) => code === message.code)
  return own !== undefined
    ? error(state, own)
    : error(state, 'refused_other', { said: message.text })
}
