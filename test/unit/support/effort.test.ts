import { expect, test } from 'vitest'
import { growthOfWork } from '../../support/effort.ts'

/** Adds up as many numbers. */
function work(count: number): number {
  let sum = 0
  for (let n = 0; n < count; n += 1) sum = (sum + n) % 7919
  return sum
}

test('work that grows with the size is told from work that grows with its square', () => {
  expect(growthOfWork((size) => work(size * 100), 500, 8)).toBeLessThan(24)
  expect(growthOfWork((size) => work(size * size), 250, 8)).toBeGreaterThan(40)
})
