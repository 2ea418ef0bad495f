/**
 * A cable is cut and nobody says so: no RST, no FIN, both ends open. The member's own timer must
 * notice within 45 s, and the host's as well, by their own clocks; then they find each other again.
 */
import type { Loop } from './outcome.ts'
import { Stage } from './stage.ts'

const NOTICED_MS = 45_000

export const silentCut: Loop = async ({ seed, tell }) => {
  await using stage = await Stage.open({ proxied: seed })
  const members = [stage.member('Bob', true), stage.member('Cem', false)]
  await stage.enter(...members)
  for (const member of stage.crowd.voices) member.say()
  await stage.quiet()
  stage.proxy.set({ silence: 'swallows' }, 'living')
  const cut = performance.now()
  // Bob talks into the dead line, Cem does not.
  members[0]?.say()
  const noticed: number[] = []
  for (const member of members) {
    void stage.crowd
      .until(`${member.name} notices`, () => member.cuts > 0)
      .then(() => noticed.push(performance.now() - cut))
  }
  tell('waits for the timers')
  await stage.crowd.until('both have noticed', () => members.every(({ cuts }) => cuts > 0))
  await stage.quiet()
  const returns = members.map(({ inSince }) => inSince - cut)
  const verdict = await stage.finish()
  const slowest = Math.max(...noticed)
  const late = slowest > NOTICED_MS ? [`noticed only after ${slowest} ms`] : []
  return {
    name: 'silent-cut',
    done: 'a cut without RST or FIN',
    verdict: { ...verdict, faults: [...verdict.faults, ...late] },
    returns,
    seconds: stage.seconds,
    notes: [`noticed after ${noticed.map((ms) => (ms / 1000).toFixed(1)).join(' and ')} s`],
  }
}
