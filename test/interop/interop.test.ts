/**
 * Real peers that share no code with us: a client in Python's standard library, written from
 * docs/PROTOCOL.md alone, `openssl s_client`, which knows TLS, and nc, which knows nothing at all.
 */
import { execFileSync, spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { proofOf } from '../../electron/core/auth/proof.ts'
import { type HostProcess, runHost, runJoin, TerminalProcess } from '../support/terminal.ts'
import { byAddress, got, makeFolder, runPython } from './python.ts'

/** Nobody came or went in this room but Bob, as he and the host see it. */
async function expectQuiet(host: HostProcess, bob: TerminalProcess): Promise<void> {
  bob.type({ say: 'quiet here' })
  await Promise.all([host, bob].map((one) => one.until(() => one.of('message').length === 1)))
  expect(bob.of('member')).toEqual([])
  expect(host.of('member').map(({ change, name }) => [change, name])).toEqual([['joined', 'Bob']])
  expect(host.events.map(({ event }) => event)).not.toContain('error')
}

test('a client written from PROTOCOL.md alone joins by a link, talks, listens and leaves', async () => {
  await using host = await runHost()
  await using python = runPython(host.invite, '--name', 'Pia')
  await python.until(() => got(python, 'roster').length === 1)
  await using bob = await runJoin(host.address, 'Bob')
  await python.until(() => got(python, 'member').length === 1)
  const text = 'né 漢字 😀\n\u0000\u2028"\\'
  python.type({ say: text })
  await bob.until(() => bob.of('message').length === 1)
  bob.type({ say: 'heard you' })
  await python.until(() => got(python, 'event').length === 2)
  await bob.until(() => bob.of('message').length === 2)
  expect(bob.of('message').map((message) => [message.author, message.text])).toEqual([
    ['Pia', text],
    ['Bob', 'heard you'],
  ])
  expect(got(python, 'event').map(({ seq, author, body }) => [seq, author.name, body])).toEqual([
    [1, 'Pia', { text }],
    [2, 'Bob', { text: 'heard you' }],
  ])
  expect(got(python, 'member')).toMatchObject([{ change: 'joined', member: { name: 'Bob' } }])
  python.type({ leave: true })
  expect(await python.exit).toBe(0)
  await bob.until(() => bob.of('member').length === 1)
  expect(bob.of('member')).toMatchObject([{ change: 'left', name: 'Pia' }])
})

test('it takes a name-2, is told of a text that is too long, and hears the room close', async () => {
  await using host = await runHost()
  await using python = runPython(...byAddress(host), '--name', 'Ann')
  await python.until(() => got(python, 'joined').length === 1)
  expect(got(python, 'joined')[0]?.self).toMatchObject({ name: 'Ann-2', clash: true })
  python.type({ say: 'x'.repeat(16 * 1024 + 1) }, { say: 'fits' })
  await python.until(() => got(python, 'event').length === 1)
  expect(got(python, 'rejected')).toMatchObject([{ code: 'body_invalid' }])
  host.type({ leave: true })
  expect(await python.exit).toBe(5)
  expect(got(python, 'ended')).toMatchObject([{ code: 'room_closed' }])
})

test('it stops at another key than it expects, and the room hears nothing of it', async () => {
  await using host = await runHost()
  await using bob = await runJoin(host.address, 'Bob')
  const other = `${host.fingerprint.startsWith('A') ? 'B' : 'A'}${host.fingerprint.slice(1)}`
  await using python = runPython(...byAddress(host, other), '--name', 'Pia', '--raw')
  expect(await python.exit).toBe(7)
  expect(python.events).toEqual([{ end: `another key: ${host.fingerprint}`, code: 7 }])
  await expectQuiet(host, bob)
})

test('a ticket stands for the password, once for good; without one the client stops at its limit', async () => {
  const folder = await makeFolder()
  const password = join(folder, 'password')
  await writeFile(password, 'correct horse battery staple\n')
  const me = ['--name', 'Pia', '--identity', join(folder, 'pia'), '--leave']
  await using host = await runHost('--password-file', password)

  await using limited = runPython(...byAddress(host), ...me)
  expect(await limited.exit).toBe(8)
  expect(got(limited, 'welcome')[0]?.asks).toEqual(['name', 'password'])

  await using invited = runPython(host.invite, ...me)
  expect(await invited.exit).toBe(0)
  expect(got(invited, 'welcome')[0]?.asks).toEqual(['name', 'password'])

  await using known = runPython(...byAddress(host), ...me)
  expect(await known.exit).toBe(0)
  expect(got(known, 'welcome')[0]?.asks).toEqual(['name'])
  expect(got(known, 'joined')[0]?.self.id).toBe(got(invited, 'joined')[0]?.self.id)

  const bad = host.invite.replace(/&t=.*/, '&t=AAAAAAAAAAAAAAAAAAAAAA')
  await using forger = runPython(bad, '--name', 'Eve')
  expect(await forger.exit).toBe(3)
  expect(got(forger, 'refused')).toMatchObject([{ code: 'invite_used' }])
})

test('it waits for the host to decide', async () => {
  await using host = await runHost('--approve')
  const knock = async (name: string, admit: boolean) => {
    const python = runPython(...byAddress(host), '--name', name)
    await python.until(() => got(python, 'waiting').length === 1)
    const waiting = () =>
      (host.of('door').at(-1)?.waiting as { key: string; name: string }[] | undefined)?.[0]
    await host.until(() => waiting()?.name === name)
    host.type({ admin: { type: 'decide', key: waiting()?.key, admit } })
    return python
  }
  await using eve = await knock('Eve', false)
  expect(await eve.exit).toBe(3)
  expect(got(eve, 'refused')).toMatchObject([{ code: 'not_admitted' }])
  await using pia = await knock('Pia', true)
  await pia.until(() => got(pia, 'roster').length === 1)
})

test('a key that joins again replaces its first connection, and nobody hears of a leave', async () => {
  const identity = ['--name', 'Pia', '--identity', join(await makeFolder(), 'pia')]
  await using host = await runHost()
  await using bob = await runJoin(host.address, 'Bob')
  await using first = runPython(host.invite, ...identity)
  await first.until(() => got(first, 'roster').length === 1)
  await using second = runPython(host.invite, ...identity)
  expect(await first.exit).toBe(5)
  expect(got(first, 'ended')).toMatchObject([{ code: 'replaced' }])
  await second.until(() => got(second, 'roster').length === 1)
  second.type({ say: 'me again' })
  await bob.until(() => bob.of('message').length === 1)
  expect(bob.of('member').map(({ change }) => change)).not.toContain('left')
  expect(bob.of('member').map(({ change }) => change)).not.toContain('lost')
})

test('nc that sends garbage is closed without a byte, and without a word in the room', async () => {
  await using host = await runHost()
  await using bob = await runJoin(host.address, 'Bob')
  await using nc = new TerminalProcess(spawn('nc', host.address.split(':'), { stdio: 'pipe' }))
  const heard: Buffer[] = []
  nc.child.stdout?.on('data', (bytes: Buffer) => heard.push(bytes))
  nc.child.stdin?.end('\u0001garbage\u00ff {{{\n')
  await nc.exit
  expect(Buffer.concat(heard)).toEqual(Buffer.alloc(0))
  await expectQuiet(host, bob)
})

test('openssl s_client is greeted only with TLS 1.3, the ALPN and a certificate on P-256', async () => {
  await using host = await runHost()
  await using bob = await runJoin(host.address, 'Bob')
  const folder = await makeFolder()
  const certificate = (curve: string) => {
    const file = join(folder, `${curve}.pem`)
    const make = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:${curve} -nodes -subj /CN=x`
    execFileSync('openssl', [...make.split(' '), '-keyout', `${file}.key`, '-out', file], {
      stdio: 'ignore',
    })
    return ['-cert', file, '-key', `${file}.key`]
  }
  const sClient = (...args: string[]) =>
    new TerminalProcess(
      spawn('openssl', ['s_client', '-connect', host.address, ...args], { stdio: 'pipe' }),
    )
  const greeted = (client: TerminalProcess) =>
    client.lines.some((line) => line.includes('"type":"welcome"'))
  const alpn = ['-alpn', 'tincan/1']
  const mine = certificate('P-256')

  // Its input stays open: s_client ends only because the host closes.
  for (const args of [
    ['-tls1_3', ...mine],
    ['-tls1_3', ...mine, '-alpn', 'http/1.1'],
    ['-tls1_2', ...mine, ...alpn],
    ['-tls1_3', ...alpn],
    ['-tls1_3', ...certificate('P-384'), ...alpn],
  ]) {
    await using stranger = sClient(...args)
    await stranger.exit
    expect(
      stranger.lines.filter((line) => line.includes('"type"')),
      args.join(' '),
    ).toEqual([])
  }
  await expectQuiet(host, bob)
  await using proper = sClient('-tls1_3', ...mine, ...alpn)
  await proper.until(() => greeted(proper))
})

test('the proofs of the password are computed alike', async () => {
  const sessionKey = Buffer.from([...Array(64).keys()]).toString('base64url')
  const binding = Buffer.alloc(32, 0xa5)
  type Context = Parameters<typeof proofOf>[2]
  const context: Context = {
    binding,
    memberKey: 'cLIPhuVbcVfyutFjeNH3NadglgSdH-Lmp1Evag5BjG8' as Context['memberKey'],
    hostKey: 'owGBU5sWwRp6N5VSJiG4h7JXkArp_RDcGkRJPukSdH4' as Context['hostKey'],
    roomId: '5f1c5e0a-7a43-4a3c-9f53-0d3d4f0a9d11',
  }
  for (const role of ['member', 'host'] as const) {
    await using python = runPython('--proof-vector')
    python.type({ ...context, sessionKey, role, binding: binding.toString('base64url') })
    expect(await python.exit).toBe(0)
    expect(python.lines).toEqual([proofOf(sessionKey, role, context)])
  }
})
