/**
 * Real peers that share no code with us: a client in Python's standard library, written from
 * docs/PROTOCOL.md alone, and nc, which knows nothing at all.
 */
import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import type { HostMessage } from '../../shared/protocol.ts'
import { root, runHost, runJoin, TerminalProcess } from '../support/terminal.ts'

function runPython(address: string, name: string): TerminalProcess {
  const [host = '', port = ''] = address.split(':')
  return new TerminalProcess(
    spawn('python3', ['test/interop/client.py', host, port, '--name', name], {
      cwd: root,
      stdio: 'pipe',
    }),
  )
}

/** The messages of one type that the Python client met. */
function got<T extends HostMessage['type']>(client: TerminalProcess, type: T) {
  const all = client.lines
    .map((line) => JSON.parse(line) as { got?: HostMessage })
    .flatMap((line) => line.got ?? [])
  return all.filter(
    (message): message is Extract<HostMessage, { type: T }> => message.type === type,
  )
}

test('a client written from PROTOCOL.md alone joins, talks, listens and leaves', async () => {
  await using host = await runHost()
  await using python = runPython(host.address, 'Pia')
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
  expect(got(python, 'event').map((event) => [event.seq, event.author.name, event.text])).toEqual([
    [1, 'Pia', text],
    [2, 'Bob', 'heard you'],
  ])
  expect(got(python, 'member')).toMatchObject([{ change: 'joined', member: { name: 'Bob' } }])
  python.type({ leave: true })
  expect(await python.exit).toBe(0)
  await bob.until(() => bob.of('member').length === 1)
  expect(bob.of('member')).toMatchObject([{ change: 'left', name: 'Pia' }])
})

test('it takes a name-2, is told of a text that is too long, and hears the room close', async () => {
  await using host = await runHost()
  await using python = runPython(host.address, 'Ann')
  await python.until(() => got(python, 'joined').length === 1)
  expect(got(python, 'joined')[0]?.self.name).toBe('Ann-2')
  python.type({ say: 'x'.repeat(16 * 1024 + 1) }, { say: 'fits' })
  await python.until(() => got(python, 'event').length === 1)
  expect(got(python, 'rejected')).toMatchObject([{ code: 'text_invalid' }])
  host.type({ leave: true })
  expect(await python.exit).toBe(5)
  expect(got(python, 'ended')).toMatchObject([{ code: 'room_closed' }])
})

test('nc that sends garbage is closed without a word in the room', async () => {
  await using host = await runHost()
  await using bob = await runJoin(host.address, 'Bob')
  const [ip = '', port = ''] = host.address.split(':')
  await using nc = new TerminalProcess(spawn('nc', [ip, port], { stdio: 'pipe' }))
  await nc.until(() => nc.lines.length === 1)
  nc.child.stdin?.end('\u0001garbage\u00ff {{{\n')
  await nc.exit
  expect(nc.lines.map((line) => JSON.parse(line).type)).toEqual(['welcome', 'refused'])
  bob.type({ say: 'quiet here' })
  await bob.until(() => bob.of('message').length === 1)
  expect(bob.of('member')).toEqual([])
  expect(host.of('member').map(({ name }) => name)).toEqual(['Bob'])
})
