/** Scenes of places and logs: whose name is kept, which connection counts, which room it is. */
import { describe, expect, test } from 'vitest'
import { checkQuiet } from './quiet.ts'
import { copyOf, logOf, says, seatOf, told, until, waitingOf } from './scenes.ts'

describe('another log than before', () => {
  test('a host restored from an older copy is noticed, and what was here is kept to read', () => {
    const { world, bob, cem } = told(3)
    world.ledger.suspended = true
    world.killHost()
    const log = world.host.computer.disk.tables.find(world.host.key)
    log?.events.splice(1)
    world.startHost()
    world.rest()
    for (const guest of [bob, cem]) {
      expect(seatOf(guest).state.phase).toBe('ended')
      expect(world.ledger.lifeOf(seatOf(guest)).end?.error?.code).toBe('log_differs')
      expect(guest.computer.disk.tables.logs).toMatchObject([
        { readOnly: true, events: ['m1', 'm2', 'm3'].map((text) => ({ body: { text } })) },
      ])
    }
    world.act(() => bob.start())
    world.rest()
    expect(copyOf(bob)).toEqual(['m1'])
    expect(bob.computer.disk.tables.logs[0]?.events.length).toBe(3)
  })

  test('the same length is not the same log: other words at our last number are noticed too', () => {
    const { world, bob } = told(3)
    world.ledger.suspended = true
    world.killHost()
    const log = world.host.computer.disk.tables.find(world.host.key)
    const last = log?.events.pop()
    if (last !== undefined) log?.events.push({ ...last, cid: 'other', body: { text: 'other' } })
    world.startHost()
    world.rest()
    expect(world.ledger.lifeOf(seatOf(bob)).end?.error?.code).toBe('log_differs')
    expect(bob.computer.disk.tables.logs[0]?.readOnly).toBe(true)
  })

  test('another room at the address is not entered, and nothing of ours is said in it', () => {
    const { world, bob } = told(2)
    world.ledger.suspended = true
    world.killHost()
    says(world, seatOf(bob), 'for the old room')
    world.host.roomId = 'room-2'
    world.startHost()
    world.rest()
    expect(world.ledger.lifeOf(seatOf(bob)).end?.error?.code).toBe('other_room')
    expect([logOf(world), copyOf(bob)]).toEqual([[], ['m1', 'm2']])
    expect(waitingOf(seatOf(bob))).toEqual([['for the old room', null]])
  })
})

describe('a cut connection', () => {
  /** Bob is cut off and the host knows it; another Bob, who was never here, waits outside. */
  const withoutBob = () => {
    const room = told(0, 'all', 'Bob')
    room.world.killGuest(room.bob)
    room.world.rest()
    const { notices } = room.world.ledger.lifeOf(seatOf(room.cem))
    notices.length = 0
    return { ...room, notices }
  }

  test('that comes back soon makes no line, and nobody else gets the name meanwhile', () => {
    const { world, bob, dee, notices } = withoutBob()
    world.act(() => dee.start())
    world.rest()
    world.act(() => bob.start())
    world.rest()
    expect([seatOf(bob), seatOf(dee)].map(({ state }) => state.self?.name)).toEqual([
      'Bob',
      'Bob-2',
    ])
    expect(notices).toEqual(['joined'])
    checkQuiet(world)
  })

  test('that stays away for long makes one line, and the name is free', () => {
    const { world, bob, dee, notices } = withoutBob()
    world.act(() => world.host.room?.put({ type: 'unreserve', key: bob.computer.person.key }))
    world.act(() => dee.start())
    world.rest()
    expect(seatOf(dee).state.self?.name).toBe('Bob')
    expect(notices).toEqual(['lost', 'joined'])
  })

  test('is nothing to the new one, whenever the host learns of it', () => {
    const { world, bob } = told(0)
    const old = seatOf(bob).link
    old?.cut(0, 0)
    world.act(() => old?.toMember.deliver())
    if (old !== undefined) old.slow = true
    world.rest()
    expect(seatOf(bob).state.phase).toBe('live')
    says(world, seatOf(bob), 'here again')
    if (old !== undefined) old.slow = false
    world.rest()
    expect(logOf(world)).toEqual(['here again'])
    checkQuiet(world)
  })

  test('whose hello comes late does not take the place of the newer one', () => {
    const { world, bob } = told(0)
    world.act(() => seatOf(bob).link?.cut(0, 0))
    until(world, () => seatOf(bob).state.phase === 'entering')
    const old = seatOf(bob).link
    if (old === undefined) throw new Error('no connection')
    old.slow = true
    world.act(() => seatOf(bob).put({ type: 'late' }))
    world.rest()
    expect(seatOf(bob).state.phase).toBe('live')
    old.slow = false
    world.rest()
    checkQuiet(world)
  })
})
