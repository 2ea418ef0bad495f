/**
 * A cable is cut and nobody says so: no RST, no FIN, both ends open. The member's own timer must
 * notice, and the host's as well, by their own clocks; then they find each other again. How soon is
 * a figure here; that it is within 45 s is held by test/integration/faults-silence.test.ts, which
 * turns the clocks' hands itself.
 */
import type { Loop } from './outcome.ts'
import { Stage } from './stage.ts'

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
  tell('waits for the timers')
  const noticed = await Promise.all(
    members.map(async (member) => {
      await stage.crowd.until(`${member.name} notices`, () => member.cuts > 0)
      return performance.now() - cut
    }),
  )
  await stage.quiet()
  const returns = members.map(({ inSince }) => inSince - cut)
  return {
    name: 'silent-cut',
    done: 'a cut without RST or FIN',
    verdict: await stage.finish(),
    returns,
    seconds: stage.seconds,
    notes: [`noticed after ${noticed.map((ms) => (ms / 1000).toFixed(1)).join(' and ')} s`],
  }
}
