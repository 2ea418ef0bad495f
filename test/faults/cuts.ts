/**
 * The network between three members and the host is cut, over and over, while everybody talks:
 * resets, pulled cables, connections of which one end knows nothing, cuts in the middle of a
 * record, single bytes.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Loop } from './outcome.ts'
import type { Link } from './proxy-link.ts'
import { Seeded } from './seeded.ts'
import { Stage } from './stage.ts'

const CUTS = { short: 21, full: 210 }
const TALK = { pause: [20, 200], length: [0, 600] } as const

const KINDS = [
  'reset',
  'pulled',
  'swallowed',
  'half-open, member told',
  'half-open, host told',
  'after n bytes',
  'single bytes, then reset',
] as const
type Kind = (typeof KINDS)[number]

export const cuts: Loop = async ({ seed, length, tell }) => {
  const chance = new Seeded(seed)
  await using stage = await Stage.open({ proxied: seed, hasty: true })
  const members = [stage.member('Bob', true), stage.member('Cem', true), stage.member('Dee', false)]
  await stage.enter(...members)
  const stop = stage.crowd.talk(stage.crowd.voices, TALK, chance)
  const returns: number[] = []
  for (let cut = 0; cut < CUTS[length]; cut += 1) {
    const kind = KINDS[cut % KINDS.length] ?? 'reset'
    await stage.crowd.until('somebody is connected', () => members.some(isIn))
    const lost = performance.now()
    for (const link of some(stage.proxy.links, chance)) await inflict(kind, link, chance)
    if (kind !== 'pulled') {
      await stage.crowd.until('somebody is back', () => members.some((one) => one.inSince > lost))
      const back = members.filter((one) => one.inSince > lost)
      returns.push(Math.max(...back.map((one) => one.inSince)) - lost)
    }
    if ((cut + 1) % 50 === 0) tell(`${cut + 1} of ${CUTS[length]} cuts`)
    await pause(chance.between(0, 100))
  }
  stop()
  const verdict = await stage.finish()
  const noticed = members.reduce((sum, one) => sum + one.cuts, 0)
  const notes = [`${noticed} of the cuts ended a connection, and ${stage.proxy.taken} were made`]
  const done = `${CUTS[length]} cuts of ${KINDS.length} kinds`
  return { name: 'cuts', done, verdict, returns, seconds: stage.seconds, notes }
}

const isIn = ({ standing }: { standing: string }) => standing === 'in'

/** One link or all. */
function some(links: readonly Link[], chance: Seeded): readonly Link[] {
  return links.length === 0 || chance.next() < 0.3 ? links : [chance.pick(links)]
}

/** Does it, and ends it: what has one end left in the dark is reset after a while. */
async function inflict(kind: Kind, link: Link, chance: Seeded): Promise<void> {
  switch (kind) {
    case 'reset':
      link.reset()
      return
    case 'pulled':
      // Back before anybody has noticed: TCP delivers it all.
      link.set({ silence: 'holds' })
      await pause(chance.between(50, 800))
      link.set({ silence: 'none' })
      return
    case 'swallowed':
      link.set({ silence: 'swallows' })
      await pause(chance.between(50, 400))
      link.reset()
      return
    case 'half-open, member told':
      link.halfOpen('member')
      await pause(chance.between(50, 400))
      link.reset()
      return
    case 'half-open, host told':
      link.halfOpen('host')
      await pause(chance.between(50, 400))
      link.reset()
      return
    case 'after n bytes':
      link.set({ cutAfter: chance.between(1, 2000) })
      return
    case 'single bytes, then reset':
      link.set({ slice: 1 })
      await pause(chance.between(50, 400))
      link.reset()
      return
  }
}
