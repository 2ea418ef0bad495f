import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { LINE_BYTES } from '../../shared/domain/limits.ts'
import { root, runHost, runJoin, runTincan, TerminalProcess } from '../support/terminal.ts'

const messages = (process: TerminalProcess) => process.of('message')

describe('tincan on a terminal, for programs (--json)', () => {
  test('the end is the last line, also behind a command that takes a moment', async () => {
    await using host = await runHost()
    host.type({ admin: { type: 'password', password: 'some words here' } }, { leave: true })
    expect(await host.exit).toBe(0)
    expect(host.events.at(-1)).toEqual({ event: 'ended', reason: 'left' })
  })

  test('half a character is no password', async () => {
    await using host = await runHost()
    host.type('{"admin":{"type":"password","password":"\\ud800 and words"}}')
    await host.until(() => host.stderr.includes('half a character') || host.of('error').length > 0)
    expect(host.stderr + JSON.stringify(host.of('error'))).toContain('half a character')
  })

  test('ten thousand lines at once are said one after the other, and all arrive before the end', async () => {
    await using host = await runHost()
    await using bob = await runJoin(host.address, 'Bob')
    const lines = Array.from({ length: 10_000 }, (_, n) => JSON.stringify({ say: `line ${n}` }))
    bob.child.stdin?.end(`${lines.join('\n')}\n`)
    expect(await bob.exit).toBe(0)
    await host.until(() => host.lines.length > 10_000)
    const texts = host.of('message').map(({ text }) => text)
    expect(texts).toEqual(lines.map((_, n) => `line ${n}`))
  })

  test('host and join talk: each message once, in order, the sender’s own included', async () => {
    await using host = await runHost()
    await using bob = await runJoin(host.address, 'Bob')
    expect(host.events[0]).toEqual({
      event: 'hosting',
      room: 'Lab',
      roomId: expect.any(String),
      seq: 0,
      name: 'Ann',
      port: Number(host.address.split(':')[1]),
      addresses: [host.address],
      invite: host.invite,
      fingerprint: host.fingerprint,
      continued: false,
    })
    expect(bob.events[0]).toEqual({
      event: 'joined',
      room: 'Lab',
      roomId: host.events[0]?.roomId,
      seq: 0,
      name: 'Bob',
      asked: 'Bob',
      members: ['Ann', 'Bob'],
    })
    await host.until(() => host.of('member').length === 1)
    expect(host.of('member')[0]).toMatchObject({
      change: 'joined',
      name: 'Bob',
      time: expect.any(Number),
    })
    bob.type({ say: 'one\ntwo', cid: 'my-id' })
    await host.until(() => messages(host).length === 1)
    host.type({ say: 'three' })
    await Promise.all([host, bob].map((one) => one.until(() => messages(one).length === 2)))
    expect(messages(bob)).toEqual(messages(host))
    expect(messages(bob)).toMatchObject([
      { seq: 1, author: 'Bob', text: 'one\ntwo', cid: 'my-id', time: expect.any(Number) },
      { seq: 2, author: 'Ann', text: 'three' },
    ])
    bob.type({ leave: true })
    expect(await bob.exit).toBe(0)
    expect(bob.events.at(-1)).toEqual({ event: 'ended', reason: 'left' })
    await host.until(() => host.of('member').length === 2)
    expect(host.of('member')[1]).toMatchObject({ change: 'left', name: 'Bob' })
    host.type({ leave: true })
    expect(await host.exit).toBe(0)
    expect(bob.stderr + host.stderr).toBe('')
  })

  test('end of input leaves, after all that was said has arrived', async () => {
    await using host = await runHost()
    await using bob = runTincan('join', host.invite, '--name', 'Bob', '--json')
    const said = Array.from({ length: 1000 }, (_, n) => `message ${n}`)
    bob.type(...said.map((say) => ({ say })))
    bob.child.stdin?.end()
    expect(await bob.exit).toBe(0)
    await host.until(() => host.of('member').some(({ change }) => change === 'left'))
    expect(messages(host).map(({ text }) => text)).toEqual(said)
    expect(messages(bob).map(({ seq }) => seq)).toEqual(said.map((_, n) => n + 1))
  })

  test('a command it does not know is answered, and nothing else happens', async () => {
    await using host = await runHost()
    host.type(
      'words',
      { sing: 'la' },
      { say: 7 },
      { say: ' ' },
      { say: 'x'.repeat(17_000) },
      { say: 'fine' },
    )
    await host.until(() => messages(host).length === 1)
    expect(host.of('error').map(({ code }) => code)).toEqual([
      'bad_command',
      'bad_command',
      'bad_command',
      'text_empty',
      'text_too_long',
    ])
    expect(messages(host)).toMatchObject([{ seq: 1, text: 'fine' }])
  })

  test.each([
    ['not UTF-8', Buffer.from('{"say":"M\xfcller"}\n', 'latin1'), 'bad_input'],
    ['too long', `${'x'.repeat(LINE_BYTES)}\n`, 'bad_input'],
    ['no JSON', 'M\n', 'bad_command'],
  ])('a line that is %s ends neither host nor member', async (_, bad, code) => {
    await using host = await runHost()
    await using bob = await runJoin(host.invite, 'Bob')
    for (const one of [host, bob]) {
      one.child.stdin?.write(bad)
      one.type({ say: 'fine' })
    }
    await Promise.all([host, bob].map((one) => one.until(() => messages(one).length === 2)))
    for (const one of [host, bob]) {
      expect(one.of('error')).toMatchObject([{ code, line: 1, text: expect.any(String) }])
    }
  })

  test('runs where the system knows neither its user nor its network', async () => {
    const nameless = ['--import', join(root, 'test/support/nameless.ts'), 'electron/headless.ts']
    const run = (...args: string[]) =>
      new TerminalProcess(spawn(process.execPath, [...nameless, ...args], { cwd: root }))
    await using help = run('--help')
    expect([await help.exit, help.stderr]).toEqual([0, ''])
    await using host = run('host', '--port', '0', '--json')
    await host.until(() => host.of('hosting').length === 1)
    const user = `user-${process.getuid?.() ?? 0}`
    expect(host.of('hosting')[0]).toMatchObject({ name: user, room: `${user}’s room` })
    const address = `127.0.0.1:${host.of('hosting')[0]?.port}`
    await using bob = run('join', address, '--name', 'Bob', '--trust-first-use', '--json')
    await bob.until(() => bob.of('joined').length === 1)
    expect(host.stderr + bob.stderr).toBe('')
  })

  test('a name that is taken gets a suffix, and joined says both', async () => {
    await using host = await runHost()
    await using ann = await runJoin(host.address, 'Ann')
    expect(ann.events[0]).toMatchObject({ asked: 'Ann', name: 'Ann-2' })
  })

  test('with --no-retry, a killed host ends the member with code 6', async () => {
    await using host = await runHost()
    await using cem = await runJoin(host.address, 'Cem', '--no-retry')
    host.child.kill('SIGKILL')
    expect(await cem.exit).toBe(6)
    expect(cem.events.at(-1)).toMatchObject({
      event: 'ended',
      reason: 'lost',
      code: 'connection_lost',
    })
    expect(cem.stderr.trim().split('\n')).toHaveLength(1)
  })

  test('a host that leaves ends the member with code 5', async () => {
    await using host = await runHost()
    await using bob = await runJoin(host.address, 'Bob')
    host.type({ leave: true })
    expect(await bob.exit).toBe(5)
    expect(bob.events.at(-1)).toMatchObject({
      event: 'ended',
      reason: 'closed',
      code: 'room_closed',
    })
    expect(bob.of('member')).toEqual([])
  })

  test.each(['SIGINT', 'SIGTERM'] as const)('%s leaves in order', async (signal) => {
    await using host = await runHost()
    await using bob = await runJoin(host.address, 'Bob')
    bob.child.kill(signal)
    expect(await bob.exit).toBe(0)
    await host.until(() => host.of('member').length === 2)
    host.child.kill(signal)
    expect(await host.exit).toBe(0)
    expect(host.of('member').map(({ change }) => change)).toEqual(['joined', 'left'])
  })

  test('a join that fails says refused with its code, one line on stderr, and exit code 3', async () => {
    await using host = await runHost()
    host.type({ leave: true })
    await host.exit
    await using bob = runTincan('join', host.invite, '--name', 'Bob', '--json')
    expect(await bob.exit).toBe(3)
    expect(bob.events).toMatchObject([
      { event: 'refused', code: 'connection_refused', text: expect.any(String) },
    ])
    expect(bob.stderr.trim().split('\n')).toEqual([bob.events[0]?.text])
  })

  test('a port that is taken: code 7 and the next free one', async () => {
    await using host = await runHost()
    const port = host.address.split(':')[1] ?? ''
    await using second = runTincan(
      'host',
      '--address',
      '127.0.0.1',
      '--port',
      port,
      '--name',
      'B',
      '--json',
    )
    expect(await second.exit).toBe(7)
    expect(second.events).toMatchObject([{ event: 'refused', code: 'port_in_use' }])
  })
})

describe('tincan on a terminal, for people', () => {
  test('typed lines are sent, messages are printed, /quit leaves', async () => {
    await using host = await runHost()
    await using bob = runTincan('join', host.invite, '--name', 'Bob')
    await bob.until(() => bob.lines.some((line) => line.startsWith('You are in “Lab” as Bob')))
    bob.type('hello', '', '  //quit is a word here', '/quit is no command here')
    await host.until(() => messages(host).length === 2)
    host.type({ say: 'first\nsecond' })
    await bob.until(() => bob.lines.some((line) => line.includes('second')))
    expect(bob.lines).toContainEqual(expect.stringMatching(/^\d\d:\d\d Bob: hello$/))
    expect(bob.lines).toContainEqual(expect.stringMatching(/^\d\d:\d\d Ann: first$/))
    expect(bob.lines).toContain('      second')
    bob.type('/quit')
    expect(await bob.exit).toBe(0)
    expect(bob.lines.at(-1)).toBe('You have left.')
  })

  test('escape sequences from the room cannot drive the terminal', async () => {
    await using host = await runHost()
    await using bob = runTincan('join', host.invite, '--name', 'Bob')
    await bob.until(() => bob.lines.length > 0)
    host.type({ say: 'a\u001b[2Jb\u0007\u009b1m\u202e\rAnn: fake' })
    await bob.until(() => bob.lines.some((line) => line.includes('fake')))
    const shown = bob.lines.join('\n')
    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
  })

  test('a last line without its newline is sent too', async () => {
    await using host = await runHost()
    await using bob = runTincan('join', host.invite, '--name', 'Bob')
    bob.child.stdin?.end('no newline')
    expect(await bob.exit).toBe(0)
    await host.until(() => messages(host).length === 1)
    expect(messages(host)).toMatchObject([{ text: 'no newline' }])
  })

  test.each([
    [[], 0],
    [['--help'], 0],
    [['dance'], 2],
    [['join'], 2],
    [['join', '1.2.3'], 2],
    [['join', '127.0.0.1', '--port', '7'], 2],
    [['join', '127.0.0.1', '--name', ' '], 2],
    [['host', '--port', 'x'], 2],
    [['host', '--port', '70000'], 2],
    [['host', '--what'], 2],
    [['join', '127.0.0.1:1', '--fingerprint', `-${'A'.repeat(42)}`], 3],
    [['join', '127.0.0.1:1', '--fingerprint', 'short'], 2],
    [['host', '--trust-first-use'], 2],
    [['host', '--address', '192.0.2.1', '--port', '0'], 7],
  ])('%j exits with %i and at most one line of complaint', async (args, code) => {
    await using run = runTincan(...args)
    expect(await run.exit).toBe(code)
    expect(run.stderr.trim().split('\n').filter(Boolean)).toHaveLength(code === 0 ? 0 : 1)
  })

  test('without --port, the next free one is taken and printed', async () => {
    await using first = runTincan('host', '--address', '127.0.0.9', '--name', 'Ann', '--json')
    await using second = runTincan('host', '--address', '127.0.0.9', '--name', 'Ann', '--json')
    await Promise.all(
      [first, second].map((host) => host.until(() => host.of('hosting').length === 1)),
    )
    const ports = [first, second].map((host) => Number(host.of('hosting')[0]?.port)).sort()
    expect(ports[0]).toBeGreaterThanOrEqual(62260)
    expect(ports[1]).toBeGreaterThan(ports[0] ?? 0)
    first.type({ say: 'hello' })
    await first.until(() => messages(first).length === 1)
  })

  test('the npm commands of the documents are these', async () => {
    const npm = (...args: string[]) =>
      new TerminalProcess(spawn('npm', ['run', '--silent', ...args], { cwd: root, stdio: 'pipe' }))
    await using host = npm(
      'host',
      '--',
      '--address',
      '127.0.0.1',
      '--port',
      '0',
      '--name',
      'Ann',
      '--room',
      'Lab',
      '--json',
    )
    await host.until(() => host.of('hosting').length === 1)
    await using bob = npm('join', '--', String(host.of('hosting')[0]?.invite), '--name', 'Bob')
    bob.type('hi')
    await host.until(() => messages(host).length === 1)
    bob.child.stdin?.end()
    host.child.stdin?.end()
    expect(await bob.exit).toBeTypeOf('number')
    expect(await host.exit).toBe(0)
  })
})

describe('keys and passwords on a terminal', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tincan-terminal-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const file = (name: string, text?: string) => {
    const path = join(folder, name)
    if (text !== undefined) writeFileSync(path, text)
    return path
  }
  const refusal = async (...args: string[]) => {
    await using run = runTincan('join', ...args, '--name', 'Bob', '--json')
    const code = await run.exit
    expect(run.stderr.trim().split('\n')).toHaveLength(1)
    return [code, run.of('refused')[0]?.code]
  }

  test('an unknown host is not trusted by itself; a link, its fingerprint or the wish to do so are enough', async () => {
    await using host = await runHost()
    expect(await refusal(host.address)).toEqual([9, 'unknown_host'])
    const other = 'A'.repeat(43)
    expect(await refusal(host.address, '--fingerprint', other)).toEqual([8, 'pin_mismatch'])
    await using byKey = await runJoin(host.address, 'ByKey', '--fingerprint', host.fingerprint)
    await using byLink = await runJoin(host.invite, 'ByLink')
    await using byTrust = await runJoin(host.address, 'ByTrust')
    expect([byKey, byLink, byTrust].map((one) => one.of('joined').length)).toEqual([1, 1, 1])
  })

  test('known hosts and the own key are files, made if absent, for their owner alone', async () => {
    const identity = file('me.json')
    const known = file('known.json')
    const mine = ['--identity', identity, '--known-hosts', known]
    await using host = await runHost('--identity', file('host.json'))
    {
      await using first = await runJoin(host.address, 'Bob', ...mine)
      first.type({ say: 'one' }, { leave: true })
      expect(await first.exit).toBe(0)
    }
    await using again = runTincan('join', host.address, '--name', 'Bob', '--json', ...mine)
    await again.until(() => again.of('joined').length === 1)
    again.type({ say: 'two' })
    await host.until(() => messages(host).length === 2)
    const keys = messages(host).map(({ authorId }) => authorId)
    expect(keys[0]).toBe(keys[1])
    for (const path of [identity, known]) expect(statSync(path).mode & 0o777).toBe(0o600)
    host.type({ leave: true })
    await host.exit
    const port = host.address.split(':')[1] ?? ''
    await using impostor = runTincan(
      'host',
      '--address',
      '127.0.0.1',
      '--port',
      port,
      '--name',
      'Eve',
      '--json',
    )
    await impostor.until(() => impostor.of('hosting').length === 1)
    expect(await refusal(host.address, '--trust-first-use', ...mine)).toEqual([8, 'pin_mismatch'])
  })

  test('a password comes from a file; wrong or missing it has its own code', async () => {
    await using host = await runHost('--password-file', file('right', 'five good words\nmore'))
    await using bob = runTincan(
      'join',
      host.address,
      '--name',
      'Bob',
      '--json',
      '--password-file',
      file('same', 'five good words'),
    )
    await bob.until(() => bob.of('joined').length === 1)
    expect(await refusal(host.address, '--password-file', file('wrong', 'other'))).toEqual([
      10,
      'auth_failed',
    ])
    expect(await refusal(host.address, '--trust-first-use')).toEqual([10, 'password_needed'])
    expect(await refusal(host.address, '--password-file', file('absent'))).toEqual([
      2,
      'file_unreadable',
    ])
  })

  test.each([
    ['an empty file', ''],
    ['an empty first line', '\nsecret'],
    ['a first line of white space', ' \t\r\nsecret'],
    ['one of nothing that can be seen', '\u200b\u2800'],
    ['a byte order mark alone', '\ufeff'],
  ])('%s is no password: nothing listens, nothing is dialled', async (_, text) => {
    const args = ['--name', 'Ann', '--json', '--password-file', file('blank', text)]
    await using host = runTincan('host', '--address', '127.0.0.1', '--port', '0', ...args)
    await using bob = runTincan('join', '127.0.0.1:1', ...args)
    for (const one of [host, bob]) {
      expect(await one.exit).toBe(2)
      expect(one.events).toMatchObject([{ event: 'refused', code: 'password_invalid' }])
      expect(one.stderr).toMatch(/^The first line of .*blank is empty, or only blanks, .*\n$/)
    }
  })

  test('a password file that is not UTF-8 is refused, and one with a byte order mark is read', async () => {
    const bytes = file('latin1')
    writeFileSync(bytes, Buffer.from('M\xfcller', 'latin1'))
    expect(await refusal('127.0.0.1:1', '--password-file', bytes)).toEqual([2, 'file_unreadable'])
    await using host = await runHost('--password-file', file('marked', '\ufeffMüller\rmore'))
    const same = ['--json', '--password-file', file('same', 'Müller\n')]
    await using bob = runTincan('join', host.address, '--name', 'Bob', ...same)
    await bob.until(() => bob.of('joined').length === 1)
  })

  test('a program takes a password away by the empty text alone', async () => {
    await using host = await runHost('--password-file', file('right', 'five good words'))
    const set = () => host.of('door').map(({ password }) => password)
    host.type({ admin: { type: 'password', password: ' ' } })
    await host.until(() => host.of('error').length === 1)
    expect(host.of('error')).toMatchObject([{ code: 'password_invalid', line: 1 }])
    expect(set()).toEqual([])
    host.type({ admin: { type: 'password', password: '' } })
    await host.until(() => set().length === 1)
    expect(set()).toEqual([false])
  })

  test('a host without a window sees who waits, lets in, refuses and bans', async () => {
    await using host = await runHost('--approve')
    await using bob = runTincan('join', host.invite, '--name', 'Bob', '--json')
    const waiting = () => (host.of('door').at(-1)?.waiting ?? []) as { key: string; name: string }[]
    await host.until(() => waiting().length === 1)
    const [newcomer] = waiting()
    expect(newcomer?.name).toBe('Bob')
    host.type({ admin: { type: 'decide', key: newcomer?.key, admit: true } })
    await bob.until(() => bob.of('joined').length === 1)
    await using cem = runTincan('join', host.invite, '--name', 'Cem', '--json')
    await host.until(() => waiting().length === 1)
    host.type({ admin: { type: 'decide', key: waiting()[0]?.key, admit: false } })
    expect(await cem.exit).toBe(11)
    host.type({ admin: { type: 'ban', key: newcomer?.key } })
    expect(await bob.exit).toBe(12)
    expect(bob.of('ended')[0]).toMatchObject({ reason: 'closed', code: 'banned' })
  })

  test('a key that cannot be written or read is a wrong file, not an inner error', async () => {
    const under = join(file('a-file', ''), 'key')
    await using host = runTincan('host', '--port', '0', '--json', '--identity', under)
    expect(await host.exit).toBe(2)
    expect(host.of('refused')).toMatchObject([{ code: expect.stringMatching(/^identity_/) }])
    expect(await refusal('127.0.0.1:1', '--known-hosts', folder)).toEqual([
      2,
      'known_hosts_unreadable',
    ])
  })

  test('a mistyped command is answered, and nobody hears it', async () => {
    await using host = await runHost()
    await using bob = runTincan('join', host.invite, '--name', 'Bob')
    bob.type('/qiut', '//me', '/leave')
    expect(await bob.exit).toBe(0)
    expect(bob.stderr).toContain('begin with //qiut')
    await host.until(() => messages(host).length === 1)
    expect(messages(host)).toMatchObject([{ text: '/me' }])
  })

  test('a broken link is refused before anything is dialled', async () => {
    expect(await refusal('tincan://join?a=127.0.0.1:1&pw=secret')).toEqual([2, 'invite_invalid'])
  })
})
