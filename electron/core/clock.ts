/**
 * Time as a value that is handed in, so that tests turn the hands themselves. The only file of
 * the main process that reads the system's clocks; which of the two hands is the right one,
 * shared/domain/time.ts says.
 */
import { type MonotonicMs, momentAt, type UnixMs, unixMs } from '../../shared/domain/time.ts'

export interface Clock {
  /** The time of day, for showing and storing. */
  wall(): UnixMs
  /** Now, for durations. It may stand still while the computer sleeps: on Linux it does. */
  monotonic(): MonotonicMs
  /**
   * Runs `task` once after `ms` milliseconds, whatever the wall clock does meanwhile; returns
   * what cancels it. At most LONGEST_TIMER_MS.
   */
  after(ms: number, task: () => void): () => void
}

/** 24 days: what setTimeout can count, which takes more for nothing. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** `after` takes less than 0 ms as 0, and throws a RangeError above LONGEST_TIMER_MS. */
export const systemClock: Clock = {
  wall: () => unixMs(Date.now()),
  monotonic: () => momentAt(performance.now()),
  after(ms, task) {
    if (ms > LONGEST_TIMER_MS) throw new RangeError(`a timer of ${ms} ms is too long`)
    // What is due already runs next; Node warns of less than nothing.
    const timer = setTimeout(task, Math.max(0, ms))
    return () => clearTimeout(timer)
  },
}
