/**
 * One Tincan a data folder. The lock cannot say whether its owner stays or is on its way out, so
 * an owner that says its goodbyes leaves a mark in the folder: a start that meets it waits for
 * the lock, instead of bringing a window to the front that is going away.
 */
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LEAVING_POLL_MS, LEAVING_WAIT_MS } from '../../shared/limits.ts'
import { elapsed } from '../../shared/time.ts'
import type { Clock } from '../clock.ts'

const mark = (dataDir: string) => join(dataDir, 'leaving')

export interface LockPorts {
  readonly dataDir: string
  readonly clock: Clock
  /** Takes the lock if nobody has it; who has it hears of the try. */
  readonly take: () => boolean
}

export type Locking = 'ours' | 'open' | 'stuck'

/**
 * Takes the lock: at once where that can be, else as soon as an owner that is leaving has left.
 * `open`: it stays. `stuck`: it has been leaving for longer than anybody waits.
 */
export function takeLock(ports: LockPorts): Locking | Promise<Locking> {
  if (ports.take()) return ours(ports)
  if (!isLeaving(ports)) return 'open'
  return waitForLock(ports)
}

/** Says that this Tincan is on its way out. Who has the lock next takes the mark away. */
export function markLeaving(dataDir: string): void {
  writeFileSync(mark(dataDir), '', { mode: 0o600 })
}

async function waitForLock(ports: LockPorts): Promise<Locking> {
  const { clock } = ports
  const begun = clock.monotonic()
  while (elapsed(begun, clock.monotonic()) < LEAVING_WAIT_MS) {
    await new Promise<void>((resolve) => clock.after(LEAVING_POLL_MS, resolve))
    if (ports.take()) return ours(ports)
    // Another start was quicker: its window is, or will be, in front.
    if (!isLeaving(ports)) return 'open'
  }
  return 'stuck'
}

const isLeaving = ({ dataDir }: LockPorts) => existsSync(mark(dataDir))

function ours({ dataDir }: LockPorts): 'ours' {
  rmSync(mark(dataDir), { force: true })
  return 'ours'
}
