/** TLS between two of us, against strangers of every kind, and as the openssl command sees it. */
import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect as connectTcp, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createIdentity, type Identity } from '../../electron/core/identity/identity.ts'
import { ALPN, secureDialled } from '../../electron/core/net/tls.ts'
import { HANDSHAKE_MS } from '../../shared/domain/limits.ts'
import { FakeClock } from '../support/fake-clock.ts'
import {
  foreignCertificate,
  heardUntilClosed,
  type Listening,
  type SecureListening,
  serve,
  serveSecure,
} from '../support/secure-peers.ts'

const run = promisify(execFile)
let folder: string
let host: Identity
let member: Identity
const open: Listening[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tincan-tls-'))
  host = await createIdentity()
  member = await createIdentity()
  writeFileSync(join(folder, 'member.key'), member.key)
  writeFileSync(join(folder, 'member.pem'), member.certificate)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))
afterEach(async () => {
  await Promise.all(open.splice(0).map((listening) => listening.close()))
  // Whatever a test did: no socket stays.
  await until(() => handles().length === 0)
})

async function room(clock = new FakeClock()): Promise<SecureListening> {
  const listening = await serveSecure(host, { clock })
  open.push(listening)
  return listening
}

function tcp(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp(port, '127.0.0.1')
    socket.once('error', reject)
    socket.once('connect', () => resolve(socket))
  })
}

async function secured(listening: SecureListening) {
  const dialled = await secureDialled(await tcp(listening.port), member)
  const accepted = await listening.outcome()
  if (accepted.status === 'rejected') throw accepted.reason
  return { dialled, accepted: accepted.value }
}

/** Sockets that this process holds; timers are the clock's to count. */
const handles = () => process.getActiveResourcesInfo().filter((kind) => /TCPSocket|TLS/.test(kind))

describe('two of us', () => {
  test('learn each other’s key, and the same secret of this connection', async () => {
    const { dialled, accepted } = await secured(await room())
    expect(dialled.peer).toBe(host.fingerprint)
    expect(accepted.peer).toBe(member.fingerprint)
    expect(dialled.binding).toHaveLength(32)
    expect(dialled.binding).toEqual(accepted.binding)
    const other = await secured(await room())
    expect(other.dialled.binding).not.toEqual(dialled.binding)
    dialled.socket.destroy()
    other.dialled.socket.destroy()
  })

  test('speak TLS 1.3, and hear what is said from the first byte on', async () => {
    const { dialled, accepted } = await secured(await room())
    expect(dialled.socket.getProtocol()).toBe('TLSv1.3')
    expect(dialled.socket.alpnProtocol).toBe(ALPN)
    expect([dialled.socket.bytesRead, accepted.socket.bytesRead]).toEqual([0, 0])
    accepted.socket.write('welcome\n')
    expect(await new Promise((resolve) => dialled.socket.once('data', resolve))).toEqual(
      Buffer.from('welcome\n'),
    )
    dialled.socket.destroy()
  })

  test('leave no timer and no socket when they close', async () => {
    const clock = new FakeClock()
    const listening = await room(clock)
    const dialled = await secureDialled(await tcp(listening.port), member, { clock })
    const accepted = await listening.outcome()
    if (accepted.status === 'rejected') throw accepted.reason
    expect(clock.waiting).toBe(0)
    const closed = heardUntilClosed(accepted.value.socket)
    dialled.socket.destroy()
    await closed
    await listening.close()
    await until(() => handles().length === 0)
  })
})

describe('a stranger at our port', () => {
  const ours = () => ({ key: member.key, cert: member.certificate })
  const strangers: readonly [what: string, options: () => ConnectionOptions][] = [
    ['speaks TLS 1.2 at most', () => ({ ...ours(), maxVersion: 'TLSv1.2', ALPNProtocols: [ALPN] })],
    ['names another protocol', () => ({ ...ours(), ALPNProtocols: ['h2', 'tincan/2'] })],
    ['names no protocol', () => ({ ...ours() })],
    ['shows no certificate', () => ({ ALPNProtocols: [ALPN] })],
    ['has an RSA key', () => foreign('rsa')],
    ['has a P-384 key', () => foreign('p384')],
    ['has an Ed25519 key', () => foreign('ed25519')],
  ]
  const kinds: Record<string, readonly string[]> = {
    rsa: ['rsa:2048'],
    p384: ['ec', '-pkeyopt', 'ec_paramgen_curve:secp384r1'],
    ed25519: ['ed25519'],
  }
  const foreign = (kind: string): ConnectionOptions => ({
    key: readFileSync(join(folder, `${kind}.key`)),
    cert: readFileSync(join(folder, `${kind}.pem`)),
    ALPNProtocols: [ALPN],
  })
  beforeAll(async () => {
    await Promise.all(
      Object.entries(kinds).map(([name, kind]) => foreignCertificate(folder, name, kind)),
    )
  })

  test.each(strangers)('that %s is turned away without a word', async (_, options) => {
    const clock = new FakeClock()
    const listening = await room(clock)
    // A stranger does not mind who we are; `ca` tells it to take our certificate.
    const ca = host.certificate
    const own = { ...options(), ca, checkServerIdentity: () => undefined }
    const stranger = connectTls({ ...own, port: listening.port, host: '127.0.0.1' })
    stranger.once('secureConnect', () => stranger.write('hello\n'))
    const words = heardUntilClosed(stranger)
    expect(await listening.outcome()).toMatchObject({
      status: 'rejected',
      reason: { code: 'not_tincan', details: { address: expect.stringMatching(/^127\.0\.0\.1:/) } },
    })
    expect(await words).toHaveLength(0)
    expect(listening.heard()).toBe(0)
    expect(clock.waiting).toBe(0)
  })

  const noises: readonly [what: string, bytes: Buffer][] = [
    ['plain HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
    ['an SSH banner', Buffer.from('SSH-2.0-OpenSSH_9.9\r\n')],
    ['our own lines without TLS', Buffer.from('{"type":"hello","name":"Eve"}\n')],
    // Not by chance: in one of 256 the third byte makes it the beginning of an SSL 2 hello.
    ['4 KiB of noise', Buffer.from(Array.from({ length: 4096 }, (_, at) => 0xff ^ (at * at)))],
  ]

  test.each(noises)(
    'that speaks %s is turned away, and hears an alert at most',
    async (_, bytes) => {
      const clock = new FakeClock()
      const listening = await room(clock)
      const stranger = await tcp(listening.port)
      const words = heardUntilClosed(stranger)
      stranger.write(bytes)
      expect(await listening.outcome()).toMatchObject({ status: 'rejected' })
      // A TLS record of type 21 with two bytes in it, or nothing.
      expect([0, 7]).toContain((await words).length)
      expect(clock.waiting).toBe(0)
    },
  )

  test('that begins to speak TLS and falls silent is turned away in time', async () => {
    const clock = new FakeClock()
    const listening = await room(clock)
    const hello = await clientHello()
    const stranger = await tcp(listening.port)
    const words = heardUntilClosed(stranger)
    await new Promise((resolve) => stranger.write(hello.subarray(0, hello.length / 2), resolve))
    await until(() => listening.sockets.length === 1)
    clock.advance(HANDSHAKE_MS - 1)
    expect(clock.waiting).toBe(1)
    clock.advance(1)
    expect(await listening.outcome()).toMatchObject({
      status: 'rejected',
      reason: { code: 'not_tincan', cause: { message: 'the handshake took too long' } },
    })
    expect(await words).toHaveLength(0)
    expect(clock.waiting).toBe(0)
  })

  test('that hangs up in the middle leaves nothing behind', async () => {
    const clock = new FakeClock()
    const listening = await room(clock)
    const stranger = await tcp(listening.port)
    stranger.end((await clientHello()).subarray(0, 100))
    expect(await listening.outcome()).toMatchObject({ status: 'rejected' })
    expect(clock.waiting).toBe(0)
  })
})

describe('somebody we dial', () => {
  const answers: readonly [what: string, answer: string | Buffer][] = [
    ['a web server', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['an SSH server', 'SSH-2.0-OpenSSH_9.9\r\n'],
    ['noise', Buffer.alloc(4096, 0xa5)],
  ]

  test.each(answers)('who is %s is not taken for a room', async (_, answer) => {
    const listening = await serve((socket) => socket.write(answer))
    open.push(listening)
    const address = { host: '127.0.0.1', port: listening.port }
    const link = secureDialled(await tcp(listening.port), member, { address })
    await expect(link).rejects.toMatchObject({
      code: 'not_tincan',
      message: expect.stringContaining(`127.0.0.1:${listening.port}`),
    })
  })

  test('who says nothing is given up in time, and at once when we cancel', async () => {
    const clock = new FakeClock()
    const listening = await serve(() => {})
    open.push(listening)
    const cancel = new AbortController()
    const [slow, cancelled] = [await tcp(listening.port), await tcp(listening.port)]
    const links = [
      secureDialled(slow, member, { clock }),
      secureDialled(cancelled, member, { clock, signal: cancel.signal }),
    ].map((link) => link.catch((error: unknown) => error))
    cancel.abort()
    expect(await links[1]).toMatchObject({ code: 'cancelled' })
    clock.advance(HANDSHAKE_MS)
    expect(await links[0]).toMatchObject({ code: 'not_tincan' })
    expect([slow.destroyed, cancelled.destroyed, clock.waiting]).toEqual([true, true, 0])
    const late = await tcp(listening.port)
    await expect(secureDialled(late, member, { signal: cancel.signal })).rejects.toMatchObject({
      code: 'cancelled',
    })
    expect(late.destroyed).toBe(true)
  })

  test('with a key of ours that TLS does not take, is hung up on', async () => {
    const listening = await serve(() => {})
    open.push(listening)
    const socket = await tcp(listening.port)
    await expect(secureDialled(socket, { ...member, key: 'broken' })).rejects.toThrow()
    expect(socket.destroyed).toBe(true)
  })
})

describe('the openssl command', () => {
  /** What it prints; it speaks like a member of ours, and hangs up once its hands are shaken. */
  async function client(port: number, ...more: readonly string[]): Promise<string> {
    const own = ['-cert', join(folder, 'member.pem'), '-key', join(folder, 'member.key')]
    const args = ['s_client', '-connect', `127.0.0.1:${port}`, '-alpn', ALPN, ...own, ...more]
    const child = spawn('openssl', args)
    let text = ''
    child.stdout.on('data', (chunk) => {
      text += chunk
    })
    child.stderr.on('data', (chunk) => {
      text += chunk
    })
    child.stdin.end()
    await new Promise((resolve) => child.once('close', resolve))
    return text
  }

  test('sees TLS 1.3, a P-256 certificate, our protocol, and the key we call our own', async () => {
    const listening = await room()
    const exporter = ['-keymatexport', 'EXPORTER-Channel-Binding', '-keymatexportlen', '32']
    const seen = await client(listening.port, '-tls1_3', '-showcerts', ...exporter)
    expect(seen).toContain('New, TLSv1.3')
    expect(seen).toContain(`ALPN protocol: ${ALPN}`)
    expect(seen).toMatch(/Peer signature type: (ECDSA|ecdsa_secp256r1_sha256)/)
    expect(seen).toContain('Server public key is 256 bit')
    expect(seen).toMatch(/Early data was not sent/)

    const [pem = ''] =
      /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/.exec(seen) ?? []
    const [path, der] = [join(folder, 'seen.pem'), join(folder, 'seen.der')]
    writeFileSync(path, pem)
    const { stdout: key } = await run('openssl', ['x509', '-in', path, '-noout', '-pubkey'])
    expect((await run('openssl', ['x509', '-in', path, '-noout', '-text'])).stdout).toMatch(
      /ASN1 OID: prime256v1/,
    )
    writeFileSync(path, key)
    await run('openssl', ['pkey', '-pubin', '-in', path, '-outform', 'DER', '-out', der])
    const { stdout } = await run('openssl', ['dgst', '-sha256', '-r', der])
    expect(Buffer.from(stdout.slice(0, 64), 'hex').toString('base64url')).toBe(host.fingerprint)
    expect(createHash('sha256').update(readFileSync(der)).digest('base64url')).toBe(
      host.fingerprint,
    )

    const outcome = await listening.outcome()
    if (outcome.status === 'rejected') throw outcome.reason
    expect(outcome.value.peer).toBe(member.fingerprint)
    const [, material = ''] = /Keying material: ([0-9A-F]{64})/.exec(seen) ?? []
    expect(outcome.value.binding.toString('hex').toUpperCase()).toBe(material)
  })

  test('gets nowhere with TLS 1.2, with another protocol, or with a session of before', async () => {
    const listening = await room()
    expect(await client(listening.port, '-tls1_2')).toMatch(/alert protocol version|wrong version/)
    expect(await listening.outcome(0)).toMatchObject({ status: 'rejected' })
    expect(await client(listening.port, '-alpn', 'h2')).toMatch(/no application protocol/)
    expect(await listening.outcome(1)).toMatchObject({ status: 'rejected' })

    const session = join(folder, 'session.pem')
    await client(listening.port, '-tls1_3', '-sess_out', session)
    expect(await listening.outcome(2)).toMatchObject({ status: 'fulfilled' })
    const offered = readdirSync(folder).includes('session.pem')
    const again = offered ? ['-sess_in', session] : []
    expect(await client(listening.port, '-tls1_3', ...again)).not.toContain('Reused, TLSv1.3')
  })
})

describe('the source', () => {
  test('switches certificate verification off in one function alone', () => {
    const words = /rejectUnauthorized|NODE_TLS_REJECT|checkServerIdentity|ignore-certificate-errors/
    const found = sources(['electron', 'shared', 'renderer', 'build']).flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => words.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    )
    expect(found).toEqual(['electron/core/net/tls.ts: rejectUnauthorized: false,'])
    const text = readFileSync('electron/core/net/tls.ts', 'utf8')
    const [common = ''] = /\nfunction common\([\s\S]*?\n}\n/.exec(text) ?? []
    expect(common).toContain('rejectUnauthorized: false')
  })

  test('speaks over sockets without TLS nowhere but where TLS is put on', () => {
    const users = sources(['electron']).filter((file) =>
      /from '(node:)?(tls|https?|http2|dgram)'/.test(readFileSync(file, 'utf8')),
    )
    expect(users).toEqual(['electron/core/net/tls.ts'])
  })
})

function sources(folders: readonly string[]): string[] {
  return folders
    .flatMap((name) =>
      readdirSync(name, { recursive: true, encoding: 'utf8' }).map((file) => join(name, file)),
    )
    .filter((file) => /\.(ts|tsx|mjs|cjs|js|html)$/.test(file))
    .sort()
}

/** A whole ClientHello, as our own side writes it. */
async function clientHello(): Promise<Buffer> {
  const heard = Promise.withResolvers<Buffer>()
  const listening = await serve((socket) =>
    socket.once('data', (bytes: Buffer) => heard.resolve(bytes)),
  )
  const link = secureDialled(await tcp(listening.port), member).catch(() => {})
  const bytes = await heard.promise
  await listening.close()
  await link
  return bytes
}

/** One turn of the event loop, in which closed handles go. */
const turn = () => new Promise((resolve) => setImmediate(resolve))

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await turn()
}
