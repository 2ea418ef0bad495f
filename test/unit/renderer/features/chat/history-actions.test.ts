/** Older messages are asked for as they are needed. */
import { describe, expect, test } from 'vitest'
import { shown } from '../../../../../renderer/store/room-changes.ts'
import { roomOf } from '../../../../../renderer/store/view.ts'
import type { Envelope, VerbResponse } from '../../../../../shared/contract/ipc.ts'
import { type ErrorCode, errorValue } from '../../../../../shared/domain/errors.ts'
import { messages, pageOf, room, snapshot } from '../../fixtures.ts'
import { ok, openWindow } from '../../window.ts'

const failure = (code: ErrorCode) => ({ ok: false, error: errorValue(code) }) as const
describe('older messages', () => {
  const start = snapshot(7, [room('r', messages(10, 20))])
  const oldest = (store: Awaited<ReturnType<typeof openWindow>>['store']) => {
    const held = roomOf(store.getState().view, 'r')
    return held && shown(held).from
  }

  test('are asked for from the oldest held, one page at a time', async () => {
    const answers = {
      history: async () => ok(pageOf(messages(1, 10), false, true)),
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
    [
      'nothing, though there is more',
      ok({ from: 10, to: 9, entries: [], older: true, newer: true }),
    ],
  ])('%s is shown in their place until it is tried again', async (_, bad) => {
    let answer: Envelope<VerbResponse<'history'>> = bad
    const { actions, store } = await openWindow(start, { history: async () => answer })
    await actions.loadPage('r', 'older')
    expect(store.getState().unfetched.r?.direction).toBe('older')
    expect(store.getState().troubles).toEqual([])
    answer = ok(pageOf(messages(1, 10), false, true))
    await actions.loadPage('r', 'older')
    expect(store.getState().unfetched).toEqual({})
    expect(oldest(store)).toBe(1)
  })

  test('a page of events without a row leads on to the one before it, and is no fault', async () => {
    const pages = [
      { from: 5, to: 9, entries: [], older: true, newer: true },
      pageOf(messages(1, 5), false, true),
    ]
    const answers = { history: async () => ok(pages.shift() ?? expect.unreachable('all is here')) }
    const { actions, store, of } = await openWindow(start, answers)
    await actions.loadPage('r', 'older')
    expect(store.getState().unfetched).toEqual({})
    expect(oldest(store)).toBe(5)
    await actions.loadPage('r', 'older')
    const asked = of('history').map(({ request }) => request)
    expect(asked).toMatchObject([{ where: { before: 10 } }, { where: { before: 5 } }])
    expect(oldest(store)).toBe(1)
  })

  test('a page that comes after a jump is not put into another stretch', async () => {
    let give: (page: Envelope<VerbResponse<'history'>>) => void = () => {}
    const answers = {
      history: ({ where }: { where: object }) =>
        'around' in where
          ? Promise.resolve(ok(pageOf(messages(2, 5), true, true)))
          : new Promise<Envelope<VerbResponse<'history'>>>((resolve) => {
              give = resolve
            }),
    }
    const { actions, store } = await openWindow(start, answers)
    const loading = actions.loadPage('r', 'older')
    await actions.jump('r', 3)
    give(ok(pageOf(messages(1, 10), false, true)))
    await loading
    expect(oldest(store)).toBe(2)
  })
})
