/** A clock whose hands the test turns, each by itself. */
import type { Clock } from '../../electron/core/clock.ts'
import {
  elapsed,
  later,
  type MonotonicMs,
  momentAt,
  type UnixMs,
  unixMs,
} from '../../shared/domain/time.ts'

export class FakeClock implements Clock {
  #wall = 1_767_225_600_000
  // Far from the wall's reading, and not zero, so that nothing fits by accident.
  #monotonic = momentAt(5_000_000)
  #timers = new Set<{ at: MonotonicMs; task: () => void }>()

  wall(): UnixMs {
    return unixMs(this.#wall)
  }

  monotonic(): MonotonicMs {
    return this.#monotonic
  }

  after(ms: number, task: () => void): () => void {
    const timer = { at: later(this.#monotonic, ms), task }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Timers that still wait; a closed service leaves none. */
  get waiting(): number {
    return this.#timers.size
  }

  /** Somebody sets the wall clock, on or (less than 0) back. Nothing passes, and no timer runs. */
  setWall(by: number): void {
    this.#wall += by
  }

  /** Time passes: moves both hands on by `ms`, running each timer at its time, in order. */
  advance(ms: number): void {
    const end = later(this.#monotonic, ms)
    for (;;) {
      const [next] = [...this.#timers]
        .filter(({ at }) => elapsed(at, end) >= 0)
        .sort((a, b) => elapsed(b.at, a.at))
      if (next === undefined) break
      this.#timers.delete(next)
      this.#turn(elapsed(this.#monotonic, next.at))
      next.task()
    }
    this.#turn(elapsed(this.#monotonic, end))
  }

  /** Never back: a task may have moved the clock on itself, or be late. */
  #turn(ms: number): void {
    this.#monotonic = later(this.#monotonic, Math.max(0, ms))
    this.#wall += Math.max(0, ms)
  }
}
