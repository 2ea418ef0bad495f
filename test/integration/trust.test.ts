/**
 * Who gets in and who does not, with real sockets: keys, invites, known hosts, passwords, a relay
 * in the middle, and somebody who guesses.
 */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createIdentity, type Identity } from '../../electron/core/identity/identity.ts'
import { secureAccepted, secureDialled } from '../../electron/core/net/tls.ts'
import type { HostedRoom } from '../../electron/core/rooms/hosting.ts'
import { KnownHosts } from '../../electron/core/settings/known-hosts.ts'
import type { Fingerprint } from '../../shared/domain/fingerprint.ts'
import { formatInvite, parseInvite } from '../../shared/domain/invite.ts'
import { GUESSES_PER_HOUR } from '../../shared/domain/limits.ts'
import { Loopback, readToEnd, type TestHost } from '../support/loopback.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tincan-trust-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const logger = { info() {}, warn() {}, error() {} }
const knownHosts = () => KnownHosts.open(join(folder, 'known-hosts.json'), logger)

/** A man in the middle: TLS with a key of his own on both sides, and every byte read between. */
async function relayTo(
  address: string,
): Promise<{ address: string; heard: () => string; close(): void }> {
  const identity = await createIdentity()
  const port = Number(address.split(':')[1])
  const chunks: Buffer[] = []
  const sockets = new Set<Socket>()
  const keep = (socket: Socket) => sockets.add(socket.on('error', () => {}))
  const server = createServer(async (victim) => {
    keep(victim)
    try {
      const near = await secureAccepted(victim, identity)
      const upstream = connect({ host: '127.0.0.1', port })
      keep(upstream)
      await once(upstream, 'connect')
      const far = await secureDialled(upstream, identity)
      near.socket.on('error', () => {}).on('data', (chunk: Buffer) => chunks.push(chunk))
      far.socket.on('error', () => {}).pipe(near.socket)
      near.socket.pipe(far.socket)
    } catch {
      victim.destroy()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const at = server.address()
  if (at === null || typeof at === 'string') throw new Error('a TCP server has a port')
  return {
    address: `127.0.0.1:${at.port}`,
    heard: () => Buffer.concat(chunks).toString(),
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** The host's own invite, its address exchanged for another. */
function diverted(link: string, address: string): string {
  const parsed = parseInvite(link)
  if (!parsed.ok) throw new Error(parsed.reason)
  const port = Number(address.split(':')[1])
  return formatInvite({ ...parsed.invite, addresses: [{ host: '127.0.0.1', port }] })
}

const linkOf = async (hosted: HostedRoom, kind: 'open' | 'once' | 'day') =>
  kind === 'open' ? hosted.link : hosted.invite(kind)

describe('an invite link', () => {
  test.each(['open', 'once', 'day'] as const)(
    '(%s) lets in without a further question',
    async (kind) => {
      await using net = new Loopback()
      const ann = await net.host('Ann', { password: 'five good words', approving: kind !== 'open' })
      const bob = await net.join(await linkOf(ann.hosted, kind), 'Bob', {})
      expect(bob.session.connection.phase).toBe('live')
      expect(bob.news.filter((news) => news.type === 'question')).toEqual([])
    },
  )

  test('for one newcomer is good for one, who may come back', async () => {
    await using net = new Loopback()
    const ann = await net.host('Ann', { password: 'secret' })
    const link = await ann.hosted.invite('once')
    const bob = await net.join(link, 'Bob', {})
    await expect(net.join(link, 'Cem', {})).rejects.toMatchObject({ code: 'invite_used' })
    bob.session.leave()
    await bob.session.connect()
    expect(bob.session.connection.phase).toBe('live')
  })

  test('never holds a password', async () => {
    await using net = new Loopback()
    const ann = await net.host('Ann', { password: 'hunter2hunter2' })
    for (const kind of ['open', 'once', 'day'] as const)
      expect(await linkOf(ann.hosted, kind)).not.toContain('hunter2')
  })
})

describe('first contact by a bare address', () => {
  test('asks once, shows the host’s key, and remembers it', async () => {
    await using net = new Loopback()
    const ann = await net.host()
    const bob = await net.join(ann.address, 'Bob', { trust: true }, { knownHosts: knownHosts() })
    expect(bob.news).toContainEqual({
      type: 'question',
      question: { kind: 'trust', key: ann.identity.fingerprint, address: ann.address, room: 'Lab' },
    })
    const again = await net.join(ann.address, 'Bea', {}, { knownHosts: knownHosts() })
    expect(again.news.filter((news) => news.type === 'question')).toEqual([])
    expect(knownHosts().list()).toMatchObject([
      { key: ann.identity.fingerprint, by: 'eyes', addresses: [ann.address] },
    ])
  })

  test('says nothing, not even a name, until it is answered', async () => {
    await using net = new Loopback()
    const ann = await net.host()
    const relay = await relayTo(ann.address)
    await expect(net.join(relay.address, 'Bob', { trust: false })).rejects.toMatchObject({
      code: 'unknown_host',
    })
    relay.close()
    expect(relay.heard()).not.toContain('Bob')
    expect(relay.heard()).not.toContain('hello')
    expect(ann.notices).toEqual([])
  })

  test('a host at a known address with another key is a full stop: nothing is sent', async () => {
    await using net = new Loopback()
    const hosts = knownHosts()
    const port = await freePort()
    const first = await net.host('Ann', { port })
    const bob = await net.join(first.address, 'Bob', { trust: true }, { knownHosts: hosts })
    bob.session.leave()
    await first.hosted.close()
    const impostor = await listenAs(await createIdentity(), port)
    const before = knownHosts().list()
    await expect(
      net.join(first.address, 'Bob', { trust: true }, { knownHosts: hosts }),
    ).rejects.toMatchObject({
      code: 'pin_mismatch',
      details: { known: first.identity.fingerprint, shown: impostor.key },
    })
    expect(await impostor.heard).toBe('')
    expect(knownHosts().list()).toEqual(before)
    // The way out: a person forgets the old key, and is asked anew.
    hosts.forget(first.identity.fingerprint)
    expect(hosts.verdict(first.address, impostor.key)).toEqual({ kind: 'unknown' })
    impostor.close()
  })
})

describe('a relay in the middle', () => {
  const secret = 'correct horse battery staple'

  test.each([
    ['without a password', null],
    ['with a password', secret],
  ])('of an invite is found out before a byte is said, %s', async (_, password) => {
    await using net = new Loopback()
    const ann = await net.host('Ann', { password })
    const relay = await relayTo(ann.address)
    const link = diverted(ann.hosted.link, relay.address)
    await expect(net.join(link, 'Bob', { trust: true, passwords: [secret] })).rejects.toMatchObject(
      { code: 'pin_mismatch' },
    )
    relay.close()
    expect(relay.heard()).toBe('')
  })

  test('of a password room learns neither name nor password, and nobody gets in', async () => {
    await using net = new Loopback()
    const ann = await net.host('Ann', { password: secret })
    const relay = await relayTo(ann.address)
    await expect(
      net.join(relay.address, 'Bob', { trust: true, passwords: [secret, secret, secret] }),
    ).rejects.toMatchObject({
      code: 'auth_failed',
    })
    relay.close()
    expect(relay.heard()).toContain('opaque_finish')
    expect(relay.heard()).not.toContain('Bob')
    expect(relay.heard()).not.toContain(secret)
    expect(ann.notices).toEqual([])
  })

  test('that claims to have checked the password itself is not believed', async () => {
    await using net = new Loopback()
    const liar = await createIdentity()
    const said: string[] = []
    const { port, close } = await serveAs(liar, (line, say) => {
      said.push(line)
      const type = JSON.parse(line).type as string
      if (type === 'opaque_start') say({ type: 'opaque_reply', response: 'A'.repeat(427) })
      if (type === 'opaque_finish') say({ type: 'proven', proof: 'A'.repeat(43) })
    })
    await expect(
      net.join(`127.0.0.1:${port}`, 'Bob', { trust: true, passwords: [secret] }),
    ).rejects.toMatchObject({ code: 'host_unproven' })
    close()
    expect(said.map((line) => JSON.parse(line).type)).toEqual(['opaque_start', 'opaque_finish'])
  })
})

describe('a password', () => {
  test('right, lets in, and proves the host as well: no question of trust, and it is remembered', async () => {
    await using net = new Loopback()
    const ann = await net.host('Ann', { password: 'ünïcode pass' })
    const bob = await net.join(
      ann.address,
      'Bob',
      { passwords: ['ünïcode pass'.normalize('NFD')] },
      { knownHosts: knownHosts() },
    )
    expect(
      bob.news.flatMap((news) => (news.type === 'question' ? [news.question.kind] : [])),
    ).toEqual(['password'])
    expect(knownHosts().list()).toMatchObject([{ key: ann.identity.fingerprint, by: 'password' }])
  })

  test('wrong, is told with the tries left; three on one connection are all', async () => {
    await using net = new Loopback()
    const ann = await net.host('Ann', { password: 'right' })
    const bob = await net.session(
      { address: ann.address, name: 'Bob' },
      { passwords: ['a', 'b', 'c', 'right'] },
    )
    await expect(bob.session.connect()).rejects.toMatchObject({ code: 'auth_failed' })
    const questions = bob.news.flatMap((news) => (news.type === 'question' ? [news.question] : []))
    expect(questions).toMatchObject([
      { wrong: false, triesLeft: 3 },
      { wrong: true, triesLeft: 2 },
      { wrong: true, triesLeft: 1 },
    ])
    const cem = await net.join(ann.address, 'Cem', { passwords: ['typo', 'right'] })
    expect(cem.session.connection.phase).toBe('live')
  })

  test('who was let in before comes back without it, until it changes', async () => {
    await using net = new Loopback()
    const ann = await net.host('Ann', { password: 'first' })
    const identity = await createIdentity()
    const bob = await net.join(
      ann.address,
      'Bob',
      { passwords: ['first'], trust: true },
      { identity },
    )
    bob.session.leave()
    await net.join(ann.address, 'Bob', { trust: true }, { identity })
    await ann.hosted.room.setPassword('second')
    await expect(net.join(ann.address, 'Bob', { trust: true }, { identity })).rejects.toMatchObject(
      { code: 'password_needed' },
    )
  })

  test('guessing is limited for the whole room, and known keys and invites still get in', async () => {
    // A try comes back every minute; on a busy machine it might do so just before the late one.
    vi.spyOn(performance, 'now').mockReturnValue(performance.now())
    onTestFinished(() => void vi.restoreAllMocks())
    const guesses = Number(process.env.TINCAN_GUESSES ?? 1000)
    await using net = new Loopback()
    const ann = await net.host('Ann', { password: 'five good words here now', ip: '0.0.0.0' })
    const identity = await createIdentity()
    const address = `127.0.0.1:${ann.hosted.port}`
    const known = await net.join(ann.hosted.link, 'Known', {}, { identity })
    known.session.leave()
    const guesser = await createIdentity()
    const request = 'A'.repeat(128)
    let evaluated = 0
    const guess = async (n: number) => {
      const socket = connect({
        host: '127.0.0.1',
        port: ann.hosted.port,
        localAddress: `127.0.0.${(n % 20) + 2}`,
      })
      const { socket: line } = await secureDialled(socket, guesser)
      line.write(`${JSON.stringify({ type: 'opaque_start', request })}\n`)
      let text = ''
      for await (const chunk of line) {
        text += String(chunk)
        if (text.includes('"opaque_reply"')) evaluated += 1
        if (text.includes('"opaque_reply"') || text.includes('"refused"')) break
      }
      line.destroy()
    }
    for (let n = 0; n < guesses; n += 50)
      await Promise.all(Array.from({ length: 50 }, (_, i) => guess(n + i)))
    console.log(
      `${guesses} guesses from 20 addresses: ${evaluated} evaluated (at most ${GUESSES_PER_HOUR} an hour)`,
    )
    expect(evaluated).toBeGreaterThan(0)
    expect(evaluated).toBeLessThanOrEqual(GUESSES_PER_HOUR)
    await expect(
      net.join(address, 'Late', { trust: true, passwords: ['x'] }),
    ).rejects.toMatchObject({ code: 'auth_limited' })
    const back = await net.join(address, 'Known', { trust: true }, { identity })
    expect(back.session.connection.phase).toBe('live')
    const invited = await net.join(await ann.hosted.invite('once'), 'Invited', {})
    expect(invited.session.connection.phase).toBe('live')
  })
})

describe('the access list', () => {
  const admin = (ann: TestHost, action: Parameters<TestHost['hosted']['room']['moderate']>[0]) =>
    ann.hosted.room.moderate(action)

  test('the host is asked about a newcomer and lets them in or not', async () => {
    await using net = new Loopback()
    const ann = await net.host('Ann', { approving: true })
    const bob = await net.session({ address: ann.address, name: 'Bob' })
    const joined = bob.session.connect()
    await ann.until(() => ann.hosted.room.accessView.waiting.length === 1)
    await bob.until(() => {
      const { connection } = bob.session
      return connection.phase === 'connecting' && connection.stage === 'waiting'
    })
    admin(ann, { type: 'decide', key: bob.identity.fingerprint, admit: true })
    await joined
    const cem = await net.session({ address: ann.address, name: 'Cem' })
    const refused = expect(cem.session.connect()).rejects.toMatchObject({ code: 'not_admitted' })
    await ann.until(() => ann.hosted.room.accessView.waiting.length === 1)
    admin(ann, { type: 'decide', key: cem.identity.fingerprint, admit: false })
    await refused
  })

  test('a banned key is out, by any name, until it is undone', async () => {
    await using net = new Loopback()
    const ann = await net.host()
    const bob = await net.join(ann.address, 'Bob')
    admin(ann, { type: 'ban', key: bob.identity.fingerprint })
    await bob.until(() => bob.session.connection.phase === 'ended')
    expect(bob.session.connection).toMatchObject({ how: 'closed', error: { code: 'banned' } })
    const { identity } = bob
    await expect(net.join(ann.address, 'Nobody', {}, { identity })).rejects.toMatchObject({
      code: 'banned',
    })
    admin(ann, { type: 'unban', key: identity.fingerprint })
    await net.join(ann.address, 'Bob', { trust: true }, { identity })
  })

  test('the same key twice: the first is told it was replaced, and there is no ghost', async () => {
    await using net = new Loopback()
    const ann = await net.host()
    const first = await net.join(ann.address, 'Bob')
    const { identity } = first
    const second = await net.join(ann.address, 'Bob', { trust: true }, { identity })
    await first.until(() => first.session.connection.phase === 'ended')
    expect(first.session.connection).toMatchObject({ error: { code: 'replaced' } })
    expect(second.session.members.map((member) => member.name)).toEqual(['Ann', 'Bob'])
    expect(ann.notices).toEqual(['Bob joined'])
  })
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const at = server.address()
  server.close()
  await once(server, 'close')
  if (at === null || typeof at === 'string') throw new Error('a TCP server has a port')
  return at.port
}

/** Somebody with a key at a port, who writes down every application byte. */
async function listenAs(
  identity: Identity,
  port: number,
): Promise<{ key: Fingerprint; heard: Promise<string>; close(): void }> {
  const heard = Promise.withResolvers<string>()
  const server = createServer((socket) => {
    socket.on('error', () => {})
    secureAccepted(socket, identity).then(
      (link) => heard.resolve(readToEnd(link.socket.on('error', () => {}) as unknown as Socket)),
      // The other side may cut the line before our handshake is through: then nothing was said.
      () => heard.resolve(''),
    )
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return { key: identity.fingerprint, heard: heard.promise, close: () => server.close() }
}

/** Somebody who welcomes into a password room and answers each line as told. */
async function serveAs(
  identity: Identity,
  answer: (line: string, say: (message: object) => void) => void,
) {
  const server = createServer(async (socket) => {
    socket.on('error', () => {})
    const { socket: line } = await secureAccepted(socket, identity)
    const say = (message: object) => line.write(`${JSON.stringify(message)}\n`)
    let text = ''
    line
      .on('error', () => {})
      .on('data', (chunk: Buffer) => {
        text += chunk.toString()
        for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n')) {
          answer(text.slice(0, end), say)
          text = text.slice(end + 1)
        }
      })
    say({
      type: 'welcome',
      app: 'tincan',
      version: 1,
      oldest: 1,
      capabilities: [],
      room: { id: 'r', name: 'Lab' },
      asks: ['name', 'password'],
      kinds: ['message'],
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const at = server.address()
  if (at === null || typeof at === 'string') throw new Error('a TCP server has a port')
  return { port: at.port, close: () => server.close() }
}
