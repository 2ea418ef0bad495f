/**
 * The two kinds of time, and what may be reckoned with each. They are two types so that one is
 * never taken for the other: a wall clock is set by people and time servers, by seconds or by
 * years, while something is being waited for.
 */

declare const wallTime: unique symbol
declare const monotonicMs: unique symbol

/**
 * Wall time, milliseconds since 1970 UTC: for showing and storing. It jumps, so that no duration
 * is ever taken from it.
 */
export type UnixMs = number & { readonly [wallTime]: true }

/** For the edges, where a number is known to be a wall time: a clock, a file, a sum. */
export function unixMs(ms: number): UnixMs {
  return ms as UnixMs
}

/**
 * A moment of a clock that only goes forward, for durations. It says nothing about the time of
 * day and means nothing outside its process, so it is never stored or sent. For the compiler it
 * is no number: moments compare with moments (`<`), and {@link elapsed} and {@link later} do the
 * rest.
 */
export interface MonotonicMs {
  readonly [monotonicMs]: true
}

/** Milliseconds from one moment to another; negative when `to` was the earlier one. */
export function elapsed(from: MonotonicMs, to: MonotonicMs): number {
  return numberOf(to) - numberOf(from)
}

/** The moment `ms` milliseconds after another. */
export function later(moment: MonotonicMs, ms: number): MonotonicMs {
  return momentAt(numberOf(moment) + ms)
}

/** For the hand of a clock: the moment that its reading stands for. */
export function momentAt(reading: number): MonotonicMs {
  return reading as unknown as MonotonicMs
}

const numberOf = (moment: MonotonicMs) => moment as unknown as number
