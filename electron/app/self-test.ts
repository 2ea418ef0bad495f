/**
 * `--self-test`: whether this build of Electron (whose TLS library is not Node's) can do what
 * Tincan stands on. Runs inside the packaged app, opens no window, touches no one's data and no
 * key store.
 */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Duplex } from 'node:stream'
import { unixMs } from '../../shared/domain/time.ts'
import { makePasswordRecord, opensWith } from '../core/auth/opaque.ts'
import { systemClock } from '../core/clock.ts'
import { createIdentity } from '../core/identity/identity.ts'
import { ALPN, type SecureLink, secureAccepted, secureDialled } from '../core/net/tls.ts'
import { openStore } from '../core/store/open-store.ts'
import { MESSAGES } from '../core/store/store.ts'

export interface Check {
  readonly name: string
  readonly ok: boolean
  /** What was seen, or why it failed. */
  readonly seen: string
}

/**
 * Runs every check; none throws. The key store is not among them: a person might be asked for a
 * password.
 * @param folder for files of this run
 */
export async function selfTest(folder: string): Promise<Check[]> {
  const link = await probe('TLS 1.3 with both certificates', async () => {
    const links = await handshake()
    return { value: links, seen: links.near.socket.getCipher().standardName ?? 'a cipher' }
  })
  const checks = [
    await check(
      'certificate: ECDSA P-256, self-signed',
      async () => (await createIdentity()).fingerprint,
    ),
    link.check,
    await check('ALPN', async () => {
      const said = link.value?.near.socket.alpnProtocol
      if (said !== ALPN) throw new Error(`${said}`)
      return said
    }),
    await check('TLS exporter: the same on both sides', async () => {
      const { near, far } = link.value ?? {}
      if (!near || !far || !near.binding.equals(far.binding)) throw new Error('they differ')
      return `${near.binding.length} bytes`
    }),
    await check('OPAQUE: right and wrong password', async () => {
      if (!(await login('right', 'right')) || (await login('right', 'wrong')))
        throw new Error('wrong outcome')
      return 'as it should be'
    }),
    await check('SQLite with full text search', async () => fullTextSearch()),
    await check('messages on a thread of their own', () => keptAndFound(folder)),
  ]
  for (const one of [link.value?.near, link.value?.far]) one?.socket.destroy()
  return checks
}

async function probe<T>(
  name: string,
  run: () => Promise<{ value: T; seen: string }>,
): Promise<{ value?: T; check: Check }> {
  try {
    const { value, seen } = await run()
    return { value, check: { name, ok: true, seen } }
  } catch (error) {
    return { check: { name, ok: false, seen: String(error) } }
  }
}

async function check(name: string, run: () => Promise<string>): Promise<Check> {
  return (await probe(name, async () => ({ value: null, seen: await run() }))).check
}

/** A real handshake over loopback, by the code that rooms use. */
async function handshake(): Promise<{ near: SecureLink; far: SecureLink }> {
  const [host, member] = [await createIdentity(), await createIdentity()]
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  const accepted = once(server, 'connection').then(([socket]) =>
    secureAccepted(socket as Socket, host),
  )
  const dialled = secureDialled(connect(address.port, '127.0.0.1'), member)
  const [far, near] = await Promise.all([accepted, dialled]).finally(() => server.close())
  if (near.peer !== host.fingerprint || far.peer !== member.fingerprint)
    throw new Error('other keys')
  await answered(far.socket, near.socket)
  return { near, far }
}

/** A byte crosses, so that the host has judged the member's certificate too. */
async function answered(from: Duplex, to: Duplex): Promise<void> {
  const heard = once(to, 'data')
  from.write('.')
  await heard
}

async function login(set: string, tried: string): Promise<boolean> {
  return opensWith(await makePasswordRecord(set, 'self-test'), tried, 'self-test')
}

/** A real file, written and searched by the code that rooms use, in its worker. */
async function keptAndFound(folder: string): Promise<string> {
  const logger = { info() {}, warn() {}, error() {} }
  const path = join(folder, MESSAGES)
  const { store } = await openStore({ path, clock: systemClock, logger })
  const key = (await createIdentity()).fingerprint
  const { id } = await store.openLog({ roomId: 'r', hostKey: key, ownKey: key }, {}, 0)
  const author = { id: key, name: 'Self' }
  const text = 'two cans and a string'
  const said = { kind: 'message', on: null, body: { text }, author, cid: 'c', time: unixMs(0) }
  await store.append(id, said, 1)
  const found = await store.search('string', null, null, 1)
  await store.close()
  if (found.length !== 1) throw new Error('the word was not found')
  return 'written and found'
}

function fullTextSearch(): string {
  const database = new DatabaseSync(':memory:')
  try {
    database.exec(
      "CREATE VIRTUAL TABLE words USING fts5(text); INSERT INTO words VALUES ('two cans and a string')",
    )
    const found = database
      .prepare("SELECT count(*) AS n FROM words WHERE words MATCH 'string'")
      .get()
    if (found?.n !== 1) throw new Error('the word was not found')
    return String(database.prepare('SELECT sqlite_version() AS v').get()?.v)
  } finally {
    database.close()
  }
}
