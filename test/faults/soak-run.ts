/**
 * The soak: a host process with its data, fifty members in another, five messages a second, and a
 * look at what both hold every few seconds. Memory, handles and timers must be flat, and nothing
 * may be lost. Its time is what was said: on a busy machine it lasts longer, and is the same.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { TAIL_ENTRIES } from '../../shared/domain/limits.ts'
import { PATIENT, root } from '../support/terminal.ts'
import { grows, growthOver, slopeOf } from './growth.ts'
import type { Sample } from './probe.ts'
import type { Asked, Tally } from './soak-members.ts'
import { PROBED, Stage } from './stage.ts'
import { judge, type Verdict } from './verdict.ts'

export interface SoakOptions {
  readonly minutes: number
  readonly members?: number
  /** Messages a second, altogether. */
  readonly rate?: number
  /** Told each time that was looked. */
  see?(look: Look): void
}

export const SIDES = ['host', 'members'] as const
type Side = (typeof SIDES)[number]

/** What both processes held at one moment. */
export interface Look extends Readonly<Record<Side, Sample>> {
  /** Of talk at its rate, however long they took. */
  readonly seconds: number
}

export interface Growth {
  readonly what: string
  /** Bytes a minute, by least squares over everything. */
  readonly slope: number
  /** Bytes a minute, each moment against the one a cycle before; null: the run was too short. */
  readonly overCycle: number | null
}

export interface Soaked {
  readonly verdict: Verdict
  readonly growth: readonly Growth[]
  readonly looks: readonly Look[]
}

/** Seconds of talk between two looks. */
const LOOK_EVERY = 5

/**
 * The heap may grow by so many bytes a minute before it counts as a leak. Flat it is measured at
 * some ten KB either way. One message kept by each of the fifty is 4 MB a minute (5 × 60 × 50 ×
 * 260 bytes): that is how the ends of the conversations in memory fill, see {@link cycleOf}.
 */
const HEAP_GROWTH = 1024 * 1024

/** Seconds in which the end of a conversation in memory fills and is cut once (member/conversation-tail.ts). */
const cycleOf = (rate: number) => (TAIL_ENTRIES + 1) / rate

export async function soak(options: SoakOptions): Promise<Soaked> {
  const { minutes, members = 50, rate = 5, see = () => {} } = options
  await using stage = await Stage.open({ probed: true })
  const host = stage.host.process
  if (host === undefined) throw new Error('the host runs')
  const data = join(stage.folder, 'members.db')
  const crowd = probed('soak-members.ts', stage.host.invite, String(members), String(rate), data)
  try {
    await answer(crowd, 'in')
    const looks: Look[] = []
    for (let seconds = LOOK_EVERY; seconds <= minutes * 60; seconds += LOOK_EVERY) {
      const talked = answer(crowd, 'talked')
      crowd.send({ talk: Math.ceil(LOOK_EVERY * rate) } satisfies Asked)
      await talked
      const [ofHost, ofMembers] = await Promise.all([look(host), look(crowd)])
      const seen = { seconds, host: ofHost, members: ofMembers }
      looks.push(seen)
      see(seen)
    }
    const tally = answer<Tally>(crowd, 'tally')
    crowd.send('stop' satisfies Asked)
    const { said, acknowledged, faults } = await tally
    await once(crowd, 'close')
    const log = await stage.readLog()
    const words = Object.entries(said).flatMap(([author, count]) =>
      Array.from({ length: count }, (_, n) => saidBy(author, n + 1)),
    )
    const account = stage.crowd.account(log)
    const verdict = judge({ ...account, said: [...words, ...account.said] })
    const judged = growthOf(looks, cycleOf(rate))
    return {
      verdict: {
        ...verdict,
        acknowledged: verdict.acknowledged + acknowledged,
        faults: [...verdict.faults, ...faults, ...judged.faults, ...stage.crowd.trouble],
      },
      growth: judged.growth,
      looks,
    }
  } finally {
    if (crowd.exitCode === null && crowd.signalCode === null) {
      crowd.kill('SIGKILL')
      await once(crowd, 'close')
    }
  }
}

const saidBy = (author: string, n: number) => ({
  author,
  cid: `${author}-${n}`,
  text: `${author}-${n}`,
  life: 1,
  orphaned: false,
})

function growthOf(looks: readonly Look[], cycle: number): { growth: Growth[]; faults: string[] } {
  const growth: Growth[] = []
  const faults: string[] = []
  for (const side of SIDES) {
    for (const what of ['heap', 'rss'] as const) {
      const points = looks.map(({ seconds, [side]: one }) => ({ seconds, value: one[what] }))
      const overCycle = growthOver(points, cycle)
      growth.push({ what: `${what} of the ${side}`, slope: slopeOf(points), overCycle })
      if (what === 'heap' && (overCycle ?? 0) > HEAP_GROWTH) {
        faults.push(`the heap of the ${side} grows: ${Math.round((overCycle ?? 0) / 1024)} KB/min`)
      }
    }
    for (const what of ['handles', 'timers'] as const) {
      const counts = looks.map(({ [side]: one }) => one[what])
      if (grows(counts)) faults.push(`${what} of the ${side} grow: ${counts.join(' ')}`)
    }
  }
  return { growth, faults }
}

/** A script of this folder in a process of its own that can be looked into. */
function probed(script: string, ...args: string[]): ChildProcess {
  const command = [...PATIENT, ...PROBED, join(import.meta.dirname, script), ...args]
  return spawn(process.execPath, command, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
}

function look(child: ChildProcess): Promise<Sample> {
  const sample = answer<Sample>(child, 'sample')
  child.send('sample')
  return sample
}

/** Resolves with the next message of this type; rejects when the process ends without it. */
function answer<T>(child: ChildProcess, type: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const hear = (message: unknown) => {
      if ((message as { type: string }).type !== type) return
      child.off('message', hear)
      child.off('close', gone)
      resolve(message as T)
    }
    const gone = () => reject(new Error(`a process ended without its ${type}`))
    child.on('message', hear)
    child.once('close', gone)
  })
}
