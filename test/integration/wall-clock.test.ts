/**
 * The wall clock is set while people are in a room, on either side of real connections: nobody is
 * cut for it, and who is really gone is noticed in time.
 */
import { describe, expect, test } from 'vitest'
import { PING_MS, PRESENCE_MS, SILENCE_MS } from '../../shared/domain/limits.ts'
import { FaultProxy } from '../faults/proxy.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { Loopback } from '../support/loopback.ts'

const MINUTE = 60_000
const MEMBERS = ['Bob', 'Cem', 'Dana', 'Eli', 'Fay', 'Gus', 'Hal', 'Ida']

describe.each([
  ['a minute on', MINUTE],
  ['an hour back', -60 * MINUTE],
  ['a day on', 24 * 60 * MINUTE],
])('the wall clock is set %s', (_, jump) => {
  test('at the host: eight idle members stay, and one whose line is dead is noticed', async () => {
    await using net = new Loopback()
    const clock = new FakeClock()
    const host = await net.host('Ann', { clock })
    const port = Number(host.address.split(':')[1])
    await using proxy = await FaultProxy.open({ port })
    const members: Awaited<ReturnType<typeof net.join>>[] = []
    for (const name of MEMBERS) {
      // Nobody who comes in is told, or written down, with the next one.
      clock.advance(PRESENCE_MS)
      members.push(await net.join(host.address, name))
    }
    clock.advance(PRESENCE_MS)
    const dead = await net.join(`127.0.0.1:${proxy.port}`, 'Zoe')
    const named = (name: string) => host.session.members.find((one) => one.name === name)
    await host.until(() => host.session.members.length === MEMBERS.length + 2)
    proxy.set({ silence: 'swallows' })

    clock.setWall(jump)
    clock.advance(PING_MS)
    // Everybody is heard again, so that the silence of the dead one is the only one.
    for (const [n, member] of members.entries()) {
      member.session.say(`a${n}`, `${n}`)
      await member.until(() => member.texts.includes(`${n}`))
    }
    expect(host.notices.filter((words) => words.includes('lost'))).toEqual([])
    expect(named('Zoe')).toMatchObject({ cut: false })

    clock.setWall(jump)
    clock.advance(SILENCE_MS - PING_MS - 1)
    expect(named('Zoe')).toMatchObject({ cut: false })
    clock.advance(1)
    await host.until(() => named('Zoe')?.cut === true)
    for (const [n, member] of members.entries())
      expect([n, member.session.connection.phase]).toEqual([n, 'live'])
    expect(host.session.members.filter(({ cut }) => cut).map(({ name }) => name)).toEqual(['Zoe'])
    dead.session.leave()
  })

  test('at a member: an idle line stays, a dead one is noticed, and the countdown goes on', async () => {
    await using net = new Loopback()
    const host = await net.host()
    await using proxy = await FaultProxy.open({ port: Number(host.address.split(':')[1]) })
    const clock = new FakeClock()
    const bob = await net.join(`127.0.0.1:${proxy.port}`, 'Bob', { trust: true }, { clock })
    clock.setWall(jump)
    clock.advance(PING_MS)
    host.session.say('a', 'still there?')
    await bob.until(() => bob.texts.length === 1)
    expect(bob.session.connection.phase).toBe('live')

    proxy.set({ silence: 'swallows' })
    clock.setWall(jump)
    clock.advance(SILENCE_MS - 1)
    expect(bob.session.connection.phase).toBe('live')
    clock.advance(1)
    const cut = bob.session.connection
    expect(cut).toMatchObject({ phase: 'interrupted', retryIn: expect.any(Number) })
    clock.setWall(jump)
    expect(bob.session.connection).toEqual(cut)
    bob.session.leave()
    expect(clock.waiting).toBe(0)
  })
})
