/**
 * A member with a data folder is killed with `kill -9`, over and over, while everybody talks, and
 * started again with the same folder. It is killed at named points of its own life, where it is
 * known what must become of its words, and at random moments. What it had been given to say and
 * had not reported as sent is in the log once or nowhere, the earlier words before the later.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { MemberPoint } from './kill-points.ts'
import { type Loop, median } from './outcome.ts'
import { countsOf, type Killed, owed } from './owed.ts'
import { Seeded } from './seeded.ts'
import { Stage } from './stage.ts'
import type { Stop, Voice } from './voice.ts'

const TALK = { pause: [5, 120], length: [0, 300] } as const

/** What is said into a dead line, so that the outbox has it and nobody else. */
const UNHEARD = 5

/** A way to be killed. */
type Way =
  /** At a point that the process is told when it starts: it is never in the room before. */
  | { readonly kind: 'start'; readonly at: MemberPoint }
  /** At a point that it is told when it is in the room. */
  | { readonly kind: 'life'; readonly at: MemberPoint }
  /** When the outbox has words of which the host can have heard nothing. */
  | { readonly kind: 'dead line' }
  /** At whatever moment. */
  | { readonly kind: 'random' | 'burst' }

/** They take turns. After the dead line there is an outbox to come out of. */
const WAYS: readonly Way[] = [
  { kind: 'life', at: 'said' },
  { kind: 'life', at: 'queued' },
  { kind: 'life', at: 'sent' },
  { kind: 'life', at: 'heard' },
  { kind: 'life', at: 'kept' },
  { kind: 'burst' },
  { kind: 'start', at: 'starting' },
  { kind: 'start', at: 'opened' },
  { kind: 'dead line' },
  { kind: 'start', at: 'entered' },
  { kind: 'start', at: 'sent' },
  { kind: 'random' },
]

const KILLS = { short: WAYS.length, full: 108 }

export const killMember: Loop = async ({ seed, length, tell }) => {
  const chance = new Seeded(seed)
  const kills: Killed[] = []
  const depth: number[] = []
  const returns: number[] = []
  await using stage = await Stage.open({ proxied: seed, hasty: true, stoppable: 'members' })
  const [bob, cem] = [stage.member('Bob', true), stage.member('Cem', true)]
  await stage.enter(bob, cem)
  const stop = stage.crowd.talk(stage.crowd.voices, TALK, chance)
  for (let kill = 0; kill < KILLS[length]; kill += 1) {
    const stopped = await reach(wayAt(kill), stage, bob, chance)
    if (stopped !== null) kills.push(stopped)
    depth.push(bob.waiting)
    await bob.kill()
    stage.proxy.reset()
    const next = wayAt(kill + 1)
    const since = performance.now()
    bob.start(null, { stopAt: next.kind === 'start' ? next.at : null })
    if (next.kind === 'start') continue
    await stage.crowd.until('it is back', () => bob.standing === 'in')
    returns.push(bob.inSince - since)
    if (returns.length % 20 === 0) tell(`${kill + 1} of ${KILLS[length]} kills`)
  }
  stop()
  // What is left in the outbox goes before it.
  bob.say()
  const verdict = await stage.finish((account) => owed(kills, account))
  const orphans = new Set(bob.said.filter(({ orphaned }) => orphaned).map(({ cid }) => cid))
  const delivered = bob.acknowledged.filter(({ cid }) => orphans.has(cid)).length
  const notes = [
    `killed when ${countsOf(POINTS, kills)}`,
    `${orphans.size} messages were given to a process that was killed before it reported them as sent (median ${median(depth)}, at most ${Math.max(...depth)} at once)`,
    `${delivered} of these were reported as sent by the next process, from its outbox`,
  ]
  const done = `${KILLS[length]} × kill -9 of a member, everybody talks`
  return { name: 'kill-member', done, verdict, returns, seconds: stage.seconds, notes }
}

const POINTS = WAYS.flatMap((way) => ('at' in way ? [way.at] : []))

const wayAt = (kill: number): Way => WAYS[kill % WAYS.length] ?? { kind: 'random' }

/** Resolves where the member is to be killed; with what it was about, where that is known. */
async function reach(way: Way, stage: Stage, bob: Voice, chance: Seeded): Promise<Stop | null> {
  switch (way.kind) {
    case 'start':
      return stage.crowd.stopped(bob)
    case 'life':
      await bob.stopAt(way.at)
      bob.say()
      return stage.crowd.stopped(bob)
    case 'dead line':
      stage.proxy.set({ silence: 'swallows' }, 'living')
      await bob.stopAt('queued', UNHEARD)
      for (let n = 0; n < UNHEARD; n += 1) bob.say()
      return stage.crowd.stopped(bob)
    case 'random':
      await pause(chance.between(0, 600))
      return null
    case 'burst':
      for (let n = 0; n < 50; n += 1) bob.say(chance.between(0, 2000))
      await pause(chance.between(0, 60))
      return null
  }
}
