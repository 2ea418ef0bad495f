/**
 * Moderation, pure: lock, ask about newcomers, decide, remove, ban and undo it.
 */
import { assertNever } from '../../../../shared/domain/assert-never.ts'
import type { Fingerprint } from '../../../../shared/domain/fingerprint.ts'
import type { WireMember } from '../../../../shared/wire/protocol.ts'
import { admit } from './entering.ts'
import { withoutClaim } from './places.ts'
import { refuse } from './refusal.ts'
import {
  type ConnectionId,
  deferred,
  isIn,
  type Peer,
  type RoomEffect,
  type RoomInput,
  type RoomPolicy,
  type RoomState,
  type RoomStep,
  type RoomStepContext,
  seenOf,
  send,
  withoutCut,
  withPeer,
} from './state.ts'

type Action = Extract<RoomInput, { type: 'moderate' }>['action']

/** What the host has decided; what it changes of the access list is kept before it is told. */
export function moderate(state: RoomState, action: Action, context: RoomStepContext): RoomStep {
  const { step, keeps } = act(state, action, context)
  const effects = step.effects.filter((effect) => effect.type !== 'showAccess')
  // What is shown has all changes in it: where one waits for the disk, this is shown with it.
  const waits = step.state.deferred.some(
    (one) => one.next === 'do' && one.effects.some(({ type }) => type === 'showAccess'),
  )
  if (waits && !keeps) return { state: step.state, effects }
  const shown: RoomStep = { state: step.state, effects: [...effects, { type: 'showAccess' }] }
  return keeps ? deferred(shown) : shown
}

interface Act {
  readonly step: RoomStep
  /** The access list is another one. */
  readonly keeps: boolean
}

function act(state: RoomState, action: Action, context: RoomStepContext): Act {
  switch (action.type) {
    case 'lock':
      return rule(state, 'locked', action.locked)
    case 'approve':
      return rule(state, 'approving', action.approving)
    case 'past':
      return rule(state, 'past', action.past)
    case 'perAddress':
      return rule(state, 'perAddress', action.places)
    case 'decide':
      return { step: decide(state, action.key, action.admit, context), keeps: false }
    case 'remove':
      return putOut(state, action.key, 'removed', 'The host has removed you.', context)
    case 'ban': {
      if (action.key === state.config.hostKey) return { step: { state, effects: [] }, keeps: false }
      const name = nameOf(state, action.key)
      const out = putOut(state, action.key, 'banned', 'The host has banned you.', context)
      const banned = new Map(state.banned).set(action.key, name)
      const keeps = out.keeps || state.banned.get(action.key) !== name
      return { step: { ...out.step, state: { ...out.step.state, banned } }, keeps }
    }
    case 'unban': {
      const banned = new Map(state.banned)
      const keeps = banned.delete(action.key)
      return { step: { state: { ...state, banned }, effects: [] }, keeps }
    }
    default:
      return assertNever(action)
  }
}

function rule<Name extends keyof RoomPolicy>(
  state: RoomState,
  name: Name,
  value: RoomPolicy[Name],
): Act {
  const keeps = state.policy[name] !== value
  const policy = { ...state.policy, [name]: value }
  return { step: { state: { ...state, policy }, effects: [] }, keeps }
}

function decide(
  state: RoomState,
  key: Fingerprint,
  yes: boolean,
  context: RoomStepContext,
): RoomStep {
  for (const [from, peer] of state.peers) {
    if (peer.stage !== 'waiting' || peer.key !== key) continue
    return yes
      ? admit(state, from, peer, peer.name, context)
      : refuse(state, from, 'not_admitted', 'The host did not let you in.')
  }
  return { state, effects: [] }
}

/** Ends every connection of a key; it has to be let in anew. */
function putOut(
  state: RoomState,
  key: Fingerprint,
  code: 'removed' | 'banned',
  text: string,
  { wall: time }: RoomStepContext,
): Act {
  const own = key === state.config.hostKey
  const keeps = !own && (state.admitted.has(key) || state.floors.has(key))
  // It is told when the list is kept. Who comes in until then has never seen them.
  const only = new Set(
    [...state.peers].flatMap(([to, { stage }]) => (stage === 'member' ? [to] : [])),
  )
  const left = (member: WireMember): RoomEffect => ({
    type: 'broadcast',
    only,
    message: { type: 'member', change: 'left', member: { ...member, cut: false }, time },
  })
  let next = withoutClaim(withoutCut(state, key), key)
  if (keeps) {
    const [admitted, floors] = [new Set(state.admitted), new Map(state.floors)]
    admitted.delete(key)
    floors.delete(key)
    next = { ...next, admitted, floors }
  }
  const member = state.cut.get(key)?.member
  const effects: RoomEffect[] = member === undefined ? [] : [left(member)]
  for (const [from, peer] of connectionsOf(state, key)) {
    if (peer.stage === 'member') {
      next = withPeer(next, from, null)
      effects.push(send(from, { type: 'ended', code, text }), { type: 'hangUp', to: from })
    } else {
      const refused = refuse(next, from, code === 'banned' ? code : 'not_admitted', text)
      next = refused.state
      effects.push(...refused.effects)
    }
    const seen = seenOf(peer)
    if (seen !== null) effects.push(left(seen))
  }
  return { step: { state: next, effects }, keeps }
}

/** The host's own connection cannot be put out by its own hand. */
function connectionsOf(state: RoomState, key: Fingerprint): [ConnectionId, Peer][] {
  return [...state.peers].filter(([, peer]) => peer.key === key && !peer.host)
}

function nameOf(state: RoomState, key: Fingerprint): string {
  for (const peer of state.peers.values()) {
    if (peer.key !== key) continue
    if (isIn(peer)) return peer.member.name
    if (peer.stage === 'waiting') return peer.name
  }
  return state.cut.get(key)?.member.name ?? state.banned.get(key) ?? ''
}
