/** Chance that comes out the same for the same seed, so that a run that failed can be run again. */

export class Seeded {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** From 0 to below 1 (mulberry32, by Tommy Ettinger: 32 bits of state are plenty here). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1))
  }

  /** @throws {Error} when there is nothing to pick from */
  pick<T>(from: readonly T[]): T {
    const one = from[Math.floor(this.next() * from.length)]
    if (one === undefined) throw new Error('there is nothing to pick from')
    return one
  }

  /** A source of its own for a part of the run, so that parts do not disturb each other. */
  branch(number: number): Seeded {
    return new Seeded(Math.imul(this.#state ^ (number + 1), 0x9e3779b1))
  }
}
