/**
 * Two minutes of a room of fifty, five messages a second: what its two processes hold stays flat.
 * It costs two minutes of waiting and a quarter of a minute of work, beside the other tests.
 */
import { expect, test } from 'vitest'
import { soak } from '../faults/soak-run.ts'
import { LONG_NET_MS } from '../support/nets.ts'

test('memory, handles and timers are flat, and nothing is lost', {
  timeout: LONG_NET_MS,
}, async () => {
  const { verdict, growth } = await soak({ minutes: 2 })
  for (const { what, slope, overCycle } of growth) {
    console.log(`${what}: ${Math.round(slope)} and ${Math.round(overCycle ?? 0)} bytes a minute`)
  }
  expect(verdict.faults).toEqual([])
  expect(verdict.acknowledged).toBe(verdict.said)
  // Two minutes are long enough for what is cut from time to time to have been cut.
  expect(growth.every(({ overCycle }) => overCycle !== null)).toBe(true)
})
