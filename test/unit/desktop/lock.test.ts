/** One Tincan a data folder, and what a start does when there is one: which depends on whether it stays. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { markLeaving, takeLock } from '../../../electron/desktop/lock.ts'
import { LEAVING_POLL_MS, LEAVING_WAIT_MS } from '../../../shared/limits.ts'
import { FakeClock } from '../../support/fake-clock.ts'

let dataDir = ''
let clock: FakeClock
let taken = false
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'tincan-leaving-'))
  clock = new FakeClock()
  taken = false
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

const lock = () => takeLock({ dataDir, clock, take: () => !taken })
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

/** So many looks at the lock go by. */
async function pass(looks: number): Promise<void> {
  for (let look = 0; look < looks; look += 1) {
    clock.advance(LEAVING_POLL_MS)
    await settle()
  }
}

test('a lock that nobody has is taken at once, and a mark that a killed one left is gone', () => {
  markLeaving(dataDir)
  expect(lock()).toBe('ours')
  expect(readdirSync(dataDir)).toEqual([])
})

test('who has the lock and stays has its window brought to the front, at once', () => {
  taken = true
  expect(lock()).toBe('open')
})

test('who is leaving is waited for', async () => {
  taken = true
  markLeaving(dataDir)
  const locking = lock()
  await pass(10)
  expect(clock.waiting).toBe(1)
  taken = false
  await pass(1)
  expect(await locking).toBe('ours')
  expect(readdirSync(dataDir)).toEqual([])
})

test('another start that was quicker has its window brought to the front', async () => {
  taken = true
  markLeaving(dataDir)
  const locking = lock()
  await pass(1)
  rmSync(join(dataDir, 'leaving'))
  await pass(1)
  expect(await locking).toBe('open')
})

test('who never comes to its end is not waited for without end', async () => {
  taken = true
  markLeaving(dataDir)
  const locking = lock()
  await pass(LEAVING_WAIT_MS / LEAVING_POLL_MS)
  expect(await locking).toBe('stuck')
  expect(clock.waiting).toBe(0)
})
