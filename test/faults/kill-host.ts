/**
 * The host's process is killed with `kill -9`, over and over, while everybody talks: at named
 * points of its own life, where it is known what must become of the words that it was about, and
 * at random moments. It is started again each time with the same data, key and port, and the
 * members come back by themselves.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { HostPoint } from './kill-points.ts'
import type { Loop } from './outcome.ts'
import { countsOf, type Killed, owed } from './owed.ts'
import { Seeded } from './seeded.ts'
import { Stage } from './stage.ts'
import type { Stop } from './voice.ts'

const TALK = { pause: [5, 120], length: [0, 300] } as const

/** A way to be killed. */
type Way =
  /** At a point that the process is told when it starts: nobody is back before. */
  | { readonly kind: 'start'; readonly at: HostPoint }
  /** At a point that it is told when everybody is in the room. */
  | { readonly kind: 'life'; readonly at: HostPoint }
  /** At whatever moment. */
  | { readonly kind: 'random' | 'burst' }

/** They take turns. */
const WAYS: readonly Way[] = [
  { kind: 'life', at: 'asked' },
  { kind: 'life', at: 'committed' },
  { kind: 'life', at: 'told' },
  { kind: 'burst' },
  { kind: 'start', at: 'starting' },
  { kind: 'start', at: 'opened' },
  { kind: 'start', at: 'greeted' },
  { kind: 'start', at: 'admitted' },
  { kind: 'start', at: 'committed' },
  { kind: 'random' },
]

const KILLS = { short: WAYS.length, full: 200 }

export const killHost: Loop = async ({ seed, length, tell }) => {
  const chance = new Seeded(seed)
  const kills: Killed[] = []
  const returns: number[] = []
  await using stage = await Stage.open({ hasty: true, stoppable: 'host' })
  const members = [stage.member('Bob', true), stage.member('Cem', true), stage.member('Dee', false)]
  await stage.enter(...members)
  const stop = stage.crowd.talk(stage.crowd.voices, TALK, chance)
  for (let kill = 0; kill < KILLS[length]; kill += 1) {
    const stopped = await reach(wayAt(kill), stage, chance)
    if (stopped !== null) kills.push(stopped)
    const before = members.map((one) => one.returns)
    await stage.host.kill()
    const next = wayAt(kill + 1)
    stage.startHost(null, { stopAt: next.kind === 'start' ? next.at : null })
    if (next.kind === 'start') continue
    const back = () =>
      stage.host.standing === 'in' &&
      members.every((one, at) => one.standing === 'in' && one.returns > (before[at] ?? 0))
    await stage.crowd.until('everybody is back', back)
    returns.push(Math.max(...members.map((one) => one.inSince)) - stage.host.inSince)
    if (returns.length % 20 === 0) tell(`${kill + 1} of ${KILLS[length]} kills`)
  }
  stop()
  const verdict = await stage.finish((account) => owed(kills, account))
  const notes = [`killed when ${countsOf(POINTS, kills)}`]
  const done = `${KILLS[length]} × kill -9 of the host, everybody talks`
  return { name: 'kill-host', done, verdict, returns, seconds: stage.seconds, notes }
}

const POINTS = WAYS.flatMap((way) => ('at' in way ? [way.at] : []))

const wayAt = (kill: number): Way => WAYS[kill % WAYS.length] ?? { kind: 'random' }

/** Resolves where the host is to be killed; with what it was about, where that is known. */
async function reach(
  way: Way,
  { crowd, host, members }: Stage,
  chance: Seeded,
): Promise<Stop | null> {
  const member = chance.pick(members)
  switch (way.kind) {
    case 'start':
      return crowd.stopped(host)
    case 'life':
      await host.stopAt(way.at)
      member.say()
      return crowd.stopped(host)
    case 'random':
      await pause(chance.between(0, 800))
      return null
    case 'burst':
      for (let n = 0; n < 50; n += 1) member.say(chance.between(0, 2000))
      await pause(chance.between(0, 60))
      return null
  }
}
