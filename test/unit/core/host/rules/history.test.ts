import { describe, expect, test } from 'vitest'
import type { RoomPolicy } from '../../../../../electron/core/host/rules/state.ts'
import type { StoredEvent } from '../../../../../electron/core/store/store.ts'
import type { MemberMessage } from '../../../../../shared/wire/protocol.ts'
import { hungUp, keyOf, sentTo, setup, toAll } from '../../../../support/pure-room.ts'
import { posting } from '../../../../support/words.ts'

/** A room with its host in and so many messages said before the others come. */
function told(messages: number, policy: Partial<RoomPolicy> = {}) {
  const room = setup(10, policy)
  room.enter(1, 'Ann', true)
  for (let n = 1; n <= messages; n += 1) {
    room.hear(1, posting(`c${n}`, `message ${n}`))
  }
  const read = (from: number, where: { after?: number; before?: number }, most = 200) =>
    room.hear(from, { type: 'fetch', room: 'r', most, ...where })
  const give = (from: number, events: readonly StoredEvent[], after = 0) =>
    room.step({ type: 'read', from, query: { after, most: 200 }, events })
  return { ...room, read, give }
}

describe('who comes late', () => {
  test.each([
    ['all of the past', 'all', 1],
    ['nothing of it', 'none', 11],
  ] as const)('may read %s', (_, past, first) => {
    const { enter } = told(10, { past })
    expect(sentTo(2, enter(2, 'Bob'))[0]).toMatchObject({ type: 'joined', seq: 10, first })
  })

  test.each([
    ['the last two messages, whatever stands on them', 2, 5],
    ['more than there is', 500, 1],
  ] as const)('may read %s', (_, past, first) => {
    const { enter, hear } = told(6, { past })
    hear(1, { type: 'post', cid: 'r', kind: 'reaction', on: 6, body: { emoji: '👍' } })
    hear(1, { type: 'post', cid: 's', kind: 'reaction', on: 1, body: { emoji: '👍' } })
    expect(sentTo(2, enter(2, 'Bob'))[0]).toMatchObject({ type: 'joined', seq: 8, first })
  })

  const hello: MemberMessage = { type: 'hello', version: 1, capabilities: [], name: 'Bob' }
  const found = { type: 'floorFound', from: 2, key: keyOf(2) } as const

  /** Bob comes in where newcomers may read the last three rows. */
  function asked() {
    const room = told(10, { past: 3 })
    const come = (from: number) => {
      room.once({ type: 'connected', from, key: keyOf(2), host: false, address: null })
      return room.once({ type: 'heard', from, message: hello })
    }
    return { ...room, come, find: come(2) }
  }

  test('is in when it was found where the last messages begin', () => {
    const { find, step } = asked()
    expect(find).toEqual([{ type: 'findFloor', from: 2, key: keyOf(2), rows: 3 }])
    expect(sentTo(2, step({ ...found, floor: 4 }))[0]).toMatchObject({ seq: 10, first: 4 })
  })

  test('may read what is said next, however far ahead the log is', () => {
    const { step } = asked()
    expect(sentTo(2, step({ ...found, floor: 15 }))[0]).toMatchObject({ seq: 10, first: 11 })
  })

  test('is in by the later of two connections alone', () => {
    const { step, once, come } = asked()
    expect(hungUp(come(3))).toEqual([2])
    expect(sentTo(2, step({ ...found, floor: 4 }))).toEqual([])
    expect(sentTo(3, step({ ...found, from: 3, floor: 5 }))[0]).toMatchObject({ first: 5 })
    expect(once({ type: 'heard', from: 3, message: { type: 'ping' } })).toEqual([])
  })

  test('is no more than any newcomer when it was put out meanwhile', () => {
    const { step, come } = asked()
    step({ type: 'moderate', action: { type: 'remove', key: keyOf(2) } })
    step({ ...found, floor: 4 })
    step({ type: 'moderate', action: { type: 'past', past: 'none' } })
    come(3)
    expect(sentTo(3, step({ type: 'accessKept' }))[0]).toMatchObject({ first: 11 })
  })

  test('is cut when the log cannot be read, and needs no invite to come back', () => {
    const { step, come } = asked()
    expect(hungUp(step({ ...found, floor: null }))).toEqual([2])
    step({ type: 'moderate', action: { type: 'lock', locked: true } })
    expect(come(3)).toContainEqual({ type: 'findFloor', from: 3, key: keyOf(2), rows: 3 })
  })

  test('keeps what it may read, whatever the rule is later', () => {
    const { enter, hear, step } = told(10, { past: 'none' })
    enter(2, 'Bob')
    hear(1, posting('new', 'heard by both'))
    hear(2, { type: 'leave' })
    step({ type: 'moderate', action: { type: 'past', past: 'all' } })
    expect(sentTo(2, enter(2, 'Bob'))[0]).toMatchObject({ seq: 11, first: 11 })
    expect(sentTo(3, enter(3, 'Cem'))[0]).toMatchObject({ seq: 11, first: 1 })
  })

  test('who was put out comes in anew, and may read no more than any newcomer', () => {
    const { enter, step, hear } = told(3)
    enter(2, 'Bob')
    step({ type: 'moderate', action: { type: 'past', past: 'none' } })
    step({ type: 'moderate', action: { type: 'remove', key: keyOf(2) } })
    hear(1, posting('x', 'without Bob'))
    expect(sentTo(2, enter(2, 'Bob'))[0]).toMatchObject({ seq: 4, first: 5 })
  })
})

describe('a stretch of the log', () => {
  test('is read for a member from where it may read, and no further back', () => {
    const { enter, read, log, give } = told(10, { past: 3 })
    enter(2, 'Bob')
    expect(read(2, { after: 2 })).toEqual([
      { type: 'read', from: 2, query: { after: 7, most: 200 } },
    ])
    expect(sentTo(2, give(2, log.slice(0, 9), 7))).toMatchObject([
      { type: 'page', events: [{ seq: 8 }, { seq: 9 }], more: true },
    ])
  })

  test('says that there is no more at its end, and at its beginning', () => {
    const { enter, read, log, step, give } = told(5)
    enter(2, 'Bob')
    read(2, { after: 0 })
    expect(sentTo(2, give(2, log))).toMatchObject([{ more: false }])
    read(2, { before: 4 })
    const query = { before: 4, most: 200 }
    const page = step({ type: 'read', from: 2, query, events: log.slice(0, 3) })
    expect(sentTo(2, page)).toMatchObject([{ more: false }])
  })

  test.each([
    ['asks again before the answer', { room: 'r', after: 0 }, true],
    ['asks for another room', { room: 'elsewhere', after: 0 }, false],
  ])('who %s is put out', (_, { room, after }, twice) => {
    const { enter, hear } = told(1)
    enter(2, 'Bob')
    const fetch = { type: 'fetch', room, after, most: 10 } as const
    if (twice) hear(2, fetch)
    const effects = hear(2, fetch)
    expect(sentTo(2, effects)).toMatchObject([{ type: 'ended', code: 'bad_message' }])
    expect(hungUp(effects)).toEqual([2])
  })

  test('a stranger gets none', () => {
    const { step, read } = told(1)
    step({ type: 'connected', from: 2, key: keyOf(2), host: false, address: null })
    expect(sentTo(2, read(2, { after: 0 }))).toMatchObject([{ code: 'bad_message' }])
  })

  test('a log that cannot be read cuts who asked, who comes back; the room goes on', () => {
    const { enter, read, step } = told(1)
    enter(2, 'Bob')
    read(2, { after: 0 })
    const query = { after: 0, most: 200 }
    const effects = step({ type: 'read', from: 2, query, events: null })
    expect(hungUp(effects)).toEqual([2])
    expect(toAll(effects)).toMatchObject([{ change: 'cut' }])
  })
})

describe('one event', () => {
  const look = (seq: number, asked = 'r'): MemberMessage => ({ type: 'look', room: asked, seq })
  const nothing = (seq: number) => ({ type: 'looked', seq, on: [], code: 'target_unknown' })

  test('is looked at from where its member may read, wherever it is', () => {
    const { enter, hear, step, log } = told(10, { past: 3 })
    enter(2, 'Bob')
    expect(sentTo(2, hear(2, look(7)))).toEqual([nothing(7)])
    expect(sentTo(2, hear(2, look(11)))).toEqual([nothing(11)])
    expect(hear(2, look(8))).toEqual([{ type: 'look', from: 2, seq: 8 }])
    const event = log[7]
    if (event === undefined) throw new Error('it was said')
    const later = { ...event, seq: 11, kind: 'reaction', on: 8, body: { emoji: '👍' } }
    const found = { event, on: [{ ...later, seq: 9 }, later] }
    // What the log has and nobody was told of yet is not told here either.
    expect(sentTo(2, step({ type: 'looked', from: 2, seq: 8, found }))).toMatchObject([
      { type: 'looked', seq: 8, event: { seq: 8, body: { text: 'message 8' } }, on: [{ seq: 9 }] },
    ])
  })

  test('that is withdrawn has the number of what withdrew it in place of its body', () => {
    const { enter, hear, step, log } = told(2)
    enter(2, 'Bob')
    hear(2, look(1))
    const [first] = log
    if (first === undefined) throw new Error('it was said')
    const found = { event: { ...first, body: {}, withdrawn: 2 }, on: [] }
    const [looked] = sentTo(2, step({ type: 'looked', from: 2, seq: 1, found }))
    expect(looked).toMatchObject({ event: { seq: 1, withdrawn: 2 } })
    expect(looked).not.toHaveProperty('event.body')
  })

  test('is nothing where the log does not have it, and the next question is answered', () => {
    const { enter, hear, step } = told(2)
    enter(2, 'Bob')
    hear(2, look(1))
    expect(sentTo(2, step({ type: 'looked', from: 2, seq: 1, found: null }))).toEqual([nothing(1)])
    expect(hear(2, look(1))).toEqual([{ type: 'look', from: 2, seq: 1 }])
  })

  test('cuts its member where the log cannot be read', () => {
    const { enter, hear, step } = told(2)
    enter(2, 'Bob')
    hear(2, look(1))
    expect(hungUp(step({ type: 'looked', from: 2, seq: 1, found: undefined }))).toEqual([2])
  })

  test.each<[string, MemberMessage]>([
    ['twice at once', look(2)],
    ['beside a page', { type: 'fetch', room: 'r', after: 0, most: 5 }],
  ])('asked for %s ends the connection', (_, second) => {
    const { enter, hear } = told(2)
    enter(2, 'Bob')
    hear(2, look(1))
    expect(sentTo(2, hear(2, second))).toMatchObject([{ type: 'ended', code: 'bad_message' }])
  })

  test('of another room, or before the hello, ends it as well', () => {
    const { enter, hear, step } = told(2)
    enter(2, 'Bob')
    expect(hungUp(hear(2, look(1, 'elsewhere')))).toEqual([2])
    step({ type: 'connected', from: 3, key: keyOf(3), host: false, address: null })
    expect(hungUp(hear(3, look(1)))).toEqual([3])
  })
})
