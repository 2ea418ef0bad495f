/** A terminal or a pipe that takes no output changes nothing for the room. */
import { spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { OUTPUT_BYTES } from '../../shared/domain/limits.ts'
import { root, runHost, runJoin, runTincan, TerminalProcess } from '../support/terminal.ts'

const HOST = ['host', '--address', '127.0.0.1', '--port', '0', '--name', 'Ann', '--room', 'Lab']
const TINCAN = [process.execPath, 'electron/headless.ts']

/** Runs Tincan on a terminal that takes so many lines, and then nothing until SIGUSR1. */
function onStalledTerminal(
  { lines, foreign = false }: { lines: number; foreign?: boolean },
  ...args: string[]
): TerminalProcess {
  const helper = join(root, 'test/support/stalled_terminal.py')
  const whose = foreign ? ['--foreign'] : []
  const command = [helper, String(lines), ...whose, ...TINCAN, ...args]
  return new TerminalProcess(spawn('python3', command, { cwd: root, stdio: 'pipe' }))
}

/** Runs Tincan with its standard output somewhere else than in a pipe. */
function withOutput(stdout: number, ...args: string[]): TerminalProcess {
  const [node = '', script = ''] = TINCAN
  const child = spawn(node, [script, ...args], { cwd: root, stdio: ['pipe', stdout, 'pipe'] })
  return new TerminalProcess(child)
}

const seqs = (one: TerminalProcess) => one.of('message').map(({ seq }) => Number(seq))
const upTo = (end: number) => Array.from({ length: end }, (_, n) => n + 1)

/** On Linux a terminal can be somebody else's, which is another way to it. */
const WHOSE = process.platform === 'linux' ? [false, true] : [false]

describe.each(WHOSE)('a host whose terminal was stopped (another user’s: %s)', (foreign) => {
  test('keeps the room going; when it goes on, every message is there and in order', async () => {
    await using host = onStalledTerminal({ lines: 1, foreign }, ...HOST, '--json')
    await host.until(() => host.of('hosting').length === 1)
    const invite = String(host.of('hosting')[0]?.invite)
    await using bob = await runJoin(invite, 'Bob')
    const text = 'x'.repeat(4_000)
    const much = Math.ceil((3 * OUTPUT_BYTES) / text.length)
    for (let n = 0; n < much; n += 1) bob.type({ say: text })
    await bob.until(() => bob.of('sent').length === much)
    await using cem = await runJoin(invite, 'Cem')
    cem.type({ say: 'the last' })
    await bob.until(() => seqs(bob).length === much + 1)
    expect(host.lines).toHaveLength(1)
    host.child.kill('SIGUSR1')
    await host.until(() => seqs(host).length === much + 1 && host.of('member').length === 2)
    expect(seqs(host)).toEqual(upTo(much + 1))
    expect(host.of('member').map(({ name }) => name)).toEqual(['Bob', 'Cem'])
    host.type({ leave: true })
    expect(await host.exit).toBe(0)
    expect(host.events.at(-1)).toEqual({ event: 'ended', reason: 'left' })
    expect(host.stderr).toBe('')
  })

  test('ends when it is told to, though nobody takes its last lines', async () => {
    await using host = onStalledTerminal({ lines: 1, foreign }, ...HOST, '--json')
    await host.until(() => host.of('hosting').length === 1)
    await using bob = await runJoin(String(host.of('hosting')[0]?.invite), 'Bob', '--no-retry')
    for (let n = 0; n < 10; n += 1) bob.type({ say: 'x'.repeat(4_000) })
    await bob.until(() => bob.of('sent').length === 10)
    host.child.kill('SIGTERM')
    expect(await bob.exit).toBe(5)
    expect(await host.exit).toBe(0)
  })
})

describe('an output that is closed or full', () => {
  test('does not end a host: it says so once, and its room goes on', async () => {
    await using host = await runHost()
    host.child.stdout?.destroy()
    await using bob = await runJoin(host.invite, 'Bob')
    bob.type({ say: 'one' }, { say: 'two' })
    await bob.until(() => bob.of('sent').length === 2)
    await host.until(() => host.stderr.includes('\n'))
    expect(host.stderr).toMatch(
      /^Nothing more can be printed: whoever read the output has gone \(EPIPE\)\. The room stays open; .*\n$/,
    )
    host.child.kill('SIGTERM')
    expect(await host.exit).toBe(0)
    expect(host.stderr.trim().split('\n')).toHaveLength(1)
  })

  test('lets a member leave in order, with a code and a sentence', async () => {
    await using host = await runHost()
    await using bob = await runJoin(host.invite, 'Bob')
    bob.child.stdout?.destroy()
    host.type({ say: 'hello' })
    expect(await bob.exit).toBe(14)
    expect(bob.stderr).toMatch(
      /^Nothing more can be printed: whoever read the output has gone \(EPIPE\)\. So this program has left, and ends\.\n$/,
    )
    await host.until(() => host.of('member').some(({ change }) => change === 'left'))
  })

  test('also when it is the last line that nobody takes', async () => {
    await using host = await runHost()
    await using bob = runTincan('join', host.invite, '--name', 'Bob')
    await bob.until(() => bob.lines.some((line) => line.startsWith('You are in')))
    bob.child.stdout?.destroy()
    bob.child.stdin?.end()
    expect(await bob.exit).toBe(14)
  })

  test.skipIf(process.platform !== 'linux')('a full disk likewise', async () => {
    const full = openSync('/dev/full', 'w')
    await using host = withOutput(full, ...HOST)
    await host.until(() => host.stderr.includes('\n'))
    expect(host.stderr).toMatch(
      /^Nothing more can be printed: the disk that the output goes to is full\. The room stays open; /,
    )
    host.child.kill('SIGTERM')
    expect(await host.exit).toBe(0)
    await using open = await runHost()
    await using bob = withOutput(full, 'join', open.invite, '--name', 'Bob')
    expect(await bob.exit).toBe(14)
    expect(bob.stderr).toMatch(
      /^Nothing more can be printed: the disk that the output goes to is full\. So this program has left, and ends\.\n$/,
    )
    await using help = withOutput(full, '--help')
    expect([await help.exit, help.stderr]).toEqual([14, ''])
  })
})
