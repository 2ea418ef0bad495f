/** Steps of the background, one after the other, between what is asked for. */
import { expect, test } from 'vitest'
import { Tending } from '../../../../electron/core/store/tending.ts'
import {
  INDEX_PAUSE_MS,
  INDEX_REST,
  INDEX_TRY_MS,
  INDEX_WAIT_MS,
} from '../../../../shared/domain/limits.ts'
import { FakeClock } from '../../../support/fake-clock.ts'

/** A store with so many steps to do, each of which takes so long. */
function play(steps: number, took = 0) {
  const clock = new FakeClock()
  const store = {
    left: steps,
    done: 0,
    full: false,
    needsTending: () => store.left > 0,
    tend: () => {
      if (store.full) throw new Error('the disk is full')
      clock.advance(took)
      store.left = Math.max(0, store.left - 1)
      store.done += 1
      return store.left > 0
    },
  }
  return { store, clock, tending: new Tending(store, clock) }
}

test('what is left from before is done at once, step by step', () => {
  const { store, clock, tending } = play(3)
  tending.begin()
  expect(store.done).toBe(1)
  clock.advance(2 * INDEX_PAUSE_MS)
  expect(store.done).toBe(3)
  clock.advance(INDEX_TRY_MS)
  expect(store.done).toBe(3)
})

test('what is said waits for more, and a moment is one step', () => {
  const { store, clock, tending } = play(0)
  tending.asked()
  clock.advance(INDEX_TRY_MS)
  expect(store.done).toBe(0)
  store.left = 1
  for (let n = 0; n < 10; n += 1) tending.asked()
  clock.advance(INDEX_WAIT_MS - 1)
  expect(store.done).toBe(0)
  clock.advance(1)
  expect(store.done).toBe(1)
})

test('while somebody asks, the pause is several times the step', () => {
  const { store, clock, tending } = play(9, 5)
  tending.begin()
  tending.asked()
  clock.advance(INDEX_PAUSE_MS)
  expect(store.done).toBe(2)
  clock.advance(5 * INDEX_REST - 1)
  expect(store.done).toBe(2)
  clock.advance(1)
  expect(store.done).toBe(3)
  // Nobody has asked since.
  clock.advance(INDEX_PAUSE_MS)
  expect(store.done).toBe(4)
})

test('a full disk is tried again, not at once', () => {
  const { store, clock, tending } = play(1)
  store.full = true
  tending.begin()
  store.full = false
  tending.asked()
  clock.advance(INDEX_TRY_MS - 1)
  expect(store.done).toBe(0)
  clock.advance(1)
  expect(store.done).toBe(1)
})
