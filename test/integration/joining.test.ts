import { once } from 'node:events'
import { createServer, type Server, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { afterEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../electron/core/clock.ts'
import { createIdentity } from '../../electron/core/identity/identity.ts'
import type { SessionNews } from '../../electron/core/member/ports.ts'
import { dial, explainDial } from '../../electron/core/net/dialer.ts'
import { explain, listen, nextFreePort } from '../../electron/core/net/listener.ts'
import { secureAccepted } from '../../electron/core/net/tls.ts'
import { startHosting } from '../../electron/core/rooms/hosting.ts'
import { joinRoom } from '../../electron/core/rooms/joining.ts'
import { openStore } from '../../electron/core/store/open-store.ts'
import { DIAL_MS, HANDSHAKE_MS, RESOLVE_MS } from '../../shared/domain/limits.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { forgetful, Loopback } from '../support/loopback.ts'

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((done) => server.close(done))
})

/** A server on loopback that treats each connection as told; answers its port. */
async function serve(onSocket: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    onSocket(socket)
  })
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return address.port
}

/** The same, inside our TLS, for what a host of another kind might say. */
async function serveSecurely(onSocket: (socket: Duplex) => void): Promise<number> {
  const identity = await createIdentity()
  return serve((socket) => {
    secureAccepted(socket, identity).then(
      ({ socket: secure }) => {
        secure.on('error', () => {})
        secure.resume()
        onSocket(secure)
      },
      () => socket.destroy(),
    )
  })
}

const me = await createIdentity()
const silent = { info() {}, warn() {}, error() {} }
const { store } = await openStore({ path: ':memory:', clock: systemClock, logger: silent })
const ports = { clock: systemClock, identity: me, knownHosts: forgetful, store, onNews: () => {} }
const read = (address: string, name = 'Bob') => joinRoom({ address, name }, ports)

const stageOf = (news: SessionNews) =>
  news.type === 'connection' && news.connection.phase === 'connecting'
    ? news.connection.stage
    : undefined

/** Joins as a person who trusts what is shown. */
async function join(address: string): Promise<void> {
  await using net = new Loopback()
  await net.join(address, 'Bob')
}

const line = (message: object) => `${JSON.stringify(message)}\n`
const welcome = {
  type: 'welcome',
  app: 'tincan',
  version: 1,
  oldest: 1,
  capabilities: [],
  room: { id: 'r', name: 'Lab' },
  asks: [],
  kinds: ['message'],
}

describe('joining fails in words of its own', () => {
  test.each([
    ['', 'address_invalid'],
    ['192.168.1', 'address_invalid'],
    ['host:99999', 'port_invalid'],
  ])('%j cannot be read as an address', (address, code) => {
    expect(() => read(address)).toThrow(expect.objectContaining({ code }))
  })

  test('a name that is not acceptable is said before anything is dialled', () => {
    expect(() => read('127.0.0.1', ' ')).toThrow(
      expect.objectContaining({
        code: 'name_invalid',
        details: { field: 'name', reason: 'empty' },
      }),
    )
  })

  test('a name that nobody has (.invalid, RFC 2606) is not found', async () => {
    await expect(join('no-such-computer.invalid:7000')).rejects.toMatchObject({
      code: 'name_not_found',
    })
  })

  test('a port where nothing listens is refused', async () => {
    const { port, close } = await listen('127.0.0.1', 0, () => {})
    await close()
    await expect(join(`127.0.0.1:${port}`)).rejects.toMatchObject({ code: 'connection_refused' })
  })

  test('an address without a way to it is unreachable', async () => {
    // TCP to the broadcast address: the kernel says no by itself, no packet leaves.
    await expect(join('255.255.255.255:7000')).rejects.toMatchObject({ code: 'unreachable' })
  })

  test('an address that never answers is given up after the time for it', async () => {
    const clock = new FakeClock()
    const never = () => new Socket()
    const dialled = dial(
      { host: '127.0.0.1', port: 7000 },
      { clock, signal: new AbortController().signal, onStage() {}, connect: never },
    )
    const outcome = expect(dialled).rejects.toMatchObject({ code: 'no_answer' })
    await new Promise((done) => setImmediate(done))
    clock.advance(DIAL_MS)
    await outcome
    expect(clock.waiting).toBe(0)
  })

  test('a resolver that never answers is given up', async () => {
    const clock = new FakeClock()
    const dialled = dial(
      { host: 'slow.example', port: 7000 },
      {
        clock,
        signal: new AbortController().signal,
        onStage() {},
        lookup: () => new Promise(() => {}),
      },
    )
    const outcome = expect(dialled).rejects.toMatchObject({ code: 'name_not_found' })
    clock.advance(RESOLVE_MS)
    await outcome
  })

  test.each([
    ['closes at once', (socket: Socket) => socket.end()],
    ['resets', (socket: Socket) => socket.resetAndDestroy()],
    ['speaks SSH', (socket: Socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n')],
    ['speaks HTTP', (socket: Socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['speaks other JSON', (socket: Socket) => socket.write('{"type":"welcome","app":"other"}\n')],
    ['sends noise without an end', (socket: Socket) => socket.write(Buffer.alloc(200_000, 0x41))],
  ])('a server that %s is not a Tincan room', async (_, treat) => {
    const port = await serve((socket) => {
      socket.resume()
      treat(socket)
    })
    await expect(join(`127.0.0.1:${port}`)).rejects.toMatchObject({ code: 'not_tincan' })
  })

  test.each([
    ['closes at once', (stream: Duplex) => stream.end()],
    ['speaks other JSON', (stream: Duplex) => stream.write('{"type":"welcome","app":"other"}\n')],
    ['speaks SSH', (stream: Duplex) => stream.write('SSH-2.0-OpenSSH_9.2\r\n')],
    ['sends noise without an end', (stream: Duplex) => stream.write(Buffer.alloc(200_000, 0x41))],
  ])('a server that %s inside TLS is not a Tincan room either', async (_, treat) => {
    const port = await serveSecurely((stream) => treat(stream))
    await expect(join(`127.0.0.1:${port}`)).rejects.toMatchObject({ code: 'not_tincan' })
  })

  test('a server that says nothing is not a Tincan room, after a while', async () => {
    const clock = new FakeClock()
    const connected = Promise.withResolvers<void>()
    const port = await serve((socket) => {
      socket.resume()
      connected.resolve()
    })
    const onNews = (news: SessionNews) => {
      if (stageOf(news) === 'securing') connected.promise.then(() => clock.advance(HANDSHAKE_MS))
    }
    const session = joinRoom(
      { address: `127.0.0.1:${port}`, name: 'Bob' },
      { ...ports, clock, onNews },
    )
    await expect(session.connect()).rejects.toMatchObject({ code: 'not_tincan' })
    clock.advance(60_000)
    expect(clock.waiting).toBe(0)
  })

  test.each([
    ['version_too_old', [{ ...welcome, version: 9, oldest: 8 }]],
    ['room_closed', [welcome, { type: 'refused', code: 'room_closed', text: '' }]],
    ['room_full', [welcome, { type: 'refused', code: 'room_full', text: '' }]],
    ['room_busy', [{ type: 'refused', code: 'room_busy', text: '', retryAfter: 5 }]],
    ['version_too_new', [welcome, { type: 'refused', code: 'version_too_new', text: '' }]],
    [
      'name_invalid',
      [welcome, { type: 'refused', code: 'name_invalid', text: '', reason: 'empty' }],
    ],
  ])('a room that refuses with %s', async (code, said) => {
    const port = await serveSecurely((socket) => socket.end(said.map(line).join('')))
    await expect(join(`127.0.0.1:${port}`)).rejects.toMatchObject({ code })
  })

  test('joining can be cancelled while it waits', async () => {
    const port = await serveSecurely(() => {})
    const onNews = (news: SessionNews) => {
      if (stageOf(news) === 'greeting') setImmediate(() => session.leave())
    }
    const session = joinRoom({ address: `127.0.0.1:${port}`, name: 'Bob' }, { ...ports, onNews })
    await expect(session.connect()).rejects.toMatchObject({ code: 'cancelled' })
  })

  test('joining can be cancelled while it dials, and the socket goes', async () => {
    const sockets: Socket[] = []
    const abort = new AbortController()
    const dialled = dial(
      { host: '127.0.0.1', port: 7000 },
      {
        clock: systemClock,
        signal: abort.signal,
        onStage: () => {},
        connect: () => {
          const socket = new Socket()
          sockets.push(socket)
          return socket
        },
      },
    )
    await new Promise((done) => setImmediate(done))
    abort.abort()
    await expect(dialled).rejects.toMatchObject({ code: 'cancelled' })
    expect(sockets[0]?.destroyed).toBe(true)
  })

  test.each([
    ['ETIMEDOUT', 'no_answer'],
    ['EHOSTUNREACH', 'unreachable'],
    ['ENETUNREACH', 'unreachable'],
    ['ECONNREFUSED', 'connection_refused'],
    ['EPERM', 'dial_failed'],
  ])('the system’s %s becomes %s', (system, code) => {
    const error = Object.assign(new Error(system), { code: system })
    expect(explainDial(error, { host: 'h', port: 1 }).code).toBe(code)
    expect(explainDial(new AggregateError([error]), { host: 'h', port: 1 }).code).toBe(code)
  })
})

describe('a lost room can be joined again in place', () => {
  test('what was said before stays, and what was not sent goes out by itself', async () => {
    await using net = new Loopback()
    const ann = await net.host()
    const bob = await net.join(ann.address, 'Bob')
    bob.session.say('00000000-0000-4000-8000-000000000001', 'before')
    await bob.until(() => bob.texts.length === 1)
    bob.session.leave()
    bob.session.say('00000000-0000-4000-8000-000000000002', 'after')
    expect(bob.session.pending).toMatchObject([
      { body: { text: 'after' }, error: { code: 'not_in_room' } },
    ])
    await ann.until(() => ann.notices.includes('Bob left'))
    await bob.session.connect()
    await ann.until(() => ann.texts.length === 2)
    expect(ann.texts).toEqual(['before', 'after'])
    await bob.until(() => bob.session.pending.length === 0)
    const { entries } = await bob.session.history({ before: 100 }, 100)
    expect(entries.map((entry) => entry.at)).toEqual(bob.entries.map((entry) => entry.at))
    expect(bob.messages.map((message) => message.at)).toEqual([1, 2])
  })

  test('who asks while it is under way, or in the room already, hears of the same outcome', async () => {
    await using net = new Loopback()
    const ann = await net.host()
    const bob = await net.join(ann.address, 'Bob')
    await bob.session.connect()
    bob.session.leave()
    await ann.until(() => ann.notices.includes('Bob left'))
    await Promise.all([bob.session.connect(), bob.session.connect()])
    expect(bob.session.connection.phase).toBe('live')
  })
})

describe('hosting fails in words of its own', () => {
  const host = (request: object) =>
    startHosting(
      {
        ip: '127.0.0.1',
        port: 0,
        room: 'Lab',
        name: 'Ann',
        password: null,
        approving: false,
        past: 'all',
        ...request,
      },
      ports,
    )

  test.each([
    [{ ip: 'localhost' }, 'address_invalid', 'ip'],
    [{ ip: '1.2.3' }, 'address_invalid', 'ip'],
    [{ port: 65536 }, 'port_invalid', 'port'],
    [{ port: -1 }, 'port_invalid', 'port'],
    [{ port: 1.5 }, 'port_invalid', 'port'],
    [{ port: Number.NaN }, 'port_invalid', 'port'],
    [{ room: '' }, 'room_name_invalid', 'room'],
    [{ name: 'x'.repeat(40) }, 'name_invalid', 'name'],
    // TEST-NET-1 (RFC 5737) is never an address of a machine.
    [{ ip: '192.0.2.1' }, 'address_not_here', 'ip'],
  ])('%j: %s, in the field %s', async (request, code, field) => {
    await expect(host(request)).rejects.toMatchObject({ code, details: { field } })
  })

  test('a busy port offers the next free one, which then works', async () => {
    await using net = new Loopback()
    const ann = await net.host()
    const busy = ann.hosted.port
    const error = await host({ port: busy }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'port_in_use', details: { field: 'port', port: busy } })
    const next = (error as { details: { next: number } }).details.next
    expect(next).toBeGreaterThan(busy)
    expect((error as Error).message).toContain(String(next))
    const second = await host({ port: next })
    expect(second.port).toBe(next)
    await second.close()
  })

  test('the search for a free port ends at the last one', async () => {
    expect(await nextFreePort('127.0.0.1', 65535)).toBeUndefined()
  })

  test.each([
    ['EACCES', 'port_privileged'],
    ['EADDRNOTAVAIL', 'address_not_here'],
    ['EINVAL', 'cannot_listen'],
  ])('the system’s %s becomes %s', async (system, code) => {
    const error = Object.assign(new Error(system), { code: system })
    expect(await explain(error, '127.0.0.1', 80)).toMatchObject({ code })
  })

  test('every address that is shown really reaches the room', async () => {
    await using net = new Loopback()
    const ann = await net.host()
    for (const { address } of ann.hosted.addresses) {
      const guest = await net.join(address, 'Guest')
      expect(guest.session.room?.name).toBe('Lab')
    }
    const v6 = await host({ ip: '::1' }).catch(() => undefined)
    if (v6 !== undefined) {
      const [shown] = v6.addresses
      expect(shown?.address).toBe(`[::1]:${v6.port}`)
      const guest = await net.join(shown?.address ?? '', 'Guest')
      expect(guest.session.connection.phase).toBe('live')
      guest.session.leave()
      await v6.close()
    }
  })
})
