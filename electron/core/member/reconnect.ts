/**
 * The clock of a connection that was lost: when it is made again, and what makes it be made at
 * once. How long between two tries is decided in rules/backoff.ts.
 */
import { elapsed, later, type MonotonicMs } from '../../../shared/domain/time.ts'
import type { Clock } from '../clock.ts'
import { backoffDelay } from './rules/backoff.ts'

interface ReconnectOptions {
  readonly clock: Clock
  readonly network?: { onChange(listener: () => void): () => void }
  /** From 0 to 1. */
  readonly random: () => number
  /** Makes the connection again. */
  again(): void
}

/** One wait at a time. The network is watched from the first `wait` until `stop`. */
export class Reconnect {
  readonly #options: ReconnectOptions
  #waiting: { readonly until: MonotonicMs; cancel(): void } | undefined
  #unsubscribe: (() => void) | undefined

  constructor(options: ReconnectOptions) {
    this.#options = options
  }

  /** Milliseconds to the next try; null when none is waited for, as while one is made. */
  get retryIn(): number | null {
    if (this.#waiting === undefined) return null
    return Math.max(0, elapsed(this.#options.clock.monotonic(), this.#waiting.until))
  }

  /**
   * From now on the next try is waited for.
   * @param tries that failed since the connection was last steady
   */
  wait(tries: number): void {
    const { clock, random, network } = this.#options
    const delay = backoffDelay(tries, random())
    this.#waiting?.cancel()
    this.#waiting = {
      until: later(clock.monotonic(), delay),
      cancel: clock.after(delay, () => this.now()),
    }
    this.#unsubscribe ??= network?.onChange(() => this.now())
  }

  /** The next try, if one is waited for. */
  now(): void {
    if (this.#waiting === undefined) return
    this.#waiting.cancel()
    this.#waiting = undefined
    this.#options.again()
  }

  /** None is waited for any more. */
  stop(): void {
    this.#waiting?.cancel()
    this.#waiting = undefined
    this.#unsubscribe?.()
    this.#unsubscribe = undefined
  }
}
