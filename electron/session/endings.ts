/**
 * The ways a session ends, and the words for each.
 */
import type { ErrorCode, ErrorValue } from '../../shared/errors.ts'
import type { HostMessageOf } from '../../shared/protocol.ts'
import type { EndedHow } from '../../shared/snapshot.ts'
import {
  error,
  type SessionEffect,
  type SessionState,
  type SessionStep,
  unchanged,
} from './session-state.ts'

/** Ends the session; whatever was not confirmed fails, with its text kept. */
export function end(
  state: SessionState,
  how: EndedHow,
  cause: ErrorValue | null,
  now: number,
): SessionStep {
  if (state.phase === 'ended') return unchanged(state)
  const failed = [...state.pending.values()].map((message) => ({
    ...message,
    error: message.error ?? error(state, 'not_in_room'),
  }))
  const said: SessionEffect[] = failed.map((message) => ({ type: 'pending', message }))
  const notice = { type: 'ended', how, message: cause?.message ?? '' } as const
  const entered = state.phase === 'live'
  return {
    state: {
      ...state,
      phase: 'ended',
      pending: new Map(failed.map((message) => [message.cid, message])),
      members: new Map(),
    },
    effects: [
      ...said,
      ...(entered
        ? [{ type: 'entry', entry: { kind: 'notice', time: now, notice } } as const]
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
  now: number,
): SessionStep {
  switch (message.code) {
    case 'room_closed':
    case 'replaced':
    case 'removed':
    case 'banned':
      return end(state, 'closed', error(state, message.code), now)
    default: {
      const code = message.code === 'too_slow' ? 'too_slow' : 'protocol_broken'
      return end(state, 'lost', error(state, code), now)
    }
  }
}

/** The host spoke out of turn. */
export const outOfOrder = (state: SessionState, now: number) =>
  end(state, 'lost', error(state, 'protocol_broken'), now)
/** Refusals that have words of their own; whatever else a host says is passed on as its words. */
const OWN_WORDS = new Set<string>([
  'version_too_old',
  'version_too_new',
  'auth_failed',
  'not_admitted',
  'banned',
  'invite_used',
  'room_full',
  'room_closed',
  'room_busy',
] satisfies ErrorCode[])

/** A refusal in our own words. */
export function refusal(state: SessionState, message: HostMessageOf<'refused'>): ErrorValue {
  if (message.code === 'name_invalid')
    return error(state, 'name_invalid', { field: 'name', reason: message.reason ?? 'characters' })
  if (message.code === 'auth_limited') {
    const { retryAfter } = message
    return error(state, 'auth_limited', retryAfter === undefined ? {} : { retryAfter })
  }
  if (OWN_WORDS.has(message.code)) return error(state, message.code as ErrorCode)
  return error(state, 'refused_other', { said: message.text })
}
