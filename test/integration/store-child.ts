/**
 * `node store-child.ts FILE WAY`: a process with a store, for tests that end it. Ways:
 * - `write`: says things as the host and keeps them as its member, eight at a time and without
 *   end, and prints `seq cid` of each when it is committed.
 * - `hold`: opens the store, prints `open`, and stays.
 * - `close`: says one thing and closes.
 * - `forget`: says one thing without waiting for it, and never closes.
 */
import { randomUUID } from 'node:crypto'
import { systemClock } from '../../electron/core/clock.ts'
import { openStore } from '../../electron/core/store/open-store.ts'
import { ANN, keyOf, said, silent } from '../support/store-kit.ts'

const [, , path = '', way] = process.argv
const { store } = await openStore({ path, clock: systemClock, logger: silent })
const { id } = await store.openLog(keyOf('lab'), {}, 0)

async function say(): Promise<void> {
  const message = { ...said(0, `what ${'was said '.repeat(20)}`, ANN), cid: randomUUID() }
  const { cid } = message
  await store.queue(id, { ...message, error: null })
  const appended = await store.append(id, message, 1)
  if (appended.kind !== 'new') throw new Error('a new cid is a new event')
  // The member's part: on the way to it nothing is known to the person yet.
  const kept = store.keep(id, [appended.event])
  process.stdout.write(`${appended.event.seq} ${cid}\n`)
  await kept
}

async function sayOn(): Promise<never> {
  for (;;) await say()
}

switch (way) {
  case 'write':
    await Promise.all(Array.from({ length: 8 }, sayOn))
    break
  case 'hold':
    process.stdout.write('open\n')
    setInterval(() => {}, 60_000)
    break
  case 'close':
    await say()
    await store.close()
    break
  case 'forget':
    void store.append(id, said(1), 1)
    break
  default:
    throw new Error(`no way ${way}`)
}
