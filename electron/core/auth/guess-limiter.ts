/**
 * How often a room's password may be tried, whoever tries it. Pure: the times are given.
 *
 * Two rules, both of which must allow a try. A token bucket lets a class come in at once and gets
 * tries back one by one, so that a room that was attacked is open again a minute later. And no
 * hour has more than GUESSES_PER_HOUR tries, which the bucket alone could not promise because
 * tries that turned out right are given back: they were no guesses.
 */
import { GUESS_BURST, GUESSES_PER_HOUR } from '../../../shared/domain/limits.ts'

const HOUR_MS = 3600_000

/** One try comes back this often, so that a burst and an hour of these are GUESSES_PER_HOUR. */
const REFILL_MS = HOUR_MS / (GUESSES_PER_HOUR - GUESS_BURST)

/** `at` is for {@link GuessLimiter.giveBack}; `retryAfter` is in milliseconds, more than zero. */
export type Taken =
  | { readonly ok: true; readonly at: number }
  | { readonly ok: false; readonly retryAfter: number }

/** One for a room’s life, over all its passwords and connections. */
export class GuessLimiter {
  /** Times of the last hour's tries that were not given back, oldest first. */
  #taken: number[] = []
  /** When the bucket will be full, if nobody tries again. */
  #fullAt = Number.NEGATIVE_INFINITY
  #last = Number.NEGATIVE_INFINITY

  /**
   * Takes one try.
   * @param now milliseconds of a clock that does not go back; if it does, it is held to stand still
   */
  take(now: number): Taken {
    const at = Math.max(this.#last, now)
    this.#last = at
    this.#taken = this.#taken.filter((time) => time > at - HOUR_MS)
    const oldest = this.#taken[0]
    const hourFree =
      oldest === undefined || this.#taken.length < GUESSES_PER_HOUR ? at : oldest + HOUR_MS
    const bucketFree = this.#fullAt - (GUESS_BURST - 1) * REFILL_MS
    const free = Math.max(hourFree, bucketFree)
    if (free > at) return { ok: false, retryAfter: free - at }
    this.#taken.push(at)
    this.#fullAt = Math.max(at, this.#fullAt) + REFILL_MS
    return { ok: true, at }
  }

  /**
   * Gives a try back, because the password was right. At most once for each `take`.
   * @param at the moment that `take` returned
   */
  giveBack(at: number): void {
    const index = this.#taken.lastIndexOf(at)
    // Older than an hour: it no longer counts, and the bucket has long got it back.
    if (index === -1) return
    this.#taken.splice(index, 1)
    this.#fullAt -= REFILL_MS
  }
}
