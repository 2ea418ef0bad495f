import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Reconnect } from '../../../../electron/core/member/reconnect.ts'
import { backoffDelay } from '../../../../electron/core/member/rules/backoff.ts'
import { NetworkWatch } from '../../../../electron/core/net/network-watch.ts'
import type { Interfaces } from '../../../../electron/core/net/own-addresses.ts'
import { errorValue } from '../../../../shared/domain/errors.ts'
import {
  NETWORK_LOOK_MS,
  RECONNECT_FIRST_MS,
  RECONNECT_MOST_MS,
  RECONNECT_STEADY_MS,
} from '../../../../shared/domain/limits.ts'
import { elapsed } from '../../../../shared/domain/time.ts'
import { FakeClock } from '../../../support/fake-clock.ts'
import { pageOf, returning, stored } from '../../../support/pure-session.ts'

const lost = errorValue('connection_lost')

function setup() {
  const clock = new FakeClock()
  const begun = clock.monotonic()
  const tries: number[] = []
  let changed: (() => void) | undefined
  const retrying = new Reconnect({
    clock,
    random: () => 1,
    again: () => tries.push(elapsed(begun, clock.monotonic())),
    network: {
      onChange: (listener) => {
        changed = listener
        return () => {
          changed = undefined
        }
      },
    },
  })
  return {
    clock,
    tries,
    retrying,
    change: () => changed?.(),
    listening: () => changed !== undefined,
  }
}

describe('a lost connection', () => {
  test('is made again after a random time, of which the most doubles to half a minute', () => {
    const most = [0, 1, 2, 3, 4, 5, 6, 7].map((tries) => backoffDelay(tries, 1))
    expect(most).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
  })

  test('never waits less than nothing, nor longer than the most', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (tries, random) => {
        const delay = backoffDelay(tries, random)
        expect(delay).toBeGreaterThanOrEqual(0)
        expect(delay).toBeLessThanOrEqual(RECONNECT_MOST_MS)
      }),
    )
  })

  test('waits longer each time, and begins anew once it was up for a minute', () => {
    const { enter, hear, step, again, wait } = returning(5)
    const live = () => {
      again()
      enter(5)
      expect(hear(pageOf([stored(5)]))).toContainEqual({ type: 'live' })
    }
    const tries = () =>
      step({ type: 'gone' }).flatMap((one) => (one.type === 'interrupted' ? [one.tries] : []))
    const fails = () => {
      step({ type: 'again' })
      return step({ type: 'unreached', error: lost }).flatMap((one) =>
        one.type === 'interrupted' ? [one.tries] : [],
      )
    }
    expect([tries(), fails(), fails()]).toEqual([[0], [1], [2]])
    live()
    wait(RECONNECT_STEADY_MS - 1)
    expect(tries()).toEqual([3])
    live()
    wait(RECONNECT_STEADY_MS)
    expect(tries()).toEqual([0])
  })

  test('is made at its time, once', () => {
    const { clock, tries, retrying } = setup()
    retrying.wait(0)
    clock.advance(RECONNECT_MOST_MS)
    expect(tries).toEqual([RECONNECT_FIRST_MS])
  })

  test('is made at once when a person or the network says so, and not twice', () => {
    const { clock, tries, retrying, change } = setup()
    retrying.wait(0)
    change()
    retrying.now()
    change()
    clock.advance(RECONNECT_MOST_MS)
    expect(tries).toHaveLength(1)
  })

  test('leaves no timer and no listener once it is there, or given up', () => {
    const { clock, retrying, listening } = setup()
    retrying.wait(0)
    expect([clock.waiting, listening()]).toEqual([1, true])
    retrying.stop()
    expect([clock.waiting, listening()]).toEqual([0, false])
  })
})

describe('the network', () => {
  const address = (ip: string): Interfaces => ({
    eth0: [
      {
        address: ip,
        netmask: '255.255.255.0',
        family: 'IPv4',
        mac: '00:00:00:00:00:00',
        internal: false,
        cidr: null,
      },
    ],
  })

  function watch() {
    const clock = new FakeClock()
    let now = address('192.168.1.5')
    let changes = 0
    let slept = 0
    const begun = clock.monotonic()
    const watch = new NetworkWatch(clock, () => ({
      interfaces: now,
      uptime: (slept + elapsed(begun, clock.monotonic())) / 1000,
    }))
    const stop = watch.onChange(() => {
      changes += 1
    })
    const move = (to: Interfaces) => {
      now = to
    }
    const sleep = (ms: number) => {
      slept += ms
    }
    return { clock, stop, move, sleep, changes: () => changes }
  }

  test('is the same until an address changes', () => {
    const { clock, move, changes } = watch()
    clock.advance(10 * NETWORK_LOOK_MS)
    expect(changes()).toBe(0)
    move(address('10.0.0.7'))
    clock.advance(NETWORK_LOOK_MS)
    expect(changes()).toBe(1)
    move({})
    clock.advance(NETWORK_LOOK_MS)
    expect(changes()).toBe(2)
  })

  test('may be another one after the computer has slept', () => {
    const { clock, sleep, changes } = watch()
    clock.advance(3 * NETWORK_LOOK_MS)
    // The clock of durations stands still meanwhile, and timers with it.
    sleep(60_000)
    clock.advance(NETWORK_LOOK_MS)
    expect(changes()).toBe(1)
    clock.advance(10 * NETWORK_LOOK_MS)
    expect(changes()).toBe(1)
  })

  test('is not looked at when nobody wants to know', () => {
    const { clock, stop } = watch()
    stop()
    expect(clock.waiting).toBe(0)
  })
})
