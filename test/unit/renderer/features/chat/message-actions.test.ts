/** What becomes of words: of those said, and of those that are not yet. */
import { describe, expect, test } from 'vitest'
import { roomOf } from '../../../../../renderer/store/view.ts'
import { type ErrorCode, errorValue } from '../../../../../shared/domain/errors.ts'
import type { ConnectionState } from '../../../../../shared/domain/session.ts'
import { messages, pageOf, room, snapshot } from '../../fixtures.ts'
import { ok, openWindow } from '../../window.ts'

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
    const around = pageOf(messages(5, 9), true, true)
    const start = snapshot(7, [room('r', messages(50, 60))])
    const { actions, store } = await openWindow(start, { history: async () => ok(around) })
    await actions.jump('r', 7)
    expect(roomOf(store.getState().view, 'r')?.aside).not.toBe(null)
    actions.write('r', 'hello')
    await actions.say('r')
    expect(roomOf(store.getState().view, 'r')?.aside).toBe(null)
  })
})

describe('reacting', () => {
  test.each([
    ['giving', false, { emoji: '👍' }],
    ['taking back', true, { emoji: '👍', off: true }],
  ])('%s is posted on the message, under a cid of its own', async (_, off, body) => {
    const { actions, of } = await openWindow(inPhase({ phase: 'live' }))
    await actions.react('r', 2, '👍', off)
    await actions.react('r', 2, '👍', off)
    const asked = of('post').map(({ request }) => request as { cid: string })
    const said = { kind: 'reaction', on: 2, body }
    expect(asked).toMatchObject([
      { roomId: 'r', said },
      { roomId: 'r', said },
    ])
    expect(new Set(asked.map(({ cid }) => cid)).size).toBe(2)
  })

  test('leaves the draft and the place as they are', async () => {
    const { actions, store } = await openWindow(inPhase({ phase: 'live' }))
    actions.write('r', 'half')
    await actions.react('r', 2, '👍', false)
    expect(store.getState().drafts.r).toBe('half')
  })
})

test.each([
  ['words are in front of it', 'Hello', 'Hello\nhalf'],
  ['what is no words leaves it as it is', '', 'half'],
])('taken back over a draft, %s', async (_, text, draft) => {
  const answers = { unqueue: async () => ok({ text }) }
  const { actions, store } = await openWindow(inPhase({ phase: 'live' }), answers)
  actions.write('r', 'half')
  await actions.unqueue('r', 'x')
  expect(store.getState().drafts.r).toBe(draft)
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
