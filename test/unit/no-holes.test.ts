/**
 * Two ways in which a log could get a hole, or be seen with one: a number that was given and then
 * taken back, and news that arrive before the past. Faults planted there must be caught here.
 */
import { describe, expect, test } from 'vitest'
import { stepSession } from '../../electron/session/session.ts'
import {
  reconnecting,
  type SessionEffect,
  type SessionInput,
  startSession,
} from '../../electron/session/session-state.ts'
import type { HostMessage, WireEvent } from '../../shared/protocol.ts'
import { ANN, eventOf, HOST, keyOf, memoryStore, said } from './store/store-kit.ts'

test('a number that was given in a transaction that was undone is given again', async () => {
  const store = await memoryStore()
  const ours = await store.openLog(keyOf('ours'), { hosting: true }, 0)
  const other = await store.openLog(keyOf('other'), {}, 0)
  // In one breath, so in one transaction; the second is refused when half of it is written.
  const first = store.append(ours.id, said(1))
  const twice = [eventOf(1), { ...eventOf(2), cid: eventOf(1).cid }]
  await expect(store.keep(other.id, twice)).rejects.toMatchObject({ code: 'log_differs' })
  expect(await first).toMatchObject({ kind: 'new', event: { seq: 1 } })
  expect(await store.append(ours.id, said(2))).toMatchObject({ kind: 'new', event: { seq: 2 } })
  await store.close()
})

describe('what is said while the gap is open', () => {
  const wire = (seq: number): WireEvent => {
    const { text, ...event } = eventOf(seq)
    return { ...event, text: text ?? '' }
  }
  const live = (seq: number): HostMessage => ({ type: 'event', ...wire(seq) })
  const page = (...seqs: number[]): HostMessage => ({
    type: 'page',
    events: seqs.map(wire),
    more: false,
  })
  const self = { id: ANN, name: 'Ann', host: false, clash: false, away: false }

  /** A member that comes back with events 1 and 2 to a room that has five. */
  function comingBack() {
    const room = { id: 'r', name: 'Lab' }
    const beginning = { ownKey: ANN, ticket: null, retries: true, room, hostKey: HOST }
    const started = startSession('Ann', 'host:1', {
      ...beginning,
      seq: 2,
      floor: 1,
      pending: new Map(),
    })
    let state = { ...reconnecting(started), hostKey: HOST, trust: 'pinned' as const }
    const step = (input: SessionInput): readonly SessionEffect[] => {
      const result = stepSession(state, input, 1000)
      state = result.state as typeof state
      return result.effects
    }
    const hear = (...messages: HostMessage[]) =>
      messages.flatMap((message) => step({ type: 'heard', message }))
    hear(
      {
        type: 'welcome',
        app: 'tincan',
        version: 1,
        oldest: 1,
        capabilities: [],
        room,
        asks: ['name'],
      },
      { type: 'joined', self, members: 1, seq: 5, first: 1, time: 1 },
      { type: 'roster', members: [self] },
    )
    step({ type: 'opened', log: { first: 1, last: 2, tail: null } })
    return hear
  }

  const seqsOf = (effects: readonly SessionEffect[], type: 'entry' | 'keep') =>
    effects.flatMap((effect) => {
      if (effect.type !== type) return []
      return effect.type === 'entry'
        ? [effect.entry.kind === 'message' ? effect.entry.seq : 0]
        : effect.events.map(({ seq }) => seq)
    })

  test('is shown and kept only behind it, in the order of the numbers', () => {
    const hear = comingBack()
    const meanwhile = hear(live(6), live(7))
    expect([seqsOf(meanwhile, 'entry'), seqsOf(meanwhile, 'keep')]).toEqual([[], []])
    const closed = hear(page(3, 4, 5))
    expect(seqsOf(closed, 'entry')).toEqual([3, 4, 5, 6, 7])
    expect(seqsOf(closed, 'keep')).toEqual([3, 4, 5, 6, 7])
    expect(seqsOf(hear(live(8)), 'entry')).toEqual([8])
  })
})
