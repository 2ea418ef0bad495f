/**
 * What the room does with its log, pure: passes on what was committed, and answers who asks for
 * a stretch of it. Nobody reads below their floor, and nobody has two questions open.
 */
import { assertNever } from '../../../../shared/domain/assert-never.ts'
import type { MemberMessage, RejectCode, WireEvent } from '../../../../shared/wire/protocol.ts'
import type { PageQuery, StoredEvent } from '../../store/store.ts'
import { cut } from './departures.ts'
import {
  type ConnectionId,
  type Peer,
  type RoomInput,
  type RoomState,
  type RoomStep,
  type RoomStepContext,
  send,
  withPeer,
} from './state.ts'

type MemberPeer = Extract<Peer, { stage: 'member' }>
type Fetch = Extract<MemberMessage, { type: 'fetch' }>
type Look = Extract<MemberMessage, { type: 'look' }>
type Stored = Extract<RoomInput, { type: 'stored' }>
type Read = Extract<RoomInput, { type: 'read' }>
type Looked = Extract<RoomInput, { type: 'looked' }>

const REFUSED = {
  target_unknown: 'There is nothing here that this could stand on.',
  not_allowed: 'This may not be said there now.',
} as const

/** The log has taken what somebody said, or not. Only here does anybody hear of it. */
export function stored(
  state: RoomState,
  from: ConnectionId,
  cid: string,
  outcome: Stored['outcome'],
): RoomStep {
  switch (outcome.kind) {
    case 'new': {
      const message = { type: 'event', ...wireEvent(outcome.event) } as const
      const { seq } = outcome.event
      return { state: { ...state, seq }, effects: [{ type: 'broadcast', message }] }
    }
    case 'known':
      return { state, effects: [send(from, { type: 'event', ...wireEvent(outcome.event) })] }
    case 'conflict':
      return reject(state, from, cid, 'conflict', 'Another message has this cid already.')
    case 'refused':
      return reject(state, from, cid, outcome.code, REFUSED[outcome.code])
    case 'failed':
      return reject(state, from, cid, 'storage', 'The host could not store this message.')
    default:
      return assertNever(outcome)
  }
}

/** Tells the author alone why what it said is no event. */
export function reject(
  state: RoomState,
  from: ConnectionId,
  cid: string,
  code: RejectCode,
  text: string,
): RoomStep {
  return { state, effects: [send(from, { type: 'rejected', cid, code, text })] }
}

/** Whether a member may ask now, and asks for this room. */
export function mayRead(state: RoomState, peer: MemberPeer, message: Fetch | Look): boolean {
  return !peer.reading && message.room === state.config.id
}

/** Has a stretch of the log read for a member, from where it may read. */
export function fetch(
  state: RoomState,
  from: ConnectionId,
  peer: MemberPeer,
  { after, before, most }: Fetch,
): RoomStep {
  const query: PageQuery =
    after === undefined
      ? { before: before ?? 1, most }
      : { after: Math.max(after, keptFloor(state, peer.key) - 1), most }
  return {
    state: withPeer(state, from, { ...peer, reading: true }),
    effects: [{ type: 'read', from, query }],
  }
}

/**
 * What was read goes out as a page. Without an answer to give, the member is cut, and comes back.
 */
export function pageRead(
  state: RoomState,
  { from, query, events }: Read,
  context: RoomStepContext,
): RoomStep {
  const peer = state.peers.get(from)
  if (peer?.stage !== 'member') return { state, effects: [] }
  if (events === null) return cutOff(state, from, context)
  const floor = keptFloor(state, peer.key)
  const seen = events.filter(({ seq }) => seq >= floor)
  const [first, last] = [seen.at(0)?.seq ?? floor, seen.at(-1)?.seq ?? state.seq]
  const more = 'after' in query ? last < state.seq : first > floor
  return {
    state: withPeer(state, from, { ...peer, reading: false }),
    effects: [send(from, { type: 'page', events: seen.map(wireEvent), more })],
  }
}

/** Has one event read for a member, from where it may read; below, nothing is there for it. */
export function look(
  state: RoomState,
  from: ConnectionId,
  peer: MemberPeer,
  { seq }: Look,
): RoomStep {
  if (seq < keptFloor(state, peer.key) || seq > state.seq) return nothingThere(state, from, seq)
  return {
    state: withPeer(state, from, { ...peer, reading: true }),
    effects: [{ type: 'look', from, seq }],
  }
}

/**
 * What was found goes out. What is not told yet stands on nothing yet. Without an answer to give,
 * the member is cut, and comes back.
 */
export function looked(
  state: RoomState,
  { from, seq, found }: Looked,
  context: RoomStepContext,
): RoomStep {
  const peer = state.peers.get(from)
  if (peer?.stage !== 'member') return { state, effects: [] }
  if (found === undefined) return cutOff(state, from, context)
  const now = withPeer(state, from, { ...peer, reading: false })
  if (found === null) return nothingThere(now, from, seq)
  const on = found.on.filter((one) => one.seq <= state.seq).map(wireEvent)
  return {
    state: now,
    effects: [send(from, { type: 'looked', seq, event: wireEvent(found.event), on })],
  }
}

function cutOff(state: RoomState, from: ConnectionId, context: RoomStepContext): RoomStep {
  const without = cut(state, from, context)
  return { state: without.state, effects: [{ type: 'hangUp', to: from }, ...without.effects] }
}

function nothingThere(state: RoomState, to: ConnectionId, seq: number): RoomStep {
  return { state, effects: [send(to, { type: 'looked', seq, on: [], code: 'target_unknown' })] }
}

/** The lowest `seq` that a key may read, as it was settled when it first came in. */
export function keptFloor(state: RoomState, key: Peer['key']): number {
  return state.floors.get(key) ?? state.seq + 1
}

function wireEvent({ on, body, withdrawn, ...event }: StoredEvent): WireEvent {
  const said = withdrawn === undefined ? { body } : { withdrawn }
  return { ...event, ...(on !== null && { on }), ...said }
}
