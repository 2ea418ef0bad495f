/**
 * From `welcome` to the last `roster` line.
 */
import {
  CAPABILITY_NAMES,
  type HostMessageOf,
  type MemberMessage,
  OLDEST_VERSION,
  PROTOCOL_VERSION,
} from '../../shared/protocol.ts'
import type { Member } from '../../shared/snapshot.ts'
import { end } from './endings.ts'
import { error, type SessionEffect, type SessionState, type SessionStep } from './session-state.ts'

export function welcome(
  state: SessionState,
  message: HostMessageOf<'welcome'>,
  now: number,
): SessionStep {
  if (message.oldest > PROTOCOL_VERSION)
    return end(state, 'refused', error(state, 'version_too_old'), now)
  if (message.version < OLDEST_VERSION)
    return end(state, 'refused', error(state, 'version_too_new'), now)
  // A room that asks for what this version does not know wants a newer one.
  if (message.asks.some((asked) => asked !== 'name')) {
    return end(state, 'refused', error(state, 'version_too_old'), now)
  }
  const hello: MemberMessage = {
    type: 'hello',
    version: Math.min(message.version, PROTOCOL_VERSION),
    capabilities: [...CAPABILITY_NAMES],
    name: state.asked,
  }
  return {
    state: { ...state, phase: 'entering', room: message.room },
    effects: [{ type: 'entering' }, { type: 'send', message: hello }],
  }
}

export function roster(state: SessionState, page: readonly Member[], now: number): SessionStep {
  const members = new Map(state.members)
  for (const member of page) members.set(member.id, member)
  if (members.size < state.expected) return { state: { ...state, members }, effects: [] }
  const live: SessionState = { ...state, phase: 'live', members }
  const waiting = [...state.pending.values()].filter((message) => message.error === null)
  const notice = {
    type: 'entered',
    asked: state.asked,
    name: state.self?.name ?? state.asked,
    room: state.room?.name ?? '',
  } as const
  return {
    state: live,
    effects: [
      { type: 'entry', entry: { kind: 'notice', time: now, notice } },
      { type: 'members' },
      { type: 'live' },
      ...waiting.map(
        ({ cid, text }): SessionEffect => ({ type: 'send', message: { type: 'say', cid, text } }),
      ),
    ],
  }
}
