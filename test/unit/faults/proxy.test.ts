import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Clock } from '../../../electron/core/clock.ts'
import { FaultProxy, type ProxyOptions } from '../../faults/proxy.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { type Listening, serve } from '../../support/secure-peers.ts'

/** A member's end: what it has heard so far, and how it came to its end. */
class Guest {
  heard = ''
  pieces = 0
  ended = false
  failure: string | undefined
  readonly socket: Socket
  readonly closed: Promise<unknown>

  constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (chunk: Buffer) => {
      this.heard += chunk.toString()
      this.pieces += 1
    })
    socket.on('end', () => {
      this.ended = true
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.failure = error.code
    })
    this.closed = new Promise((resolve) => socket.once('close', resolve))
  }
}

/** A host that says everything back, a proxy before it, and guests. All of it closes. */
class Scene implements AsyncDisposable {
  readonly host: Listening
  readonly proxy: FaultProxy
  readonly #guests: Guest[] = []

  private constructor(host: Listening, proxy: FaultProxy) {
    this.host = host
    this.proxy = proxy
  }

  static async set(options: Partial<ProxyOptions> & { clock?: Clock } = {}): Promise<Scene> {
    const host = await serve((socket) => {
      socket.on('data', (chunk) => socket.write(chunk))
    })
    return new Scene(host, await FaultProxy.open({ port: host.port, ...options }))
  }

  async guest(): Promise<Guest> {
    const before = this.proxy.links.length
    const guest = await this.caller()
    await until(() => this.proxy.links.length > before)
    return guest
  }

  /** Connected to the proxy, whatever that does with it. */
  async caller(): Promise<Guest> {
    const guest = new Guest(connect({ host: '127.0.0.1', port: this.proxy.port, noDelay: true }))
    this.#guests.push(guest)
    await once(guest.socket, 'connect')
    return guest
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { socket } of this.#guests) socket.destroy()
    await this.proxy.close()
    await this.host.close()
  }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setImmediate()
}

/** Long enough for what does travel to arrive: another pair of sockets has gone there and back. */
async function aWhile(scene: Scene): Promise<void> {
  const witness = await scene.caller()
  witness.socket.destroy()
  await witness.closed
}

describe('the fault proxy', () => {
  test('passes bytes on unchanged and in order, and an end as an end', async () => {
    await using scene = await Scene.set()
    const guest = await scene.guest()
    const text = 'tincan '.repeat(100_000)
    guest.socket.write(text)
    await until(() => guest.heard.length === text.length)
    expect(guest.heard).toBe(text)
    guest.socket.end()
    await guest.closed
    expect([guest.ended, guest.failure]).toEqual([true, undefined])
    await until(() => scene.proxy.links.length === 0)
  })

  test('adds the latency to each way, to the millisecond', async () => {
    const clock = new FakeClock()
    await using scene = await Scene.set({ clock })
    scene.proxy.set({ latency: 2000 })
    const guest = await scene.guest()
    guest.socket.write('hello')
    await until(() => clock.waiting === 1)
    clock.advance(1999)
    expect(clock.waiting).toBe(1)
    clock.advance(1)
    // On its way back.
    await until(() => clock.waiting === 1)
    clock.advance(1999)
    await aWhile(scene)
    expect(guest.heard).toBe('')
    clock.advance(1)
    await until(() => guest.heard === 'hello')
  })

  test('lets no more bytes through in a second than its bandwidth', async () => {
    const clock = new FakeClock()
    await using scene = await Scene.set({ clock })
    scene.proxy.set({ bandwidth: 1000 })
    const guest = await scene.guest()
    guest.socket.write('x'.repeat(1000))
    let passed = 0
    while (guest.heard.length < 1000) {
      await until(() => clock.waiting > 0 || guest.heard.length === 1000)
      clock.advance(10)
      passed += 10
    }
    expect(passed).toBeGreaterThanOrEqual(900)
    expect(guest.pieces).toBeGreaterThan(10)
  })

  test('cuts everything into single bytes, and loses none', async () => {
    await using scene = await Scene.set()
    scene.proxy.set({ slice: 1 })
    const guest = await scene.guest()
    guest.socket.write('one byte at a time')
    await until(() => guest.heard === 'one byte at a time')
  })

  test('a reset reaches both ends as a reset', async () => {
    await using scene = await Scene.set()
    const guest = await scene.guest()
    guest.socket.write('x')
    await until(() => guest.heard === 'x')
    scene.proxy.reset()
    await guest.closed
    expect(guest.failure).toBe('ECONNRESET')
    await until(() => scene.host.sockets[0]?.destroyed === true)
    expect(scene.proxy.links).toEqual([])
  })

  test('a link can be reset after one side has said its end', async () => {
    const clock = new FakeClock()
    await using scene = await Scene.set({ clock })
    const guest = await scene.guest()
    scene.proxy.set({ latency: 1000 })
    guest.socket.end()
    await until(() => clock.waiting === 1)
    clock.advance(1000)
    scene.proxy.reset()
    await until(() => scene.proxy.links.length === 0)
    await guest.closed
  })

  test('a silence that holds gives everything back afterwards', async () => {
    await using scene = await Scene.set()
    const guest = await scene.guest()
    scene.proxy.set({ silence: 'holds' })
    guest.socket.write('later')
    await aWhile(scene)
    expect([guest.heard, guest.ended]).toEqual(['', false])
    scene.proxy.set({ silence: 'none' })
    await until(() => guest.heard === 'later')
  })

  test('a silence that swallows keeps both ends open and gives nothing back, not even an end', async () => {
    await using scene = await Scene.set()
    const guest = await scene.guest()
    scene.proxy.set({ silence: 'swallows' })
    guest.socket.end('gone')
    await aWhile(scene)
    expect(scene.host.sockets[0]?.readableEnded).toBe(false)
    expect(guest.socket.destroyed).toBe(false)
    scene.proxy.set({ silence: 'none' })
    await aWhile(scene)
    expect(guest.heard).toBe('')
  })

  test.each(['member', 'host'] as const)('half-open: only the %s is told', async (told) => {
    await using scene = await Scene.set()
    const guest = await scene.guest()
    guest.socket.write('x')
    await until(() => guest.heard === 'x')
    const [host] = scene.host.sockets
    scene.proxy.links[0]?.halfOpen(told)
    if (told === 'member') await guest.closed
    else await until(() => host?.destroyed === true)
    await aWhile(scene)
    expect(told === 'member' ? host?.destroyed : guest.socket.destroyed).toBe(false)
    expect(scene.proxy.links).toHaveLength(1)
    // The other one gives up in the end, and the link is gone.
    if (told === 'member') host?.destroy()
    else guest.socket.destroy()
    await until(() => scene.proxy.links.length === 0)
  })

  test('cuts after exactly so many bytes, both ways counted', async () => {
    await using scene = await Scene.set()
    const guest = await scene.guest()
    scene.proxy.set({ cutAfter: 150 })
    guest.socket.write('x'.repeat(100))
    await guest.closed
    expect(guest.heard.length).toBe(50)
    expect(guest.failure).toBe('ECONNRESET')
  })

  test('refuses new connections and leaves the living alone, or the other way round', async () => {
    await using scene = await Scene.set()
    const guest = await scene.guest()
    scene.proxy.set({ refuse: true })
    const refused = await scene.caller()
    await refused.closed
    guest.socket.write('still here')
    await until(() => guest.heard === 'still here')
    scene.proxy.set({ refuse: false, cutAfter: 1 }, 'new')
    guest.socket.write('!')
    await until(() => guest.heard === 'still here!')
    const next = await scene.guest()
    next.socket.write('x')
    await next.closed
    expect(scene.proxy.taken).toBe(3)
  })

  test('resets by chance: with one seed, the same links in the same seconds', async () => {
    const fates = async (seed: number) => {
      const clock = new FakeClock()
      await using scene = await Scene.set({ clock, seed })
      scene.proxy.set({ resets: 0.2 })
      const guests = [await scene.guest(), await scene.guest(), await scene.guest()]
      const lived = guests.map(() => 0)
      for (let second = 1; clock.waiting > 0; second += 1) {
        const before = clock.waiting
        clock.advance(1000)
        const gone = before - clock.waiting
        await until(
          () => guests.filter(({ failure }) => failure !== undefined).length >= 3 - clock.waiting,
        )
        if (gone > 0)
          guests.forEach(({ failure }, n) => {
            if (failure !== undefined && lived[n] === 0) lived[n] = second
          })
      }
      return lived
    }
    expect(await fates(7)).toEqual(await fates(7))
    expect(await fates(7)).not.toEqual(await fates(8))
  })

  test('without a host, a caller is turned away', async () => {
    await using scene = await Scene.set()
    await scene.host.close()
    const guest = await scene.caller()
    await guest.closed
    expect(guest.failure).toBe('ECONNRESET')
  })

  test('closes with all its sockets and timers', async () => {
    const clock = new FakeClock()
    await using scene = await Scene.set({ clock })
    scene.proxy.set({ latency: 1000, resets: 0.5 })
    const guest = await scene.guest()
    guest.socket.write('on its way')
    await until(() => clock.waiting === 2)
    await scene.proxy.close()
    await guest.closed
    expect([clock.waiting, scene.proxy.links.length]).toEqual([0, 0])
  })
})
