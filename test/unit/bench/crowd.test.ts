/** What the members of the bench notice of what they hear. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wireJson } from '../../../shared/wire/json.ts'
import { Member } from '../../bench/host/crowd.ts'
import { keyOf } from '../../support/pure-room.ts'

const text = (number: number, whose: number) =>
  `${'x'.repeat(20)}${String(number).padStart(8, '0')}${String(whose).padStart(4, '0')}`
/** An event as a host writes it: the nth text of somebody. */
const line = (seq: number, number: number, whose = 3) =>
  `${wireJson({
    ...{ type: 'event', seq, kind: 'message', author: { id: keyOf(whose), name: `m${whose}` } },
    ...{ cid: `c${seq}`, time: 1, body: { text: text(number, whose) } },
  })}\n`
const ROSTER = '{"type":"roster","members":[]}\n'
const LINES = [1, 2, 3, 4, 5].map((n) => line(n + 40, n))

function member() {
  const heard: number[][] = []
  const one = new Member(0, 'tincan', (_, number, whose) => heard.push([number, whose]))
  return { one, heard }
}

test('they hear what is said, wherever it is cut, and nothing else counts', () => {
  const bytes = Buffer.from(LINES.join(ROSTER))
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 6 }), (cuts) => {
      const { one, heard } = member()
      const places = [0, ...cuts.sort((a, b) => a - b), bytes.length]
      for (const [at, from] of places.entries()) one.take(bytes.subarray(from, places[at + 1]))
      expect(heard).toEqual([1, 2, 3, 4, 5].map((n) => [n, 3]))
      expect(one.faults).toBe(0)
    }),
  )
})

test.each<[string, string[]]>([
  ['a hole', [line(41, 1), line(43, 2)]],
  ['a number that comes again', [line(41, 1), line(41, 2)]],
  ['a text that is lost', [line(41, 1), line(42, 3)]],
  ['a text that comes twice', [line(41, 1), line(42, 1)]],
  ['two texts that change places', [line(41, 2), line(42, 1)]],
])('they notice %s', (_, lines) => {
  const { one } = member()
  one.take(Buffer.from(lines.join('')))
  expect(one.faults).toBeGreaterThan(0)
})

test('texts of two people have an order each', () => {
  const { one } = member()
  one.take(Buffer.from([line(1, 7, 1), line(2, 1, 2), line(3, 8, 1), line(4, 2, 2)].join('')))
  expect(one.faults).toBe(0)
})
