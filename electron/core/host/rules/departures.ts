/**
 * The ways out of a room, pure: by one's own word, by the host's, by a fault, or by a cut, after
 * which the place is kept for a while.
 */
import type { HostMessage, WireMember } from '../../../../shared/wire/protocol.ts'
import { refuse } from './refusal.ts'
import {
  type ConnectionId,
  isIn,
  type Peer,
  type RoomEffect,
  type RoomState,
  type RoomStep,
  type RoomStepContext,
  seenOf,
  send,
  withPeer,
} from './state.ts'

/** Ends a connection for its fault: a stranger is refused, a member's line is ended and lost. */
export function expel(
  state: RoomState,
  from: ConnectionId,
  code: 'bad_message' | 'timeout',
  text: string,
  context: RoomStepContext,
): RoomStep {
  const peer = state.peers.get(from)
  if (peer === undefined) return { state, effects: [] }
  if (!isIn(peer)) return refuse(state, from, code, text)
  const lost = remove(state, from, 'lost', context)
  const type = peer.stage === 'member' ? 'ended' : 'refused'
  return {
    state: lost.state,
    effects: [send(from, { type, code, text }), { type: 'hangUp', to: from }, ...lost.effects],
  }
}

/** By its own word, at whatever stage. The room closes with its host. */
export function leave(
  state: RoomState,
  from: ConnectionId,
  peer: Peer,
  context: RoomStepContext,
): RoomStep {
  const hangUp: RoomEffect = { type: 'hangUp', to: from }
  const left = remove(state, from, 'left', context)
  if (!isIn(peer) || !peer.host) {
    return { state: left.state, effects: [hangUp, ...left.effects] }
  }
  // Without its host there is no room, and "the room closed" says it better than "the host left".
  const closed = close(left.state, false)
  return { state: closed.state, effects: [hangUp, ...closed.effects] }
}

function remove(
  state: RoomState,
  from: ConnectionId,
  change: 'left' | 'lost',
  context: RoomStepContext,
): RoomStep {
  const peer = state.peers.get(from)
  if (peer === undefined) return { state, effects: [] }
  const rest = withPeer(state, from, null)
  const seen = seenOf(peer)
  if (seen !== null) return gone(rest, seen, change, context)
  return { state: rest, effects: peer.stage === 'waiting' ? [{ type: 'showAccess' }] : [] }
}

/** Tells all that a member is out, and its place no longer kept; the state is as it was. */
export function gone(
  state: RoomState,
  member: WireMember,
  change: 'left' | 'lost',
  { wall: time }: RoomStepContext,
): RoomStep {
  const message: HostMessage = { type: 'member', change, member: { ...member, cut: false }, time }
  return { state, effects: [{ type: 'broadcast', message }] }
}

/** A connection that just ended. Most come back within seconds, so nobody is told that one left. */
export function cut(state: RoomState, from: ConnectionId, context: RoomStepContext): RoomStep {
  const peer = state.peers.get(from)
  const seen = seenOf(peer)
  if (peer === undefined || seen === null || peer.host) return remove(state, from, 'lost', context)
  const member = { ...seen, cut: true }
  const message: HostMessage = { type: 'member', change: 'cut', member, time: context.wall }
  return {
    state: {
      ...withPeer(state, from, null),
      cut: new Map(state.cut).set(peer.key, { member, address: peer.address }),
    },
    effects: [
      // Cut again before it was back: they have been told.
      ...(seen.cut ? [] : [{ type: 'broadcast', message } as const]),
      { type: 'reserve', key: peer.key },
    ],
  }
}

/** With `away` nobody is refused: those who are coming in try again like everybody else. */
export function close(state: RoomState, away: boolean): RoomStep {
  const ended = away
    ? ({ type: 'ended', code: 'host_away', text: 'The host has gone away for now.' } as const)
    : ({ type: 'ended', code: 'room_closed', text: 'The host has closed the room.' } as const)
  const effects = [...state.peers].flatMap(([to, peer]): RoomEffect[] => {
    const hangUp = { type: 'hangUp', to } as const
    if (peer.stage === 'member') return [send(to, ended), hangUp]
    if (away) return [hangUp]
    const text = 'The host is closing this room.'
    return [send(to, { type: 'refused', code: 'room_closed', text }), hangUp]
  })
  return {
    state: {
      ...state,
      open: away ? 'away' : 'closed',
      peers: new Map(),
      members: 0,
      cut: new Map(),
    },
    effects,
  }
}
