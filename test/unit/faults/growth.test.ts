import { describe, expect, test } from 'vitest'
import { grows, growthOver, slopeOf } from '../../faults/growth.ts'

const every5s = (...values: number[]) => values.map((value, at) => ({ seconds: at * 5, value }))

describe('growth', () => {
  test('is a slope a minute', () => {
    expect(slopeOf(every5s(10, 11, 12, 13))).toBeCloseTo(12)
    expect(slopeOf(every5s(13, 12, 11, 10))).toBeCloseTo(-12)
    expect(slopeOf(every5s(7, 7, 7))).toBe(0)
    expect(slopeOf(every5s(7))).toBe(0)
    expect(slopeOf([])).toBe(0)
  })

  test('is seen behind a rise and fall that repeats itself', () => {
    const saw = Array.from({ length: 24 }, (_, at) => (at % 6) * 100)
    expect(growthOver(every5s(...saw), 30)).toBe(0)
    const leaking = saw.map((value, at) => value + at * 5)
    expect(growthOver(every5s(...leaking), 30)).toBeCloseTo(60)
    expect(growthOver(every5s(...saw), 120)).toBe(null)
  })

  test('what goes up and down does not grow', () => {
    expect(grows([5, 9, 5, 9, 5, 9, 5, 9, 5])).toBe(false)
    expect(grows([5, 5, 5, 6, 6, 6, 5, 6, 6])).toBe(false)
    expect(grows([5, 5])).toBe(false)
  })

  test('what never comes back does, however slowly', () => {
    expect(grows([5, 5, 5, 5, 6, 6, 6, 6, 6])).toBe(true)
    expect(grows([1, 2, 3, 4, 5, 6])).toBe(true)
  })
})
