/** Whatever a row has become, an event comes out of it that can be shown, kept and sent. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type EventRow, eventOf, eventsOf } from '../../../../electron/core/store/event-row.ts'
import { BODY_BYTES, NAME_BYTES, TEXT_BYTES } from '../../../../shared/domain/limits.ts'
import { byteLength, mendedName, showableName } from '../../../../shared/domain/text.ts'
import { parseHostLine } from '../../../../shared/wire/protocol.ts'
import { BOB, eventOf as saidAt } from '../../../support/store-kit.ts'

const row = (change: Partial<EventRow> = {}): EventRow => {
  const { seq, kind, author, cid, time, on } = saidAt(3, 'Tea at five?')
  const said = { text: 'Tea at five?', on, body: null, withdrawn: null }
  return { seq, kind, key: author.id, name: author.name, cid, time, ...said, ...change }
}
const whole = saidAt(3, 'Tea at five?')

/** Whether a host can send it, and a member can read it. */
function onTheWire(event: ReturnType<typeof eventOf>): string {
  const { on, body, withdrawn, ...rest } = event
  const said = withdrawn === undefined ? { body } : { withdrawn }
  const sent = { ...rest, ...said, ...(on !== null && { on }) }
  const message = { type: 'page', events: [sent], more: false }
  return parseHostLine(JSON.stringify(message)).kind
}

describe('a row', () => {
  test('that is whole is the event that it was', () => {
    expect(eventOf(row())).toEqual(whole)
  })

  test.each([2 ** 53 - 1, 8.64e15 + 1, -1, 1.5, 'soon', null, Number.NaN, new Uint8Array(2)])(
    'with the time %j is all but its time',
    (time) => {
      expect(eventOf(row({ time }))).toEqual({ ...whole, time: 0 })
    },
  )

  test.each([
    ['B\u202eo\u0000b', 'Bob'],
    ['x'.repeat(1_000_000), 'x'.repeat(NAME_BYTES)],
    ['👩‍🚀'.repeat(1_000), '👩‍🚀'.repeat(Math.floor(NAME_BYTES / byteLength('👩‍🚀')))],
    ['', '0C1G-60R3-0C1G-60R3'],
    ['\u0000\u202e', '0C1G-60R3-0C1G-60R3'],
    [null, '0C1G-60R3-0C1G-60R3'],
    [7, '0C1G-60R3-0C1G-60R3'],
  ])('with the name %.9j is its author’s as far as that can be read, or its key', (name, shown) => {
    expect(eventOf(row({ name }))).toEqual({ ...whole, author: { id: BOB, name: shown } })
  })

  test.each([
    ['kind', null],
    ['kind', ''],
    ['kind', 'two words'],
    ['kind', 'x'.repeat(33)],
    ['cid', null],
    ['cid', 'ä'],
    ['cid', 7],
    ['text', null],
    ['text', ''],
    ['text', 7],
    ['text', new Uint8Array(9)],
    ['text', 'x'.repeat(TEXT_BYTES + 1)],
    ['body', ''],
    ['body', 7],
    ['body', new Uint8Array(9)],
    ['body', '{"text":"Tea at'],
    ['body', '["Tea"]'],
    ['body', 'null'],
    ['body', JSON.stringify({ text: 'x'.repeat(BODY_BYTES) })],
    ['on', 'first'],
    ['on', 0],
    ['on', -1],
    ['on', 1.5],
    ['on', 3],
    ['on', 4],
    ['on', Number.NaN],
    ['on', new Uint8Array(2)],
  ])('with the %s %.9j says that it cannot be read, and whose it was', (column, value) => {
    expect(eventOf(row({ [column]: value }))).toEqual({
      ...{ seq: 3, kind: 'unreadable', cid: 'unreadable:3', on: null, body: {} },
      ...{ author: whole.author, time: whole.time },
    })
  })

  test.each([null, 'nobody', 7])('with the author %j is nobody’s, and cannot be read', (key) => {
    expect(eventOf(row({ key }))).toMatchObject({
      kind: 'unreadable',
      author: { id: 'A'.repeat(43), name: 'Bob' },
    })
  })

  test('of a kind of a later version is what it was', () => {
    const later = { ...whole, kind: 'renamed', body: {} }
    expect(eventOf(row({ kind: 'renamed', text: null }))).toEqual(later)
    const body = { to: 'Pub', n: [1, null] }
    expect(eventOf(row({ kind: 'renamed', text: null, body: JSON.stringify(body) }))).toEqual({
      ...later,
      body,
    })
    expect(eventOf(row({ kind: 'renamed' }))).toEqual({ ...whole, kind: 'renamed' })
  })

  test('that stands on an earlier one says so, with its body', () => {
    const body = { emoji: '👍' }
    const on = { kind: 'reaction', on: 2, text: null, body: JSON.stringify(body) }
    expect(eventOf(row(on))).toEqual({ ...whole, kind: 'reaction', on: 2, body })
  })

  test('has a body with more than a text, the text included', () => {
    const body = { text: 'Tea at five?', until: 5 }
    expect(eventOf(row({ body: JSON.stringify(body) }))).toEqual({ ...whole, body })
  })

  const odd = fc.oneof(
    fc.constantFrom(...Object.values(row())),
    fc.double(),
    fc.maxSafeInteger(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(null, undefined, new Uint8Array(3), 'x'.repeat(20_000), '\ud800', 1n, 1, 2),
    fc.json(),
  )
  test('whatever stands in it, becomes an event that a host can send', () => {
    const rows = fc.record({
      ...{ seq: fc.constant(3), kind: odd, key: odd, name: odd, cid: odd, time: odd, text: odd },
      ...{ on: odd, body: odd, withdrawn: odd },
    })
    fc.assert(
      fc.property(rows, (one) => {
        expect(onTheWire(eventOf(one))).toBe('message')
      }),
    )
  })
})

describe('a stretch', () => {
  test('has no holes: where no row is, an event stands that cannot be read', () => {
    const events = eventsOf([row({ seq: 5 }), row({ seq: 3 }), row({ seq: 4.5 })], 2, 6)
    expect(events.map(({ seq, kind }) => [seq, kind])).toEqual([
      [2, 'unreadable'],
      [3, 'message'],
      [4, 'unreadable'],
      [5, 'message'],
      [6, 'unreadable'],
    ])
    expect(new Set(events.map(({ cid }) => cid)).size).toBe(4)
    expect(events.map(onTheWire)).toEqual(events.map(() => 'message'))
    expect(eventsOf([row()], 4, 3)).toEqual([])
  })
})

test('a mended name can be shown, or is none, and one that can be shown is left alone', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (name) => {
      const mended = mendedName(name)
      expect(mended === '' || showableName(mended)).toBe(true)
      if (showableName(name)) expect(mended).toBe(name)
    }),
  )
})
