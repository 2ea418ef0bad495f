/** What the wire takes and what is a broken message: numbers first of all. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  BODY_BYTES,
  NAMED_MEMBERS,
  RETRY_AFTER_SECONDS,
  ROOM_EVENTS,
  TIME_MOST,
} from '../../../shared/domain/limits.ts'
import {
  type HostMessageOf,
  hostSchemas,
  memberSchemas,
  parseHostLine,
  parseMemberLine,
} from '../../../shared/wire/protocol.ts'
import { ann, bob, live, pageOf, stored } from '../../support/pure-session.ts'

/** What a member makes of a host's message with something else in it. */
const host = (message: object, change: object = {}) =>
  parseHostLine(JSON.stringify({ ...message, ...change })).kind
const said = live(stored(1))
const joined = { type: 'joined', self: bob, members: 2, seq: 5, first: 1, time: 7 }
const came = { type: 'member', change: 'joined', member: bob, time: 7 }
const { type: _, ...event } = said as HostMessageOf<'event'>
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

test('a body is an object that fits, whatever its kind makes of it, and stands on what came before', () => {
  const unfit = [
    ...['', 7, null, undefined, [], { text: '\ud800' }, { text: 'x'.repeat(BODY_BYTES) }],
    { '\ud800': 1 },
  ]
  for (const body of unfit) {
    const name = JSON.stringify(body)?.slice(0, 20)
    expect(host(said, { body }), name).toBe('bad')
    expect(host(inPage({ body })), name).toBe('bad')
  }
  for (const body of [{}, { text: '' }, { text: 7 }, { 'unknown to us': [null, { deep: true }] }]) {
    expect(host(said, { body }), JSON.stringify(body)).toBe('message')
    expect(host(inPage({ kind: 'renamed', body })), JSON.stringify(body)).toBe('message')
  }
  for (const on of [1, 6]) expect(host(said, { seq: 7, on })).toBe('message')
  for (const on of [7, 8, 0, -1, 1.5, '1', null]) {
    expect(host(said, { seq: 7, on }), String(on)).toBe('bad')
    expect(host(inPage({ seq: 7, on })), String(on)).toBe('bad')
  }
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
    'on',
    'body',
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
