/**
 * The clock of a connection that was lost: when it is made again, and what makes it be made at
 * once. How long between two tries is decided in retry.ts.
 */
import type { ErrorValue } from '../../shared/errors.ts'
import { elapsed, later, type MonotonicMs } from '../../shared/time.ts'
import type { Clock } from '../clock.ts'
import { retryDelay, wasSteady } from './retry.ts'

interface RetryingOptions {
  readonly clock: Clock
  readonly network?: { onChange(listener: () => void): () => void }
  /** From 0 to 1. */
  readonly random: () => number
  /** Makes the connection again. */
  again(): void
}

export class Retrying {
  readonly #options: RetryingOptions
  /** Why the connection was lost; null when it was not. */
  cause: ErrorValue | null = null
  #tries = 0
  #upSince: MonotonicMs | null = null
  #waiting: { readonly until: MonotonicMs; cancel(): void } | undefined
  #unsubscribe: (() => void) | undefined

  constructor(options: RetryingOptions) {
    this.#options = options
  }

  /** Milliseconds to the next try; null when none is waited for, as while one is made. */
  get retryIn(): number | null {
    if (this.#waiting === undefined) return null
    return Math.max(0, elapsed(this.#options.clock.monotonic(), this.#waiting.until))
  }

  /** The room is entered. */
  reached(): void {
    this.#upSince = this.#options.clock.monotonic()
    this.cause = null
    this.stop()
  }

  /** A try begins that nobody waited for. */
  start(): void {
    this.#tries = 0
    this.#listen()
  }

  /** The connection was lost, or could not be made: from now on the next try is waited for. */
  lost(error: ErrorValue): void {
    const { clock, random } = this.#options
    const now = clock.monotonic()
    if (this.#upSince !== null && wasSteady(elapsed(this.#upSince, now))) this.#tries = 0
    this.#upSince = null
    this.cause = error
    const delay = retryDelay(this.#tries, random())
    this.#tries += 1
    this.#waiting?.cancel()
    this.#waiting = {
      until: later(now, delay),
      cancel: clock.after(delay, () => this.now()),
    }
    this.#listen()
  }

  /** The next try, if one is waited for. */
  now(): void {
    if (this.#waiting === undefined) return
    this.#waiting.cancel()
    this.#waiting = undefined
    this.#options.again()
  }

  stop(): void {
    this.#waiting?.cancel()
    this.#waiting = undefined
    this.#unsubscribe?.()
    this.#unsubscribe = undefined
  }

  #listen(): void {
    this.#unsubscribe ??= this.#options.network?.onChange(() => this.now())
  }
}
