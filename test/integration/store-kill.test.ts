/** `kill -9` in the middle of writing: nothing that was acknowledged is lost, nothing is doubled. */
import { expect, test } from 'vitest'
import { Folder, seqs } from '../unit/store/store-kit.ts'
import { Child } from './store-kit.ts'

/** The faults run (`npm run faults`) asks for more. */
const KILLS = Number(process.env.TINCAN_KILLS ?? 20)

test(`${KILLS} kills of a process that writes`, { timeout: KILLS * 20_000 }, async () => {
  using folder = new Folder()
  const acknowledged = new Map<number, string>()
  for (let kill = 0; kill < KILLS; kill += 1) {
    await using child = new Child(folder.file, 'write')
    await child.printed(1 + Math.floor(Math.random() * 60))
    await child.kill()
    for (const line of child.lines) {
      const [seq = '', cid = ''] = line.split(' ')
      expect(acknowledged.get(Number(seq))).toBeUndefined()
      acknowledged.set(Number(seq), cid)
    }
  }
  const { store, damage } = await folder.open()
  expect(damage).toBeNull()
  const [log] = await store.logs()
  if (log === undefined) throw new Error('there is a log')
  const events = await store.page(log.id, { after: 0, most: 999_999 })
  const lost = [...acknowledged].filter(([seq, cid]) => events[seq - 1]?.cid !== cid)
  const doubled = events.length - new Set(events.map(({ cid }) => cid)).size
  console.log(
    `${KILLS} kills, ${acknowledged.size} acknowledged, ${events.length} in the log: ${lost.length} lost, ${doubled} doubled`,
  )
  expect(lost).toEqual([])
  expect(doubled).toBe(0)
  expect(seqs(events)).toEqual(events.map((_, n) => n + 1))
  // What was queued and never became an event is still there to be sent.
  const waiting = await store.outbox(log.id)
  expect(new Set(waiting.map(({ cid }) => cid)).size).toBe(waiting.length)
  await store.close()
})
