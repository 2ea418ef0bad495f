/**
 * The tests have teeth: each planted fault is caught by the tests named with it, and only because
 * of the fault.
 */
import { describe, expect, test } from 'vitest'
import { PLANTS } from '../faults/plants.ts'
import { bite } from '../faults/teeth.ts'
import { LONG_NET_MS } from '../support/nets.ts'

/** Two runs at a time: more would only wait for each other. */
const lanes: Promise<unknown>[] = [Promise.resolve(), Promise.resolve()]

function inTurn<T>(at: number, run: () => Promise<T>): Promise<T> {
  const mine = (lanes[at % lanes.length] ?? Promise.resolve()).then(run)
  lanes[at % lanes.length] = mine.catch(() => {})
  return mine
}

describe('teeth', { timeout: LONG_NET_MS }, () => {
  test('without a fault, all of these tests pass on a copy', async () => {
    const tests = [...new Set(PLANTS.flatMap((plant) => plant.tests))]
    const { passed, failed, broken } = await bite(null, tests)
    expect([failed, broken]).toEqual([[], []])
    expect(passed).toBeGreaterThan(PLANTS.length)
  })

  describe.concurrent('a planted fault is caught', () => {
    test.for(PLANTS)('$name', async (plant, { expect: hold }) => {
      const { failed, broken } = await inTurn(PLANTS.indexOf(plant), () => bite(plant, plant.tests))
      hold(broken).toEqual([])
      hold(failed.length).toBeGreaterThan(0)
    })
  })
})
