/** Steps of the background, one after the other, between what is asked for. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Tending } from '../../../../electron/core/store/tending.ts'
import {
  INDEX_PAUSE_MS,
  INDEX_REST,
  INDEX_TRY_MS,
  INDEX_WAIT_MS,
} from '../../../../shared/domain/limits.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A store with so many steps to do. */
function play(steps: number) {
  const store = {
    left: steps,
    done: 0,
    full: false,
    needsTending: () => store.left > 0,
    tend: () => {
      if (store.full) throw new Error('the disk is full')
      store.left = Math.max(0, store.left - 1)
      store.done += 1
      return store.left > 0
    },
  }
  return { store, tending: new Tending(store) }
}

test('what is left from before is done at once, step by step', () => {
  const { store, tending } = play(3)
  tending.begin()
  expect(store.done).toBe(1)
  vi.advanceTimersByTime(2 * INDEX_PAUSE_MS)
  expect(store.done).toBe(3)
  vi.advanceTimersByTime(INDEX_TRY_MS)
  expect(store.done).toBe(3)
})

test('what is said waits for more, and a moment is one step', () => {
  const { store, tending } = play(0)
  tending.asked()
  vi.advanceTimersByTime(INDEX_TRY_MS)
  expect(store.done).toBe(0)
  store.left = 1
  for (let n = 0; n < 10; n += 1) tending.asked()
  vi.advanceTimersByTime(INDEX_WAIT_MS - 1)
  expect(store.done).toBe(0)
  vi.advanceTimersByTime(1)
  expect(store.done).toBe(1)
})

test('while somebody asks, the pause is several times the step', () => {
  const now = vi.spyOn(performance, 'now')
  const { store, tending } = play(9)
  let clock = 0
  now.mockImplementation(() => {
    clock += 5
    return clock
  })
  tending.begin()
  tending.asked()
  vi.advanceTimersByTime(INDEX_PAUSE_MS)
  expect(store.done).toBe(2)
  vi.advanceTimersByTime(5 * INDEX_REST - 1)
  expect(store.done).toBe(2)
  vi.advanceTimersByTime(1)
  expect(store.done).toBe(3)
  // Nobody has asked since.
  vi.advanceTimersByTime(INDEX_PAUSE_MS)
  expect(store.done).toBe(4)
  now.mockRestore()
})

test('a full disk is tried again, not at once', () => {
  const { store, tending } = play(1)
  store.full = true
  tending.begin()
  store.full = false
  tending.asked()
  vi.advanceTimersByTime(INDEX_TRY_MS - 1)
  expect(store.done).toBe(0)
  vi.advanceTimersByTime(1)
  expect(store.done).toBe(1)
})
