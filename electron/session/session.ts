/**
 * The member's side, pure: one connection's life from `welcome` to its end. An input gives a new
 * state and the effects to carry out; no socket or clock is known in here.
 *
 * Invariants: events are taken in the order of `seq` without a hole; own words stay in `pending`
 * until their echo has come; after `ended` nothing changes any more but what is pending.
 */
import { assertNever } from '../../shared/assert-never.ts'
import {
  type ErrorCode,
  type ErrorDetails,
  type ErrorValue,
  errorValue,
} from '../../shared/errors.ts'
import {
  CAPABILITY_NAMES,
  type HostMessage,
  type HostMessageOf,
  type MemberMessage,
  OLDEST_VERSION,
  PROTOCOL_VERSION,
} from '../../shared/protocol.ts'
import type { EndedHow, Entry, Member, PendingMessage } from '../../shared/snapshot.ts'

/** An entry before the timeline has given it its place. */
export type EntryBody = Entry extends infer E ? (E extends Entry ? Omit<E, 'at'> : never) : never

export interface SessionState {
  /** greeting: awaits `welcome`; entering: awaits `joined`; roster: awaits the members. */
  readonly phase: 'greeting' | 'entering' | 'roster' | 'live' | 'ended'
  readonly asked: string
  /** Where this session goes, for the words of its errors. */
  readonly address: string
  readonly room: { readonly id: string; readonly name: string } | null
  readonly self: Member | null
  readonly expected: number
  readonly members: ReadonlyMap<string, Member>
  readonly seq: number
  readonly pending: ReadonlyMap<string, PendingMessage>
}

export type SessionInput =
  | { readonly type: 'heard'; readonly message: HostMessage }
  | { readonly type: 'bad' }
  | { readonly type: 'late' }
  | { readonly type: 'gone'; readonly slow: boolean }
  | { readonly type: 'say'; readonly cid: string; readonly text: string }
  | { readonly type: 'retry'; readonly cid: string }
  | { readonly type: 'withdraw'; readonly cid: string }
  | { readonly type: 'leave' }

export type SessionEffect =
  | { readonly type: 'send'; readonly message: MemberMessage }
  | { readonly type: 'hangUp' }
  | { readonly type: 'entering' }
  /** The room is entered and its members are known. */
  | { readonly type: 'live' }
  | { readonly type: 'members' }
  | { readonly type: 'entry'; readonly entry: EntryBody }
  | { readonly type: 'pending'; readonly message: PendingMessage }
  | { readonly type: 'unpending'; readonly cid: string }
  | { readonly type: 'ended'; readonly how: EndedHow; readonly error: ErrorValue | null }

export interface SessionStep {
  readonly state: SessionState
  readonly effects: readonly SessionEffect[]
}

/** @param pending words of an earlier connection that were not confirmed; they wait for a retry */
export function startSession(
  asked: string,
  address: string,
  pending: ReadonlyMap<string, PendingMessage> = new Map(),
): SessionState {
  return {
    phase: 'greeting',
    asked,
    address,
    room: null,
    self: null,
    expected: 0,
    members: new Map(),
    seq: 0,
    pending,
  }
}

/** @param now milliseconds since 1970 UTC, for what has no host time */
export function stepSession(state: SessionState, input: SessionInput, now: number): SessionStep {
  switch (input.type) {
    case 'say':
      return say(state, { cid: input.cid, text: input.text, time: now, error: null })
    case 'retry': {
      const message = state.pending.get(input.cid)
      return message?.error ? say(state, { ...message, error: null }) : unchanged(state)
    }
    case 'withdraw':
      return withdraw(state, input.cid)
    case 'heard':
      return state.phase === 'ended' ? unchanged(state) : heard(state, input.message, now)
    case 'bad':
      return end(
        state,
        'lost',
        error(state, state.phase === 'greeting' ? 'not_tincan' : 'protocol_broken'),
        now,
      )
    case 'late':
      if (state.phase === 'live') return unchanged(state)
      return end(
        state,
        'lost',
        error(state, state.phase === 'greeting' ? 'not_tincan' : 'no_answer'),
        now,
      )
    case 'gone': {
      const code =
        state.phase === 'greeting' ? 'not_tincan' : input.slow ? 'too_slow' : 'connection_lost'
      return end(state, 'lost', error(state, code), now)
    }
    case 'leave': {
      const ended = end(state, 'left', null, now)
      const goodbye: SessionEffect = { type: 'send', message: { type: 'leave', reason: 'quit' } }
      return state.phase === 'ended'
        ? ended
        : { state: ended.state, effects: [goodbye, ...ended.effects] }
    }
    default:
      return assertNever(input)
  }
}

function heard(state: SessionState, message: HostMessage, now: number): SessionStep {
  switch (message.type) {
    case 'welcome':
      return state.phase === 'greeting' ? welcome(state, message, now) : outOfOrder(state, now)
    case 'refused':
      return end(state, 'refused', refusal(state, message), now)
    case 'joined': {
      if (state.phase !== 'entering') return outOfOrder(state, now)
      const { self, members: expected, seq } = message
      return { state: { ...state, phase: 'roster', self, expected, seq }, effects: [] }
    }
    case 'roster':
      return state.phase === 'roster' ? roster(state, message.members, now) : outOfOrder(state, now)
    case 'member':
      return state.phase === 'live' ? memberChanged(state, message) : outOfOrder(state, now)
    case 'event':
      return state.phase === 'live' ? event(state, message, now) : outOfOrder(state, now)
    case 'rejected': {
      const waiting = state.pending.get(message.cid)
      if (waiting === undefined) return unchanged(state)
      return keep(state, {
        ...waiting,
        error: error(state, 'not_accepted', { said: message.text }),
      })
    }
    case 'ended':
      return message.code === 'room_closed'
        ? end(state, 'closed', error(state, 'room_closed'), now)
        : end(
            state,
            'lost',
            error(state, message.code === 'too_slow' ? 'too_slow' : 'protocol_broken'),
            now,
          )
    case 'ping':
    case 'pong':
      return unchanged(state)
    default:
      return assertNever(message)
  }
}

function welcome(state: SessionState, message: HostMessageOf<'welcome'>, now: number): SessionStep {
  if (message.oldest > PROTOCOL_VERSION)
    return end(state, 'refused', error(state, 'version_too_old'), now)
  if (message.version < OLDEST_VERSION)
    return end(state, 'refused', error(state, 'version_too_new'), now)
  const hello: MemberMessage = {
    type: 'hello',
    version: Math.min(message.version, PROTOCOL_VERSION),
    capabilities: [...CAPABILITY_NAMES],
    name: state.asked,
  }
  return {
    state: { ...state, phase: 'entering', room: message.room },
    effects: [{ type: 'entering' }, { type: 'send', message: hello }],
  }
}

function roster(state: SessionState, page: readonly Member[], now: number): SessionStep {
  const members = new Map(state.members)
  for (const member of page) members.set(member.id, member)
  if (members.size < state.expected) return { state: { ...state, members }, effects: [] }
  const live: SessionState = { ...state, phase: 'live', members }
  const waiting = [...state.pending.values()].filter((message) => message.error === null)
  const notice = {
    type: 'entered',
    asked: state.asked,
    name: state.self?.name ?? state.asked,
    room: state.room?.name ?? '',
  } as const
  return {
    state: live,
    effects: [
      { type: 'entry', entry: { kind: 'notice', time: now, notice } },
      { type: 'members' },
      { type: 'live' },
      ...waiting.map(
        ({ cid, text }): SessionEffect => ({ type: 'send', message: { type: 'say', cid, text } }),
      ),
    ],
  }
}

function memberChanged(
  state: SessionState,
  { change, member, time }: HostMessageOf<'member'>,
): SessionStep {
  const members = new Map(state.members)
  if (change === 'joined') members.set(member.id, member)
  else members.delete(member.id)
  const notice = { type: change, name: member.name }
  return {
    state: { ...state, members },
    effects: [{ type: 'entry', entry: { kind: 'notice', time, notice } }, { type: 'members' }],
  }
}

function event(state: SessionState, message: HostMessageOf<'event'>, now: number): SessionStep {
  const { seq, kind, author, cid, time, text } = message
  if (seq !== state.seq + 1) return outOfOrder(state, now)
  const mine = author.id === state.self?.id
  const next = { ...state, seq }
  if (kind !== 'message' || text === undefined) {
    const notice = { type: 'unknown', name: author.name } as const
    return { state: next, effects: [{ type: 'entry', entry: { kind: 'notice', time, notice } }] }
  }
  const entry: SessionEffect = {
    type: 'entry',
    entry: { kind: 'message', seq, cid, author, mine, text, time },
  }
  if (!mine || !state.pending.has(cid)) return { state: next, effects: [entry] }
  return {
    state: { ...next, pending: without(state.pending, cid) },
    effects: [entry, { type: 'unpending', cid }],
  }
}

function say(state: SessionState, message: PendingMessage): SessionStep {
  if (state.phase === 'ended')
    return keep(state, { ...message, error: error(state, 'not_in_room') })
  const kept = keep(state, message)
  if (state.phase !== 'live') return kept
  const send: SessionEffect = {
    type: 'send',
    message: { type: 'say', cid: message.cid, text: message.text },
  }
  return { state: kept.state, effects: [...kept.effects, send] }
}

/** Only what has failed can be taken back: the host may have anything else already. */
function withdraw(state: SessionState, cid: string): SessionStep {
  if (!state.pending.get(cid)?.error) return unchanged(state)
  return {
    state: { ...state, pending: without(state.pending, cid) },
    effects: [{ type: 'unpending', cid }],
  }
}

function keep(state: SessionState, message: PendingMessage): SessionStep {
  return {
    state: { ...state, pending: new Map(state.pending).set(message.cid, message) },
    effects: [{ type: 'pending', message }],
  }
}

function end(
  state: SessionState,
  how: EndedHow,
  cause: ErrorValue | null,
  now: number,
): SessionStep {
  if (state.phase === 'ended') return unchanged(state)
  const failed = [...state.pending.values()].map((message) => ({
    ...message,
    error: message.error ?? error(state, 'not_in_room'),
  }))
  const said: SessionEffect[] = failed.map((message) => ({ type: 'pending', message }))
  const notice = { type: 'ended', how, message: cause?.message ?? '' } as const
  const entered = state.phase === 'live'
  return {
    state: {
      ...state,
      phase: 'ended',
      pending: new Map(failed.map((message) => [message.cid, message])),
      members: new Map(),
    },
    effects: [
      ...said,
      ...(entered
        ? [{ type: 'entry', entry: { kind: 'notice', time: now, notice } } as const]
        : []),
      { type: 'members' },
      { type: 'ended', how, error: cause },
      { type: 'hangUp' },
    ],
  }
}

const outOfOrder = (state: SessionState, now: number) =>
  end(state, 'lost', error(state, 'protocol_broken'), now)
const unchanged = (state: SessionState): SessionStep => ({ state, effects: [] })

/** Refusals that have words of their own; whatever else a host says is passed on as its words. */
const OWN_WORDS = new Set<string>([
  'version_too_old',
  'version_too_new',
  'room_full',
  'room_closed',
  'room_busy',
] satisfies ErrorCode[])

function refusal(state: SessionState, message: HostMessageOf<'refused'>): ErrorValue {
  if (message.code === 'name_invalid')
    return error(state, 'name_invalid', { field: 'name', reason: message.text })
  if (OWN_WORDS.has(message.code)) return error(state, message.code as ErrorCode)
  return error(state, 'refused_other', { said: message.text })
}

function error(state: SessionState, code: ErrorCode, details: ErrorDetails = {}): ErrorValue {
  return errorValue(code, { address: state.address, ...details })
}

function without(
  pending: ReadonlyMap<string, PendingMessage>,
  cid: string,
): ReadonlyMap<string, PendingMessage> {
  const rest = new Map(pending)
  rest.delete(cid)
  return rest
}
