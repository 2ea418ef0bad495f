/**
 * The member's side, pure: one connection's life from `welcome` to its end, and what stays over
 * the next ones. An input gives a new state and the effects to carry out.
 *
 * Invariants: events are taken in the order of `seq` without a hole; own words stay in `pending`
 * until their echo has come; after `ended` nothing changes any more but what is pending.
 */
import { assertNever } from '../../../../shared/domain/assert-never.ts'
import { HANDSHAKE_MS, NAMED_MEMBERS } from '../../../../shared/domain/limits.ts'
import { later } from '../../../../shared/domain/time.ts'
import type { HostMessage, HostMessageOf, MemberMessage } from '../../../../shared/wire/protocol.ts'
import { again, connected, enter } from './connect.ts'
import { end, ended, lose, outOfOrder, refusal } from './disconnect.ts'
import { answer, proofChecked, proving, remembered, roster, welcome } from './handshake.ts'
import { queued, rejected, say, unqueue } from './outbox.ts'
import { ADMITTED, HELLO_SAID, OVER } from './phases.ts'
import {
  error,
  type SessionContext,
  type SessionEffect,
  type SessionInput,
  type SessionState,
  type SessionStep,
  unchanged,
} from './state.ts'
import { event, fetchOlder, look, looked, olderKept, opened, page } from './sync.ts'

/** Refusals that are no judgement of who was in before. */
const NO_PLACE_NOW: ReadonlySet<string> = new Set(['room_busy', 'room_full', 'address_full'])

/** What an input leads to. A late one changes nothing; a host's word out of order ends it all. */
export function stepSession(
  state: SessionState,
  input: SessionInput,
  context: SessionContext,
): SessionStep {
  switch (input.type) {
    case 'enter':
      return enter(state, input.quietly)
    case 'again':
      return again(state)
    case 'connected':
      return connected(state, input, context)
    case 'post':
      return say(state, { ...input.said, cid: input.cid, time: context.wall, error: null })
    case 'resend': {
      const message = state.pending.get(input.cid)
      return message?.error ? say(state, { ...message, error: null }) : unchanged(state)
    }
    case 'queued':
      return queued(state, input.cid, input.error)
    case 'unqueue':
      return unqueue(state, input.cid)
    case 'opened':
      return opened(state, input.log, context)
    case 'older':
      return older(state, input.before, input.most, context)
    case 'look':
      return look(state, input.seq, context)
    case 'heard':
      return OVER.has(state.phase) ? unchanged(state) : heard(state, input.message, context)
    case 'answer':
      return answer(state, input.answer, context)
    case 'proofBegun':
      return proofStep(state, { type: 'opaque_start', request: input.request })
    case 'proofMade': {
      const { finish, proof } = input
      return proofStep(state, { type: 'opaque_finish', finish, proof })
    }
    case 'proofChecked':
      return proofChecked(state, input.good, context)
    case 'unreached':
      return lose(state, input.error, context)
    case 'olderKept':
      return olderKept(state, input.error, context)
    case 'remembered':
      return remembered(state)
    case 'failed':
      return end(state, 'refused', input.error, context)
    case 'bad':
      return state.phase === 'greeting'
        ? lose(state, error(state, 'not_tincan'), context)
        : end(state, 'lost', error(state, 'protocol_broken'), context)
    case 'late':
      if (state.due === null) return unchanged(state)
      return lose(
        state,
        error(state, state.phase === 'greeting' ? 'not_tincan' : 'no_answer'),
        context,
      )
    case 'gone': {
      const silent = state.phase === 'greeting' && !state.returning
      const code = silent ? 'not_tincan' : 'connection_lost'
      return lose(state, error(state, code), context)
    }
    case 'leave': {
      const ended = end(state, 'left', null, context)
      // Who has not said hello has nothing to take leave of, perhaps not even of a host it trusts.
      if (!HELLO_SAID.has(state.phase)) return ended
      const goodbye: SessionEffect = { type: 'send', message: { type: 'leave', reason: 'quit' } }
      return { state: ended.state, effects: [goodbye, ...ended.effects] }
    }
    default:
      return assertNever(input)
  }
}

function heard(state: SessionState, message: HostMessage, context: SessionContext): SessionStep {
  switch (message.type) {
    case 'welcome':
      return state.phase === 'greeting'
        ? welcome(state, message, context)
        : outOfOrder(state, context)
    case 'refused':
      // A crowd comes back at once when a host does, or has taken our place.
      return NO_PLACE_NOW.has(message.code) && state.returning
        ? lose(state, refusal(state, message), context)
        : end(state, 'refused', refusal(state, message), context)
    case 'joined': {
      const { self, members: expected, seq: target, first: floor } = message
      // The host may give us another name, but not another key.
      if (state.phase !== 'entering' || self.id !== state.ownKey) return outOfOrder(state, context)
      return unchanged({
        ...state,
        phase: 'roster',
        // Also where a person's word was waited for: the rest takes none.
        due: later(context.monotonic, HANDSHAKE_MS),
        self,
        expected,
        target,
        entrySeq: target,
        floor,
      })
    }
    case 'roster':
      return state.phase === 'roster'
        ? roster(state, message.members, context)
        : outOfOrder(state, context)
    case 'member':
      return ADMITTED.has(state.phase)
        ? memberChanged(state, message, context)
        : outOfOrder(state, context)
    case 'event':
      return event(state, message, context)
    case 'page':
      return page(state, message, context)
    case 'looked':
      return looked(state, message, context)
    case 'rejected':
      return rejected(state, message)
    case 'waiting':
      return state.phase === 'entering'
        ? { state: { ...state, due: null }, effects: [{ type: 'stage', stage: 'waiting' }] }
        : outOfOrder(state, context)
    case 'opaque_reply':
    case 'proven':
    case 'password_wrong':
      return proving(state, message, context)
    case 'ended':
      return ended(state, message, context)
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

/** Who scrolls back asks the host, when it is there; what is asked for already serves as well. */
function older(
  state: SessionState,
  before: number,
  most: number,
  context: SessionContext,
): SessionStep {
  if (state.fetching === 'older' || state.fetching === 'keeping') return unchanged(state)
  return state.phase === 'live' && state.fetching === null
    ? fetchOlder(state, before, most, context)
    : { state, effects: [{ type: 'olderCame', events: [] }] }
}

function memberChanged(
  state: SessionState,
  { change, member, time }: HostMessageOf<'member'>,
  context: SessionContext,
): SessionStep {
  const members = new Map(state.members)
  const known = members.has(member.id)
  if (change === 'left' || change === 'lost') members.delete(member.id)
  else members.set(member.id, member)
  if (members.size > NAMED_MEMBERS) return outOfOrder(state, context)
  const shown: SessionEffect[] = [{ type: 'members' }]
  // Away and back again, or from elsewhere into its own place: nobody came, nobody left.
  if (change !== 'cut' && change !== 'back' && !(change === 'joined' && known)) {
    const notice = { type: change, name: member.name } as const
    shown.unshift({ type: 'notice', notice: { kind: 'notice', time, notice } })
  }
  return { state: { ...state, members }, effects: shown }
}
