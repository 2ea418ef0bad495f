/** The two kinds of time. What the compiler must refuse is refused, or `npm run check` fails here. */
import { expect, test, vi } from 'vitest'
import { systemClock } from '../../../electron/core/clock.ts'
import { elapsed, later, momentAt, type UnixMs, unixMs } from '../../../shared/domain/time.ts'
import { FakeClock } from '../../support/fake-clock.ts'

const wall = unixMs(1_767_225_600_000)
const moment = momentAt(1_000)

test('moments are compared with each other, and their distance is a duration', () => {
  const next = later(moment, 250)
  expect(elapsed(moment, next)).toBe(250)
  expect(elapsed(next, moment)).toBe(-250)
  expect([moment < next, next < moment]).toEqual([true, false])
})

test('a wall time and a moment cannot be mixed: it does not compile', () => {
  // @ts-expect-error a duration between two clocks
  const mixed = wall - moment
  // @ts-expect-error the same, the other way round
  const turned = moment - wall
  // @ts-expect-error which of two clocks is ahead
  const ahead = moment < wall
  // @ts-expect-error a moment plus a duration is `later`, not a number
  const sum = moment + 5
  // @ts-expect-error a moment is not to be shown or stored
  const shown: number = moment
  // @ts-expect-error nor is it a wall time
  const stored: UnixMs = moment
  // @ts-expect-error a wall time is no moment to measure from
  const measured = () => elapsed(wall, moment)
  // @ts-expect-error nor is any number
  const waited = () => elapsed(5, moment)
  expect([mixed, turned, ahead, sum, shown, stored, measured, waited]).toHaveLength(8)
})

test('the system’s clock of durations does not follow the wall', () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  try {
    const from = systemClock.monotonic()
    const day = systemClock.wall()
    vi.setSystemTime(day + 24 * 3600_000)
    expect(systemClock.wall()).toBe(day + 24 * 3600_000)
    expect(elapsed(from, systemClock.monotonic())).toBeLessThan(3600_000)
    vi.setSystemTime(0)
    expect(systemClock.wall()).toBe(0)
    expect(elapsed(from, systemClock.monotonic())).toBeGreaterThanOrEqual(0)
  } finally {
    vi.useRealTimers()
  }
})

test('a timer longer than the system can count is refused, and not run at once', () => {
  expect(() => systemClock.after(2 ** 31, () => {})).toThrow(RangeError)
})

test('the clock of tests has two hands: time moves both, setting the wall moves one', () => {
  const clock = new FakeClock()
  const [day, from] = [clock.wall(), clock.monotonic()]
  const rung: number[] = []
  clock.after(100, () => rung.push(elapsed(from, clock.monotonic())))
  clock.setWall(3600_000)
  expect([clock.wall() - day, elapsed(from, clock.monotonic()), rung]).toEqual([3600_000, 0, []])
  clock.setWall(-7200_000)
  clock.advance(500)
  expect(clock.wall() - day).toBe(-3600_000 + 500)
  expect([elapsed(from, clock.monotonic()), rung]).toEqual([500, [100]])
})
