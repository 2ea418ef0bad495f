/**
 * The loops of `npm run faults`, each for some seconds: processes are killed, connections cut, and
 * nothing is lost, doubled or seen in another order.
 */
import { describe, test } from 'vitest'
import { badNetwork } from '../faults/bad-network.ts'
import { comeBack } from '../faults/come-back.ts'
import { cuts } from '../faults/cuts.ts'
import { killHost } from '../faults/kill-host.ts'
import { killMember } from '../faults/kill-member.ts'
import { allIsWell, type Loop, tableOf } from '../faults/outcome.ts'
import { LONG_NET_MS } from '../support/nets.ts'

const SEED = 1

const LOOPS: readonly [string, Loop][] = [
  ['the host is killed', killHost],
  ['a member is killed', killMember],
  ['the host is killed, and its members find it again soon', comeBack],
  ['connections are cut', cuts],
  ['the network is as bad as they come', badNetwork],
]

describe.concurrent('nothing is lost or doubled when', { timeout: LONG_NET_MS }, () => {
  test.for(LOOPS)('%s', async ([, loop], { expect: hold }) => {
    const outcome = await loop({ seed: SEED, length: 'short', tell: () => {} })
    console.log(tableOf([outcome]))
    hold(outcome.verdict.faults).toEqual([])
    hold(allIsWell(outcome)).toBe(true)
    hold(outcome.verdict.said).toBeGreaterThan(0)
  })
})
