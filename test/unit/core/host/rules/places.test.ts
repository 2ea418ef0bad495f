/** Who finds a place in a room that fills up. */
import { describe, expect, test } from 'vitest'
import { stepRoom } from '../../../../../electron/core/host/rules/room.ts'
import {
  initialRoom,
  newAccess,
  type RoomEffect,
  type RoomInput,
  type RoomState,
} from '../../../../../electron/core/host/rules/state.ts'
import { RESERVE_MS } from '../../../../../shared/domain/limits.ts'
import { momentAt, unixMs } from '../../../../../shared/domain/time.ts'
import type { MemberMessage } from '../../../../../shared/wire/protocol.ts'
import { keyOf, RECORD, type Rules, sentTo } from '../../../../support/pure-room.ts'

/** A room with its host in, whose people come from addresses, and whose clock is turned by hand. */
class Room {
  state: RoomState
  #now = 1_000
  #connections = 0

  constructor(capacity: number, { password = false, ...policy }: Rules = {}) {
    const rules = { approving: false, locked: false, past: 'all', perAddress: null } as const
    const config = { id: 'r', name: 'Lab', capacity, hostKey: keyOf(0) }
    this.state = initialRoom(config, newAccess({ ...rules, ...policy }, password ? RECORD : null))
    this.come(0, null)
  }

  get #context() {
    return { wall: unixMs(this.#now), monotonic: momentAt(this.#now) }
  }

  wait(ms: number): void {
    this.#now += ms
  }

  /** A link that is good for one newcomer, and stands for the password. */
  ticket(secret: string): void {
    const ticket = { once: true, expires: null, skipsApproval: true }
    this.#step({ type: 'ticket', secret, ticket })
  }

  /** The room of a host that has just started again. */
  again(): void {
    const quietUntil = momentAt(this.#now + RESERVE_MS)
    this.state = initialRoom(this.state.config, this.state, { quietUntil })
    this.come(0, null)
  }

  /** Somebody comes; answers `in`, or the code of the refusal. */
  come(who: number, address: string | null = `10.0.0.${who}`, ticket?: string): string {
    this.#connections += 1
    const from = this.#connections
    const key = keyOf(who)
    this.#step({ type: 'connected', from, key, host: who === 0, address })
    const name = `P ${who}`
    const told = ticket === undefined ? {} : { ticket }
    const hello: MemberMessage = { type: 'hello', version: 1, capabilities: [], name, ...told }
    const effects = this.#step({ type: 'heard', from, message: hello })
    const [answer] = sentTo(from, effects)
    return answer?.type === 'refused' ? answer.code : 'in'
  }

  /** So many come one after the other, the first as `first`; answers how many got in. */
  crowd(first: number, many: number, address?: string | null): number {
    const came = Array.from({ length: many }, (_, n) => this.come(first + n, address))
    return came.filter((answer) => answer === 'in').length
  }

  /** The connection of somebody is cut; `lost`: and the time of the kept place is over. */
  cut(who: number, lost = false): void {
    const found = [...this.state.peers].find(([, { key }]) => key === keyOf(who))
    if (found === undefined) throw new Error('they are in')
    this.#step({ type: 'gone', from: found[0] })
    if (lost) this.#step({ type: 'unreserve', key: keyOf(who) })
  }

  moderate(action: Extract<RoomInput, { type: 'moderate' }>['action']): void {
    this.#step({ type: 'moderate', action })
  }

  #step(input: RoomInput): readonly RoomEffect[] {
    const { state, effects } = stepRoom(this.state, input, this.#context)
    this.state = state
    return effects.flatMap((effect) =>
      effect.type === 'keepAccess' ? this.#step({ type: 'accessKept' }) : [effect],
    )
  }
}

describe('in a full room', () => {
  /** One was in and lost the place, which another has found since. */
  function overtaken(): Room {
    const room = new Room(3)
    room.crowd(1, 2)
    room.cut(1, true)
    expect(room.come(3)).toBe('in')
    return room
  }

  test('the place of who was cut is kept: strangers find none, and the member comes back', () => {
    const room = new Room(3)
    expect([room.come(1), room.come(2), room.come(3)]).toEqual(['in', 'in', 'room_full'])
    room.cut(1)
    expect(room.come(4)).toBe('room_full')
    expect(room.come(1)).toBe('in')
  })

  test('who was in before, and lost the place, has the next one before newcomers', () => {
    const room = overtaken()
    expect(room.come(1)).toBe('room_full')
    room.cut(3, true)
    expect(room.come(4)).toBe('room_full')
    expect(room.come(1)).toBe('in')
    expect(room.state.claims.size).toBe(0)
  })

  test('as long as it keeps coming back, and no longer', () => {
    const room = overtaken()
    room.come(1)
    room.wait(RESERVE_MS - 1)
    expect(room.come(1)).toBe('room_full')
    room.cut(3, true)
    room.wait(RESERVE_MS - 1)
    expect(room.come(4)).toBe('room_full')
    room.wait(1)
    expect(room.come(4)).toBe('in')
  })

  test('a newcomer who found no place claims none', () => {
    const room = new Room(2)
    room.come(1)
    expect(room.crowd(2, 48)).toBe(0)
    expect(room.state.claims.size).toBe(0)
  })

  test('who was put out claims nothing', () => {
    const room = overtaken()
    room.come(1)
    room.moderate({ type: 'remove', key: keyOf(1) })
    room.cut(3, true)
    expect(room.come(4)).toBe('in')
  })
})

test('a link for one newcomer is used by who gets in, and not by who finds no place', () => {
  const room = new Room(2, { password: true })
  room.ticket('A')
  room.ticket('B')
  expect(room.come(1, '10.0.0.1', 'A')).toBe('in')
  expect(room.come(2, '10.0.0.2', 'B')).toBe('room_full')
  room.cut(1, true)
  expect(room.come(3, '10.0.0.3', 'A')).toBe('invite_used')
  expect(room.come(2, '10.0.0.2', 'B')).toBe('in')
  expect(room.come(4, '10.0.0.4', 'B')).toBe('invite_used')
})

describe('one network address', () => {
  const HERE = '10.0.0.1'
  const CAPACITY = 32

  test('fills half of a room, and no more than an eighth of it from there on', () => {
    const room = new Room(CAPACITY)
    expect(room.crowd(1, CAPACITY / 2 - 1, HERE)).toBe(CAPACITY / 2 - 1)
    expect(room.come(100, HERE)).toBe('address_full')
    // Nobody who is in is put out for it, and others are not hindered.
    expect(room.state.members).toBe(CAPACITY / 2)
    expect(room.crowd(201, CAPACITY / 8, '10.0.0.2')).toBe(CAPACITY / 8)
    expect(room.come(300, '10.0.0.2')).toBe('address_full')
    expect(room.come(301, '10.0.0.3')).toBe('in')
  })

  test('counts kept places; who has one comes back to it', () => {
    const room = new Room(CAPACITY)
    room.crowd(1, CAPACITY / 2 - 1, HERE)
    room.cut(1)
    expect(room.come(100, HERE)).toBe('address_full')
    expect(room.come(1, HERE)).toBe('in')
  })

  test('takes no more by having been in with many keys, neither places nor claims to them', () => {
    const room = new Room(CAPACITY)
    for (let n = 1; n < CAPACITY; n += 1) {
      room.come(n, HERE)
      room.cut(n, true)
    }
    expect(room.crowd(1, CAPACITY - 1, HERE)).toBe(CAPACITY / 2 - 1)
    expect(room.crowd(200, CAPACITY / 2)).toBe(CAPACITY / 2)
    room.crowd(1, CAPACITY - 1, HERE)
    expect(room.state.claims.size).toBe(0)
    room.cut(200, true)
    expect(room.come(300)).toBe('in')
  })

  test('may have all its people back when the host has started again', () => {
    const room = new Room(CAPACITY)
    room.moderate({ type: 'perAddress', places: 'all' })
    room.crowd(1, CAPACITY - 1, HERE)
    room.moderate({ type: 'perAddress', places: null })
    room.again()
    expect(room.crowd(1, CAPACITY - 2, HERE)).toBe(CAPACITY - 2)
    expect(room.come(100, HERE)).toBe('address_full')
    room.wait(RESERVE_MS)
    expect(room.come(CAPACITY - 1, HERE)).toBe('address_full')
  })

  test.each([
    ['all', CAPACITY - 1],
    [20, 20],
    [1, CAPACITY / 2 - 1],
  ] as const)('has what the host allows: %s', (places, most) => {
    const room = new Room(CAPACITY)
    room.moderate({ type: 'perAddress', places })
    expect(room.crowd(1, CAPACITY, HERE)).toBe(most)
  })

  test('that is not known hinders nobody', () => {
    const room = new Room(CAPACITY)
    expect(room.crowd(1, CAPACITY - 1, null)).toBe(CAPACITY - 1)
  })
})
