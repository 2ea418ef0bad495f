import { describe, expect, test } from 'vitest'
import {
  BODY_BYTES,
  BODY_JSON_BYTES,
  EVENT_BYTES,
  ID_CHARS,
  LINE_BYTES,
  NAME_BYTES,
  TEXT_BYTES,
  VALUE_BYTES,
} from '../../../../shared/domain/limits.ts'
import { byteLength } from '../../../../shared/domain/text.ts'
import { eventCost, isBody } from '../../../../shared/events/body.ts'

const empty = (count: number) => Array.from({ length: count }, () => '')

describe('a body as JSON', () => {
  test.each([
    ['empty strings', { list: empty(40_000) }],
    ['control characters, one a string', { list: empty(12_000).map(() => '\u0001') }],
  ])('has its limit also where it is made of %s', (_, body) => {
    expect(byteLength(JSON.stringify(body))).toBeGreaterThan(BODY_JSON_BYTES)
    expect(isBody(body)).toBe(false)
  })

  test.each([
    ['empty strings', (count: number) => ({ l: empty(count) })],
    ['numbers', (count: number) => ({ l: empty(count).map(() => -1.234567890123456e-300) })],
    ['a text of controls', (count: number) => ({ text: '\u0001'.repeat(count) })],
    ['control characters', (count: number) => ({ l: empty(count).map(() => '\u0001') })],
  ])('fits a line with all that is around it, at the most %s', (_, bodyOf) => {
    let [least, most] = [1, BODY_BYTES + 1]
    while (most - least > 1) {
      const count = Math.floor((least + most) / 2)
      if (isBody(bodyOf(count))) least = count
      else most = count
    }
    const body = JSON.stringify(bodyOf(least))
    expect(byteLength(body)).toBeLessThanOrEqual(BODY_JSON_BYTES)
    const around = 6 * (NAME_BYTES + ID_CHARS) + 512
    expect(byteLength(body) + around).toBeLessThan(LINE_BYTES)
  })

  test('takes the worst legal text of a message', () => {
    expect(isBody({ text: '\u0001'.repeat(TEXT_BYTES) })).toBe(true)
  })

  test('costs room in memory for each string, however short', () => {
    const body = { list: empty(1_000) }
    expect(eventCost({ body })).toBe(EVENT_BYTES + 4 + VALUE_BYTES + VALUE_BYTES * 1_001)
  })
})
