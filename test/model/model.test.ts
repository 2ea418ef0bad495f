/**
 * The promise against everything that may happen, in any order. A failure prints its seed and
 * its shortest run; `TINCAN_MODEL_SEED` plays a seed again, and `TINCAN_MODEL_RUNS` asks for more
 * runs of each test.
 */

import fc from 'fast-check'
import { test, vi } from 'vitest'
import type { Past } from '../../shared/domain/moderation.ts'
import { actionsOf, carryOut } from './actions.ts'
import { calm, checkQuiet, readBack } from './quiet.ts'
import { roomOf } from './world.ts'

// Small numbers, so that a short run meets every page's end.
vi.mock('../../shared/domain/limits.ts', async (original) => ({
  ...(await original<typeof import('../../shared/domain/limits.ts')>()),
  PAGE_EVENTS: 3,
  FIRST_PAGE: 4,
  BUFFERED_EVENTS: 3,
  REACTION_EMOJI: 2,
}))

const { TINCAN_MODEL_RUNS, TINCAN_MODEL_SEED } = process.env
const options = {
  numRuns: Number(TINCAN_MODEL_RUNS ?? 300),
  // A slow machine does fewer runs, and a failure is not shortened for ever.
  ...(TINCAN_MODEL_RUNS === undefined && { interruptAfterTimeLimit: 9_000 }),
  ...(TINCAN_MODEL_SEED !== undefined && { seed: Number(TINCAN_MODEL_SEED) }),
}

test.each([
  ['connections are cut, stall and say things twice', ['cuts']],
  ['the host and members are killed and started again', ['kills']],
  ['people come late, leave, return and scroll back', ['people']],
  ['disks are full for a while', ['disks']],
  ['all of that happens at once', ['cuts', 'kills', 'people', 'disks']],
] as const)(
  'nothing sent is lost, doubled or out of order, and all have the same in the end, when %s',
  (_, groups) => {
    const rule = fc.constantFrom<Past>('all', 'none', 2)
    fc.assert(
      fc.property(rule, actionsOf(groups), (past, actions) => {
        const world = roomOf(['Bob', 'Cem'], past, ['Dee'])
        for (const action of actions) carryOut(world, action)
        calm(world)
        checkQuiet(world)
        readBack(world)
        checkQuiet(world)
      }),
      options,
    )
  },
  TINCAN_MODEL_RUNS === undefined ? 60_000 : 0,
)
