/** A session driven by values, for tests: each input's effects are a list to look at. */
import { createHash } from 'node:crypto'
import { stepSession } from '../../electron/core/member/rules/session.ts'
import {
  type OwnLog,
  type SessionEffect,
  type SessionInput,
  type SessionState,
  startSession,
} from '../../electron/core/member/rules/state.ts'
import type { StoredEvent } from '../../electron/core/store/store.ts'
import type { Fingerprint } from '../../shared/domain/fingerprint.ts'
import { momentAt, unixMs } from '../../shared/domain/time.ts'
import type { PendingMessage } from '../../shared/events/conversation.ts'
import type { HostMessage, MemberMessage } from '../../shared/wire/protocol.ts'

export const keyOf = (name: string) =>
  createHash('sha256').update(name).digest('base64url') as Fingerprint
export const ann = { id: keyOf('Ann'), name: 'Ann', host: true, clash: false, cut: false }
export const bob = { id: keyOf('Bob'), name: 'Bob', host: false, clash: false, cut: false }

/** An event of the log as it is kept. */
export const stored = (seq: number, author = ann, cid = `c-${seq}`): StoredEvent => ({
  seq,
  kind: 'message',
  author: { id: author.id, name: author.name },
  cid,
  time: unixMs(7),
  on: null,
  body: { text: `message ${seq}` },
})

function wire(event: StoredEvent) {
  const { on, ...rest } = event
  return { ...rest, ...(on !== null && { on }) }
}

export const live = (event: StoredEvent): HostMessage => ({ type: 'event', ...wire(event) })
export const pageOf = (events: readonly StoredEvent[], more = false): HostMessage => ({
  type: 'page',
  events: events.map(wire),
  more,
})
export const stretch = (first: number, last: number): StoredEvent[] =>
  Array.from({ length: last - first + 1 }, (_, n) => stored(first + n))

export const greeting = (id: string): HostMessage => ({
  type: 'welcome',
  app: 'tincan',
  version: 1,
  oldest: 1,
  capabilities: [],
  room: { id, name: 'Lab' },
  asks: ['name'],
  kinds: ['message', 'reaction'],
})

/** Bob, who was in Ann's room before and has its events up to `last`. */
export function returning(last: number, pending: readonly PendingMessage[] = []) {
  let state: SessionState = startSession('Bob', '127.0.0.1:7000', {
    ownKey: bob.id,
    ticket: null,
    reconnects: true,
    room: { id: 'r', name: 'Lab' },
    hostKey: ann.id,
    seq: last,
    floor: 1,
    pending: new Map(pending.map((message) => [message.cid, message])),
  })
  let now = 0
  const wait = (ms: number) => {
    now += ms
  }
  const step = (input: SessionInput): readonly SessionEffect[] => {
    const result = stepSession(state, input, { wall: unixMs(1000), monotonic: momentAt(now) })
    state = result.state
    return result.effects
  }
  const hear = (...messages: HostMessage[]) =>
    messages.flatMap((message) => step({ type: 'heard', message }))
  const greet = (id = 'r') => hear(greeting(id))
  /** Lets Bob in at the host's event `seq`, with the log that he has. */
  const enter = (seq: number, log: Partial<OwnLog> = {}, first = 1) => {
    greet()
    hear({ type: 'joined', self: bob, members: 2, seq, first, time: unixMs(1) })
    hear({ type: 'roster', members: [ann, bob] })
    const tail = last === 0 ? null : stored(last)
    return step({ type: 'opened', log: { first: 1, last, tail, outbox: [], ...log } })
  }
  /** The next connection, to the host that we know. */
  const again = () => [
    ...step(state.phase === 'ended' ? { type: 'enter', quietly: true } : { type: 'again' }),
    ...step({ type: 'connected', hostKey: ann.id, trust: 'pinned' }),
  ]
  again()
  return { step, hear, greet, enter, again, wait, state: () => state }
}

export const sent = (effects: readonly SessionEffect[]): MemberMessage[] =>
  effects.flatMap((one) => (one.type === 'send' ? [one.message] : []))
export const shown = (effects: readonly SessionEffect[]): number[] =>
  effects.flatMap((one) => (one.type === 'event' ? [one.event.seq] : []))
export const kept = (effects: readonly SessionEffect[]): number[] =>
  effects.flatMap((one) => (one.type === 'keep' ? one.events.map(({ seq }) => seq) : []))
export const endOf = (effects: readonly SessionEffect[]) =>
  effects.find((one) => one.type === 'ended')
