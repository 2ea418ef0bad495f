/**
 * From the first byte to the host's word: the room greets, has the password proven, judges the
 * hello, asks the host where it should, and gives a place (entering.ts) or refuses. Everything
 * goes by the key that TLS has proven, never by a name or an address.
 */
import { nameFault, tidyName } from '../../../../shared/domain/text.ts'
import { KIND_NAMES } from '../../../../shared/events/kinds.ts'
import {
  CAPABILITY_NAMES,
  type HostMessage,
  type MemberMessage,
  OLDEST_VERSION,
  PROTOCOL_VERSION,
} from '../../../../shared/wire/protocol.ts'
import { admit } from './entering.ts'
import { refuse, withoutWaiting } from './refusal.ts'
import {
  type ConnectionId,
  type PasswordVerdict,
  type Peer,
  type RoomState,
  type RoomStep,
  type RoomStepContext,
  send,
  withPeer,
} from './state.ts'

type Greeting = Extract<Peer, { stage: 'greeting' }>
type Hello = Extract<MemberMessage, { type: 'hello' }>

/** The first word on a connection, whose key TLS has proven: `welcome`, or a refusal. */
export function greet(
  state: RoomState,
  from: ConnectionId,
  { key, host, address }: Pick<Peer, 'key' | 'host' | 'address'>,
): RoomStep {
  const peer: Greeting = { stage: 'greeting', key, host, address, proven: false }
  const greeted = withPeer(state, from, peer)
  // Not even the room's name for these.
  if (state.open === 'away') {
    return { state, effects: [{ type: 'hangUp', to: from }] }
  }
  if (state.open === 'closed') {
    return refuse(greeted, from, 'room_closed', 'The host is closing this room.')
  }
  if (state.banned.has(key)) return refuse(greeted, from, 'banned', 'The host has banned this key.')
  if (!host && key === state.config.hostKey) {
    return refuse(greeted, from, 'not_admitted', 'This key is in the room already, as its host.')
  }
  const { id, name } = state.config
  const welcome: HostMessage = {
    type: 'welcome',
    app: 'tincan',
    version: PROTOCOL_VERSION,
    oldest: OLDEST_VERSION,
    capabilities: [...CAPABILITY_NAMES],
    room: { id, name },
    asks: ['name', ...(needsPassword(state, peer) ? ['password'] : [])],
    kinds: [...KIND_NAMES],
  }
  return { state: greeted, effects: [send(from, welcome)] }
}

/** Whether this peer must prove the password: neither the host nor somebody let in before. */
export function needsPassword(state: RoomState, peer: Greeting): boolean {
  return state.password !== null && !peer.proven && !isKnown(state, peer)
}

/** Passes on what the gate says of a password, where the peer still waits for it. */
export function judged(state: RoomState, from: ConnectionId, verdict: PasswordVerdict): RoomStep {
  const peer = state.peers.get(from)
  if (peer?.stage !== 'greeting') return { state, effects: [] }
  switch (verdict.kind) {
    case 'reply':
      return { state, effects: [send(from, { type: 'opaque_reply', response: verdict.response })] }
    case 'proven':
      return {
        state: withPeer(state, from, { ...peer, proven: true }),
        effects: [send(from, { type: 'proven', proof: verdict.proof })],
      }
    case 'wrong':
      return {
        state,
        effects: [send(from, { type: 'password_wrong', triesLeft: verdict.triesLeft })],
      }
    case 'limited': {
      const { retryAfter } = verdict
      return refuse(state, from, 'auth_limited', 'Too many passwords were tried.', { retryAfter })
    }
    case 'refused':
      return refuse(state, from, 'auth_failed', 'The password is wrong.')
  }
}

/** Judges the name, then the way in: known, by a ticket, by the password that is proven. */
export function hello(
  state: RoomState,
  from: ConnectionId,
  peer: Greeting,
  message: Hello,
  context: RoomStepContext,
): RoomStep {
  if (message.version > PROTOCOL_VERSION) {
    return refuse(state, from, 'version_too_new', 'This room is older than your Tincan.')
  }
  if (message.version < OLDEST_VERSION) {
    return refuse(state, from, 'version_too_old', 'Your Tincan is too old for this room.')
  }
  const asked = tidyName(message.name)
  const fault = nameFault(asked)
  if (fault !== undefined) {
    return refuse(state, from, 'name_invalid', 'This name is not acceptable.', { reason: fault })
  }
  if (isKnown(state, peer)) return admit(state, from, peer, asked, context)
  if (state.policy.locked) return refuse(state, from, 'not_admitted', 'The room is locked.')
  if (message.ticket === undefined) {
    if (needsPassword(state, peer))
      return refuse(state, from, 'auth_failed', 'The password is missing.')
    return askHost(state, from, peer, asked, context)
  }
  const ticket = state.tickets.get(message.ticket)
  if (ticket === undefined || (ticket.expires !== null && ticket.expires <= context.wall)) {
    return refuse(state, from, 'invite_used', 'This invite is not good any more.')
  }
  const spent = ticket.once ? message.ticket : undefined
  return ticket.skipsApproval
    ? admit(state, from, peer, asked, context, spent)
    : askHost(state, from, peer, asked, context)
}

/** Lets in, or asks the host first where that is the room's rule. */
function askHost(
  state: RoomState,
  from: ConnectionId,
  peer: Greeting,
  name: string,
  context: RoomStepContext,
): RoomStep {
  if (!state.policy.approving) return admit(state, from, peer, name, context)
  const { key, host, address } = peer
  const alone = withoutWaiting(state, from, key)
  return {
    state: withPeer(alone.state, from, { stage: 'waiting', key, host, address, name }),
    effects: [
      ...alone.effects,
      send(from, { type: 'waiting' }),
      { type: 'waiting', to: from },
      { type: 'showAccess' },
    ],
  }
}

/** The host, and whoever was let in since the password last changed. */
function isKnown(state: RoomState, peer: Pick<Peer, 'key' | 'host'>): boolean {
  return peer.host || state.admitted.has(peer.key)
}
