/**
 * `npm run faults [-- --only NAME] [--short] [--seed N] [--minutes N]`: the loops that show that
 * nothing is lost and nothing is doubled, at full length (half an hour) or at CI's, and one table
 * of their figures. Exits with 1 when anything was lost, doubled or different.
 */
import { parseArgs } from 'node:util'
import { badNetwork } from './bad-network.ts'
import { comeBack } from './come-back.ts'
import { cuts } from './cuts.ts'
import { killHost } from './kill-host.ts'
import { killMember } from './kill-member.ts'
import { allIsWell, type Loop, type Outcome, tableOf } from './outcome.ts'
import { silentCut } from './silent-cut.ts'

const LOOPS: Readonly<Record<string, Loop>> = {
  'kill-host': killHost,
  'kill-member': killMember,
  'come-back': comeBack,
  cuts,
  'bad-network': badNetwork,
  'silent-cut': silentCut,
}

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    short: { type: 'boolean', default: false },
    seed: { type: 'string' },
    minutes: { type: 'string' },
  },
})
const names = values.only ?? Object.keys(LOOPS)
const unknown = names.filter((name) => LOOPS[name] === undefined)
if (unknown.length > 0) {
  console.error(
    `There is no loop ${unknown.join(', ')}. There are: ${Object.keys(LOOPS).join(', ')}.`,
  )
  process.exit(2)
}

const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))
console.log(`seed ${seed}: --seed ${seed} plays the same again`)
const outcomes: Outcome[] = []
let broken = false
for (const name of names) {
  const tell = (line: string) => console.log(`${name}: ${line}`)
  try {
    const minutes = values.minutes === undefined ? {} : { minutes: Number(values.minutes) }
    const length = values.short ? 'short' : 'full'
    const outcome = await LOOPS[name]?.({ seed, length, tell, ...minutes })
    if (outcome !== undefined) outcomes.push(outcome)
  } catch (error) {
    // The other loops still have something to tell.
    console.error(`${name}: ${(error as Error).stack}`)
    broken = true
  }
}
console.log(tableOf(outcomes))
process.exitCode = !broken && outcomes.every(allIsWell) ? 0 : 1
