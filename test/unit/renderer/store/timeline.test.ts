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
  reshown,
  startOf,
  type Timeline,
  timelineOf,
  trim,
} from '../../../../renderer/store/timeline.ts'
import { unixMs } from '../../../../shared/domain/time.ts'
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
    expect(append(timeline, { ...stretchOf(messages(4, 7)), from: 5 })).toBe(null)
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

  test('what is missing is told by the bounds, whatever the rows before and after it are', () => {
    const timeline = held(messages(1, 4))
    const after = [message(9)]
    expect(append(timeline, { from: 4, to: 9, entries: after })?.last).toBe(9)
    expect(append(timeline, { from: 5, to: 9, entries: after })).toBe(null)
    expect(append(timeline, { from: 5, to: 9, entries: [] })).toBe(null)
    expect(append({ ...timeline, to: 4 }, { from: 5, to: 9, entries: after })?.last).toBe(9)
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

describe('events without a row', () => {
  const timeline = held(messages(1, 4))
  const rows = (one: Timeline | null) => one?.rows.map((row) => row.at)

  test('move the end on, and leave the rows as they are', () => {
    const grown = append(timeline, { from: 4, to: 6, entries: [] })
    expect(grown).toMatchObject({ from: 1, to: 6, last: 6 })
    expect(grown?.rows).toBe(timeline.rows)
    expect(append(grown ?? timeline, { from: 5, to: 6, entries: [] })).toBe(grown)
    expect(append(grown ?? timeline, stretchOf(messages(7, 8)))).toMatchObject({ to: 7, last: 7 })
    expect(append(grown ?? timeline, stretchOf(messages(8, 9)))).toBe(null)
  })

  test('stand between rows, where they are no hole', () => {
    const grown = append(timeline, { from: 4, to: 9, entries: [message(6), message(8)] })
    expect(rows(grown)).toEqual([1, 2, 3, 6, 8])
    expect(grown).toMatchObject({ from: 1, to: 9, last: 9 })
    expect(rows(append(timeline, { from: 2, to: 5, entries: messages(2, 5) }))).toEqual([
      1, 2, 3, 4,
    ])
  })

  test('a notice behind them comes to its place', () => {
    const grown = append(timeline, { from: 4, to: 6, entries: [] }) ?? timeline
    const told = append(grown, stretchOf([joined(6.1, 'Ann')]))
    expect(told).toMatchObject({ to: 6, last: 6.1 })
    expect(rows(told)).toEqual([1, 2, 3, 6.1])
    expect(append(grown, stretchOf([joined(7.1, 'Ann')]))).toBe(null)
  })

  test('a page whose rows end long before it does comes in front', () => {
    const latest = held(messages(50, 53))
    const older = prepend(latest, { from: 11, to: 49, entries: messages(12, 15) })
    expect(rows(older)).toEqual([12, 13, 14, 50, 51, 52])
    expect(older).toMatchObject({ from: 11, to: 52, first: latest.first - 3 })
    expect(prepend(latest, { from: 11, to: 48, entries: messages(12, 15) })).toBe(latest)
  })

  test('a page of nothing else leads on to what is before it', () => {
    const latest = held(messages(50, 53))
    const older = prepend(latest, { from: 30, to: 49, entries: [] })
    expect(older).toMatchObject({ from: 30, first: latest.first, rows: latest.rows })
    expect(startOf(older)).toBe(30)
    expect(prepend(older, stretchOf(messages(28, 30)))).toMatchObject({ from: 28 })
  })

  test('make a stretch by themselves, which rows come to', () => {
    const only = timelineOf({ from: 5, to: 8, entries: [] })
    expect(indexOf(only, 6)).toBe(undefined)
    expect(append(only, stretchOf(messages(10, 11)))).toBe(null)
    const grown = append(only, stretchOf(messages(9, 11)))
    expect(grown).toMatchObject({ from: 5, to: 10, last: 10 })
    expect(prepend(grown ?? only, stretchOf(messages(3, 5)))).toMatchObject({ from: 3, to: 10 })
  })

  test('lie between two stretches that meet', () => {
    const latest = held(messages(10, 12))
    const earlier = timelineOf({ from: 5, to: 9, entries: messages(5, 7) })
    expect(rows(meet(earlier, latest))).toEqual([5, 6, 10, 11])
    expect(meet(timelineOf({ from: 5, to: 8, entries: messages(5, 7) }), latest)).toBe(null)
    const behind = timelineOf({ from: 10, to: 15, entries: messages(10, 12) })
    expect(meet(earlier, behind)).toMatchObject({ from: 5, to: 15, last: 15 })
  })

  test('at the beginning, nothing is before them', () => {
    const late = timelineOf({ from: 3, to: 9, entries: messages(7, 9) })
    expect(begins(late, { oldest: 3, last: 9 })).toBe(true)
    expect(begins(late, { oldest: 2, last: 9 })).toBe(false)
    const rowless = timelineOf({ from: 3, to: 9, entries: [] })
    expect(begins(rowless, { oldest: 3, last: 9 })).toBe(true)
    expect(begins(rowless, { oldest: 1, last: 9 })).toBe(false)
  })
})

describe('what stands on a row', () => {
  const thumb = { emoji: '👍', count: 1, mine: false, names: ['Bob'] }
  const shown = { reaction: [thumb] }
  const timeline = held([...messages(1, 4), joined(3.1, 'Ann'), joined(3.2, 'Bob'), message(4)])
  const at = (one: Timeline | null, seq: number) => one?.rows.find((row) => row.at === seq)

  test('changes in place, and no other row does', () => {
    const next = reshown(timeline, { seq: 2, withdrawn: false, shown, folded: 9 })
    expect(at(next, 2)).toEqual({ ...message(2), shown, folded: 9 })
    for (const seq of [1, 3, 3.1, 4]) expect(at(next, seq)).toBe(at(timeline, seq))
    expect(next).toEqual({ ...timeline, rows: next.rows })
  })

  test('of two, the higher counts', () => {
    const next = reshown(timeline, { seq: 2, withdrawn: false, shown, folded: 9 })
    expect(reshown(next, { seq: 2, withdrawn: false, shown: {}, folded: 8 })).toBe(next)
    expect(at(reshown(next, { seq: 2, withdrawn: false, shown: {}, folded: 10 }), 2)).toEqual(
      message(2, { folded: 10 }),
    )
  })

  test('takes the words of the row that is withdrawn, and no later fold gives them back', () => {
    const deletion = { name: 'Ann', mine: false, time: unixMs(1) }
    const fold = { seq: 2, withdrawn: true, shown: { deletion }, folded: 9 }
    const gone = reshown(timeline, fold)
    expect(at(gone, 2)).toEqual({ ...message(2), ...fold, text: '' })
    expect(JSON.stringify(gone)).not.toContain(message(2).text)
    const later = reshown(gone, { seq: 2, withdrawn: false, shown: {}, folded: 10 })
    expect(at(later, 2)).toMatchObject({ text: '', withdrawn: true })
  })

  test.each([0, 3.1, 3.2, 5])('of what is no message held, such as %d, changes nothing', (seq) => {
    expect(reshown(timeline, { seq, withdrawn: false, shown, folded: 9 })).toBe(timeline)
  })

  test('of an event without a row changes nothing', () => {
    const grown = append(timeline, { from: 5, to: 9, entries: [message(8)] }) ?? timeline
    expect(reshown(grown, { seq: 6, withdrawn: false, shown, folded: 9 })).toBe(grown)
    const late = timelineOf({ from: 3, to: 9, entries: messages(7, 9) })
    expect(reshown(late, { seq: 4, withdrawn: false, shown, folded: 9 })).toBe(late)
  })

  const told = message(3, { shown, folded: 9 })

  test('is taken from a stretch that overlaps too, where that is told of more', () => {
    const newer = stretchOf([told, ...messages(4, 7)])
    expect(at(append(timeline, newer), 3)).toEqual(told)
    expect(append(timeline, stretchOf([told]))).not.toBe(timeline)
    const older = stretchOf([...messages(4, 8), message(8, { shown, folded: 9 })])
    expect(at(prepend(held(messages(8, 12)), older), 8)).toMatchObject({ shown, folded: 9 })
  })

  test('and not where it is told of less', () => {
    const fresh = reshown(timeline, told)
    expect(at(append(fresh, stretchOf(messages(1, 7))), 3)).toEqual(told)
    expect(append(fresh, stretchOf(messages(1, 4)))).toBe(fresh)
    const latest = reshown(held(messages(3, 6)), told)
    expect(at(meet(held(messages(1, 5)), latest), 3)).toEqual(told)
    expect(at(prepend(latest, stretchOf(messages(1, 5))), 3)).toEqual(told)
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
