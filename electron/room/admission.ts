/**
 * From the first byte to membership: the room greets, judges the hello, and lets in or refuses.
 */
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
import { freeName, nameFault, nameKey, tidyName } from '../../shared/text.ts'
import {
  type ConnectionId,
  type RoomState,
  type RoomStep,
  type RoomStepContext,
  send,
} from './room-state.ts'

export function connected(state: RoomState, from: ConnectionId, host: boolean): RoomStep {
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

type Hello = Extract<MemberMessage, { type: 'hello' }>

export function hello(
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
  if (fault !== undefined) {
    return refuse(state, from, 'name_invalid', 'This name is not acceptable.', { reason: fault })
  }
  if (state.members >= state.config.capacity) {
    return refuse(state, from, 'room_full', `All ${state.config.capacity} places are taken.`, {
      retryAfter: 30,
    })
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

export function refuse(
  state: RoomState,
  from: ConnectionId,
  code: RefusalCode,
  text: string,
  more: Pick<HostMessageOf<'refused'>, 'reason' | 'retryAfter'> = {},
): RoomStep {
  const people = new Map(state.people)
  people.delete(from)
  const message: HostMessage = { type: 'refused', code, text, ...more }
  return {
    state: { ...state, people },
    effects: [send(from, message), { type: 'hangUp', to: from }],
  }
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
