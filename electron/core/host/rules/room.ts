/**
 * The host's side, pure: who is in and what was said, in which order. One input gives a new state
 * and the effects to carry out.
 *
 * Invariants: nobody hears of an event before the log has committed it; `seq` grows by one an
 * event; only members hear events; a member's name is unique by `nameKey` and its key is in the
 * room once; a connection that is not in `peers` is ignored.
 */
import { assertNever } from '../../../../shared/domain/assert-never.ts'
import { BUSY_RETRY_SECONDS } from '../../../../shared/domain/limits.ts'
import { isBody } from '../../../../shared/events/body.ts'
import { type SaidFault, saidFault } from '../../../../shared/events/kinds.ts'
import type { MemberMessage } from '../../../../shared/wire/protocol.ts'
import { greet, hello, judged, needsPassword } from './admission.ts'
import { close, cut, expel, gone, leave } from './departures.ts'
import { entered, floorFound } from './entering.ts'
import { fetch, keptFloor, look, looked, mayRead, pageRead, reject, stored } from './history.ts'
import { moderate } from './moderation.ts'
import { refuse } from './refusal.ts'
import {
  type ConnectionId,
  deferred,
  type Peer,
  type RoomInput,
  type RoomState,
  type RoomStep,
  type RoomStepContext,
  type Ticket,
  withoutCut,
} from './state.ts'

/** The standing link's ticket: it stands for the password, but not for the host's word. */
const STANDING: Ticket = { once: false, expires: null, skipsApproval: false }

/** Decides one input. Effects are to be done in their order, after the state was taken over. */
export function stepRoom(state: RoomState, input: RoomInput, context: RoomStepContext): RoomStep {
  switch (input.type) {
    case 'connected':
      return greet(state, input.from, input)
    case 'heard':
      return heard(state, input.from, input.message, context)
    case 'bad':
      return expel(
        state,
        input.from,
        'bad_message',
        `This is not a Tincan message: ${input.why}`,
        context,
      )
    case 'late':
      if (state.peers.get(input.from)?.stage === 'placed') return { state, effects: [] }
      return expel(state, input.from, 'timeout', 'No hello came in time.', context)
    case 'crowded': {
      const stage = state.peers.get(input.from)?.stage
      if (stage !== 'greeting' && stage !== 'waiting') return { state, effects: [] }
      return refuse(state, input.from, 'room_busy', 'Too many are joining now.', {
        retryAfter: BUSY_RETRY_SECONDS,
      })
    }
    case 'gone':
      return cut(state, input.from, context)
    case 'judged':
      return judged(state, input.from, input.verdict)
    case 'moderate':
      return moderate(state, input.action, context)
    case 'password': {
      const { record: password, standing } = input
      const tickets = new Map(standing === null ? [] : [[standing, STANDING]])
      // Who has proven the old one and not said hello has proven nothing.
      const peers = new Map(
        [...state.peers].map(([from, peer]) => [
          from,
          peer.stage === 'greeting' ? { ...peer, proven: false } : peer,
        ]),
      )
      const now: RoomState = { ...state, peers, password, standing, admitted: new Set(), tickets }
      return deferred({ state: now, effects: [{ type: 'showAccess' }] })
    }
    case 'ticket': {
      const tickets = new Map(state.tickets).set(input.secret, input.ticket)
      return deferred({ state: { ...state, tickets }, effects: [] })
    }
    case 'standing': {
      const tickets = new Map(state.tickets).set(input.secret, STANDING)
      return deferred({ state: { ...state, standing: input.secret, tickets }, effects: [] })
    }
    case 'accessKept': {
      const [first, ...rest] = state.deferred
      const now = { ...state, deferred: rest }
      if (first === undefined) return { state, effects: [] }
      return first.next === 'do'
        ? { state: now, effects: first.effects }
        : entered(now, first.from, context)
    }
    case 'stored':
      return stored(state, input.from, input.cid, input.outcome)
    case 'read':
      return pageRead(state, input, context)
    case 'looked':
      return looked(state, input, context)
    case 'floorFound':
      return floorFound(state, input, context)
    case 'unreserve': {
      const member = state.cut.get(input.key)?.member
      if (member === undefined) return { state, effects: [] }
      return gone(withoutCut(state, input.key), member, 'lost', context)
    }
    case 'close':
      return close(state, input.away)
    default:
      return assertNever(input)
  }
}

function heard(
  state: RoomState,
  from: ConnectionId,
  message: MemberMessage,
  context: RoomStepContext,
): RoomStep {
  const peer = state.peers.get(from)
  if (peer === undefined) return { state, effects: [] }
  switch (message.type) {
    case 'hello':
      return peer.stage === 'greeting'
        ? hello(state, from, peer, message, context)
        : expel(state, from, 'bad_message', 'You have said hello already.', context)
    case 'opaque_start':
    case 'opaque_finish':
      return peer.stage === 'greeting' && needsPassword(state, peer) && state.password !== null
        ? { state, effects: [{ type: 'judge', from, message, record: state.password }] }
        : expel(state, from, 'bad_message', 'No password is asked for.', context)
    case 'post':
      return peer.stage === 'member'
        ? post(state, from, peer, message, context)
        : expel(state, from, 'bad_message', 'Say hello first.', context)
    case 'fetch':
    case 'look':
      if (peer.stage !== 'member') {
        return expel(state, from, 'bad_message', 'Say hello first.', context)
      }
      if (!mayRead(state, peer, message)) {
        return expel(state, from, 'bad_message', 'Not this room, or asked twice at once.', context)
      }
      return message.type === 'fetch'
        ? fetch(state, from, peer, message)
        : look(state, from, peer, message)
    case 'leave':
      return leave(state, from, peer, context)
    case 'ping':
    case 'pong':
      return { state, effects: [] }
    default:
      return assertNever(message)
  }
}

type Post = Extract<MemberMessage, { type: 'post' }>

const FAULTS: Readonly<Record<SaidFault, string>> = {
  kind_unknown: 'This host does not know that kind.',
  body_invalid: 'The body is not what its kind asks for.',
}

/** What is said is judged by itself here, and in the log by what it stands on. */
function post(
  state: RoomState,
  from: ConnectionId,
  peer: Extract<Peer, { stage: 'member' }>,
  { cid, kind, on, body }: Post,
  context: RoomStepContext,
): RoomStep {
  if (!isBody(body)) return reject(state, from, cid, 'body_invalid', FAULTS.body_invalid)
  const said = { kind, on: on ?? null, body }
  const fault = saidFault(said)
  if (fault !== undefined) return reject(state, from, cid, fault, FAULTS[fault])
  const { id, name } = peer.member
  const event = { ...said, author: { id, name }, cid, time: context.wall }
  return {
    state,
    effects: [{ type: 'store', from, said: event, floor: keptFloor(state, peer.key) }],
  }
}
