/** `kill -9` in the middle of writing: nothing that was acknowledged is lost, nothing is doubled. */
import { expect, test } from 'vitest'
import { Seeded } from '../faults/seeded.ts'
import { LONG_NET_MS } from '../support/nets.ts'
import { Folder, seqs } from '../support/store-kit.ts'
import { Child } from './store-kit.ts'
import { HALTS, type State } from './store-stops.ts'

/** At random moments; at a hundred times as many it is a run of some minutes. */
const KILLS = Number(process.env.TINCAN_KILLS ?? 20)

/** What each line that is no halt acknowledges: `seq cid`. */
const acknowledgedBy = (child: Child) =>
  child.lines
    .filter((line) => !line.startsWith('{'))
    .map((line) => [Number(line.split(' ')[0]), line.split(' ')[1] ?? ''] as const)

/** What is there after all; the file must be whole. */
async function stateOf(folder: Folder): Promise<State> {
  const { store, damage } = await folder.open()
  expect(damage).toBeNull()
  const [log] = await store.logs()
  if (log === undefined) throw new Error('there is a log')
  const events = await store.page(log.id, { after: 0, most: 999_999 })
  expect(seqs(events)).toEqual(events.map((_, n) => n + 1))
  const waiting = await store.outbox(log.id)
  await store.close()
  return { said: events.map(({ cid }) => cid), waiting: waiting.map(({ cid }) => cid).sort() }
}

test.each(HALTS)('killed when a transaction has %s: all of it is there, or nothing', async (at) => {
  const chance = new Seeded(HALTS.indexOf(at) + 1)
  using folder = new Folder()
  for (let kill = 0; kill < 2; kill += 1) {
    await using child = new Child(folder.file, 'write', `${at} ${chance.between(3, 20)}`)
    const halt = await child.halted()
    await child.kill()
    expect(halt.halted).toBe(at)
    if (at !== 'begun') expect(halt.within).not.toEqual(halt.before)
    const there = await stateOf(folder)
    expect(there).toEqual(at === 'committed' ? halt.within : halt.before)
    for (const [seq, cid] of acknowledgedBy(child)) expect(there.said[seq - 1]).toBe(cid)
  }
})

test(`${KILLS} kills of a process that writes, at random`, { timeout: LONG_NET_MS }, async () => {
  const chance = new Seeded(KILLS)
  using folder = new Folder()
  const acknowledged = new Map<number, string>()
  for (let kill = 0; kill < KILLS; kill += 1) {
    await using child = new Child(folder.file, 'write')
    await child.printed(chance.between(1, 60))
    await child.kill()
    for (const [seq, cid] of acknowledgedBy(child)) {
      expect(acknowledged.get(seq)).toBeUndefined()
      acknowledged.set(seq, cid)
    }
  }
  const { said, waiting } = await stateOf(folder)
  const lost = [...acknowledged].filter(([seq, cid]) => said[seq - 1] !== cid)
  const doubled = said.length - new Set(said).size
  console.log(
    `${KILLS} kills, ${acknowledged.size} acknowledged, ${said.length} in the log: ${lost.length} lost, ${doubled} doubled`,
  )
  expect(lost).toEqual([])
  expect(doubled).toBe(0)
  // What was queued and never became an event is still there to be sent.
  expect(new Set(waiting).size).toBe(waiting.length)
})
