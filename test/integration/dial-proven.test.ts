/** Several addresses, one key: which link is kept, and that nothing else stays or is said. */
import type { LookupAddress } from 'node:dns'
import { connect, type Socket } from 'node:net'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createIdentity, type Identity } from '../../electron/core/identity/identity.ts'
import {
  type DialProvenOptions,
  type DialStage,
  dialProven,
} from '../../electron/core/net/dial-proven.ts'
import { DIAL_MS, HANDSHAKE_MS } from '../../shared/domain/limits.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { heardUntilClosed, type Listening, serve, serveSecure } from '../support/secure-peers.ts'

let host: Identity
let impostor: Identity
let member: Identity
let clock: FakeClock
let stages: DialStage[]
/** Every socket that was dialled. */
let dialled: Socket[]
const open: Listening[] = []

beforeAll(async () => {
  ;[host, impostor, member] = await Promise.all([
    createIdentity(),
    createIdentity(),
    createIdentity(),
  ])
})

afterEach(async () => {
  for (const socket of dialled ?? []) socket.destroy()
  await Promise.all(open.splice(0).map((listening) => listening.close()))
  await until(() => !process.getActiveResourcesInfo().some((kind) => /TCPSocket/.test(kind)))
})

function options(more: Partial<DialProvenOptions> = {}): DialProvenOptions {
  clock = new FakeClock()
  stages = []
  dialled = []
  const opened = (...args: Parameters<typeof connect>) => {
    const socket = connect(...args)
    dialled.push(socket)
    return socket
  }
  return {
    identity: member,
    expected: host.fingerprint,
    clock,
    signal: new AbortController().signal,
    onStage: (stage) => stages.push(stage),
    // `connect` has many shapes; the dialer uses the one with options.
    connect: opened as typeof connect,
    ...more,
  }
}

async function room(identity: Identity) {
  const listening = await serveSecure(identity)
  open.push(listening)
  return listening
}

/** Somebody who accepts and says nothing. */
async function silence() {
  const listening = await serve(() => {})
  open.push(listening)
  return listening
}

/** A port where nobody is any more. */
async function nobody() {
  const listening = await serve(() => {})
  await listening.close()
  return listening
}

const at = ({ port }: { port: number }) => ({ host: '127.0.0.1', port })
const text = ({ port }: { port: number }) => `127.0.0.1:${port}`

describe('dialling a room by its key', () => {
  test('gives the link to the host that proves it, and says not a byte', async () => {
    const listening = await room(host)
    const link = await dialProven([at(listening)], options())
    expect(link.address).toEqual(at(listening))
    expect(link.peer).toBe(host.fingerprint)
    expect(link.binding).toHaveLength(32)
    expect(stages).toEqual(['dialing', 'securing'])
    expect(clock.waiting).toBe(0)
    const accepted = await listening.outcome()
    if (accepted.status === 'rejected') throw accepted.reason
    const words = heardUntilClosed(accepted.value.socket)
    link.socket.end()
    expect(await words).toHaveLength(0)
  })

  test('keeps the host that proves the key, though an impostor answers first', async () => {
    const [wrong, right] = [await room(impostor), await room(host)]
    const link = await dialProven([at(wrong), at(right)], options())
    expect(link.address).toEqual(at(right))
    await wrong.outcome()
    expect(wrong.heard()).toBe(0)
    await until(() => dialled.filter((socket) => !socket.destroyed).length === 1)
    expect(clock.waiting).toBe(0)
  })

  test('stops when only impostors answer, with both keys to compare and nothing said', async () => {
    const [first, second, gone] = [await room(impostor), await room(impostor), await nobody()]
    const link = dialProven([at(gone), at(first), at(second)], options())
    await expect(link).rejects.toMatchObject({
      code: 'pin_mismatch',
      details: { address: text(first), known: host.fingerprint, shown: impostor.fingerprint },
    })
    for (const listening of [first, second]) {
      const accepted = await listening.outcome()
      if (accepted.status === 'rejected') continue
      await until(() => accepted.value.socket.destroyed)
      expect(listening.heard()).toBe(0)
    }
    expect(dialled.every((socket) => socket.destroyed)).toBe(true)
    expect(clock.waiting).toBe(0)
  })

  test('tries the next address at once when one refuses', async () => {
    const [gone, right] = [await nobody(), await room(host)]
    // The clock stands still, so it cannot be its 250 ms that began the second.
    const link = await dialProven([at(gone), at(right)], options())
    expect(link.address).toEqual(at(right))
    expect(clock.waiting).toBe(0)
  })

  test('tries the next address after 250 ms when one is silent, and drops that one then', async () => {
    const [mute, right] = [await silence(), await room(host)]
    const link = dialProven([at(mute), at(right)], options())
    await until(() => mute.sockets.length === 1)
    clock.advance(249)
    await turn()
    expect(dialled).toHaveLength(1)
    clock.advance(1)
    await turn()
    expect(dialled).toHaveLength(2)
    expect((await link).address).toEqual(at(right))
    expect(dialled[0]?.destroyed).toBe(true)
    expect(clock.waiting).toBe(0)
  })

  test('keeps one link when all of them lead to the host', async () => {
    const listening = await room(host)
    const names = ['a', 'b', 'c'].map((name) => ({ host: name, port: listening.port }))
    const answers: ((found: LookupAddress[]) => void)[] = []
    const lookup = () => new Promise<LookupAddress[]>((resolve) => answers.push(resolve))
    const link = dialProven(names, options({ lookup }))
    clock.advance(500)
    expect(answers).toHaveLength(3)
    for (const answer of answers) answer([{ address: '127.0.0.1', family: 4 }])
    const { socket } = await link
    expect(socket.destroyed).toBe(false)
    await until(() => dialled.filter((other) => !other.destroyed).length === 1)
    expect(stages).toEqual(['resolving', 'dialing', 'securing'])
    expect(clock.waiting).toBe(0)
  })

  test('says the most telling of all failures', async () => {
    const [gone, mute, web] = [
      await nobody(),
      await silence(),
      await serve((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    ]
    open.push(web)
    const unknown = { host: 'nobody.example', port: 1 }
    const lookup = () => Promise.reject(new Error('ENOTFOUND'))

    await expect(dialProven([unknown, at(gone)], options({ lookup }))).rejects.toMatchObject({
      code: 'connection_refused',
      details: { address: text(gone) },
    })
    await expect(dialProven([unknown], options({ lookup }))).rejects.toMatchObject({
      code: 'name_not_found',
    })
    await expect(dialProven([at(gone), at(web)], options())).rejects.toMatchObject({
      code: 'not_tincan',
      details: { address: text(web) },
    })
    const late = dialProven([at(gone), at(mute)], options()).catch((error: unknown) => error)
    await until(() => mute.sockets.length === 1 && stages.includes('securing'))
    clock.advance(Math.max(DIAL_MS, HANDSHAKE_MS))
    expect(await late).toMatchObject({ code: 'not_tincan', details: { address: text(mute) } })
    expect(clock.waiting).toBe(0)
  })

  test('takes any key of a bare address, for the caller to judge', async () => {
    const listening = await room(impostor)
    const link = await dialProven([at(listening)], options({ expected: null }))
    expect(link.peer).toBe(impostor.fingerprint)
  })

  test('does not choose among strangers, nor dial nowhere', async () => {
    const listening = await room(host)
    const two = [at(listening), { host: 'localhost', port: listening.port }]
    await expect(dialProven(two, options({ expected: null }))).rejects.toThrow('choose')
    await expect(dialProven([], options())).rejects.toThrow('no address')
    expect(listening.sockets).toHaveLength(0)
  })
})

describe('cancelling', () => {
  test('before it began dials nobody', async () => {
    const listening = await room(host)
    const link = dialProven([at(listening)], options({ signal: AbortSignal.abort() }))
    await expect(link).rejects.toMatchObject({ code: 'cancelled' })
    expect(dialled).toEqual([])
    expect(clock.waiting).toBe(0)
  })

  test('ends every dial, wherever it is', async () => {
    const cancel = new AbortController()
    const [first, second] = [await silence(), await silence()]
    const named = { host: 'slow.example', port: 1 }
    const lookup = () => new Promise<LookupAddress[]>(() => {})
    const link = dialProven(
      [at(first), named, at(second), at(first)],
      options({ signal: cancel.signal, lookup }),
    ).catch((error: unknown) => error)
    await until(() => first.sockets.length === 1)
    clock.advance(250)
    clock.advance(250)
    await until(() => second.sockets.length === 1)
    cancel.abort()
    expect(await link).toMatchObject({ code: 'cancelled' })
    expect(dialled).toHaveLength(2)
    expect(dialled.every((socket) => socket.destroyed)).toBe(true)
    expect(clock.waiting).toBe(0)
  })

  test('after a link was given does not touch it', async () => {
    const cancel = new AbortController()
    const listening = await room(host)
    const link = await dialProven([at(listening)], options({ signal: cancel.signal }))
    cancel.abort()
    expect(link.socket.destroyed).toBe(false)
  })
})

/** One turn of the event loop, in which all that was promised comes about. */
const turn = () => new Promise((resolve) => setImmediate(resolve))

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await turn()
}
