/**
 * A cut without RST or FIN, noticed by Tincan's own timers, whose hands are turned here; the
 * cable is the fault proxy. The same in real time is a loop of `npm run faults`.
 */
import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createIdentity } from '../../electron/core/identity/identity.ts'
import { startHosting } from '../../electron/core/rooms/hosting.ts'
import { joinRoom } from '../../electron/core/rooms/joining.ts'
import { ACCESS_REST_MS } from '../../shared/domain/limits.ts'
import { FaultProxy } from '../faults/proxy.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { forgetful, Loopback } from '../support/loopback.ts'

/** The promise; the app's own limit is lower. */
const NOTICED_MS = 45_000

describe('a silent cut', () => {
  test('is noticed by the member within 45 s, which keeps what it says', async () => {
    await using net = new Loopback()
    const host = await net.host()
    await using proxy = await FaultProxy.open({ port: Number(host.address.split(':')[1]) })
    const clock = new FakeClock()
    const session = joinRoom(
      { address: `127.0.0.1:${proxy.port}`, name: 'Bob' },
      {
        clock,
        identity: await createIdentity(),
        knownHosts: forgetful,
        store: await net.store(),
        onNews: (news) => {
          if (news.type === 'question') session.answer({ kind: 'trust' })
        },
      },
    )
    await session.connect()
    expect(session.connection.phase).toBe('live')
    proxy.set({ silence: 'swallows' })
    session.say('a', 'into the dead line')
    clock.advance(NOTICED_MS)
    expect(session.connection.phase).toBe('interrupted')
    expect(session.pending.map(({ body }) => body)).toEqual([{ text: 'into the dead line' }])
    // Nobody was told: the proxy still holds both ends.
    expect(proxy.links).toHaveLength(1)
    session.leave()
    expect(clock.waiting).toBe(0)
  })

  test('is noticed by the host within 45 s, which keeps the place', async () => {
    await using net = new Loopback()
    const clock = new FakeClock()
    const hosted = await startHosting(
      {
        ip: '127.0.0.1',
        port: 0,
        room: 'Lab',
        name: 'Ann',
        password: null,
        approving: false,
        past: 'all',
      },
      { clock, identity: await createIdentity(), store: await net.store(), onNews: () => {} },
    )
    await using proxy = await FaultProxy.open({ port: hosted.port })
    // Nobody who comes in is written down with the host.
    clock.advance(ACCESS_REST_MS)
    const bob = await net.join(`127.0.0.1:${proxy.port}`, 'Bob')
    const shown = () => hosted.session.members.find(({ name }) => name === 'Bob')
    while (shown() === undefined) await setImmediate()
    proxy.set({ silence: 'swallows' })
    for (let ms = 0; ms < NOTICED_MS; ms += 1000) {
      clock.advance(1000)
      // The host's own session lives in this process too, and answers in its turns.
      await setImmediate()
      await setImmediate()
    }
    expect(shown()).toMatchObject({ cut: true })
    bob.session.leave()
    await hosted.close()
  })
})
