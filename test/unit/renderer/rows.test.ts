import { describe, expect, test } from 'vitest'
import {
  append,
  indexOf,
  messagesSince,
  prepend,
  ROWS_KEPT,
  timelineOf,
  trim,
} from '../../../renderer/store/rows.ts'
import { noticeRowWords } from '../../../renderer/store/words.ts'
import { DAY, joined, message, messages, NOON, notice } from './fixtures.ts'

const coming = ['Ann', 'Bob', 'Cem'].map((name, i) => joined(i, name))

describe('folding', () => {
  test('comings and goings that follow one another share a row', () => {
    const left = notice(3, { type: 'left', name: 'Ann' })
    const { rows } = timelineOf([...coming, left, message(4), joined(5, 'Eve')])
    expect(rows.map((row) => (row.kind === 'notices' ? row.notices.length : 'message'))).toEqual([
      4,
      'message',
      1,
    ])
  })

  test('not over midnight, and not with other notices', () => {
    const ended = notice(2, { type: 'ended', how: 'closed', message: 'The host closed it.' })
    expect(timelineOf([joined(0, 'Ann', NOON - DAY), joined(1, 'Bob'), ended]).rows).toHaveLength(3)
  })

  test('folds on append and across the seam of a prepend', () => {
    const grown = append(timelineOf(coming.slice(0, 2)), coming.slice(2))
    expect(grown?.rows).toHaveLength(1)
    const timeline = timelineOf([joined(2, 'Cem'), message(3)])
    const older = prepend(timeline, [message(0), joined(1, 'Bob')])
    expect(older.rows.map((row) => row.at)).toEqual([0, 1, 3])
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
    const [row] = timelineOf(names.map((name, i) => joined(i, name))).rows
    expect(row?.kind === 'notices' && noticeRowWords(row)).toEqual(words)
  })
})

describe('indices', () => {
  test('a row keeps its index when older rows come in front', () => {
    const timeline = timelineOf(messages(10, 20))
    const index = indexOf(timeline, 15)
    expect(indexOf(prepend(timeline, messages(0, 10)), 15)).toBe(index)
    expect(indexOf(append(timeline, messages(20, 25)) ?? timeline, 15)).toBe(index)
  })

  test('and when rows are let go', () => {
    const timeline = timelineOf(messages(0, 2 * ROWS_KEPT + 1))
    const kept = trim(timeline)
    expect(kept.rows).toHaveLength(ROWS_KEPT)
    expect(indexOf(kept, 2 * ROWS_KEPT)).toBe(indexOf(timeline, 2 * ROWS_KEPT))
    expect(indexOf(kept, 0)).toBe(undefined)
    expect(kept.from).toBe(ROWS_KEPT + 1)
  })

  test('finds the row that an entry was folded into', () => {
    const timeline = timelineOf([message(0), joined(1, 'A'), joined(2, 'B'), message(3)])
    expect([0, 1, 2, 3].map((at) => (indexOf(timeline, at) ?? 0) - timeline.first)).toEqual([
      0, 1, 1, 2,
    ])
  })
})

describe('what does not fit', () => {
  test('a hole is null, what is known is skipped', () => {
    const timeline = timelineOf(messages(0, 3))
    expect(append(timeline, messages(4, 5))).toBe(null)
    expect(append(timeline, messages(0, 3))).toBe(timeline)
    expect(append(timeline, messages(1, 5))?.end).toBe(5)
    expect(append(timeline, [])).toBe(timeline)
  })

  test('a page of history that does not reach us is ignored', () => {
    const timeline = timelineOf(messages(10, 12))
    expect(prepend(timeline, messages(0, 5))).toBe(timeline)
    expect(prepend(timeline, messages(10, 12))).toBe(timeline)
    expect(prepend(timeline, messages(5, 12)).from).toBe(5)
  })
})

test('counts the messages since a place', () => {
  const timeline = timelineOf([...messages(0, 3), joined(3, 'A'), message(4)])
  expect([0, 2, 3, 5].map((at) => messagesSince(timeline, at))).toEqual([4, 2, 1, 0])
})
