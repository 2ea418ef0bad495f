/**
 * One Tincan a data folder. The lock cannot say whether its owner stays or is on its way out, so
 * an owner that says its goodbyes leaves a mark in the folder: a start that meets it waits for
 * the lock, instead of bringing a window to the front that is going away. It waits standing still,
 * before ready: what Chromium keeps in the folder is not for two at a time either.
 */
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LEAVING_POLL_MS, LEAVING_WAIT_MS } from '../../shared/domain/limits.ts'
import { elapsed } from '../../shared/domain/time.ts'
import type { Clock } from '../core/clock.ts'

const mark = (dataDir: string) => join(dataDir, 'leaving')

export interface LockPorts {
  readonly dataDir: string
  readonly clock: Pick<Clock, 'monotonic'>
  /** Takes the lock if nobody has it; who has it hears of the try. */
  readonly take: () => boolean
  /** Returns after so long. */
  readonly pause: (ms: number) => void
}

export type Locking = 'ours' | 'open' | 'stuck'

/**
 * Takes the lock: at once where that can be, else as soon as an owner that is leaving has left.
 * `open`: it stays; or the folder cannot be locked, which the system does not tell apart. `stuck`:
 * it has been leaving for longer than anybody waits.
 */
export function takeLock({ dataDir, clock, take, pause }: LockPorts): Locking {
  const begun = clock.monotonic()
  while (!take()) {
    // Also when another start was quicker: its window is, or will be, in front.
    if (!existsSync(mark(dataDir))) return 'open'
    if (elapsed(begun, clock.monotonic()) >= LEAVING_WAIT_MS) return 'stuck'
    pause(LEAVING_POLL_MS)
  }
  rmSync(mark(dataDir), { force: true })
  return 'ours'
}

/** Stands still: for a process in which nothing else is to be done yet. */
export function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

/** Says that this Tincan is on its way out. Who has the lock next takes the mark away. */
export function markLeaving(dataDir: string): void {
  writeFileSync(mark(dataDir), '', { mode: 0o600 })
}
