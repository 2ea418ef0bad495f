/**
 * The host's side, pure: who is in and what was said, in which order. One input gives a new state
 * and the effects to carry out; no socket, clock or id is made in here.
 *
 * Invariants: `seq` grows by one an event; only members hear events; a member's name is unique
 * by `nameKey`; a connection that is not in `people` is ignored.
 */
import { assertNever } from '../../shared/assert-never.ts'
import { ROSTER_PAGE } from '../../shared/limits.ts'
import {
  CAPABILITY_NAMES,
  type HostMessage,
  type HostMessageOf,
  type MemberMessage,
  OLDEST_VERSION,
  PROTOCOL_VERSION,
  type RefusalCode,
  type WireMember,
} from '../../shared/protocol.ts'
import { freeName, nameFault, nameKey, textFault, tidyName } from '../../shared/text.ts'

/** The room service's handle of a connection. */
export type ConnectionId = number

export interface RoomConfig {
  readonly id: string
  readonly name: string
  /** Most members, the host included. */
  readonly capacity: number
}

/** A connection: greeting until its hello was accepted, then a member. */
export type Person =
  | { readonly stage: 'greeting'; readonly host: boolean }
  | { readonly stage: 'member'; readonly member: WireMember }

export interface RoomState {
  readonly config: RoomConfig
  readonly open: boolean
  readonly seq: number
  readonly people: ReadonlyMap<ConnectionId, Person>
  readonly members: number
}

export type RoomInput =
  /** `host` marks the host's own session. */
  | { readonly type: 'connected'; readonly from: ConnectionId; readonly host: boolean }
  | { readonly type: 'heard'; readonly from: ConnectionId; readonly message: MemberMessage }
  | { readonly type: 'bad'; readonly from: ConnectionId; readonly why: string }
  /** The hello did not come in time. */
  | { readonly type: 'late'; readonly from: ConnectionId }
  | { readonly type: 'gone'; readonly from: ConnectionId }
  | { readonly type: 'close' }

export type RoomEffect =
  | { readonly type: 'send'; readonly to: ConnectionId; readonly message: HostMessage }
  /** To every member of the new state but `except`. */
  | { readonly type: 'broadcast'; readonly message: HostMessage; readonly except?: ConnectionId }
  | { readonly type: 'admitted'; readonly to: ConnectionId }
  /** Flush, then close. Nothing is heard from it any more. */
  | { readonly type: 'hangUp'; readonly to: ConnectionId }

/** What a step takes from outside. */
export interface RoomStepContext {
  readonly now: number
  /** An id not used before for the member who may be admitted in this step. */
  readonly newId: string
}

export interface RoomStep {
  readonly state: RoomState
  readonly effects: readonly RoomEffect[]
}

export function openRoom(config: RoomConfig): RoomState {
  return { config, open: true, seq: 0, people: new Map(), members: 0 }
}

export function stepRoom(state: RoomState, input: RoomInput, context: RoomStepContext): RoomStep {
  switch (input.type) {
    case 'connected':
      return connected(state, input.from, input.host)
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
    case 'gone':
      return remove(state, input.from, 'lost', context)
    case 'close':
      return close(state)
    default:
      return assertNever(input)
  }
}

function connected(state: RoomState, from: ConnectionId, host: boolean): RoomStep {
  const { id, name } = state.config
  const people = new Map(state.people).set(from, { stage: 'greeting', host })
  const welcome: HostMessage = {
    type: 'welcome',
    app: 'tincan',
    version: PROTOCOL_VERSION,
    oldest: OLDEST_VERSION,
    capabilities: [...CAPABILITY_NAMES],
    room: { id, name },
    asks: ['name'],
  }
  const greeted = { ...state, people }
  if (state.open) return { state: greeted, effects: [send(from, welcome)] }
  const refused = refuse(greeted, from, 'room_closed', 'The host is closing this room.')
  return { state: refused.state, effects: [send(from, welcome), ...refused.effects] }
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
        ? hello(state, from, person.host, message, context)
        : expel(state, from, 'bad_message', 'You have said hello already.', context)
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

type Hello = Extract<MemberMessage, { type: 'hello' }>

function hello(
  state: RoomState,
  from: ConnectionId,
  host: boolean,
  message: Hello,
  context: RoomStepContext,
): RoomStep {
  if (message.version > PROTOCOL_VERSION)
    return refuse(state, from, 'version_too_new', 'This room is older than your Tincan.')
  if (message.version < OLDEST_VERSION)
    return refuse(state, from, 'version_too_old', 'Your Tincan is too old for this room.')
  const asked = tidyName(message.name)
  const fault = nameFault(asked)
  if (fault !== undefined) return refuse(state, from, 'name_invalid', fault)
  if (state.members >= state.config.capacity) {
    return refuse(state, from, 'room_full', `All ${state.config.capacity} places are taken.`, 30)
  }
  const member: WireMember = { id: context.newId, name: freeName(asked, namesIn(state)), host }
  const people = new Map(state.people).set(from, { stage: 'member', member })
  const admitted = { ...state, people, members: state.members + 1 }
  const joined: HostMessage = {
    type: 'joined',
    self: member,
    members: admitted.members,
    seq: state.seq,
    time: context.now,
  }
  return {
    state: admitted,
    effects: [
      { type: 'admitted', to: from },
      send(from, joined),
      ...rosterPages(admitted).map((page) => send(from, page)),
      {
        type: 'broadcast',
        except: from,
        message: { type: 'member', change: 'joined', member, time: context.now },
      },
    ],
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
  if (person.stage === 'greeting') return refuse(state, from, code, text)
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

function refuse(
  state: RoomState,
  from: ConnectionId,
  code: RefusalCode,
  text: string,
  retryAfter?: number,
): RoomStep {
  const people = new Map(state.people)
  people.delete(from)
  const message: HostMessage = {
    type: 'refused',
    code,
    text,
    ...(retryAfter !== undefined && { retryAfter }),
  }
  return {
    state: { ...state, people },
    effects: [send(from, message), { type: 'hangUp', to: from }],
  }
}

function remove(
  state: RoomState,
  from: ConnectionId,
  change: 'left' | 'lost',
  context: RoomStepContext,
): RoomStep {
  const person = state.people.get(from)
  if (person === undefined) return { state, effects: [] }
  const people = new Map(state.people)
  people.delete(from)
  if (person.stage === 'greeting') return { state: { ...state, people }, effects: [] }
  const message: HostMessage = { type: 'member', change, member: person.member, time: context.now }
  return {
    state: { ...state, people, members: state.members - 1 },
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

function namesIn(state: RoomState): ReadonlySet<string> {
  return new Set(membersOf(state).map((member) => nameKey(member.name)))
}

function membersOf(state: RoomState): WireMember[] {
  return [...state.people.values()].flatMap((person) =>
    person.stage === 'member' ? [person.member] : [],
  )
}

function rosterPages(state: RoomState): HostMessage[] {
  const members = membersOf(state)
  const pages: HostMessage[] = []
  for (let start = 0; start < members.length; start += ROSTER_PAGE) {
    pages.push({ type: 'roster', members: members.slice(start, start + ROSTER_PAGE) })
  }
  return pages
}

function send(to: ConnectionId, message: HostMessage): RoomEffect {
  return { type: 'send', to, message }
}
