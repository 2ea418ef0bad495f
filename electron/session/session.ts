/**
 * The member's side, pure: one connection's life from `welcome` to its end. An input gives a new
 * state and the effects to carry out.
 *
 * Invariants: events are taken in the order of `seq` without a hole; own words stay in `pending`
 * until their echo has come; after `ended` nothing changes any more but what is pending.
 */
import { assertNever } from '../../shared/assert-never.ts'
import type { HostMessage, HostMessageOf, MemberMessage } from '../../shared/protocol.ts'
import type { PendingMessage } from '../../shared/snapshot.ts'
import { end, ended, outOfOrder, refusal } from './endings.ts'
import { answer, proofChecked, proving, roster, welcome } from './entering.ts'
import {
  error,
  type SessionEffect,
  type SessionInput,
  type SessionState,
  type SessionStep,
  unchanged,
} from './session-state.ts'

/** Phases in which the host has heard our hello. */
const GREETED: ReadonlySet<SessionState['phase']> = new Set(['entering', 'roster', 'live'])

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
    case 'answer':
      return answer(state, input.answer)
    case 'proofBegun':
      return proofStep(state, { type: 'opaque_start', request: input.request })
    case 'proofMade': {
      const { finish, proof } = input
      return proofStep(state, { type: 'opaque_finish', finish, proof })
    }
    case 'proofChecked':
      return proofChecked(state, input.good, now)
    case 'failed':
      return end(state, 'refused', input.error, now)
    case 'bad':
      return end(
        state,
        'lost',
        error(state, state.phase === 'greeting' ? 'not_tincan' : 'protocol_broken'),
        now,
      )
    case 'late':
      if (state.phase === 'live' || state.phase === 'asking') return unchanged(state)
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
      // Who has not said hello has nothing to take leave of, perhaps not even of a host it trusts.
      if (!GREETED.has(state.phase)) return ended
      const goodbye: SessionEffect = { type: 'send', message: { type: 'leave', reason: 'quit' } }
      return { state: ended.state, effects: [goodbye, ...ended.effects] }
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
      const { self, members: expected, seq } = message
      // The host may give us another name, but not another key.
      if (state.phase !== 'entering' || self.id !== state.ownKey) return outOfOrder(state, now)
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
    case 'waiting':
      return state.phase === 'entering'
        ? { state, effects: [{ type: 'stage', stage: 'waiting' }] }
        : outOfOrder(state, now)
    case 'opaque_reply':
    case 'proven':
    case 'password_wrong':
      return proving(state, message, now)
    case 'ended':
      return ended(state, message, now)
    case 'ping':
    case 'pong':
      return unchanged(state)
    default:
      return assertNever(message)
  }
}

/** A step of the proof leaves, unless the session has gone another way while it was made. */
function proofStep(state: SessionState, message: MemberMessage): SessionStep {
  return state.phase === 'proving'
    ? { state, effects: [{ type: 'send', message }] }
    : unchanged(state)
}

function memberChanged(
  state: SessionState,
  { change, member, time }: HostMessageOf<'member'>,
): SessionStep {
  const members = new Map(state.members)
  if (change === 'joined') members.set(member.id, member)
  else members.delete(member.id)
  const notice = { type: change, name: member.name }
  // The same key from elsewhere takes its own place: nobody came, nobody left.
  if (change === 'joined' && state.members.has(member.id)) {
    return { state: { ...state, members }, effects: [{ type: 'members' }] }
  }
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

function without(
  pending: ReadonlyMap<string, PendingMessage>,
  cid: string,
): ReadonlyMap<string, PendingMessage> {
  const rest = new Map(pending)
  rest.delete(cid)
  return rest
}
