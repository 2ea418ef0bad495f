import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { GuessLimiter } from '../../../../electron/core/auth/guess-limiter.ts'
import { GUESS_BURST, GUESSES_PER_HOUR } from '../../../../shared/domain/limits.ts'

const HOUR = 3600_000

/** Whether no hour, wherever it begins, has more than `most` of these times (in order). */
function holds(times: readonly number[], most: number): boolean {
  return times.every((time, at) => (times[at + most] ?? Number.POSITIVE_INFINITY) - time >= HOUR)
}

/** Steps of a patient or an impatient attacker: how long to wait, and whether it was right. */
const steps = fc.array(
  fc.record({
    wait: fc.oneof(
      fc.constant(0),
      fc.integer({ min: 0, max: 1000 }),
      fc.integer({ min: 0, max: 120_000 }),
      fc.integer({ min: 0, max: HOUR }),
    ),
    tries: fc.integer({ min: 1, max: 200 }),
    right: fc.boolean(),
  }),
  { maxLength: 60 },
)

describe('the limit of guesses', () => {
  test('no hour has more than 120 that were not right, whatever the pattern', () => {
    fc.assert(
      fc.property(steps, (pattern) => {
        const limiter = new GuessLimiter()
        const wrong: number[] = []
        let now = 0
        for (const { wait, tries, right } of pattern) {
          now += wait
          for (let n = 0; n < tries; n += 1) {
            const taken = limiter.take(now)
            if (!taken.ok) break
            if (right) limiter.giveBack(taken.at)
            else wrong.push(taken.at)
          }
        }
        expect(holds(wrong, GUESSES_PER_HOUR)).toBe(true)
      }),
    )
  })

  test('nor when right ones are known to be right only later', () => {
    fc.assert(
      fc.property(steps, (pattern) => {
        const limiter = new GuessLimiter()
        const wrong: number[] = []
        let open: number[] = []
        let now = 0
        for (const { wait, tries, right } of pattern) {
          now += wait
          if (right) {
            for (const at of open) limiter.giveBack(at)
            open = []
          }
          for (let n = 0; n < tries; n += 1) {
            const taken = limiter.take(now)
            if (taken.ok) (n % 2 === 0 ? wrong : open).push(taken.at)
          }
        }
        expect(holds(wrong, GUESSES_PER_HOUR)).toBe(true)
      }),
    )
  })

  test('ten thousand guesses in an hour: 120 are evaluated', () => {
    const limiter = new GuessLimiter()
    const answers = Array.from({ length: 10_000 }, (_, n) => limiter.take((n * HOUR) / 10_000))
    expect(answers.filter(({ ok }) => ok).length).toBe(GUESSES_PER_HOUR - 1)
    expect(limiter.take(HOUR).ok).toBe(true)
  })

  test('after a burst one comes back each minute, and retryAfter says exactly when', () => {
    fc.assert(
      fc.property(steps, (pattern) => {
        const limiter = new GuessLimiter()
        let now = 0
        for (const { wait, tries } of pattern) {
          now += wait
          for (let n = 0; n < tries; n += 1) {
            const taken = limiter.take(now)
            if (taken.ok) continue
            expect(taken.retryAfter).toBeGreaterThan(0)
            expect(taken.retryAfter).toBeLessThanOrEqual(HOUR)
            expect(limiter.take(now + taken.retryAfter - 1).ok).toBe(false)
            now += taken.retryAfter
            expect(limiter.take(now).ok).toBe(true)
            break
          }
        }
      }),
    )
  })

  test('an hour of quiet makes the burst whole again', () => {
    const limiter = new GuessLimiter()
    const burst = (now: number) => {
      let count = 0
      while (limiter.take(now).ok) count += 1
      return count
    }
    expect(burst(0)).toBe(GUESS_BURST)
    expect(burst(HOUR)).toBe(GUESS_BURST)
    expect(burst(10 * HOUR)).toBe(GUESS_BURST)
  })

  test('a thousand right passwords in a row are no guesses', () => {
    const limiter = new GuessLimiter()
    for (let n = 0; n < 1000; n += 1) {
      const taken = limiter.take(n)
      expect(taken.ok).toBe(true)
      if (taken.ok) limiter.giveBack(taken.at)
    }
  })

  test('a clock that goes back gives nothing away', () => {
    const limiter = new GuessLimiter()
    for (let n = 0; n < GUESS_BURST; n += 1) limiter.take(HOUR)
    expect(limiter.take(0)).toEqual({ ok: false, retryAfter: 60_000 })
    expect(limiter.take(HOUR + 60_000).ok).toBe(true)
  })
})
