/**
 * From no connection to one, pure: a person enters, or it is time to try again. How long between
 * two tries is decided in rules/backoff.ts.
 */
import type { ErrorValue } from '../../../../shared/domain/errors.ts'
import { HANDSHAKE_MS } from '../../../../shared/domain/limits.ts'
import { later } from '../../../../shared/domain/time.ts'
import { hopeful } from './outbox.ts'
import {
  error,
  type SessionContext,
  type SessionInput,
  type SessionState,
  type SessionStep,
  unchanged,
} from './state.ts'

/** What failed only because we were not there waits to be sent again. */
export function enter(state: SessionState, quietly: boolean): SessionStep {
  if (state.phase !== 'ended') return unchanged(state)
  const fresh = { ...state, pending: hopeful(state.pending), cause: null, tries: 0 }
  return dial(fresh, quietly ? error(state, 'connection_lost') : null)
}

/** The next try at a connection that was lost. */
export function again(state: SessionState): SessionStep {
  return state.phase === 'cut' ? dial(state, state.cause) : unchanged(state)
}

/** Who was met before is the only one who will do. */
function dial(state: SessionState, lost: ErrorValue | null): SessionStep {
  return {
    state: {
      ...state,
      phase: 'dialling',
      trust: null,
      expected: 0,
      members: new Map(),
      buffered: [],
      check: null,
    },
    effects: [{ type: 'dial', expected: state.returning ? state.hostKey : null, lost }],
  }
}

/** The host owes its `welcome`. */
export function connected(
  state: SessionState,
  { hostKey, trust }: Extract<SessionInput, { type: 'connected' }>,
  { monotonic }: SessionContext,
): SessionStep {
  if (state.phase !== 'dialling') return unchanged(state)
  return unchanged({
    ...state,
    phase: 'greeting',
    due: later(monotonic, HANDSHAKE_MS),
    hostKey,
    trust,
  })
}
