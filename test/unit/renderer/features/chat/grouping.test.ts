import { describe, expect, test } from 'vitest'
import {
  groupingOf,
  isLong,
  pendingGrouped,
} from '../../../../../renderer/features/chat/grouping.ts'
import { dayOf, dayWords } from '../../../../../renderer/store/time.ts'
import { timelineOf } from '../../../../../renderer/store/timeline.ts'
import { unixMs } from '../../../../../shared/domain/time.ts'
import { DAY, joined, keyOf, MINUTE, message, NOON, stretchOf } from '../../fixtures.ts'

const cem = { id: keyOf('c'), name: 'Cem' }
/** Nothing is new, and the oldest row is where it begins. */
const quiet = { newFrom: null, begun: true }
const midnight = new Date(2026, 2, 4).getTime()

describe('groups', () => {
  test.each([
    ['same author, same minute', message(0), message(1), true],
    [
      'just under five minutes',
      message(0),
      message(1, { time: unixMs(NOON + 5 * MINUTE - 1) }),
      true,
    ],
    ['five minutes', message(0), message(1, { time: unixMs(NOON + 5 * MINUTE) }), false],
    ['a clock set back', message(0), message(1, { time: unixMs(NOON - 6 * MINUTE) }), false],
    ['another author', message(0), message(1, { author: cem }), false],
    [
      'same name, another person',
      message(0),
      message(1, { author: { id: keyOf('x'), name: 'Bob' } }),
      false,
    ],
    [
      'over midnight',
      message(0, { time: unixMs(midnight - MINUTE) }),
      message(1, { time: unixMs(midnight) }),
      false,
    ],
    ['after a notice', joined(0.1, 'Bob'), message(1), false],
  ])('%s', (_, before, row, grouped) => {
    const timeline = timelineOf(stretchOf([before, row]))
    expect(groupingOf(timeline, timeline.first + 1, quiet).grouped).toBe(grouped)
  })

  test('the New line starts a group of its own', () => {
    const timeline = timelineOf(stretchOf([message(1), message(2)]))
    expect(groupingOf(timeline, timeline.first + 1, { newFrom: 2, begun: true })).toEqual({
      grouped: false,
      day: false,
      fresh: true,
    })
  })

  test('pending words continue only own ones', () => {
    expect(pendingGrouped(message(0, { mine: true }), NOON + MINUTE)).toBe(true)
    expect(pendingGrouped(message(0), NOON + MINUTE)).toBe(false)
    expect(pendingGrouped(undefined, NOON)).toBe(false)
  })
})

describe('days', () => {
  test('a day line stands where a day begins', () => {
    const timeline = timelineOf(
      stretchOf([message(0, { time: unixMs(NOON - DAY) }), message(1), message(2)]),
    )
    const days = [0, 1, 2].map((i) => groupingOf(timeline, timeline.first + i, quiet).day)
    expect(days).toEqual([true, true, false])
  })

  test('one whose time is unknown begins none, and the next is of the day before it', () => {
    const unknown = [0, Number.MAX_SAFE_INTEGER, Number.NaN]
    const entries = [
      message(0, { time: unixMs(NOON - DAY) }),
      ...unknown.map((time, at) => message(at + 1, { time: unixMs(time) })),
      message(4, { time: unixMs(NOON - DAY) }),
      message(5, { time: unixMs(0) }),
      message(6),
    ]
    const timeline = timelineOf(stretchOf(entries))
    const days = entries.map((_, i) => groupingOf(timeline, timeline.first + i, quiet).day)
    expect(days).toEqual([true, false, false, false, false, false, true])
  })

  test('where nothing before has a time, the first that has one begins one', () => {
    const timeline = timelineOf(stretchOf([message(0, { time: unixMs(0) }), message(1)]))
    expect(groupingOf(timeline, timeline.first + 1, quiet).day).toBe(true)
    expect(groupingOf(timeline, timeline.first + 1, { newFrom: null, begun: false }).day).toBe(
      false,
    )
  })

  test('not above the oldest row held while older ones exist', () => {
    const timeline = timelineOf(stretchOf([message(7)]))
    expect(groupingOf(timeline, timeline.first, { newFrom: null, begun: false }).day).toBe(false)
  })

  test.each([
    [NOON, 'Today'],
    [dayOf(NOON), 'Today'],
    [dayOf(NOON) - 1, 'Yesterday'],
    [NOON - 2 * DAY, 'Sunday 1 March'],
    [new Date(2025, 11, 31).getTime(), '31 December 2025'],
    [NOON + DAY, 'Wednesday 4 March'],
  ])('%i is %s', (time, words) => {
    expect(dayWords(time, NOON)).toBe(words)
  })
})

test('a text is long from 2,001 characters or 21 lines on', () => {
  expect(isLong('a'.repeat(2_000))).toBe(false)
  expect(isLong('a'.repeat(2_001))).toBe(true)
  expect(isLong('\n'.repeat(19))).toBe(false)
  expect(isLong('\n'.repeat(20))).toBe(true)
})
