/** Which times are times, and what is written of one that is none: in the window, files, a terminal. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { writerOf } from '../../../electron/core/store/export-formats.ts'
import type { LogInfo } from '../../../electron/core/store/store.ts'
import { toJson, toWords } from '../../../electron/terminal/output.ts'
import {
  clockWords,
  dateWords,
  dayOf,
  dayWords,
  momentWords,
  sameDay,
  shortMomentWords,
} from '../../../renderer/store/time.ts'
import { SHOWN_TIME_MOST, TIME_MOST } from '../../../shared/domain/limits.ts'
import { isoTime, isShowable, isTime, UNKNOWN_TIME } from '../../../shared/domain/moments.ts'
import { unixMs } from '../../../shared/domain/time.ts'
import { ann, stored } from '../../support/pure-session.ts'

const NOW = new Date(2026, 2, 3, 12).getTime()
const odd = [
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, UNKNOWN_TIME, -1],
  ...[Number.MAX_SAFE_INTEGER, Number.MAX_VALUE, TIME_MOST, TIME_MOST + 1, SHOWN_TIME_MOST + 1],
  ...[-TIME_MOST, Number.MIN_SAFE_INTEGER],
]
/** Any number at all, with more of those that have a meaning to somebody. */
const anyNumber = fc.oneof(
  fc.double(),
  fc.maxSafeInteger(),
  fc.integer({ min: -1, max: SHOWN_TIME_MOST + 1 }),
  fc.constantFrom(...odd, 1, 0.5, NOW, SHOWN_TIME_MOST, SHOWN_TIME_MOST - 0.5),
)
const TELLTALE = /NaN|Invalid|Infinity|undefined|null/

describe('a time', () => {
  test('on the wire is a whole number that a Date holds', () => {
    expect([0, 1, NOW, TIME_MOST].every(isTime)).toBe(true)
    const wrong = [-1, 0.5, TIME_MOST + 1, Number.NaN, Number.POSITIVE_INFINITY, '1', null, 1n]
    expect(wrong.filter(isTime)).toEqual([])
  })

  test('can be shown from its first millisecond to the end of the year 9999', () => {
    expect(isShowable(1) && isShowable(SHOWN_TIME_MOST)).toBe(true)
    expect(odd.filter(isShowable)).toEqual([])
    expect(isoTime(SHOWN_TIME_MOST)).toBe('9999-12-31T23:59:59.999Z')
    expect(odd.map(isoTime)).toEqual(odd.map(() => null))
  })

  test('whatever it is, is read by every clock that reads ISO 8601, or not written', () => {
    fc.assert(
      fc.property(anyNumber, (time) => {
        const iso = isoTime(time)
        if (iso !== null) expect(iso).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
      }),
    )
  })
})

describe('the window', () => {
  test('has words for every number, and never those of a date that is none', () => {
    fc.assert(
      fc.property(anyNumber, anyNumber, (time, now) => {
        const words = [
          ...[clockWords(time), momentWords(time), dateWords(time)],
          ...[shortMomentWords(time, NOW), dayWords(time, NOW)],
          // The present comes from this computer's clock, which can be as wrong.
          ...[shortMomentWords(time, dayOf(now)), dayWords(time, dayOf(now))],
        ]
        for (const word of words) {
          expect(word).not.toBe('')
          expect(word).not.toMatch(TELLTALE)
        }
        expect(dayOf(time)).not.toBeNaN()
        expect(typeof sameDay(time, now)).toBe('boolean')
      }),
    )
  })

  test.each(odd)('says quietly that %d is not known', (time) => {
    expect(clockWords(time)).toBe('–')
    expect(shortMomentWords(time, NOW)).toBe('–')
    expect(momentWords(time)).toBe('Time unknown')
    expect(dayWords(time, NOW)).toBe('Day unknown')
    expect(`Since ${dateWords(time)}`).toBe('Since a day unknown')
  })
})

describe('a file', () => {
  const log = { room: 'Lab', roomId: 'r', hostKey: ann.id } as LogInfo
  const written = (format: 'text' | 'json' | 'markdown', now: number, times: readonly number[]) => {
    const writer = writerOf(format)
    const messages = times.map((time, at) => {
      return writer.message({
        ...stored(at + 1),
        time: unixMs(time),
        body: { text: `message ${at + 1}` },
      })
    })
    return [writer.head(log, unixMs(now)), ...messages, writer.tail()].join('')
  }

  test('is written whatever the times are, and says nothing of what is none', () => {
    fc.assert(
      fc.property(anyNumber, fc.array(anyNumber), (now, times) => {
        for (const format of ['text', 'markdown'] as const) {
          expect(written(format, now, times)).not.toMatch(TELLTALE)
        }
        const { exported, messages } = JSON.parse(written('json', now, times))
        expect(exported).toBe(isoTime(now))
        expect(messages.map(({ time }: { time: unknown }) => time)).toEqual(times.map(isoTime))
      }),
    )
  })

  test('has a line a message also where its time is unknown, and no day of its own for it', () => {
    const times = [Number.MAX_SAFE_INTEGER, NOW, UNKNOWN_TIME, NOW]
    expect(written('text', NOW, times).split('\n').slice(3)).toEqual([
      '[time unknown] Ann: message 1',
      '[2026-03-03 12:00] Ann: message 2',
      '[time unknown] Ann: message 3',
      '[2026-03-03 12:00] Ann: message 4',
      '',
    ])
    expect(written('markdown', NOW, times).split('\n').filter(Boolean)).toEqual([
      '# Lab',
      '**Ann** time unknown\\',
      'message 1',
      '## 2026-03-03',
      '**Ann** 12:00\\',
      'message 2',
      '**Ann** time unknown\\',
      'message 3',
      '**Ann** 12:00\\',
      'message 4',
    ])
  })

  test('says where a message cannot be read any more', () => {
    const lost = { ...stored(1), kind: 'unreadable' as const, time: unixMs(0), body: {} }
    expect(writerOf('text').message(lost)).toBe('(A message cannot be read: it was damaged.)\n')
    expect(writerOf('markdown').message(lost)).toBe(
      '\n*(A message cannot be read: it was damaged.)*\n',
    )
    expect(JSON.parse(writerOf('json').message(lost))).toMatchObject({
      seq: 1,
      time: null,
      text: null,
    })
  })
})

describe('a terminal', () => {
  const message = { ...stored(1), body: { text: 'hello' } }

  test('prints every message, with a clock where its time is one', () => {
    const words = (time: number) =>
      toWords({ type: 'said', event: { ...message, time: unixMs(time) } }).out
    expect(words(NOW)).toBe('12:00 Ann: hello')
    for (const time of odd) expect(words(time)).toBe('--:-- Ann: hello')
    fc.assert(
      fc.property(anyNumber, (time) => {
        expect(words(time)).not.toMatch(TELLTALE)
      }),
    )
  })

  test('says where a message cannot be read any more, in words', () => {
    const event = { ...stored(1), kind: 'unreadable', time: unixMs(0), body: {} }
    expect(toWords({ type: 'said', event }).out).toBe(
      '--:-- * A message cannot be read: it was damaged',
    )
    expect(toJson({ type: 'said', event })).toEqual({})
  })
})
