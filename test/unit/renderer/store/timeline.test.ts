import { describe, expect, test } from 'vitest'
import { noticeRowWords } from '../../../../renderer/store/notice-words.ts'
import {
  append,
  begins,
  indexOf,
  meet,
  messagesSince,
  NOTHING,
  prepend,
  ROWS_KEPT,
  timelineOf,
  trim,
} from '../../../../renderer/store/timeline.ts'
import type { Entry } from '../../../../shared/events/conversation.ts'
import { DAY, joined, message, messages, NOON, notice, stretchOf } from '../fixtures.ts'

/** All from the first of these to the last is held. */
const held = (entries: readonly Entry[], epoch?: number) => timelineOf(stretchOf(entries), epoch)

/** Comings after message 4, one after the other. */
const coming = ['Ann', 'Bob', 'Cem'].map((name, i) => joined(4 + (i + 1) / 100, name))

describe('folding', () => {
  test('comings and goings that follow one another share a row', () => {
    const left = notice(4.04, { type: 'left', name: 'Ann' })
    const { rows, last } = held([...coming, left, message(5), joined(5.01, 'Eve')])
    expect(rows.map((row) => (row.kind === 'notices' ? row.notices.length : 'message'))).toEqual([
      4,
      'message',
      1,
    ])
    expect(last).toBe(5.01)
  })

  test('not over midnight, and not with other notices', () => {
    const ended = notice(4.03, { type: 'ended', how: 'closed', message: 'The host closed it.' })
    const apart = [joined(4.01, 'Ann', NOON - DAY), joined(4.02, 'Bob'), ended]
    expect(held(apart).rows).toHaveLength(3)
  })

  test('folds on append and across the seam of a prepend', () => {
    const grown = append(held([message(4), ...coming.slice(0, 2)]), stretchOf(coming.slice(2)))
    expect(grown?.rows).toHaveLength(2)
    const timeline = held([joined(4.02, 'Cem'), message(5)])
    const older = prepend(timeline, stretchOf([message(4), joined(4.01, 'Bob')]))
    expect(older.rows.map((row) => row.at)).toEqual([4, 4.01, 5])
    expect(older.first).toBe(timeline.first - 1)
  })

  test.each([
    [['Ann'], ['Ann joined']],
    [
      ['Ann', 'Bob', 'Cem'],
      ['Ann joined', 'Bob joined', 'Cem joined'],
    ],
    [['Ann', 'Bob', 'Cem', 'Di'], ['Ann, Bob, Cem and Di joined']],
    [['Ann', 'Bob', 'Cem', 'Di', 'Eve'], ['Ann, Bob, Cem and 2 others joined']],
  ])('%j in words', (names, words) => {
    const [row] = held(names.map((name, i) => joined(i / 100, name))).rows
    expect(row?.kind === 'notices' && noticeRowWords(row)).toEqual(words)
  })
})

describe('indices', () => {
  test('a row keeps its index when older rows come in front', () => {
    const timeline = held(messages(10, 20))
    const index = indexOf(timeline, 15)
    expect(indexOf(prepend(timeline, stretchOf(messages(1, 10))), 15)).toBe(index)
    expect(indexOf(append(timeline, stretchOf(messages(20, 25))) ?? timeline, 15)).toBe(index)
  })

  test('and when rows are let go', () => {
    const timeline = held(messages(1, 2 * ROWS_KEPT + 2))
    const kept = trim(timeline)
    expect(kept.rows).toHaveLength(ROWS_KEPT)
    expect(indexOf(kept, 2 * ROWS_KEPT)).toBe(indexOf(timeline, 2 * ROWS_KEPT))
    expect(indexOf(kept, 1)).toBe(undefined)
    expect(kept.from).toBe(ROWS_KEPT + 2)
  })

  test('finds the row that an entry was folded into', () => {
    const timeline = held([message(1), joined(1.1, 'A'), joined(1.2, 'B'), message(2)])
    const places = [1, 1.1, 1.2, 2].map((at) => (indexOf(timeline, at) ?? 0) - timeline.first)
    expect(places).toEqual([0, 1, 1, 2])
  })
})

describe('what does not fit', () => {
  test('a missing message is null, what is known is skipped', () => {
    const timeline = held(messages(1, 4))
    expect(append(timeline, stretchOf(messages(5, 6)))).toBe(null)
    expect(append(timeline, stretchOf([message(4), message(6)]))).toBe(null)
    expect(append(timeline, stretchOf(messages(1, 4)))).toBe(timeline)
    expect(append(timeline, stretchOf(messages(2, 6)))?.last).toBe(5)
    expect(append(timeline, stretchOf([]))).toBe(timeline)
  })

  test('an event that cannot be shown has its number like any other', () => {
    const unknown = notice(4, { type: 'unknown', name: 'Bob' })
    const timeline = append(
      held(messages(1, 4)),
      stretchOf([unknown, joined(4.1, 'A'), message(5)]),
    )
    expect(timeline?.last).toBe(5)
    expect(append(held([unknown]), stretchOf([message(6)]))).toBe(null)
    expect(append(held(messages(1, 4)), stretchOf([message(5)]))).toBe(null)
  })

  test('notices leave no hole, and tell of one', () => {
    const timeline = held([...messages(1, 4), joined(3.1, 'A')])
    expect(append(timeline, stretchOf([joined(3.2, 'B'), message(4)]))?.last).toBe(4)
    expect(append(timeline, stretchOf([joined(4.1, 'B')]))).toBe(null)
  })

  test('a page of history that does not reach us is ignored', () => {
    const timeline = held(messages(10, 12))
    expect(prepend(timeline, stretchOf(messages(1, 5)))).toBe(timeline)
    expect(prepend(timeline, stretchOf(messages(10, 12)))).toBe(timeline)
    expect(prepend(timeline, stretchOf(messages(5, 12))).from).toBe(5)
    expect(prepend(timeline, stretchOf([message(9), joined(9.1, 'A')])).from).toBe(9)
  })

  test('a page fills what is empty', () => {
    expect(prepend(timelineOf(NOTHING, 2), stretchOf(messages(5, 8)))).toMatchObject({
      from: 5,
      last: 7,
      epoch: 2,
    })
  })

  test('a page before a notice ends with the message that it follows', () => {
    const timeline = held([joined(9.2, 'A'), message(10)])
    expect(prepend(timeline, stretchOf(messages(5, 10))).from).toBe(5)
    expect(prepend(timeline, stretchOf(messages(5, 9)))).toBe(timeline)
  })

  test('where only notices are held, messages come to their places among them', () => {
    const entered = held([joined(500.1, 'Ann')])
    const filled = append(entered, stretchOf(messages(401, 501)))
    expect(filled?.rows.map((row) => row.at).slice(-2)).toEqual([500, 500.1])
    expect(append(entered, stretchOf(messages(501, 503)))?.rows).toHaveLength(3)
  })
})

describe('where the conversation begins', () => {
  test.each([
    ['at the oldest message that can be had', messages(3, 5), 3, 4, true],
    ['not while there is an older one', messages(3, 5), 2, 4, false],
    ['at a notice before the oldest message', [joined(2.1, 'A'), message(3)], 3, 3, true],
    ['not at a notice that follows an older one', [joined(2.1, 'A'), message(3)], 2, 3, false],
    ['where nothing was ever said', [joined(0.1, 'A')], 1, 0, true],
    ['where nothing of the past is to be had', [joined(500.1, 'A')], 501, 500, true],
    ['with nothing at all', [], 1, 0, true],
    ['not with nothing held of what there is', [], 1, 4, false],
  ])('%s', (_, entries, oldest, last, expected) => {
    expect(begins(held(entries), { oldest, last })).toBe(expected)
  })

  test('where a page has said that there is nothing older', () => {
    expect(begins({ ...held(messages(3, 5)), whole: true }, { oldest: 1, last: 4 })).toBe(true)
  })
})

describe('two stretches', () => {
  const latest = held([...messages(10, 15), joined(14.1, 'A')], 3)

  test.each([
    ['touch', messages(5, 10)],
    ['overlap', messages(5, 12)],
    ['touch with a notice', [...messages(5, 10), joined(9.1, 'B')]],
  ])('that %s become one, which keeps the place of the earlier', (_, entries) => {
    const earlier = held(entries, 7)
    const one = meet(earlier, latest)
    expect(one).toMatchObject({ from: 5, last: 14.1, epoch: 7, first: earlier.first })
    expect(one?.rows.filter((row) => row.kind === 'message').map((row) => row.at)).toEqual([
      5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
    ])
  })

  test('with a hole between them stay two', () => {
    expect(meet(held(messages(5, 9)), latest)).toBe(null)
  })

  test('an earlier one with all of the latest is the one', () => {
    const all = held([...messages(5, 15), joined(14.1, 'A')])
    expect(meet(all, latest)).toBe(all)
  })
})

test('counts the messages since a place', () => {
  const timeline = held([...messages(1, 4), joined(3.1, 'A'), message(4)])
  expect([0, 2, 3, 3.1, 4].map((at) => messagesSince(timeline, at))).toEqual([4, 2, 1, 1, 0])
})
