/** Tincan on a terminal that keeps what was said: --data, and what comes of it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  type JsonEvent,
  runHost,
  runJoin,
  runTincan,
  runTincanAsItIs,
  type TerminalProcess,
} from '../support/terminal.ts'

/** A computer's folder: what it keeps, and its key. */
class Computer implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'tincan-terminal-'))

  get args(): string[] {
    return ['--data', join(this.#folder, 'data'), '--identity', join(this.#folder, 'key')]
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

const portOf = (address: string) => address.split(':').at(-1) ?? ''
const texts = (one: TerminalProcess) => one.of('message').map(({ text }) => text)
const seqs = (events: JsonEvent[]) => events.map(({ seq }) => seq)

async function kill(one: TerminalProcess): Promise<void> {
  one.child.kill('SIGKILL')
  await one.exit
}

describe('a room with --data', () => {
  test('is not carried on by a host of another name, key or port', async () => {
    using ann = new Computer()
    const port = async (...args: string[]) => {
      await using host = await runHost(...ann.args, ...args)
      host.type({ say: 'said in here' })
      await host.until(() => host.of('message').length === 1)
      host.child.kill('SIGTERM')
      await host.exit
      const [hosting] = host.of('hosting')
      return { ...hosting, roomId: hosting?.roomId, port: portOf(host.address) }
    }
    const family = await port('--room', 'Family')
    expect(family).toMatchObject({ continued: false, seq: 0 })
    // At any port, then at the very port: neither is a reason to go on with another room's log.
    for (const args of [[], ['--port', family.port]]) {
      const room = `Work at ${args.length}`
      await using work = await runHost(...ann.args, ...args, '--room', room)
      expect(work.events[0]).toMatchObject({ continued: false, seq: 0, room })
      expect(work.events[0]?.roomId).not.toBe(family.roomId)
      await using stranger = await runJoin(work.invite, 'Eve', '--from', '1')
      stranger.type({ say: 'the first', cid: 'e1' })
      await stranger.until(() => stranger.of('sent').length === 1)
      expect(seqs(stranger.of('message'))).toEqual([1])
      expect(texts(stranger)).toEqual(['the first'])
    }
    const again = await port('--room', 'Family')
    expect(again).toMatchObject({ continued: true, seq: 1, roomId: family.roomId })
  })

  test('goes on after its host was killed: same room, same numbers, and those who were in come back', async () => {
    using ann = new Computer()
    await using first = await runHost(...ann.args)
    await using bob = await runJoin(first.address, 'Bob')
    bob.type({ say: 'before', cid: 'b1' })
    await bob.until(() => bob.of('sent').length === 1)
    await kill(first)
    await bob.until(() => bob.of('interrupted').length === 1)
    bob.type({ say: 'meanwhile', cid: 'b2' })
    await using second = await runHost(...ann.args, '--port', portOf(first.address), '--from', '1')
    await bob.until(() => bob.of('sent').length === 2)
    await second.until(() => second.of('message').length === 2)
    expect(second.events[0]).toMatchObject({ roomId: first.events[0]?.roomId, seq: 1 })
    expect(texts(bob)).toEqual(['before', 'meanwhile'])
    expect(second.of('message')).toMatchObject(
      bob.of('message').map(({ seq, cid }) => ({ seq, cid })),
    )
    expect(bob.of('sent')).toEqual([
      { event: 'sent', cid: 'b1', seq: 1 },
      { event: 'sent', cid: 'b2', seq: 2 },
    ])
    expect(
      bob.events.map(({ event }) => event).filter((event) => /inter|resu/.test(event)),
    ).toEqual(['interrupted', 'resumed'])
    expect(bob.of('member')).toEqual([])
  })

  test('told to stop, its host goes away for now; told to leave, it closes for everybody', async () => {
    using ann = new Computer()
    await using first = await runHost(...ann.args)
    await using bob = await runJoin(first.address, 'Bob')
    first.child.kill('SIGTERM')
    expect(await first.exit).toBe(0)
    await bob.until(() => bob.of('interrupted').length === 1)
    expect(bob.of('interrupted')).toMatchObject([{ code: 'host_away' }])
    await using second = await runHost(...ann.args, '--port', portOf(first.address))
    await bob.until(() => bob.of('resumed').length === 1)
    second.type({ leave: true })
    expect(await bob.exit).toBe(5)
  })

  test('shows a newcomer what it asks for of the past, as far as the host lets it', async () => {
    await using host = await runHost()
    host.type(...Array.from({ length: 250 }, (_, n) => ({ say: `message ${n + 1}` })))
    await host.until(() => host.of('sent').length === 250)
    await using new1 = await runJoin(host.address, 'New')
    await using last = await runJoin(host.address, 'Last', '--history', '3')
    await using all = await runJoin(host.address, 'All', '--from', '1')
    await using none = await runJoin(host.address, 'Middle', '--from', '249')
    host.type({ say: 'now' })
    const everybody = [new1, last, all, none]
    await Promise.all(everybody.map((one) => one.until(() => texts(one).at(-1) === 'now')))
    expect(seqs(new1.of('message'))).toEqual([251])
    expect(seqs(last.of('message'))).toEqual([248, 249, 250, 251])
    expect(seqs(none.of('message'))).toEqual([249, 250, 251])
    expect(seqs(all.of('message'))).toEqual(Array.from({ length: 251 }, (_, n) => n + 1))
  })

  test('shows nobody what was said before, where the host says so', async () => {
    await using host = await runHost('--past', 'none')
    host.type({ say: 'among ourselves' })
    await host.until(() => host.of('sent').length === 1)
    await using bob = await runJoin(host.address, 'Bob', '--from', '1')
    host.type({ say: 'for all' })
    await bob.until(() => bob.of('message').length === 1)
    expect(bob.of('message')).toMatchObject([{ seq: 2, text: 'for all' }])
  })
})

describe('a member with --data', () => {
  test('started again prints what it missed, and sends what it had not sent', async () => {
    using ann = new Computer()
    using bob = new Computer()
    await using host = await runHost(...ann.args)
    // It is told to leave while its words cannot, and gives up after a while.
    await using first = runTincanAsItIs('join', host.invite, '--name', 'Bob', '--json', ...bob.args)
    first.type({ say: 'one', cid: 'b1' })
    await first.until(() => first.of('sent').length === 1)
    await kill(host)
    await first.until(() => first.of('interrupted').length === 1)
    first.type({ say: 'two', cid: 'b2' }, { say: 'no command', unknown: true })
    // Commands are taken in their order: the error tells that the words before it were taken.
    await first.until(() => first.of('error').length === 1)
    first.type({ leave: true })
    await first.until(() => first.of('unsent').length === 1)
    expect(await first.exit).toBe(0)
    await using again = await runHost(...ann.args, '--port', portOf(host.address))
    again.type({ say: 'missed' })
    await again.until(() => again.of('sent').length === 1)
    await using second = await runJoin(host.address, 'Bob', ...bob.args)
    await second.until(() => second.of('sent').length === 1)
    expect(second.of('sent')).toEqual([{ event: 'sent', cid: 'b2', seq: 3 }])
    expect(texts(second)).toEqual(['missed', 'two'])
    second.type({ leave: true })
    expect(await second.exit).toBe(0)
    await using third = await runJoin(host.address, 'Bob', ...bob.args, '--history', '10')
    await third.until(() => texts(third).length === 3)
    expect(texts(third)).toEqual(['one', 'missed', 'two'])
  })

  test('says the same thing twice under one number: the first answer comes again', async () => {
    await using host = await runHost()
    await using bob = await runJoin(host.address, 'Bob')
    bob.type({ say: 'words', cid: 'c' })
    await bob.until(() => bob.of('sent').length === 1)
    bob.type({ say: 'words', cid: 'c' })
    await bob.until(() => bob.of('sent').length === 2)
    bob.type({ say: 'other words', cid: 'c' })
    await bob.until(() => bob.of('unsent').length === 1)
    expect(bob.of('unsent')).toMatchObject([{ cid: 'c', say: 'other words', code: 'cid_conflict' }])
    expect(seqs(bob.of('sent'))).toEqual([1, 1])
    expect(texts(host)).toEqual(['words'])
  })

  test('does not share its folder with another program: it ends with code 13 and says so', async () => {
    using ann = new Computer()
    await using first = await runHost(...ann.args)
    await using second = runTincan(
      'join',
      first.address,
      '--trust-first-use',
      '--json',
      ...ann.args,
    )
    expect(await second.exit).toBe(13)
    expect(second.of('refused')).toMatchObject([{ code: 'storage_locked' }])
  })
})
