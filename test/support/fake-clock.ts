/** A clock whose hands the test turns. */
import type { Clock } from '../../electron/clock.ts'

export class FakeClock implements Clock {
  #now = 1_767_225_600_000
  #timers = new Set<{ at: number; task: () => void }>()

  now(): number {
    return this.#now
  }

  after(ms: number, task: () => void): () => void {
    const timer = { at: this.#now + ms, task }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Timers that still wait; a closed service leaves none. */
  get waiting(): number {
    return this.#timers.size
  }

  /** The computer sleeps: the time passes, and what was due meanwhile runs afterwards. */
  sleep(ms: number): void {
    this.#now += ms
    this.advance(0)
  }

  /** Moves on by `ms`, running each timer at its time, in order. */
  advance(ms: number): void {
    const end = this.#now + ms
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
      if (next === undefined) break
      this.#timers.delete(next)
      this.#now = Math.max(this.#now, next.at)
      next.task()
    }
    this.#now = end
  }
}
