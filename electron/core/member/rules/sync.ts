/**
 * From what we have to what the host has, pure. The member asks for the rest page by page, so a
 * slow line is never sent more than it asked for; what is said meanwhile is buffered, or fetched
 * like the rest when it is much. Nothing is shown or kept out of its order.
 *
 * Invariant: `seq` is the last event of an unbroken row that began with our own log.
 */

import { OrderedMap } from 'immutable'
import type { ErrorValue } from '../../../../shared/domain/errors.ts'
import {
  BUFFERED_EVENTS,
  FIRST_PAGE,
  PAGE_EVENTS,
  PAGE_MS,
} from '../../../../shared/domain/limits.ts'
import { UNKNOWN_TIME } from '../../../../shared/domain/moments.ts'
import { later } from '../../../../shared/domain/time.ts'
import { UNREADABLE } from '../../../../shared/events/kind.ts'
import { sameSaid } from '../../../../shared/events/kinds.ts'
import type { HostMessageOf, WireEvent } from '../../../../shared/wire/protocol.ts'
import type { StoredEvent } from '../../store/store.ts'
import { end, lose, outOfOrder } from './disconnect.ts'
import { hopeful, sayPending } from './outbox.ts'
import { isRow } from './rows.ts'
import {
  error,
  type OwnLog,
  type SessionContext,
  type SessionEffect,
  type SessionState,
  type SessionStep,
  unchanged,
} from './state.ts'

/** Where a log begins that has nothing yet: a page before now. */
export const beginAfter = (state: SessionState): number =>
  Math.max(state.floor - 1, state.target - FIRST_PAGE, 0)

/** Our own log is open: it is compared with the host's, and the gap between is closed. */
export function opened(
  state: SessionState,
  { first, last, tail, outbox }: OwnLog,
  context: SessionContext,
): SessionStep {
  if (state.phase !== 'opening') return unchanged(state)
  // The host's own log is the room's, and ahead of what was told here.
  const hosting = state.ownKey === state.hostKey
  const seq = hosting && state.returning ? state.seq : last
  // The host has less than we have, or will not tell what comes after ours.
  if (seq > state.target || state.floor > seq + 1) return differs(state, context)
  const check = hosting || last < first || state.floor > last ? null : tail
  const found = hopeful(OrderedMap(outbox.map((message) => [message.cid, message])))
  const pending = found.merge(state.pending)
  const wanted = last < first ? { rows: FIRST_PAGE, before: first } : null
  const begun: SessionState = { ...state, phase: 'catching', seq, check, pending, wanted }
  const shown = [...found.values()].map((message) => ({ type: 'pending', message }) as const)
  const step = closeGap(begun, context)
  return {
    state: step.state,
    effects: [...shown, ...(check === null ? sayPending(begun) : []), ...step.effects],
  }
}

/** Asks for the next page, or is live when there is no gap any more. */
function closeGap(state: SessionState, context: SessionContext): SessionStep {
  if (state.check === null && state.seq >= state.target) return live(state, context)
  const { room, check, seq, target } = state
  const after = check === null ? seq : seq - 1
  const missing = Math.max(0, target - seq)
  return {
    state: { ...state, fetching: 'gap', due: later(context.monotonic, PAGE_MS) },
    effects: [
      { type: 'catchingUp', missing },
      {
        type: 'send',
        message: { type: 'fetch', room: room?.id ?? '', after, most: PAGE_EVENTS },
      },
    ],
  }
}

/** The answer to our `fetch`: older events for who scrolls up, or more of the gap. */
export function page(state: SessionState, message: HostMessageOf<'page'>, context: SessionContext) {
  const events = message.events.map(storedEvent)
  if (state.fetching === 'older') {
    const wanted = lessWanted(state, events, events.at(0)?.seq ?? 0)
    return {
      state: { ...state, fetching: 'keeping', due: null, wanted },
      effects: [{ type: 'olderCame', events }],
    } satisfies SessionStep
  }
  if (state.fetching !== 'gap') return outOfOrder(state, context)
  const asked = { ...state, fetching: null }
  const { check } = state
  const fresh = check === null ? events : events.slice(1)
  if (check !== null && !same(check, events[0])) return differs(state, context)
  const unbroken = fresh.every(({ seq }, at) => seq === state.seq + 1 + at)
  // A host that has no more, although it said so, has another log than we were told.
  const stuck = fresh.length === 0 && state.seq < state.target
  if (!unbroken || stuck) return differs(state, context)
  const taken = take({ ...asked, check: null }, fresh)
  // What waits goes out before the gap is closed: the host knows by its cid what it has already.
  // But not before it has shown that its log is ours: in another one, it would be there anew.
  const sent = check === null ? [] : sayPending(taken.state)
  const step = closeGap(taken.state, context)
  return {
    state: step.state,
    effects: [...taken.effects, ...sent, ...step.effects],
  } satisfies SessionStep
}

/** A page that does not go on from ours is of no use, and no harm; what cannot be kept is a loss. */
export function olderKept(
  state: SessionState,
  failure: ErrorValue | null,
  context: SessionContext,
): SessionStep {
  const kept = state.fetching === 'keeping' ? { ...state, fetching: null } : state
  if (failure === null) return next(kept, context)
  return failure.code === 'log_differs'
    ? next({ ...kept, wanted: null }, context)
    : lose(state, failure, context)
}

/** Asks for what was said before a number. */
export function fetchOlder(
  state: SessionState,
  before: number,
  most: number,
  { monotonic }: SessionContext,
): SessionStep {
  const message = { type: 'fetch', room: state.room?.id ?? '', before, most } as const
  const due = later(monotonic, PAGE_MS)
  return { state: { ...state, fetching: 'older', due }, effects: [{ type: 'send', message }] }
}

/** Somebody wants to see an event that is not here: the host is asked, one at a time. */
export function look(state: SessionState, seq: number, context: SessionContext): SessionStep {
  if (state.phase !== 'live') return { state, effects: [{ type: 'looked', seq, found: null }] }
  if (state.looks.includes(seq)) return unchanged(state)
  return nextLook({ ...state, looks: [...state.looks, seq] }, context)
}

/** What was asked for is seen, or is not there for us. */
export function looked(
  state: SessionState,
  { seq, event, on }: HostMessageOf<'looked'>,
  context: SessionContext,
): SessionStep {
  if (state.fetching !== 'look' || seq !== state.looks[0]) return outOfOrder(state, context)
  const found = event === undefined ? null : { event: storedEvent(event), on: on.map(storedEvent) }
  const looks = state.looks.slice(1)
  const step = next({ ...state, fetching: null, due: null, looks }, context)
  return { state: step.state, effects: [{ type: 'looked', seq, found }, ...step.effects] }
}

/** What is asked of the host now that it owes nothing: somebody waits for a look. */
function next(state: SessionState, context: SessionContext): SessionStep {
  return state.looks.length > 0 ? nextLook(state, context) : firstPage(state, context)
}

function nextLook(state: SessionState, { monotonic }: SessionContext): SessionStep {
  const [seq] = state.looks
  if (seq === undefined || state.fetching !== null) return unchanged(state)
  const message = { type: 'look', room: state.room?.id ?? '', seq } as const
  const due = later(monotonic, PAGE_MS)
  return { state: { ...state, fetching: 'look', due }, effects: [{ type: 'send', message }] }
}

/** Who is here for the first time sees FIRST_PAGE rows, however much stands on them. */
function firstPage(state: SessionState, context: SessionContext): SessionStep {
  const { wanted } = state
  if (wanted === null || state.fetching !== null) return unchanged(state)
  return wanted.rows > 0 && wanted.before > state.floor
    ? fetchOlder(state, wanted.before, PAGE_EVENTS, context)
    : unchanged({ ...state, wanted: null })
}

/** What is missing of the first page when these have come, which it now begins with. */
function lessWanted({ wanted }: SessionState, events: readonly StoredEvent[], before: number) {
  // A page that is none, or goes on from somewhere else, brings the rest no nearer.
  if (wanted === null || before > wanted.before || events.length === 0) return null
  return { rows: wanted.rows - events.filter(isRow).length, before }
}

/** An event as it happens. */
export function event(
  state: SessionState,
  message: WireEvent,
  context: SessionContext,
): SessionStep {
  const event = storedEvent(message)
  if (state.phase === 'opening' || state.phase === 'catching') return buffer(state, event)
  if (state.phase !== 'live') return outOfOrder(state, context)
  if (event.seq <= state.seq) return known(state, event)
  return event.seq === state.seq + 1 ? take(state, [event]) : outOfOrder(state, context)
}

/** It waits behind the gap. When there is much of it, it is fetched again instead. */
function buffer(state: SessionState, event: StoredEvent): SessionStep {
  const next = (state.buffered.at(-1)?.seq ?? state.target) + 1
  if (event.seq < next) return known(state, event)
  const full = state.buffered.length >= BUFFERED_EVENTS || event.seq > next
  return full
    ? unchanged({ ...state, buffered: [], target: event.seq })
    : unchanged({ ...state, buffered: [...state.buffered, event] })
}

/** The gap is closed: what waited comes, then everything is as it happens. */
function live(state: SessionState, context: SessionContext): SessionStep {
  const buffered = state.buffered.filter(({ seq }) => seq > state.seq)
  const { monotonic: liveSince } = context
  const now = {
    ...state,
    phase: 'live',
    due: null,
    buffered: [],
    returning: true,
    cause: null,
    liveSince,
  } as const
  const taken = take(now, buffered)
  const entered: SessionEffect[] = state.returning ? [] : [enteredNotice(state, context)]
  const more = firstPage(taken.state, context)
  return {
    state: more.state,
    effects: [...entered, ...taken.effects, { type: 'live' }, ...more.effects],
  }
}

function enteredNotice(
  { asked, self, room }: SessionState,
  context: SessionContext,
): SessionEffect {
  const notice = {
    type: 'entered',
    asked,
    name: self?.name ?? asked,
    room: room?.name ?? '',
  } as const
  return { type: 'notice', notice: { kind: 'notice', time: context.wall, notice } }
}

/** Events that go on from ours: kept, and shown. What of them was pending is so no more. */
function take(state: SessionState, events: readonly StoredEvent[]): SessionStep {
  if (events.length === 0) return unchanged(state)
  let pending = state.pending
  const effects: SessionEffect[] = [{ type: 'keep', events }]
  for (const event of events) {
    // Fetched again after a full disk, say: it is there to be seen already.
    if (event.seq > state.shown) effects.push({ type: 'event', event })
    if (!confirms(state, event)) continue
    pending = pending.delete(event.cid)
    effects.push({ type: 'unpending', cid: event.cid, seq: event.seq })
  }
  const seq = events.at(-1)?.seq ?? state.seq
  const shown = Math.max(state.shown, seq)
  const target = Math.max(state.target, seq)
  const wanted = state.wanted && lessWanted(state, events, state.wanted.before)
  return { state: { ...state, seq, shown, target, pending, wanted }, effects }
}

/**
 * Said again, and answered with the event that it became: all that it tells is that it is there.
 */
function known(state: SessionState, event: StoredEvent): SessionStep {
  if (!confirms(state, event)) return unchanged(state)
  // In the gap still: it is confirmed when it comes in its turn.
  if (event.seq > state.seq) return unchanged(state)
  const { cid, seq } = event
  return {
    state: { ...state, pending: state.pending.delete(cid) },
    effects: [
      { type: 'unpending', cid, seq },
      { type: 'unqueue', cid },
    ],
  }
}

/**
 * Whether it is what waits here. Other words under the same cid are not: the host refuses those.
 */
function confirms({ ownKey, pending }: SessionState, event: StoredEvent): boolean {
  const waiting = event.author.id === ownKey ? pending.get(event.cid) : undefined
  if (waiting === undefined) return false
  // Of what was withdrawn meanwhile, nobody can tell the words any more.
  return event.withdrawn === undefined ? sameSaid(waiting, event) : waiting.kind === event.kind
}

function differs(state: SessionState, context: SessionContext): SessionStep {
  const ended = end(state, 'refused', error(state, 'log_differs'), context)
  const goodbye = { type: 'send', message: { type: 'leave', reason: 'log' } } as const
  return { state: ended.state, effects: [{ type: 'setReadOnly' }, goodbye, ...ended.effects] }
}

/**
 * Whether the host's event is ours. Of one that was damaged on either disk, nothing but its number
 * can be compared. What is withdrawn here the host has withdrawn as well, or it is another log;
 * what it has withdrawn meanwhile has no body to compare.
 */
function same(one: StoredEvent, other: StoredEvent | undefined): boolean {
  if (other?.seq !== one.seq) return false
  if (one.kind === UNREADABLE || other.kind === UNREADABLE) return true
  if (one.withdrawn !== undefined && other.withdrawn !== one.withdrawn) return false
  const said =
    other.withdrawn === undefined
      ? sameSaid(one, other)
      : one.kind === other.kind && one.on === other.on
  const timesKnown = one.time !== UNKNOWN_TIME && other.time !== UNKNOWN_TIME
  return (
    (!timesKnown || other.time === one.time) &&
    other.author.id === one.author.id &&
    other.author.name === one.author.name &&
    other.cid === one.cid &&
    said
  )
}

/** An event of the wire as it is kept. */
export const storedEvent = ({ on, body, ...event }: WireEvent): StoredEvent => ({
  ...event,
  on: on ?? null,
  body: body ?? {},
})
