/**
 * The promise against everything that may happen, in any order. A failure prints its seed and
 * its shortest run; `TINCAN_MODEL_SEED` and `TINCAN_MODEL_PATH` play it again, and
 * `TINCAN_MODEL_RUNS` asks for more runs.
 */
import fc from 'fast-check'
import { test, vi } from 'vitest'
import type { Past } from '../../shared/snapshot.ts'
import { type Action, actions, carryOut } from './actions.ts'
import { calm, checkQuiet } from './quiet.ts'
import { World } from './world.ts'

// Small numbers, so that a short run meets every page's end.
vi.mock('../../shared/limits.ts', async (original) => ({
  ...(await original<typeof import('../../shared/limits.ts')>()),
  PAGE_EVENTS: 3,
  FIRST_PAGE: 4,
  HELD_EVENTS: 3,
}))

const { TINCAN_MODEL_RUNS, TINCAN_MODEL_SEED, TINCAN_MODEL_PATH } = process.env
const options = {
  numRuns: Number(TINCAN_MODEL_RUNS ?? 300),
  ...(TINCAN_MODEL_SEED !== undefined && { seed: Number(TINCAN_MODEL_SEED) }),
  ...(TINCAN_MODEL_PATH !== undefined && { path: TINCAN_MODEL_PATH }),
}

/** A room with its host and two guests in it; a third may come late. */
function begin(past: Past): World {
  const world = new World(3, past)
  world.startHost()
  world.rest()
  for (const guest of world.guests.slice(0, 2)) guest.start()
  world.rest()
  return world
}

function run(past: Past, steps: readonly Action[]): World {
  const world = begin(past)
  for (const action of steps) carryOut(world, action)
  calm(world)
  checkQuiet(world)
  return world
}

const past = fc.constantFrom<Past>('all', 'none', 2)

test('whatever happens, what was shown as sent is in the host’s log, once and in its order, and when all is quiet everybody has the same', {
  timeout: 3_600_000,
}, () => {
  fc.assert(
    fc.property(past, actions, (rule, steps) => void run(rule, steps)),
    options,
  )
})
