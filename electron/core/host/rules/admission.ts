/**
 * From the first byte to membership: the room greets, has the password proven, judges the hello,
 * asks the host where it should, and lets in or refuses. Everything goes by the key that TLS has
 * proven, never by a name or an address.
 */
import { RECONNECT_MOST_MS, ROSTER_PAGE } from '../../../../shared/domain/limits.ts'
import { freeName, nameFault, nameKey, tidyName } from '../../../../shared/domain/text.ts'
import {
  CAPABILITY_NAMES,
  type HostMessage,
  type HostMessageOf,
  type MemberMessage,
  OLDEST_VERSION,
  PROTOCOL_VERSION,
  type RefusalCode,
  type WireMember,
} from '../../../../shared/wire/protocol.ts'
import { placeFault, withClaim, withoutClaim } from './places.ts'
import {
  type ConnectionId,
  isIn,
  isShown,
  keepAccess,
  type PasswordVerdict,
  type Peer,
  type RoomEffect,
  type RoomState,
  type RoomStep,
  type RoomStepContext,
  send,
  withoutAway,
  withPeer,
} from './state.ts'

type Greeting = Extract<Peer, { stage: 'greeting' }>
type Hello = Extract<MemberMessage, { type: 'hello' }>

export function connected(
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
  }
  return { state: greeted, effects: [send(from, welcome)] }
}

/** Whether this peer must prove the password: neither the host nor somebody let in before. */
export function needsPassword(state: RoomState, peer: Greeting): boolean {
  return state.password !== null && !peer.proven && !isKnown(state, peer)
}

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

function withoutTicket(state: RoomState, secret: string): RoomState {
  const tickets = new Map(state.tickets)
  tickets.delete(secret)
  return { ...state, tickets }
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

/** Turns away where the same key has waited before: one may be dead, and the host decides once. */
function withoutWaiting(state: RoomState, from: ConnectionId, key: Peer['key']): RoomStep {
  let step: RoomStep = { state, effects: [] }
  for (const [other, one] of state.peers) {
    if (other === from || one.stage !== 'waiting' || one.key !== key) continue
    const text = 'This key has asked from elsewhere.'
    const refused = refuse(step.state, other, 'not_admitted', text)
    step = { state: refused.state, effects: [...step.effects, ...refused.effects] }
  }
  return step
}

/**
 * Gives somebody a place, and makes them a member as soon as the access list has them. The same
 * key elsewhere is replaced: nobody is in twice.
 * @param ticket the secret that is used up by it
 */
export function admit(
  before: RoomState,
  from: ConnectionId,
  peer: Pick<Peer, 'key' | 'host' | 'address'>,
  asked: string,
  context: RoomStepContext,
  ticket?: string,
): RoomStep {
  const { key, host, address } = peer
  const alone = withoutWaiting(before, from, key)
  const { state } = alone
  const others = [...state.peers].filter(([, one]) => one.key === key && isIn(one))
  // The connection made last counts, even when an older one's hello was under way for longer.
  if (others.some(([other]) => other > from)) {
    return {
      state: withPeer(state, from, null),
      effects: [...alone.effects, ...replaced(from)],
    }
  }
  // Nobody was told that they had gone, so nobody is told that they came.
  const quiet =
    others.some(([, one]) => one.stage === 'member' || (one.stage === 'entering' && one.quiet)) ||
    state.away.has(key) ||
    (state.quietUntil !== null && context.monotonic < state.quietUntil && state.floors.has(key))
  let rest = withoutAway(state, key)
  for (const [other] of others) rest = withPeer(rest, other, null)
  const kept = others.length > 0 || state.away.has(key)
  const fault = kept ? undefined : placeFault(rest, peer, context.monotonic)
  if (fault !== undefined) {
    const claimed = fault === 'room_full' ? withClaim(state, peer, context.monotonic) : state
    const refused = refuse(claimed, from, fault, NO_PLACE[fault], {
      retryAfter: RECONNECT_MOST_MS / 1000,
    })
    return { state: refused.state, effects: [...alone.effects, ...refused.effects] }
  }
  const name = freeName(asked, namesIn(rest, key))
  const member: WireMember = { id: key, name, host, clash: name !== asked, away: false }
  const entering: Peer = { stage: 'entering', key, host, address, member, quiet }
  const placed = withPeer(withoutClaim(rest, key), from, entering)
  const floor = grantedFloor(state, key, host)
  // Not yet, while a list with it is on its way to the disk.
  const unkept = state.deferred.some((one) => one.next === 'enter' && one.key === key)
  const listed = !unkept && state.admitted.has(key) && state.floors.get(key) === floor
  const step = listed
    ? entered(placed, from, context)
    : keepAccess(
        {
          ...(ticket === undefined ? placed : withoutTicket(placed, ticket)),
          admitted: new Set(state.admitted).add(key),
          floors: new Map(state.floors).set(key, floor),
        },
        { next: 'enter', from, key },
      )
  const ends = others.flatMap(([other]) => replaced(other))
  return { state: step.state, effects: [...alone.effects, ...ends, ...step.effects] }
}

/** Makes a member of who is entering, and tells everybody. */
export function entered(
  state: RoomState,
  from: ConnectionId,
  { wall: time }: RoomStepContext,
): RoomStep {
  const peer = state.peers.get(from)
  if (peer?.stage !== 'entering') return { state, effects: [] }
  const { quiet, member, ...who } = peer
  const now = withPeer(state, from, { ...who, stage: 'member', member, reading: false })
  const members = membersOf(now)
  const joined: HostMessage = {
    type: 'joined',
    self: member,
    members: members.length,
    seq: state.seq,
    first: grantedFloor(state, peer.key, peer.host),
    time,
  }
  return {
    state: now,
    effects: [
      { type: 'admitted', to: from },
      send(from, joined),
      ...rosterPages(members).map((page) => send(from, page)),
      {
        type: 'broadcast',
        except: from,
        message: { type: 'member', change: quiet ? 'back' : 'joined', member, time },
      },
    ],
  }
}

const NO_PLACE = {
  room_full: 'All places are taken.',
  address_full: 'Too many are in from this network address.',
} as const

/** Ends the other connection of a key that is in the room. */
function replaced(to: ConnectionId): RoomEffect[] {
  const text = 'This key has joined from elsewhere.'
  return [send(to, { type: 'ended', code: 'replaced', text }), { type: 'hangUp', to }]
}

/** Turns a stranger away. One who waited for the host's word is no longer shown as waiting. */
export function refuse(
  state: RoomState,
  from: ConnectionId,
  code: RefusalCode,
  text: string,
  more: Pick<HostMessageOf<'refused'>, 'reason' | 'retryAfter'> = {},
): RoomStep {
  const message: HostMessage = { type: 'refused', code, text, ...more }
  const waited = state.peers.get(from)?.stage === 'waiting'
  return {
    state: withPeer(state, from, null),
    effects: [
      send(from, message),
      { type: 'hangUp', to: from },
      ...(waited ? [{ type: 'showAccess' } as const] : []),
    ],
  }
}

/** The lowest `seq` that a key may read: what it was when it first came in, else the room's rule. */
function grantedFloor(state: RoomState, key: Peer['key'], host: boolean): number {
  const known = state.floors.get(key)
  const { past } = state.policy
  if (host || (known === undefined && past === 'all')) return 1
  if (known !== undefined) return Math.min(known, state.seq + 1)
  return past === 'none' ? state.seq + 1 : Math.max(1, state.seq - Number(past) + 1)
}

/** The host, and whoever was let in since the password last changed. */
function isKnown(state: RoomState, peer: Pick<Peer, 'key' | 'host'>): boolean {
  return peer.host || state.admitted.has(peer.key)
}

/** Names that are taken, also by who has gone and of whom that is not told yet. */
function namesIn(state: RoomState, key: Peer['key']): ReadonlySet<string> {
  const entering = [...state.peers.values()].flatMap((peer) => (isIn(peer) ? [peer.member] : []))
  const leaving = state.deferred.flatMap((one) =>
    one.next === 'do'
      ? one.effects.flatMap((effect) =>
          effect.type === 'broadcast' &&
          effect.message.type === 'member' &&
          effect.message.member.id !== key
            ? [effect.message.member]
            : [],
        )
      : [],
  )
  const taken = [...membersOf(state), ...entering, ...leaving]
  return new Set(taken.map((member) => nameKey(member.name)))
}

/** Everybody in the roster: who is here, and whose place is kept. */
function membersOf(state: RoomState): WireMember[] {
  const here = [...state.peers.values()].flatMap((peer) => (isShown(peer) ? [peer.member] : []))
  return [...here, ...[...state.away.values()].map(({ member }) => member)]
}

function rosterPages(members: readonly WireMember[]): HostMessage[] {
  const pages: HostMessage[] = []
  for (let start = 0; start < members.length; start += ROSTER_PAGE) {
    pages.push({ type: 'roster', members: members.slice(start, start + ROSTER_PAGE) })
  }
  return pages
}
