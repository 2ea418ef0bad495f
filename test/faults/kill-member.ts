/**
 * A member with a data folder is killed with `kill -9`, over and over, while everybody talks, and
 * started again with the same folder. What it had been given to say and had not reported as sent
 * is in the log once or nowhere, the earlier words before the later; what was in its outbox goes
 * out by itself.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { type Loop, median } from './outcome.ts'
import { Seeded } from './seeded.ts'
import { Stage } from './stage.ts'
import type { Voice } from './voice.ts'

const KILLS = { short: 8, full: 100 }
const TALK = { pause: [5, 120], length: [0, 300] } as const

/** A commit takes a few milliseconds; a busy machine more. */
const OUTBOX_MS = 300

/** Where the member is killed; they take turns. */
const POINTS = ['random', 'said', 'dead line', 'sent', 'burst', 'starting', 'entered'] as const
type Point = (typeof POINTS)[number]

export const killMember: Loop = async ({ seed, length, tell }) => {
  const chance = new Seeded(seed)
  await using stage = await Stage.open({ proxied: seed, hasty: true })
  const [bob, cem] = [stage.member('Bob', true), stage.member('Cem', true)]
  await stage.enter(bob, cem)
  const stop = stage.crowd.talk(stage.crowd.voices, TALK, chance)
  const returns: number[] = []
  const depth: number[] = []
  for (let kill = 0; kill < KILLS[length]; kill += 1) {
    await reach(POINTS[kill % POINTS.length] ?? 'random', stage, bob, chance)
    depth.push(bob.waiting)
    await bob.kill()
    stage.proxy.reset()
    const since = performance.now()
    bob.start(null)
    if (POINTS[(kill + 1) % POINTS.length] === 'starting') continue
    await stage.crowd.until('it is back', () => bob.standing === 'in')
    returns.push(bob.inSince - since)
    if (returns.length % 20 === 0) tell(`${kill + 1} of ${KILLS[length]} kills`)
  }
  stop()
  const verdict = await stage.finish()
  const orphans = new Set(bob.said.filter(({ orphaned }) => orphaned).map(({ cid }) => cid))
  const delivered = bob.acknowledged.filter(({ cid }) => orphans.has(cid)).length
  const notes = [
    `${orphans.size} messages were given to a process that was killed before it reported them as sent (median ${median(depth)}, at most ${Math.max(...depth)} at once)`,
    `${delivered} of these were reported as sent by the next process, from its outbox`,
  ]
  const faults = delivered > 0 ? [] : ['nothing came out of an outbox']
  const done = `${KILLS[length]} × kill -9 of a member, everybody talks`
  return {
    name: 'kill-member',
    done,
    verdict: { ...verdict, faults: [...verdict.faults, ...faults] },
    returns,
    seconds: stage.seconds,
    notes,
  }
}

/** Resolves at the point; the member is killed at once then. */
async function reach(point: Point, stage: Stage, bob: Voice, chance: Seeded): Promise<void> {
  switch (point) {
    case 'random':
      await pause(chance.between(0, 600))
      return
    case 'said':
      bob.say()
      await pause(chance.between(0, 8))
      return
    case 'dead line':
      // The host hears nothing of it, and the outbox has it all.
      stage.proxy.set({ silence: 'swallows' }, 'living')
      for (let n = 0; n < 5; n += 1) bob.say()
      await pause(OUTBOX_MS)
      return
    case 'sent': {
      const before = bob.acknowledged.length
      bob.say()
      await stage.crowd.until('something is acknowledged', () => bob.acknowledged.length > before)
      return
    }
    case 'burst':
      for (let n = 0; n < 50; n += 1) bob.say(chance.between(0, 2000))
      await pause(chance.between(0, 60))
      return
    case 'starting':
      await pause(chance.between(0, 600))
      return
    case 'entered':
      // Directly after it came in: what waited in the outbox is on its way.
      return
  }
}
