/**
 * The host's side, pure: who is in and what was said, in which order. One input gives a new state
 * and the effects to carry out.
 *
 * Invariants: `seq` grows by one an event; only members hear events; a member's name is unique
 * by `nameKey` and its key is in the room once; a connection that is not in `people` is ignored.
 */
import { assertNever } from '../../shared/assert-never.ts'
import type {
  HostMessage,
  HostMessageOf,
  MemberMessage,
  WireMember,
} from '../../shared/protocol.ts'
import { textFault } from '../../shared/text.ts'
import { connected, hello, judged, needsPassword, refuse } from './admission.ts'
import { administer } from './door.ts'
import {
  type ConnectionId,
  type Person,
  type RoomEffect,
  type RoomInput,
  type RoomState,
  type RoomStep,
  type RoomStepContext,
  send,
  withPerson,
} from './room-state.ts'

/** Decides one input. Effects are to be done in their order, after the state was taken over. */
export function stepRoom(state: RoomState, input: RoomInput, context: RoomStepContext): RoomStep {
  switch (input.type) {
    case 'connected':
      return connected(state, input.from, input.key, input.host)
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
      return expel(state, input.from, 'timeout', 'No hello came in time.', context)
    case 'crowded': {
      const stage = state.people.get(input.from)?.stage
      if (stage === undefined || stage === 'member') return { state, effects: [] }
      return refuse(state, input.from, 'room_busy', 'Too many are joining now.', { retryAfter: 5 })
    }
    case 'gone':
      return remove(state, input.from, 'lost', context)
    case 'judged':
      return judged(state, input.from, input.verdict)
    case 'admin':
      return administer(state, input.action, context)
    case 'password': {
      const policy = { ...state.policy, password: input.password }
      const now: RoomState = { ...state, policy, admitted: new Set(), tickets: new Map() }
      return { state: now, effects: [{ type: 'door' }] }
    }
    case 'ticket': {
      const tickets = new Map(state.tickets).set(input.secret, input.ticket)
      return { state: { ...state, tickets }, effects: [] }
    }
    case 'close':
      return close(state)
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
  const person = state.people.get(from)
  if (person === undefined) return { state, effects: [] }
  switch (message.type) {
    case 'hello':
      return person.stage === 'greeting'
        ? hello(state, from, person, message, context)
        : expel(state, from, 'bad_message', 'You have said hello already.', context)
    case 'opaque_start':
    case 'opaque_finish':
      return person.stage === 'greeting' && needsPassword(state, person)
        ? { state, effects: [{ type: 'judge', from, message }] }
        : expel(state, from, 'bad_message', 'No password is asked for.', context)
    case 'say':
      return person.stage === 'member'
        ? say(state, from, person.member, message, context)
        : expel(state, from, 'bad_message', 'Say hello first.', context)
    case 'leave':
      return leave(state, from, person, context)
    case 'ping':
    case 'pong':
      return { state, effects: [] }
    default:
      return assertNever(message)
  }
}

type Say = Extract<MemberMessage, { type: 'say' }>

function say(
  state: RoomState,
  from: ConnectionId,
  author: WireMember,
  message: Say,
  context: RoomStepContext,
): RoomStep {
  const { cid, text } = message
  if (textFault(text) !== undefined || !text.isWellFormed()) {
    const rejected = {
      type: 'rejected',
      cid,
      code: 'text_invalid',
      text: 'The text is empty, too long or not Unicode.',
    } as const
    return { state, effects: [send(from, rejected)] }
  }
  const seq = state.seq + 1
  const event: HostMessageOf<'event'> = {
    type: 'event',
    seq,
    kind: 'message',
    author: { id: author.id, name: author.name },
    cid,
    time: context.now,
    text,
  }
  return { state: { ...state, seq }, effects: [{ type: 'broadcast', message: event }] }
}

/** Ends a connection for its fault: a stranger is refused, a member's line is ended and lost. */
function expel(
  state: RoomState,
  from: ConnectionId,
  code: 'bad_message' | 'timeout',
  text: string,
  context: RoomStepContext,
): RoomStep {
  const person = state.people.get(from)
  if (person === undefined) return { state, effects: [] }
  if (person.stage !== 'member') return refuse(state, from, code, text)
  const lost = remove(state, from, 'lost', context)
  const said: RoomEffect[] = [
    send(from, { type: 'ended', code, text }),
    { type: 'hangUp', to: from },
  ]
  return { state: lost.state, effects: [...said, ...lost.effects] }
}

function leave(
  state: RoomState,
  from: ConnectionId,
  person: Person,
  context: RoomStepContext,
): RoomStep {
  const hangUp: RoomEffect = { type: 'hangUp', to: from }
  const left = remove(state, from, 'left', context)
  if (person.stage !== 'member' || !person.member.host) {
    return { state: left.state, effects: [hangUp, ...left.effects] }
  }
  // Without its host there is no room, and "the room closed" says it better than "the host left".
  const closed = close(left.state)
  return { state: closed.state, effects: [hangUp, ...closed.effects] }
}

function remove(
  state: RoomState,
  from: ConnectionId,
  change: 'left' | 'lost',
  context: RoomStepContext,
): RoomStep {
  const person = state.people.get(from)
  if (person === undefined) return { state, effects: [] }
  const rest = withPerson(state, from, null)
  if (person.stage !== 'member') {
    return { state: rest, effects: person.stage === 'waiting' ? [{ type: 'door' }] : [] }
  }
  const message: HostMessage = { type: 'member', change, member: person.member, time: context.now }
  return {
    state: { ...rest, members: state.members - 1 },
    effects: [{ type: 'broadcast', message }],
  }
}

function close(state: RoomState): RoomStep {
  const effects = [...state.people].flatMap(([to, person]): RoomEffect[] => [
    person.stage === 'member'
      ? send(to, { type: 'ended', code: 'room_closed', text: 'The host has closed the room.' })
      : send(to, { type: 'refused', code: 'room_closed', text: 'The host is closing this room.' }),
    { type: 'hangUp', to },
  ])
  return { state: { ...state, open: false, people: new Map(), members: 0 }, effects }
}
