import { expect, test } from 'vitest'
import { Reservations } from '../../../../electron/core/host/reservations.ts'
import { RESERVE_MS } from '../../../../shared/domain/limits.ts'
import { FakeClock } from '../../../support/fake-clock.ts'
import { keyOf } from '../../../support/pure-room.ts'

function setup() {
  const clock = new FakeClock()
  const over: string[] = []
  return { clock, over, places: new Reservations(clock, (key) => over.push(key)) }
}

test('a place is kept for its time, counted anew from the last loss', () => {
  const { clock, over, places } = setup()
  places.begin(keyOf(1))
  clock.advance(RESERVE_MS - 1)
  places.begin(keyOf(1))
  clock.advance(RESERVE_MS - 1)
  expect(over).toEqual([])
  clock.advance(1)
  expect(over).toEqual([keyOf(1)])
})

test('a room that has closed keeps no place, also for a loss that is heard late', () => {
  const { clock, over, places } = setup()
  places.begin(keyOf(1))
  places.close()
  places.begin(keyOf(2))
  expect(clock.waiting).toBe(0)
  clock.advance(RESERVE_MS)
  expect(over).toEqual([])
})
