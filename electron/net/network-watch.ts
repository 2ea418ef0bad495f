/**
 * Notices that the network may be another one, or that the computer has slept: whoever waits to
 * connect again tries at once. There is no event for it that every system has, so it looks, and
 * only while somebody wants to know.
 */
import { NETWORK_LOOK_MS } from '../../shared/limits.ts'
import type { Clock } from '../clock.ts'
import type { Interfaces } from './own-addresses.ts'

/** A look that comes so much later than it should (milliseconds) was slept through. */
const SLEPT_MS = 5_000

export class NetworkWatch {
  readonly #clock: Clock
  readonly #read: () => Interfaces
  readonly #listeners = new Set<() => void>()
  #cancel: (() => void) | undefined
  #seen = ''
  #lookedAt = 0

  constructor(clock: Clock, read: () => Interfaces) {
    this.#clock = clock
    this.#read = read
  }

  /** Calls `listener` when the network may have changed; returns its unsubscribe. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    if (this.#cancel === undefined) {
      this.#seen = signature(this.#read())
      this.#wait()
    }
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size > 0) return
      this.#cancel?.()
      this.#cancel = undefined
    }
  }

  #wait(): void {
    this.#lookedAt = this.#clock.now()
    this.#cancel = this.#clock.after(NETWORK_LOOK_MS, () => this.#look())
  }

  #look(): void {
    const seen = signature(this.#read())
    const slept = this.#clock.now() - this.#lookedAt > NETWORK_LOOK_MS + SLEPT_MS
    const changed = slept || seen !== this.#seen
    this.#seen = seen
    this.#wait()
    if (changed) for (const listener of [...this.#listeners]) listener()
  }
}

function signature(interfaces: Interfaces): string {
  return Object.entries(interfaces)
    .flatMap(([name, infos]) => (infos ?? []).map(({ address }) => `${name} ${address}`))
    .sort()
    .join('\n')
}
