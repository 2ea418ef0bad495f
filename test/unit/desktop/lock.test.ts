/** One Tincan a data folder, and what a start does when there is one: which depends on whether it stays. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { markLeaving, standStill, takeLock } from '../../../electron/desktop/lock.ts'
import { LEAVING_POLL_MS, LEAVING_WAIT_MS } from '../../../shared/domain/limits.ts'
import { FakeClock } from '../../support/fake-clock.ts'

let dataDir = ''
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'tincan-leaving-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

/** A start that meets a lock; after `looks` pauses, `then` happens. */
function lock(taken: boolean, looks = Number.POSITIVE_INFINITY, then: () => void = () => {}) {
  const clock = new FakeClock()
  let free = !taken
  let paused = 0
  const pause = (ms: number) => {
    clock.advance(ms)
    paused += 1
    if (paused !== looks) return
    free = true
    then()
  }
  const locking = takeLock({ dataDir, clock, take: () => free, pause })
  return { locking, paused }
}

test('a lock that nobody has is taken at once, and the mark of one that was killed is removed', () => {
  markLeaving(dataDir)
  expect(lock(false)).toEqual({ locking: 'ours', paused: 0 })
  expect(readdirSync(dataDir)).toEqual([])
})

test('a lock of somebody who stays is given up at once', () => {
  expect(lock(true)).toEqual({ locking: 'open', paused: 0 })
})

test('who is leaving is waited for, and its mark is removed', () => {
  markLeaving(dataDir)
  expect(lock(true, 10)).toEqual({ locking: 'ours', paused: 10 })
  expect(readdirSync(dataDir)).toEqual([])
})

test('a lock that another start was quicker to take is given up', () => {
  markLeaving(dataDir)
  const clock = new FakeClock()
  const pause = () => rmSync(join(dataDir, 'leaving'))
  expect(takeLock({ dataDir, clock, take: () => false, pause })).toBe('open')
})

test('who never comes to its end is not waited for without end', () => {
  markLeaving(dataDir)
  expect(lock(true)).toEqual({ locking: 'stuck', paused: LEAVING_WAIT_MS / LEAVING_POLL_MS })
})

test('to stand still takes its time', () => {
  const begun = performance.now()
  standStill(20)
  // The timer may be a millisecond early.
  expect(performance.now() - begun).toBeGreaterThan(18)
})
