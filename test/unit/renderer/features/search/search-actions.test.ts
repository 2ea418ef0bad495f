/** When a search asks, and what it does with the answer. */
import { describe, expect, test, vi } from 'vitest'
import { roomOf } from '../../../../../renderer/store/view.ts'
import type { Envelope, VerbResponse } from '../../../../../shared/contract/ipc.ts'
import type { SearchHit } from '../../../../../shared/contract/snapshot.ts'
import type { ConnectionState } from '../../../../../shared/domain/session.ts'
import { message, messages, room, snapshot } from '../../fixtures.ts'
import { ok, openWindow, settled } from '../../window.ts'

const inPhase = (connection: ConnectionState) =>
  snapshot(7, [{ ...room('r', messages(1, 3)), connection }])

describe('searching', () => {
  const hit = (seq: number): SearchHit => ({
    roomId: 'r',
    room: 'Lab',
    message: message(seq),
    pieces: [],
  })

  test('waits for a pause, and shows only what answers the last text', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const waiting: ((answer: Envelope<VerbResponse<'search'>>) => void)[] = []
      const answers = {
        search: () =>
          new Promise<Envelope<VerbResponse<'search'>>>((resolve) => void waiting.push(resolve)),
      }
      const { actions, store, of } = await openWindow(inPhase({ phase: 'live' }), answers)
      actions.search('c')
      actions.search('ce')
      vi.runAllTimers()
      actions.search('cent')
      vi.runAllTimers()
      expect(of('search').map(({ request }) => request)).toMatchObject([
        { text: 'ce', roomId: null, next: null },
        { text: 'cent' },
      ])
      waiting[1]?.(ok({ hits: [hit(2)], next: null, partial: false }))
      waiting[0]?.(ok({ hits: [hit(1)], next: null, partial: false }))
      await settled()
      expect(store.getState().search.hits.map(({ message: { seq } }) => seq)).toEqual([2])
    } finally {
      vi.useRealTimers()
    }
  })

  test('goes on by itself while older messages are being made ready', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const answered = [
        { hits: [], next: null, partial: true },
        { hits: [hit(9)], next: 9, partial: true },
        { hits: [hit(3)], next: null, partial: false },
      ]
      const answers = { search: async () => ok(answered.shift() ?? fail()) }
      const fail = () => expect.unreachable('it has ended')
      const { actions, store, of } = await openWindow(inPhase({ phase: 'live' }), answers)
      actions.search('cent')
      const partials: boolean[] = []
      for (let n = 0; n < 4; n += 1) {
        vi.runAllTimers()
        await settled()
        partials.push(store.getState().search.partial)
      }
      expect(of('search').map(({ request }) => request)).toMatchObject([
        { next: null },
        { next: null },
        { next: 9 },
      ])
      expect(partials).toEqual([true, true, false, false])
      const { hits, state } = store.getState().search
      expect([hits.map(({ message: { seq } }) => seq), state]).toEqual([[9, 3], 'done'])
    } finally {
      vi.useRealTimers()
    }
  })

  test('only in this room is only in the room that is in front by then', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const start = snapshot(7, [room('r'), room('s')])
      const answers = { search: async () => ok({ hits: [], next: null, partial: false }) }
      const { actions, of } = await openWindow(start, answers)
      actions.open('r')
      actions.search('cent')
      actions.searchHere(true)
      vi.runAllTimers()
      actions.open('s')
      vi.runAllTimers()
      expect(of('search').map(({ request }) => request)).toMatchObject([
        { text: 'cent', roomId: 'r' },
        { text: 'cent', roomId: 's' },
      ])
    } finally {
      vi.useRealTimers()
    }
  })

  test('opening a hit leads to its room and place', async () => {
    const start = snapshot(7, [room('r', messages(1, 9)), room('s', messages(1, 3))])
    const { actions, store } = await openWindow(start)
    actions.open('s')
    actions.show('rooms')
    await actions.openHit(hit(4))
    const { view, pane } = store.getState()
    expect(view.active).toBe('r')
    expect(pane).toBe('chat')
    expect(roomOf(view, 'r')?.spot).toEqual({ seq: 4 })
  })
})
