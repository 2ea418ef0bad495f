/** What a person does, as the main process hears of it and the window shows it. */
import { describe, expect, test, vi } from 'vitest'
import { shown } from '../../../renderer/store/room-changes.ts'
import { roomOf } from '../../../renderer/store/view.ts'
import type { Envelope, Response } from '../../../shared/contract/ipc.ts'
import type { ConnectionState, SearchHit } from '../../../shared/contract/snapshot.ts'
import { type ErrorCode, errorValue } from '../../../shared/domain/errors.ts'
import { info, message, messages, room, snapshot } from './fixtures.ts'
import { ok, openWindow, settled } from './window.ts'

const failure = (code: ErrorCode) => ({ ok: false, error: errorValue(code) }) as const
const cut = { phase: 'interrupted', error: errorValue('connection_lost'), retryIn: null } as const
const inPhase = (connection: ConnectionState) =>
  snapshot(7, [{ ...room('r', messages(1, 3)), connection }])

describe('saying', () => {
  test.each([
    ['live', { phase: 'live' }, true],
    ['catching up', { phase: 'catching_up', missing: 3 }, true],
    ['interrupted', cut, true],
    ['connecting', { phase: 'connecting', stage: 'dialing' }, false],
    ['ended', { phase: 'ended', how: 'left', error: null }, false],
  ] as const)('%s', async (_, connection, taken) => {
    const { actions, store, of } = await openWindow(inPhase(connection))
    actions.write('r', 'hello')
    await actions.say('r')
    expect(of('say')).toHaveLength(taken ? 1 : 0)
    expect(store.getState().drafts.r).toBe(taken ? '' : 'hello')
  })

  test('the draft is let go with the words, which the main process does in one: it is not written again', async () => {
    const { actions, calls, store } = await openWindow(inPhase({ phase: 'live' }))
    actions.write('r', 'hello')
    await actions.say('r')
    const told = calls.filter(({ verb }) => verb === 'draft' || verb === 'say')
    expect(told.map(({ verb }) => verb)).toEqual(['draft', 'say'])
    expect(store.getState().drafts.r).toBe('')
    actions.flushDrafts()
    expect(calls.filter(({ verb }) => verb === 'draft')).toHaveLength(1)
  })

  test('refused words are the draft again, and kept', async () => {
    const answers = { say: async () => failure('storage_full') }
    const { actions, store, of } = await openWindow(inPhase({ phase: 'live' }), answers)
    actions.write('r', 'hello')
    await actions.say('r')
    actions.flushDrafts()
    expect(store.getState().drafts.r).toBe('hello')
    expect(of('draft').at(-1)?.request).toEqual({ roomId: 'r', text: 'hello' })
  })

  test('a mistyped command is not said: it stays, with a hint', async () => {
    const { actions, store, of } = await openWindow(inPhase({ phase: 'live' }))
    actions.write('r', '/qiut')
    await actions.say('r')
    expect(of('say')).toEqual([])
    expect(store.getState().drafts.r).toBe('/qiut')
    expect(store.getState().sayErrors.r).toContain('//qiut')
    actions.write('r', '//qiut')
    expect(store.getState().sayErrors.r).toBeUndefined()
    await actions.say('r')
    expect(of('say').map(({ request }) => request)).toMatchObject([{ text: '/qiut' }])
  })

  test.each(['/quit', '/leave '])('%s leaves, and says nothing', async (text) => {
    const { actions, of } = await openWindow(inPhase({ phase: 'live' }))
    actions.write('r', text)
    await actions.say('r')
    expect(of('say')).toEqual([])
    expect(of('leave')).toHaveLength(1)
  })

  test('leads from an earlier place to the latest', async () => {
    const around = { entries: messages(5, 9), older: true, newer: true }
    const start = snapshot(7, [room('r', messages(50, 60))])
    const { actions, store } = await openWindow(start, { history: async () => ok(around) })
    await actions.jump('r', 7)
    expect(roomOf(store.getState().view, 'r')?.aside).not.toBe(null)
    actions.write('r', 'hello')
    await actions.say('r')
    expect(roomOf(store.getState().view, 'r')?.aside).toBe(null)
  })
})

describe('drafts', () => {
  test('come with the first snapshot, and are kept when another room is opened', async () => {
    const start = snapshot(7, [{ ...room('r'), draft: 'half' }, room('s')])
    const { actions, store, of } = await openWindow(start)
    expect(store.getState().drafts).toEqual({ r: 'half' })
    actions.write('r', 'half a thought')
    actions.open('s')
    expect(of('draft').at(-1)?.request).toEqual({ roomId: 'r', text: 'half a thought' })
  })

  test('go with their room', async () => {
    const { actions, store, of } = await openWindow(inPhase({ phase: 'live' }))
    actions.write('r', 'n')
    actions.write('r', 'never mind')
    actions.deleteRoom('r')
    actions.flushDrafts()
    expect(of('draft')).toHaveLength(1)
    expect(store.getState().drafts).toEqual({})
  })
})

describe('older messages', () => {
  const start = snapshot(7, [room('r', messages(10, 20))])
  const oldest = (store: Awaited<ReturnType<typeof openWindow>>['store']) => {
    const held = roomOf(store.getState().view, 'r')
    return held && shown(held).from
  }

  test('are asked for from the oldest held, one page at a time', async () => {
    const answers = {
      history: async () => ok({ entries: messages(1, 10), older: false, newer: true }),
    }
    const { actions, store, of } = await openWindow(start, answers)
    await Promise.all([actions.loadPage('r', 'older'), actions.loadPage('r', 'older')])
    expect(of('history').map(({ request }) => request)).toMatchObject([{ where: { before: 10 } }])
    expect(oldest(store)).toBe(1)
    await actions.loadPage('r', 'older')
    expect(of('history')).toHaveLength(1)
  })

  test.each([
    ['a failure', failure('connection_lost')],
    ['nothing, though there is more', ok({ entries: [], older: true, newer: true })],
  ])('%s is shown in their place until it is tried again', async (_, bad) => {
    let answer: Envelope<Response<'history'>> = bad
    const { actions, store } = await openWindow(start, { history: async () => answer })
    await actions.loadPage('r', 'older')
    expect(store.getState().unfetched.r?.direction).toBe('older')
    expect(store.getState().troubles).toEqual([])
    answer = ok({ entries: messages(1, 10), older: false, newer: true })
    await actions.loadPage('r', 'older')
    expect(store.getState().unfetched).toEqual({})
    expect(oldest(store)).toBe(1)
  })

  test('a page that comes after a jump is not put into another stretch', async () => {
    let give: (page: Envelope<Response<'history'>>) => void = () => {}
    const answers = {
      history: ({ where }: { where: object }) =>
        'around' in where
          ? Promise.resolve(ok({ entries: messages(2, 5), older: true, newer: true }))
          : new Promise<Envelope<Response<'history'>>>((resolve) => {
              give = resolve
            }),
    }
    const { actions, store } = await openWindow(start, answers)
    const loading = actions.loadPage('r', 'older')
    await actions.jump('r', 3)
    give(ok({ entries: messages(1, 10), older: false, newer: true }))
    await loading
    expect(oldest(store)).toBe(2)
  })
})

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
      const waiting: ((answer: Envelope<Response<'search'>>) => void)[] = []
      const answers = {
        search: () =>
          new Promise<Envelope<Response<'search'>>>((resolve) => void waiting.push(resolve)),
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

describe('rooms at the start', () => {
  const past = (id: string) => ({
    ...info(id, { connection: { phase: 'ended', how: 'left', error: null } }),
    members: [],
    entries: messages(1, 3),
    pending: [],
    draft: '',
  })

  test('an open room is in front; among past ones only, the list is', async () => {
    const one = await openWindow(snapshot(7, [room('a'), past('b')]))
    expect(one.store.getState()).toMatchObject({ pane: 'chat', view: { active: 'a' } })
    const two = await openWindow(snapshot(7, [past('a'), past('b')]))
    expect(two.store.getState().pane).toBe('rooms')
  })

  test('the next room is the next in the list, where past ones come last', async () => {
    const { actions, store } = await openWindow(snapshot(7, [past('a'), room('b'), room('c')]))
    const seen = [0, 1, 2].map(() => {
      actions.openNext(1)
      return store.getState().view.active
    })
    expect(seen).toEqual(['a', 'b', 'c'])
  })
})
