/**
 * From `welcome` to the last `roster` line: whose room is it, how do we prove ourselves, who is in.
 *
 * Nothing is said before the host's key is trusted, but the steps of the password's proof, which
 * tell an impostor nothing; and the name is not said before the host has proven the password too.
 */

import { HANDSHAKE_MS, PASSWORD_TRIES } from '../../../../shared/domain/limits.ts'
import type { Member } from '../../../../shared/domain/session.ts'
import { later } from '../../../../shared/domain/time.ts'
import {
  CAPABILITY_NAMES,
  type HostMessageOf,
  type MemberMessage,
  OLDEST_VERSION,
  PROTOCOL_VERSION,
} from '../../../../shared/wire/protocol.ts'
import { end, outOfOrder } from './disconnect.ts'
import {
  error,
  type JoinAnswer,
  type SessionContext,
  type SessionState,
  type SessionStep,
  unchanged,
} from './state.ts'
import { beginAfter } from './sync.ts'

/** What this version can bring. */
const BRINGS = new Set(['name', 'password'])

/** The host greets: judges version and room, then asks a person or says hello. */
export function welcome(
  state: SessionState,
  message: HostMessageOf<'welcome'>,
  context: SessionContext,
): SessionStep {
  if (message.oldest > PROTOCOL_VERSION) {
    return end(state, 'refused', error(state, 'version_too_old'), context)
  }
  if (message.version < OLDEST_VERSION) {
    return end(state, 'refused', error(state, 'version_too_new'), context)
  }
  // A room that asks for what this version does not know wants a newer one.
  if (message.asks.some((asked) => !BRINGS.has(asked))) {
    return end(state, 'refused', error(state, 'version_too_old'), context)
  }
  if (state.returning && state.room !== null && state.room.id !== message.room.id) {
    return end(state, 'refused', error(state, 'other_room'), context)
  }
  const version = Math.min(message.version, PROTOCOL_VERSION)
  const met = { ...state, version, room: message.room }
  if (message.asks.includes('password') && ticketOf(state) === null) {
    return askPassword(met, false, PASSWORD_TRIES)
  }
  return met.trust === null ? askTrust(met) : hello(met)
}

function askTrust(state: SessionState): SessionStep {
  if (state.hostKey === null) return unchanged(state)
  const { hostKey: key, address, room } = state
  return {
    state: { ...state, phase: 'asking', question: 'trust', due: null },
    effects: [{ type: 'ask', question: { kind: 'trust', key, address, room: room?.name ?? '' } }],
  }
}

function askPassword(state: SessionState, wrong: boolean, triesLeft: number): SessionStep {
  const question = { kind: 'password', room: state.room?.name ?? '', wrong, triesLeft } as const
  return {
    state: { ...state, phase: 'asking', question: 'password', due: null },
    effects: [{ type: 'ask', question }],
  }
}

/**
 * A person has answered, and the host owes the next word; only the kind of answer that was asked
 * for counts.
 */
export function answer(
  state: SessionState,
  given: JoinAnswer,
  { monotonic }: SessionContext,
): SessionStep {
  if (state.phase !== 'asking' || state.question !== given.kind) return unchanged(state)
  const awaiting = { ...state, due: later(monotonic, HANDSHAKE_MS) }
  if (given.kind === 'trust') return trusted(awaiting, 'eyes')
  return {
    state: { ...awaiting, phase: 'proving' },
    effects: [
      { type: 'stage', stage: 'proving' },
      { type: 'beginProof', password: given.password },
    ],
  }
}

type Proving = HostMessageOf<'opaque_reply' | 'proven' | 'password_wrong'>

/** The host’s steps of the password (OPAQUE, RFC 9807). Out of turn they end the session. */
export function proving(
  state: SessionState,
  message: Proving,
  context: SessionContext,
): SessionStep {
  if (state.phase !== 'proving') return outOfOrder(state, context)
  switch (message.type) {
    case 'opaque_reply':
      return { state, effects: [{ type: 'makeProof', response: message.response }] }
    case 'proven':
      return { state, effects: [{ type: 'checkProof', proof: message.proof }] }
    case 'password_wrong':
      return askPassword(state, true, message.triesLeft)
  }
}

/** The host's proof was checked: who knows the password and sits on this very line is the host. */
export function proofChecked(
  state: SessionState,
  good: boolean,
  context: SessionContext,
): SessionStep {
  if (state.phase !== 'proving') return unchanged(state)
  if (!good) return end(state, 'refused', error(state, 'host_unproven'), context)
  return state.trust === null ? trusted(state, 'password') : hello(state)
}

/** A key is remembered before anything more is said: where it cannot be, the host hears no name. */
function trusted(state: SessionState, by: 'eyes' | 'password'): SessionStep {
  return {
    state: { ...state, trust: by, phase: 'remembering' },
    effects: [{ type: 'remember', by }],
  }
}

/** The host’s key is on our disk: only now does the host hear our name. */
export const remembered = (state: SessionState): SessionStep =>
  state.phase === 'remembering' ? hello(state) : unchanged(state)

/** Who was in already has spent its ticket, or needed none. */
function ticketOf({ returning, ticket }: SessionState): string | null {
  return returning ? null : ticket
}

function hello(state: SessionState): SessionStep {
  const ticket = ticketOf(state)
  const message: MemberMessage = {
    type: 'hello',
    version: state.version,
    capabilities: [...CAPABILITY_NAMES],
    name: state.asked,
    ...(ticket !== null && { ticket }),
  }
  return {
    state: { ...state, phase: 'entering' },
    effects: [
      { type: 'stage', stage: 'entering' },
      { type: 'send', message },
    ],
  }
}

/** One line of members; with the last, `members` is complete and our log is opened. */
export function roster(
  state: SessionState,
  page: readonly Member[],
  context: SessionContext,
): SessionStep {
  const members = new Map(state.members)
  for (const member of page) members.set(member.id, member)
  // Nobody but the key that TLS has proven may be shown as the host.
  const hosts = page.filter((member) => member.host)
  if (hosts.some((member) => member.id !== state.hostKey)) return outOfOrder(state, context)
  if (members.size < state.expected) return { state: { ...state, members }, effects: [] }
  return {
    state: { ...state, phase: 'opening', members, due: null },
    effects: [{ type: 'members' }, { type: 'openLog', after: beginAfter(state) }],
  }
}
