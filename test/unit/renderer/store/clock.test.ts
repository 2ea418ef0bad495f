/** What the window counts goes by a clock that nobody sets; what day it is, by the one they do. */
import { afterEach, expect, test, vi } from 'vitest'
import { windowClock } from '../../../../renderer/store/clock.ts'
import { dayOf } from '../../../../renderer/store/time.ts'
import { roomOf } from '../../../../renderer/store/view.ts'
import { followToday } from '../../../../renderer/ui/use-today.ts'
import { errorValue } from '../../../../shared/domain/errors.ts'
import type { ConnectionState } from '../../../../shared/domain/session.ts'
import { elapsed } from '../../../../shared/domain/time.ts'
import { info, NOON, room, snapshot } from '../fixtures.ts'
import { openWindow } from '../window.ts'

const HOUR = 3600_000

afterEach(() => {
  vi.useRealTimers()
})

const cut = (retryIn: number | null): ConnectionState => ({
  phase: 'interrupted',
  error: errorValue('connection_lost'),
  retryIn,
})

/** Milliseconds to the next try, as the window counts them. */
function leftOf({ store }: Awaited<ReturnType<typeof openWindow>>): number | null {
  const retryAt = roomOf(store.getState().view, 'r')?.retryAt ?? null
  return retryAt === null ? null : elapsed(windowClock.monotonic(), retryAt)
}

test('the countdown to the next try runs from when it was told, whatever the wall clock does', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'], now: NOON })
  const window = await openWindow(snapshot(7, [{ ...room('r'), connection: cut(9_000) }]))
  expect(leftOf(window)).toBe(9_000)
  vi.advanceTimersByTime(2_000)
  expect(leftOf(window)).toBe(7_000)
  for (const day of [NOON + 24 * HOUR, NOON - HOUR]) {
    vi.setSystemTime(day)
    expect(leftOf(window)).toBe(7_000)
  }
  // What else is told of the room meanwhile brings the time that is left then.
  vi.advanceTimersByTime(1_000)
  window.push({ type: 'room', room: info('r', { connection: cut(6_000) }) })
  vi.advanceTimersByTime(500)
  expect(leftOf(window)).toBe(5_500)
  window.push({ type: 'members', roomId: 'r', members: [] })
  expect(leftOf(window)).toBe(5_500)
  window.push({ type: 'room', room: info('r', { connection: cut(null) }) })
  expect(leftOf(window)).toBe(null)
  window.push({ type: 'room', room: info('r', { connection: cut(4_000) }) })
  expect(leftOf(window)).toBe(4_000)
  window.push({ type: 'room', room: info('r') })
  expect(leftOf(window)).toBe(null)
})

test('today becomes the day that it is after midnight, or after somebody has set the clock', () => {
  vi.useFakeTimers({ now: NOON })
  const told: number[] = []
  const page = new EventTarget()
  const stop = followToday((day) => told.push(day), [page])
  const today = () => told.at(-1)
  vi.advanceTimersByTime(11 * HOUR)
  expect(today()).toBe(dayOf(NOON))
  // An hour back: the midnight that was to be is no midnight any more.
  vi.setSystemTime(NOON + 10 * HOUR)
  vi.advanceTimersByTime(1.5 * HOUR)
  expect(today()).toBe(dayOf(NOON))
  vi.advanceTimersByTime(HOUR)
  expect(today()).toBe(dayOf(NOON + 24 * HOUR))
  vi.setSystemTime(NOON - 48 * HOUR)
  vi.advanceTimersByTime(60_000)
  expect(today()).toBe(dayOf(NOON - 48 * HOUR))
  // The computer has slept, timers and all: what it shows is right as soon as it is looked at.
  vi.setSystemTime(NOON)
  page.dispatchEvent(new Event('focus'))
  expect(today()).toBe(dayOf(NOON))
  stop()
  page.dispatchEvent(new Event('focus'))
  expect(vi.getTimerCount()).toBe(0)
})
