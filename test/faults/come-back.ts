/**
 * How soon a room is whole again when its host's process was killed and started anew: members
 * whose connection was lost for the first time, and nothing sped up.
 */
import type { Loop } from './outcome.ts'
import { Stage } from './stage.ts'

const ROUNDS = { short: 2, full: 20 }

export const comeBack: Loop = async ({ length, tell }) => {
  await using stage = await Stage.open()
  const returns: number[] = []
  for (let round = 1; round <= ROUNDS[length]; round += 1) {
    const members = [1, 2, 3].map((n) => stage.member(`M${round}-${n}`, false))
    for (const member of members) member.start(null)
    const allIn = () => members.every(({ standing }) => standing === 'in')
    await stage.crowd.until('everybody is in', allIn)
    for (const member of members) member.say()
    await stage.quiet()
    const before = members.map((one) => one.returns)
    await stage.host.kill()
    stage.startHost()
    const back = () => members.every((one, at) => one.returns > (before[at] ?? 0) && allIn())
    await stage.crowd.until('everybody is back', back)
    returns.push(Math.max(...members.map((one) => one.inSince)) - stage.host.inSince)
    for (const member of members) await member.leave()
    if (round % 5 === 0) tell(`${round} of ${ROUNDS[length]} rounds`)
  }
  const verdict = await stage.finish()
  const done = `${ROUNDS[length]} × kill -9 of the host, 3 new members each`
  return { name: 'come-back', done, verdict, returns, seconds: stage.seconds, notes: [] }
}
