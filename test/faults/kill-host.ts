/**
 * The host's process is killed with `kill -9`, over and over, while everybody talks: at random
 * moments, and at points that can be seen from outside. It is started again each time with the
 * same data, key and port, and the members come back by themselves.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Loop } from './outcome.ts'
import { Seeded } from './seeded.ts'
import { Stage } from './stage.ts'

const KILLS = { short: 12, full: 200 }
const TALK = { pause: [5, 120], length: [0, 300] } as const

/** Where the host is killed; they take turns. */
const POINTS = ['random', 'said', 'sent', 'burst', 'starting', 'returning'] as const
type Point = (typeof POINTS)[number]

export const killHost: Loop = async ({ seed, length, tell }) => {
  const chance = new Seeded(seed)
  await using stage = await Stage.open({ hasty: true })
  const members = [stage.member('Bob', true), stage.member('Cem', true), stage.member('Dee', false)]
  await stage.enter(...members)
  const stop = stage.crowd.talk(stage.crowd.voices, TALK, chance)
  const returns: number[] = []
  for (let kill = 0; kill < KILLS[length]; kill += 1) {
    const point = POINTS[kill % POINTS.length] ?? 'random'
    await reach(point, stage, chance)
    const before = members.map((one) => one.returns)
    await stage.host.kill()
    stage.startHost()
    // Killed again while it starts, or while the members are on their way: nobody waits for it.
    const next = POINTS[(kill + 1) % POINTS.length]
    if (next === 'starting') continue
    await stage.crowd.until('the host listens again', () => stage.host.standing === 'in')
    if (next === 'returning') continue
    const back = () =>
      members.every((one, at) => one.standing === 'in' && one.returns > (before[at] ?? 0))
    await stage.crowd.until('everybody is back', back)
    returns.push(Math.max(...members.map((one) => one.inSince)) - stage.host.inSince)
    if (returns.length % 20 === 0) tell(`${kill + 1} of ${KILLS[length]} kills`)
  }
  stop()
  const verdict = await stage.finish()
  const done = `${KILLS[length]} × kill -9 of the host, everybody talks`
  return { name: 'kill-host', done, verdict, returns, seconds: stage.seconds, notes: [] }
}

/** Resolves at the point; the host is killed at once then. */
async function reach(point: Point, { crowd, members }: Stage, chance: Seeded): Promise<void> {
  const member = chance.pick(members)
  switch (point) {
    case 'random':
      await pause(chance.between(0, 800))
      return
    case 'said':
      // Between `say` and `sent`.
      member.say()
      await pause(chance.between(0, 8))
      return
    case 'sent': {
      const before = member.acknowledged.length
      member.say()
      await crowd.until('something is acknowledged', () => member.acknowledged.length > before)
      return
    }
    case 'burst':
      for (let n = 0; n < 50; n += 1) member.say(chance.between(0, 2000))
      await pause(chance.between(0, 60))
      return
    case 'starting':
      await pause(chance.between(0, 500))
      return
    case 'returning':
      await pause(chance.between(0, 40))
      return
  }
}
