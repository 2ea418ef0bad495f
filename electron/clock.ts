/**
 * Time as a value that is handed in, so that tests turn the hands themselves.
 */

export interface Clock {
  /** Milliseconds since 1970 UTC. */
  now(): number
  /** Runs `task` once after `ms` milliseconds; returns what cancels it. */
  after(ms: number, task: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, task) {
    const timer = setTimeout(task, ms)
    return () => clearTimeout(timer)
  },
}
