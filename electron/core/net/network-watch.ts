/**
 * Notices that the network may be another one, or that the computer has slept: whoever waits to
 * connect again tries at once. There is no event for it that every system has, so it looks, and
 * only while somebody wants to know.
 */
import { uptime } from 'node:os'
import { NETWORK_LOOK_MS, SLEPT_MS } from '../../../shared/domain/limits.ts'
import type { Clock } from '../clock.ts'
import { type Interfaces, readInterfaces } from './own-addresses.ts'

/** What is looked at. */
export interface Sight {
  readonly interfaces: Interfaces
  /**
   * Seconds since the computer was started, sleep included: the clock of durations may stand
   * still meanwhile, and the one of the day jumps for other reasons.
   */
  readonly uptime: number
}

/** What the system shows. */
export const readSight = (): Sight => ({ interfaces: readInterfaces(), uptime: uptime() })

/** Looks every NETWORK_LOOK_MS, and keeps the process alive, as long as anybody listens. */
export class NetworkWatch {
  readonly #clock: Clock
  readonly #read: () => Sight
  readonly #listeners = new Set<() => void>()
  #cancel: (() => void) | undefined
  #seen = ''
  #awake = 0

  constructor(clock: Clock, read: () => Sight) {
    this.#clock = clock
    this.#read = read
  }

  /** Calls `listener` when the network may have changed; returns its unsubscribe. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    if (this.#cancel === undefined) this.#look()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size > 0) return
      this.#cancel?.()
      this.#cancel = undefined
    }
  }

  /** Looks, and again a while later; answers whether something is other than at the last look. */
  #look(): boolean {
    const { interfaces, uptime } = this.#read()
    const seen = signature(interfaces)
    const slept = (uptime - this.#awake) * 1000 > NETWORK_LOOK_MS + SLEPT_MS
    const changed = slept || seen !== this.#seen
    this.#seen = seen
    this.#awake = uptime
    this.#cancel = this.#clock.after(NETWORK_LOOK_MS, () => {
      if (this.#look()) for (const listener of [...this.#listeners]) listener()
    })
    return changed
  }
}

function signature(interfaces: Interfaces): string {
  return Object.entries(interfaces)
    .flatMap(([name, infos]) => (infos ?? []).map(({ address }) => `${name} ${address}`))
    .sort()
    .join('\n')
}
