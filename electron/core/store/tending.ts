/**
 * Does what a store has for the background, a step after the other: words come into the search index,
 * and withdrawn ones go. Invariant: whoever asks waits for one step at most.
 */
import {
  INDEX_PAUSE_MS,
  INDEX_REST,
  INDEX_TRY_MS,
  INDEX_WAIT_MS,
} from '../../../shared/domain/limits.ts'
import { elapsed } from '../../../shared/domain/time.ts'
import { type Clock, systemClock } from '../clock.ts'
import type { SqliteStore } from './sqlite-store.ts'

/** Timers of the background keep no process alive. */
const backgroundClock: Pick<Clock, 'monotonic' | 'after'> = {
  monotonic: systemClock.monotonic,
  after: (ms, task) => {
    const timer = setTimeout(task, ms).unref()
    return () => clearTimeout(timer)
  },
}

/** Of a store that is closed it does nothing. Keeps no process alive. */
export class Tending {
  readonly #sqlite: Pick<SqliteStore, 'tend' | 'needsTending'>
  readonly #clock: Pick<Clock, 'monotonic' | 'after'>
  #waits = false
  /** Something was asked for since the last step. */
  #asked = false

  constructor(
    sqlite: Pick<SqliteStore, 'tend' | 'needsTending'>,
    clock: Pick<Clock, 'monotonic' | 'after'> = backgroundClock,
  ) {
    this.#sqlite = sqlite
    this.#clock = clock
  }

  /** What an earlier start has left is not waited with. */
  begin(): void {
    this.#tend()
  }

  /** To be called after each thing that the store was asked for. */
  asked(): void {
    this.#asked = true
    if (!this.#waits && this.#sqlite.needsTending()) this.#after(INDEX_WAIT_MS)
  }

  /** In the pauses, which are long while somebody asks, that is answered. */
  #tend(): void {
    this.#waits = false
    const rest = this.#asked ? INDEX_REST : 0
    this.#asked = false
    const begun = this.#clock.monotonic()
    try {
      const more = this.#sqlite.tend()
      const took = elapsed(begun, this.#clock.monotonic())
      if (more) this.#after(Math.max(INDEX_PAUSE_MS, rest * took))
    } catch {
      // The disk is full or gone; what is damaged is marked, and set aside at the next start.
      this.#after(INDEX_TRY_MS)
    }
  }

  #after(ms: number): void {
    this.#waits = true
    this.#clock.after(ms, () => this.#tend())
  }
}
