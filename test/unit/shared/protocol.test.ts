/** What the wire takes and what is a broken message: numbers first of all. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rowOf } from '../../../electron/core/member/rules/rows.ts'
import {
  BODY_BYTES,
  KINDS,
  NAMED_MEMBERS,
  RETRY_AFTER_SECONDS,
  ROOM_EVENTS,
  TEXT_BYTES,
  TIME_MOST,
} from '../../../shared/domain/limits.ts'
import {
  hostSchemas,
  memberSchemas,
  parseHostLine,
  parseMemberLine,
} from '../../../shared/wire/protocol.ts'
import { ann, bob, greeting, live, pageOf, stored } from '../../support/pure-session.ts'
import { posting } from '../../support/words.ts'

/** What a member makes of a host's message with something else in it. */
const host = (message: object, change: object = {}) =>
  parseHostLine(JSON.stringify({ ...message, ...change })).kind
const said = live(stored(1))
const joined = { type: 'joined', self: bob, members: 2, seq: 5, first: 1, time: 7 }
const came = { type: 'member', change: 'joined', member: bob, time: 7 }
const { on: _, ...event } = stored(9)
const inPage = (change: object) => ({ ...pageOf([]), events: [{ ...event, ...change }] })

describe('a time', () => {
  const places = [
    ['an event', (time: unknown) => host(said, { time })],
    ['a page', (time: unknown) => host(inPage({ time }))],
    ['joined', (time: unknown) => host(joined, { time })],
    ['a coming or going', (time: unknown) => host(came, { time })],
  ] as const

  test.each(places)('of %s is a whole number that a Date holds', (_, parsed) => {
    for (const time of [0, 1, 1_767_225_600_000, TIME_MOST]) expect(parsed(time)).toBe('message')
    const wrong = [TIME_MOST + 1, Number.MAX_SAFE_INTEGER, -1, 1.5, '1', null, true, undefined]
    for (const time of wrong) expect(parsed(time), String(time)).toBe('bad')
  })

  test('beyond all numbers is a broken message as well', () => {
    const line = JSON.stringify(said).replace('"time":7', '"time":1e999')
    expect(line).toContain('1e999')
    expect(parseHostLine(line)).toEqual({ kind: 'bad', why: 'event.time is not acceptable' })
  })
})

describe('an event’s place', () => {
  test('has an end that no room comes to', () => {
    expect(host(said, { seq: ROOM_EVENTS })).toBe('message')
    for (const seq of [ROOM_EVENTS + 1, Number.MAX_SAFE_INTEGER, 0, -1, 1.5, '1']) {
      expect(host(said, { seq }), String(seq)).toBe('bad')
      expect(host(inPage({ seq })), String(seq)).toBe('bad')
    }
    expect(host(joined, { seq: ROOM_EVENTS })).toBe('message')
    expect(host(joined, { seq: ROOM_EVENTS + 1 })).toBe('bad')
  })

  test('may be asked for up to that end, and no further', () => {
    const asked = (where: object) =>
      parseMemberLine(JSON.stringify({ type: 'fetch', room: 'r', most: 1, ...where })).kind
    expect([asked({ after: ROOM_EVENTS }), asked({ before: ROOM_EVENTS + 1 })]).toEqual([
      'message',
      'message',
    ])
    expect([asked({ after: ROOM_EVENTS + 1 }), asked({ before: ROOM_EVENTS + 2 })]).toEqual([
      'bad',
      'bad',
    ])
  })

  test('that one may read from is among those that there are, or the next', () => {
    expect(host(joined, { seq: 0, first: 1 })).toBe('message')
    expect(host(joined, { seq: 5, first: 6 })).toBe('message')
    expect(host(joined, { seq: 5, first: 7 })).toBe('bad')
  })
})

test('a host may name many members, and send people away for a day, but not without end', () => {
  expect(host(joined, { members: NAMED_MEMBERS })).toBe('message')
  expect(host(joined, { members: NAMED_MEMBERS + 1 })).toBe('bad')
  const refused = { type: 'refused', code: 'auth_limited', text: 'Later.' }
  expect(host(refused, { retryAfter: RETRY_AFTER_SECONDS })).toBe('message')
  expect(host(refused, { retryAfter: RETRY_AFTER_SECONDS + 1 })).toBe('bad')
})

describe('what is said', () => {
  test('has a body, of whatever kind it is', () => {
    const wrong = [
      ...[undefined, null, 'words', 7, true, [], ['words']],
      ...[{ text: '\ud800' }, { text: 'x'.repeat(BODY_BYTES) }],
    ]
    for (const kind of ['message', 'renamed']) {
      for (const body of wrong) {
        expect(host(said, { kind, body }), JSON.stringify(body)?.slice(0, 20)).toBe('bad')
        expect(host(inPage({ kind, body })), JSON.stringify(body)?.slice(0, 20)).toBe('bad')
      }
      expect(host(said, { kind, body: { text: 'hi', until: [5, null] } })).toBe('message')
    }
    expect(host(said, { kind: 'renamed', body: {} })).toBe('message')
    expect(host(inPage({ kind: 'renamed', body: {} }))).toBe('message')
  })

  test('is shown as a message only where its text is one, and breaks nothing where it is not', () => {
    for (const text of ['', 'x'.repeat(TEXT_BYTES + 1), null, 7, undefined]) {
      const body = text === undefined ? {} : { text }
      expect(host(said, { body }), String(text).slice(0, 9)).toBe('message')
      const row = rowOf(ann.id, { ...stored(1), body })
      expect(row, String(text).slice(0, 9)).toMatchObject({ notice: { type: 'unknown' } })
    }
  })

  test('stands on what came before it, or alone', () => {
    expect([host(inPage({})), host(inPage({ on: 1 })), host(inPage({ on: 8 }))]).toEqual([
      ...['message', 'message', 'message'],
    ])
    for (const on of [9, 10, 0, -1, 1.5, null, '1', ROOM_EVENTS + 1]) {
      expect(host(inPage({ on })), String(on)).toBe('bad')
      expect(host(live(stored(9)), { on }), String(on)).toBe('bad')
    }
  })

  test('is the host’s to judge: what a member posts is broken only where it is no such line', () => {
    const post = (change: object) =>
      parseMemberLine(JSON.stringify({ ...posting('a', 'hi'), ...change })).kind
    for (const body of [null, 'words', [], {}, { text: '\ud800' }]) {
      expect(post({ body }), JSON.stringify(body)).toBe('message')
    }
    for (const on of [0, -1, 1.5, 1e300, undefined])
      expect(post({ on }), String(on)).toBe('message')
    expect(post({ kind: 'two words' })).toBe('message')
    const wrong = [
      { cid: 'ä' },
      { cid: undefined },
      { kind: 7 },
      { kind: undefined },
      { body: undefined },
    ]
    for (const change of [...wrong, { on: null }])
      expect(post(change), JSON.stringify(change)).toBe('bad')
  })

  test('can be of the kinds that a host names, of which there may be many', () => {
    const kinds = (count: number) => Array.from({ length: count }, (_, n) => `kind-${n}`)
    expect(host(greeting('r'), { kinds: kinds(KINDS) })).toBe('message')
    for (const wrong of [kinds(KINDS + 1), ['two words'], [7], 'message', undefined]) {
      expect(host(greeting('r'), { kinds: wrong }), JSON.stringify(wrong)?.slice(0, 20)).toBe('bad')
    }
  })
})

test('whatever stands in a field, a line is a message, unknown or broken, and never an exception', () => {
  const types = [...Object.keys(hostSchemas), ...Object.keys(memberSchemas), 'later']
  const odd = fc.oneof(
    fc.jsonValue(),
    fc.double(),
    fc.constantFrom(2 ** 53, -0, 1e308, '\ud800', '__proto__', ann, [ann], [stored(1)]),
  )
  const fields = [
    'seq',
    'time',
    'body',
    'on',
    'cid',
    'kinds',
    'member',
    'members',
    'events',
    'first',
    'self',
    'kind',
  ]
  fc.assert(
    fc.property(
      fc.constantFrom(...types),
      fc.dictionary(fc.constantFrom(...fields), odd),
      (type, rest) => {
        const line = JSON.stringify({ ...rest, type })
        expect(['message', 'unknown', 'bad']).toContain(parseHostLine(line).kind)
        expect(['message', 'unknown', 'bad']).toContain(parseMemberLine(line).kind)
      },
    ),
  )
})
