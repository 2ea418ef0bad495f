/**
 * The clock of a connection that was lost: when it is made again, and what makes it be made at
 * once. How long between two tries is decided in retry.ts.
 */
import type { ErrorValue } from '../../shared/errors.ts'
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
  #upSince: number | null = null
  #cancel: (() => void) | undefined
  #unsubscribe: (() => void) | undefined

  constructor(options: RetryingOptions) {
    this.#options = options
  }

  /** The room is entered. */
  reached(): void {
    this.#upSince = this.#options.clock.now()
    this.cause = null
    this.stop()
  }

  /** A try begins that nobody waited for. */
  start(): void {
    this.#tries = 0
    this.#listen()
  }

  /** The connection was lost, or could not be made; answers when it is made again. */
  lost(error: ErrorValue): number {
    const { clock, random } = this.#options
    const now = clock.now()
    if (this.#upSince !== null && wasSteady(now - this.#upSince)) this.#tries = 0
    this.#upSince = null
    this.cause = error
    const delay = retryDelay(this.#tries, random())
    this.#tries += 1
    this.#cancel?.()
    this.#cancel = clock.after(delay, () => this.now())
    this.#listen()
    return now + delay
  }

  /** The next try, if one is waited for. */
  now(): void {
    if (this.#cancel === undefined) return
    this.#cancel()
    this.#cancel = undefined
    this.#options.again()
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#unsubscribe?.()
    this.#unsubscribe = undefined
  }

  #listen(): void {
    this.#unsubscribe ??= this.#options.network?.onChange(() => this.now())
  }
}
