/**
 * From being let in to membership: somebody is given a place and a name, and becomes a member as
 * soon as the access list has them. The same key is in once, and whom nobody saw go is not told
 * to have come.
 */
import { RECONNECT_MOST_MS, ROSTER_PAGE } from '../../../../shared/domain/limits.ts'
import { freeName, nameKey } from '../../../../shared/domain/text.ts'
import type { HostMessage, WireMember } from '../../../../shared/wire/protocol.ts'
import { cut } from './departures.ts'
import { keptFloor } from './history.ts'
import { placeFault, withClaim, withoutClaim } from './places.ts'
import { refuse, withoutWaiting } from './refusal.ts'
import {
  type ConnectionId,
  deferred,
  isIn,
  keepAccess,
  type Peer,
  type RoomEffect,
  type RoomInput,
  type RoomState,
  type RoomStep,
  type RoomStepContext,
  seenOf,
  send,
  withoutCut,
  withPeer,
} from './state.ts'

const NO_PLACE = {
  room_full: 'All places are taken.',
  address_full: 'Too many are in from this network address.',
} as const

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
  const others: [ConnectionId, Peer][] = []
  for (const [other, one] of state.peers)
    if (one.key === key && isIn(one)) others.push([other, one])
  // The connection made last counts, even when an older one's hello was under way for longer.
  if (others.some(([other]) => other > from)) {
    return {
      state: withPeer(state, from, null),
      effects: [...alone.effects, ...replaced(from)],
    }
  }
  const here = others.map(([, one]) => seenOf(one)).find((one) => one !== null)
  const seen = here ?? state.cut.get(key)?.member ?? null
  const quiet =
    seen !== null ||
    others.some(([, one]) => one.stage === 'placed' && one.quiet) ||
    (state.quietUntil !== null && context.monotonic < state.quietUntil && state.floors.has(key))
  let rest = withoutCut(state, key)
  for (const [other] of others) rest = withPeer(rest, other, null)
  const kept = others.length > 0 || state.cut.has(key)
  const fault = kept ? undefined : placeFault(rest, peer, context.monotonic)
  if (fault !== undefined) {
    const claimed = fault === 'room_full' ? withClaim(state, peer, context.monotonic) : state
    const refused = refuse(claimed, from, fault, NO_PLACE[fault], {
      retryAfter: RECONNECT_MOST_MS / 1000,
    })
    return { state: refused.state, effects: [...alone.effects, ...refused.effects] }
  }
  const name = freeName(asked, namesIn(rest, key))
  const member: WireMember = { id: key, name, host, clash: name !== asked, cut: false }
  const placed: Peer = { stage: 'placed', key, host, address, member, seen, quiet }
  const withPlace = withPeer(withoutClaim(rest, key), from, placed)
  const floor = knownFloor(state, key, host)
  // Not yet, while a list with it is on its way to the disk.
  const unkept = state.deferred.some((one) => one.next === 'enter' && one.key === key)
  const listed = !unkept && state.admitted.has(key) && state.floors.get(key) === floor
  const step = listed
    ? entered(withPlace, from, context)
    : enlisted(
        {
          ...(ticket === undefined ? withPlace : withoutTicket(withPlace, ticket)),
          admitted: new Set(state.admitted).add(key),
        },
        from,
        key,
        floor,
      )
  const ends = others.flatMap(([other]) => replaced(other))
  return { state: step.state, effects: [...alone.effects, ...ends, ...step.effects] }
}

/**
 * Has a key kept with the lowest `seq` that it may read.
 * @param floor as found in the log when it is a number of rows
 */
function enlisted(
  state: RoomState,
  from: ConnectionId,
  key: Peer['key'],
  floor: number | { readonly rows: number },
): RoomStep {
  return typeof floor === 'object'
    ? { state, effects: [{ type: 'findFloor', from, key, rows: floor.rows }] }
    : keepAccess(
        { ...state, floors: new Map(state.floors).set(key, floor) },
        { next: 'enter', from, key },
      )
}

/**
 * Where the last messages begin that a newcomer may read. Who has gone meanwhile was let in all the
 * same, and its ticket is used up. Without an answer the newcomer is cut, and may come again without a
 * ticket.
 */
export function floorFound(
  state: RoomState,
  { from, key, floor }: Extract<RoomInput, { type: 'floorFound' }>,
  context: RoomStepContext,
): RoomStep {
  if (state.open !== 'open') return { state, effects: [] }
  if (state.peers.get(from)?.stage !== 'placed') return deferred({ state, effects: [] })
  if (floor !== null) return enlisted(state, from, key, Math.min(floor, state.seq + 1))
  const without = cut(state, from, context)
  return deferred({
    state: without.state,
    effects: [{ type: 'hangUp', to: from }, ...without.effects],
  })
}

/** Makes a member of who has a place, and tells everybody. */
export function entered(
  state: RoomState,
  from: ConnectionId,
  { wall: time }: RoomStepContext,
): RoomStep {
  const peer = state.peers.get(from)
  if (peer?.stage !== 'placed') return { state, effects: [] }
  const { quiet, seen: _, member, ...who } = peer
  const now = withPeer(state, from, { ...who, stage: 'member', member, reading: false })
  const members = membersOf(now)
  const joined: HostMessage = {
    type: 'joined',
    self: member,
    members: members.length,
    seq: state.seq,
    first: toldFloor(state, peer.key),
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

/** Ends the other connection of a key that is in the room. */
function replaced(to: ConnectionId): RoomEffect[] {
  const text = 'This key has joined from elsewhere.'
  return [send(to, { type: 'ended', code: 'replaced', text }), { type: 'hangUp', to }]
}

/**
 * The lowest `seq` that a key may read: what it was when it first came in, else the room's rule,
 * which may be a number of rows.
 */
function knownFloor(state: RoomState, key: Peer['key'], host: boolean) {
  if (host) return 1
  if (state.floors.has(key)) return toldFloor(state, key)
  const { past } = state.policy
  if (past === 'all') return 1
  return past === 'none' ? state.seq + 1 : { rows: past }
}

/** What has not been said yet may be said to all who are in. */
const toldFloor = (state: RoomState, key: Peer['key']): number =>
  Math.min(keptFloor(state, key), state.seq + 1)

/** Keys of names that are taken, also by who has gone and of whom that is not told yet. */
function* namesIn(state: RoomState, key: Peer['key']): Generator<string> {
  for (const peer of state.peers.values()) {
    if (!isIn(peer)) continue
    yield nameKey(peer.member.name)
    const seen = seenOf(peer)
    if (seen !== null && seen !== peer.member) yield nameKey(seen.name)
  }
  for (const { member } of state.cut.values()) yield nameKey(member.name)
  for (const one of state.deferred) {
    if (one.next !== 'do') continue
    for (const effect of one.effects) {
      if (effect.type !== 'broadcast' || effect.message.type !== 'member') continue
      const { member } = effect.message
      if (member.id !== key) yield nameKey(member.name)
    }
  }
}

/** Everybody in the roster: who is here, and whose place is kept. */
function membersOf(state: RoomState): WireMember[] {
  const here = [...state.peers.values()].map(seenOf).filter((member) => member !== null)
  return [...here, ...[...state.cut.values()].map(({ member }) => member)]
}

function rosterPages(members: readonly WireMember[]): HostMessage[] {
  const pages: HostMessage[] = []
  for (let start = 0; start < members.length; start += ROSTER_PAGE) {
    pages.push({ type: 'roster', members: members.slice(start, start + ROSTER_PAGE) })
  }
  return pages
}

function withoutTicket(state: RoomState, secret: string): RoomState {
  const tickets = new Map(state.tickets)
  tickets.delete(secret)
  return { ...state, tickets }
}
