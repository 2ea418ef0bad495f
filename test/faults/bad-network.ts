/**
 * Minutes of a network as bad as they come: 2 s of latency each way, 8 KB/s in each direction of
 * each connection, and 5 % resets, which is: every second, every connection is reset with a
 * chance of one in twenty. Three members talk all the while. Then it ends, and everybody must get
 * the same log. How soon after that is a figure, not a verdict: a busy machine is slower. It is
 * counted from when nobody says anything more, the faults are over and everybody has a connection
 * again (which is tried every 30 s at the latest).
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Loop } from './outcome.ts'
import { Seeded } from './seeded.ts'
import { Stage } from './stage.ts'

const WEATHER = { latency: 2000, bandwidth: 8 * 1024, resets: 0.05 }
const MINUTES = { short: 1 / 3, full: 10 }
const TALK = { pause: [500, 4000], length: [0, 400] } as const

export const badNetwork: Loop = async ({ seed, length, minutes = MINUTES[length], tell }) => {
  const chance = new Seeded(seed)
  await using stage = await Stage.open({ proxied: seed })
  const members = [stage.member('Bob', true), stage.member('Cem', true), stage.member('Dee', false)]
  await stage.enter(...members)
  stage.proxy.set(WEATHER)
  const stop = stage.crowd.talk(stage.crowd.voices, TALK, chance)
  for (let left = minutes; left > 0; left -= 1) {
    await pause(Math.min(1, left) * 60_000)
    tell(`${Math.max(0, left - 1).toFixed(1)} minutes left`)
  }
  stop()
  stage.proxy.set({ latency: 0, bandwidth: Number.POSITIVE_INFINITY, resets: 0 })
  const over = performance.now()
  await stage.crowd.until('everybody is connected', () =>
    members.every(({ standing }) => standing === 'in'),
  )
  const quiet = performance.now()
  await stage.quiet()
  const newest = Math.max(...stage.crowd.voices.map(({ seen }) => seen))
  await stage.crowd.until('everybody has everything', () =>
    stage.crowd.voices.every(({ seen }) => seen >= newest),
  )
  const equal = performance.now()
  const verdict = await stage.finish()
  const cut = members.reduce((sum, one) => sum + one.cuts, 0)
  const notes = [
    `every second, every connection is reset with a chance of ${WEATHER.resets}; it was lost ${cut} times`,
    `${((quiet - over) / 1000).toFixed(1)} s after the faults everybody was connected, ${((equal - quiet) / 1000).toFixed(1)} s later all logs were equal`,
  ]
  return {
    name: 'bad-network',
    done: `${minutes.toFixed(1)} min of 2 s latency, 8 KB/s, 5 % resets`,
    verdict,
    returns: [],
    seconds: stage.seconds,
    notes,
  }
}
