/**
 * The host's hand at the door: lock, ask about newcomers, decide, remove, ban and undo it.
 */
import { assertNever } from '../../shared/assert-never.ts'
import type { Fingerprint } from '../../shared/fingerprint.ts'
import type { HostMessageOf } from '../../shared/protocol.ts'
import { admit, refuse } from './admission.ts'
import { withoutClaim } from './places.ts'
import {
  type ConnectionId,
  type Person,
  type RoomEffect,
  type RoomInput,
  type RoomState,
  type RoomStep,
  type RoomStepContext,
  send,
  withoutAway,
  withPerson,
} from './room-state.ts'

type Action = Extract<RoomInput, { type: 'admin' }>['action']

export function administer(state: RoomState, action: Action, context: RoomStepContext): RoomStep {
  const step = act(state, action, context)
  const effects = step.effects.filter((effect) => effect.type !== 'door')
  return { state: step.state, effects: [...effects, { type: 'door' }] }
}

function act(state: RoomState, action: Action, context: RoomStepContext): RoomStep {
  switch (action.type) {
    case 'lock':
      return {
        state: { ...state, policy: { ...state.policy, locked: action.locked } },
        effects: [],
      }
    case 'approve':
      return {
        state: { ...state, policy: { ...state.policy, approving: action.approving } },
        effects: [],
      }
    case 'past':
      return { state: { ...state, policy: { ...state.policy, past: action.past } }, effects: [] }
    case 'perAddress':
      return {
        state: { ...state, policy: { ...state.policy, perAddress: action.places } },
        effects: [],
      }
    case 'decide':
      return decide(state, action.key, action.admit, context)
    case 'remove':
      return putOut(state, action.key, 'removed', 'The host has removed you.', context)
    case 'ban': {
      if (action.key === state.config.hostKey) return { state, effects: [] }
      const name = nameOf(state, action.key)
      const out = putOut(state, action.key, 'banned', 'The host has banned you.', context)
      const banned = new Map(state.banned).set(action.key, name)
      return { state: { ...out.state, banned }, effects: out.effects }
    }
    case 'unban': {
      const banned = new Map(state.banned)
      banned.delete(action.key)
      return { state: { ...state, banned }, effects: [] }
    }
    default:
      return assertNever(action)
  }
}

function decide(
  state: RoomState,
  key: Fingerprint,
  yes: boolean,
  context: RoomStepContext,
): RoomStep {
  const found = [...state.people].find(
    ([, person]) => person.stage === 'waiting' && person.key === key,
  )
  if (found === undefined) return { state, effects: [] }
  const [from, person] = found
  if (person.stage !== 'waiting') return { state, effects: [] }
  return yes
    ? admit(state, from, person, person.name, context)
    : refuse(state, from, 'not_admitted', 'The host did not let you in.')
}

/** Ends every connection of a key; it has to be let in anew. */
function putOut(
  state: RoomState,
  key: Fingerprint,
  code: 'removed' | 'banned',
  text: string,
  context: RoomStepContext,
): RoomStep {
  const admitted = new Set(state.admitted)
  const floors = new Map(state.floors)
  if (key !== state.config.hostKey) {
    admitted.delete(key)
    floors.delete(key)
  }
  let next: RoomState = { ...withoutClaim(withoutAway(state, key), key), admitted, floors }
  const effects: RoomEffect[] = []
  const away = state.away.get(key)?.member
  if (away !== undefined) {
    const message = { type: 'member', change: 'left', member: away, time: context.wall } as const
    effects.push({ type: 'broadcast', message: { ...message, member: { ...away, away: false } } })
  }
  for (const [from, person] of connectionsOf(state, key)) {
    const refusal = code === 'banned' ? code : 'not_admitted'
    const step =
      person.stage === 'member'
        ? endMember(next, from, person.member, { type: 'ended', code, text }, context)
        : refuse(next, from, refusal, text)
    next = step.state
    effects.push(...step.effects)
  }
  return { state: next, effects }
}

function endMember(
  state: RoomState,
  from: ConnectionId,
  member: HostMessageOf<'member'>['member'],
  ended: HostMessageOf<'ended'>,
  { wall: time }: RoomStepContext,
): RoomStep {
  return {
    state: { ...withPerson(state, from, null), members: state.members - 1 },
    effects: [
      send(from, ended),
      { type: 'hangUp', to: from },
      { type: 'broadcast', message: { type: 'member', change: 'left', member, time } },
    ],
  }
}

/** The host's own connection cannot be put out by its own hand. */
function connectionsOf(state: RoomState, key: Fingerprint): [ConnectionId, Person][] {
  return [...state.people].filter(([, person]) => person.key === key && !person.host)
}

function nameOf(state: RoomState, key: Fingerprint): string {
  for (const person of state.people.values()) {
    if (person.key !== key) continue
    if (person.stage === 'member') return person.member.name
    if (person.stage === 'waiting') return person.name
  }
  return state.away.get(key)?.member.name ?? ''
}
