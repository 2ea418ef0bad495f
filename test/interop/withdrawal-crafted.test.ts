/**
 * Withdrawal in a client written from PROTOCOL.md alone, at hosts that say what a test has them say:
 * events in any order, logs that part, and what is broken.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type OddEvent, OddHost } from '../support/odd-host.ts'
import type { TerminalProcess } from '../support/terminal.ts'
import {
  byAddress,
  bytesOf,
  deletion,
  got,
  makeFolder,
  quit,
  rowOf,
  runPython,
  told,
} from './python.ts'

/** Pia, the same in every run, who keeps her stretch in a file. */
async function makePia() {
  const folder = await makeFolder()
  const file = join(folder, 'state')
  const run = ({ address, identity }: OddHost, ...args: string[]) =>
    runPython(
      ...byAddress({ address, ...identity }),
      ...['--name', 'Pia', '--identity', join(folder, 'pia'), '--state', file, ...args],
    )
  const live = async (odd: OddHost, ...args: string[]) => {
    const pia = run(odd, ...args)
    await pia.until(() => told(pia, 'live').length === 1)
    return pia
  }
  return { file, run, live }
}

/** The events in the file of a client that has left. */
const keptIn = async (file: string): Promise<OddEvent[]> =>
  JSON.parse(await readFile(file, 'utf8')).events

const withdrawn = (by: number) => ({ body: undefined, withdrawn: by })
const deletes = (on: number) => ({ kind: 'deletion', on, body: {} })

/** The types of all that a client with `--raw` has sent, but pings and their answers. */
const sent = (client: TerminalProcess) =>
  (told(client, 'sent') as { type: string }[])
    .map(({ type }) => type)
    .filter((type) => !/p[io]ng/.test(type))

test('in whatever order they come, the same events lose their bodies to the same deletion', async () => {
  await using odd = await OddHost.open()
  const eve = { author: { id: 'E'.repeat(43), name: 'Eve' } }
  const log = [
    odd.event(1, { body: { text: 'gone words' } }),
    odd.event(2, { kind: 'edit', on: 1, body: { text: 'gone as well' } }),
    odd.event(3, { kind: 'reaction', on: 1, body: { emoji: '👍' } }),
    odd.event(4, { kind: 'note', on: 2, body: { text: 'on what stands on another' } }),
    odd.event(5, { kind: 'poll', body: { question: 'gone question' } }),
    odd.event(6, { ...deletes(1), ...eve }),
    odd.event(7, deletes(1)),
    odd.event(8, { kind: 'edit', on: 1, body: { text: 'after it' } }),
    odd.event(9, deletes(5)),
    odd.event(10, deletes(4)),
    // Withdrawn by a kind of a later version.
    odd.event(11, { kind: 'poll', ...withdrawn(12) }),
    odd.event(12, { kind: 'purge', on: 11, body: {} }),
    odd.event(13, deletes(11)),
    odd.event(14),
  ]
  const expected = log.map((event) => {
    const by = { 1: 6, 2: 6, 5: 9, 12: 13 }[event.seq]
    return JSON.parse(JSON.stringify(by === undefined ? event : { ...event, ...withdrawn(by) }))
  })
  const row = { on: 1, text: null, by: 'Eve', time: log[5]?.time, reactions: [] }
  const expectKept = async (pia: TerminalProcess, file: string) => {
    expect(rowOf(pia, 1)).toEqual(row)
    await quit(pia)
    expect(await keptIn(file)).toEqual(expected)
    expect(await bytesOf(file)).not.toContain('gone')
  }

  const first = await makePia()
  odd.log = log.slice(0, 5)
  await using live = await first.live(odd, '--history', '5')
  expect(rowOf(live, 1)).toEqual({ on: 1, reactions: [['👍', ['Odd']]] })
  odd.say(...log.slice(5))
  await live.until(() => told(live, 'log').length === 14)
  await expectKept(live, first.file)

  const second = await makePia()
  await using paged = await second.live(odd, '--history', '14')
  await expectKept(paged, second.file)

  // Pages that were read before anything was deleted.
  const third = await makePia()
  await using back = await third.live(odd, '--history', '1')
  for (let older = 1; older <= 13; older += 1) {
    back.type({ older: 1 })
    await back.until(() => told(back, 'older').length === older)
  }
  expect(told(back, 'older')).toEqual(expected.slice(0, 13).toReversed())
  await expectKept(back, third.file)
})

test('what the host has withdrawn counts before the event is here that did it', async () => {
  await using odd = await OddHost.open()
  const { file, live } = await makePia()
  odd.log = [odd.event(1, { body: { text: 'the words' } })]
  await using one = await live(odd, '--history', '1')
  await quit(one)
  expect(await bytesOf(file)).toContain('the words')
  odd.log = [odd.event(1, withdrawn(2))]
  await using two = await live(odd)
  expect(rowOf(two, 1)).toEqual({ on: 1, text: null, by: null, time: null, reactions: [] })
  await quit(two)
  expect(await bytesOf(file)).not.toContain('the words')
  await using three = await live(odd)
  odd.say(odd.event(2, deletes(1)))
  await three.until(() => told(three, 'log').length === 1)
  expect(rowOf(three, 1)).toMatchObject({ text: null, by: 'Odd' })
})

test('the logs part where the host has not withdrawn what is withdrawn here, or by another event', async () => {
  await using odd = await OddHost.open()
  const { file, run, live } = await makePia()
  odd.log = [odd.event(1, withdrawn(3))]
  await using one = await live(odd, '--history', '1')
  await quit(one)
  const before = await readFile(file)
  for (const change of [{}, withdrawn(2)]) {
    odd.log = [odd.event(1, change), odd.event(2, deletes(1))]
    await using pia = run(odd)
    expect(await pia.exit).toBe(9)
    expect(pia.events.at(-1)).toMatchObject({ end: 'the host has another event at 1' })
    expect(await readFile(file)).toEqual(before)
  }
  odd.log = [odd.event(1, withdrawn(3)), odd.event(2), odd.event(3, deletes(1))]
  await using goesOn = await live(odd)
  expect(rowOf(goesOn, 1)).toMatchObject({ text: null, by: 'Odd' })
})

test('an own event that comes back withdrawn confirms what waits, if it is of the same kind', async () => {
  await using odd = await OddHost.open()
  const { file, run, live } = await makePia()
  await using one = await live(odd)
  one.type({ say: 'words that wait' }, deletion(1))
  await one.until(() => told(one, 'waiting').length === 2)
  one.child.kill('SIGKILL')
  await one.exit
  expect(await bytesOf(file)).toContain('words that wait')
  const author = { id: got(one, 'joined')[0]?.self.id, name: 'Pia' }
  const [message, other] = told(one, 'waiting')
  odd.log = [
    odd.event(1, { author, cid: message, ...withdrawn(2) }),
    odd.event(2, deletes(1)),
    odd.event(3, { author, cid: other, ...withdrawn(4) }),
    odd.event(4, deletes(3)),
  ]
  await using two = await live(odd)
  expect(told(two, 'confirmed')).toEqual([message])
  await quit(two)
  const bytes = await bytesOf(file)
  expect(bytes).not.toContain('words that wait')
  expect(bytes).toContain(other)
  await using three = run(odd, '--raw')
  await three.until(() => told(three, 'live').length === 1)
  expect(sent(three)).toEqual(['hello', 'fetch', 'post'])
})

test('a deletion that waits is not said before the host has shown that its log goes on from ours', async () => {
  await using odd = await OddHost.open()
  const { run, live } = await makePia()
  odd.log = [odd.event(1)]
  await using one = await live(odd, '--history', '1')
  one.type(deletion(1))
  await one.until(() => told(one, 'waiting').length === 1)
  await quit(one)
  odd.log = [odd.event(1, { cid: 'another' })]
  await using two = run(odd, '--raw')
  expect(await two.exit).toBe(9)
  expect(sent(two)).toEqual(['hello', 'fetch', 'leave'])
  odd.log = [odd.event(1)]
  await using three = await live(odd, '--raw')
  expect(sent(three)).toEqual(['hello', 'fetch', 'post'])
})

test('an event with both a body and what withdrew it, with neither, or withdrawn by none that came later, is broken', async () => {
  const { run, live } = await makePia()
  await using odd = await OddHost.open()
  const broken = [
    { withdrawn: 2 },
    { body: undefined },
    withdrawn(1),
    withdrawn(0),
    withdrawn(1.5),
    withdrawn(2 ** 32 + 1),
    { body: undefined, withdrawn: null },
    { body: null, withdrawn: 2 },
  ]
  for (const change of broken) {
    await using pia = await live(odd)
    odd.tell({ type: 'event', ...odd.event(1, change) })
    expect(await pia.exit, JSON.stringify(change)).toBe(4)
    expect(pia.events.at(-1)).toMatchObject({ end: 'a broken event' })
  }
  const { run: begin } = await makePia()
  odd.log = [odd.event(1, { withdrawn: 2 })]
  for (const start of [begin, run]) {
    await using pia = start(odd, '--history', '1')
    expect(await pia.exit).toBe(4)
    expect(pia.events.at(-1)).toMatchObject({ end: 'a broken page' })
  }
})

test('a looked that nobody asked for, of another event, or that is not whole, is broken', async () => {
  const { live } = await makePia()
  await using odd = await OddHost.open()
  const event = odd.event(1)
  const on = [odd.event(2, deletes(1))]
  const code = 'target_unknown'
  const answers: [object, string][] = [
    [{ seq: 2, event: odd.event(2), on: [] }, 'a looked that nobody asked for'],
    [{ seq: 2, on: [], code }, 'a looked that nobody asked for'],
    [{ seq: 1 }, 'a broken looked'],
    [{ seq: 1, event, code }, 'a broken looked'],
    [{ seq: 1, event: odd.event(2) }, 'a broken looked'],
    [{ seq: 1, event: odd.event(1, { withdrawn: 2 }), on }, 'a broken looked'],
    [{ seq: 1, event, on: [odd.event(2)] }, 'a broken looked'],
    [{ seq: 1, event, on: [...on, ...on] }, 'a broken looked'],
    [{ seq: 1, event, on: null }, 'a broken looked'],
    [
      { seq: 1, event, on: Array.from({ length: 201 }, (_, n) => odd.event(n + 2, deletes(1))) },
      'a broken looked',
    ],
    [{ type: 'page', events: [], more: false }, 'a page that nobody asked for'],
  ]
  for (const [answer, end] of answers) {
    await using pia = await live(odd, '--raw')
    pia.type({ look: 1 })
    await pia.until(() => sent(pia).includes('look'))
    odd.tell({ type: 'looked', ...answer })
    expect(await pia.exit, JSON.stringify(answer)).toBe(4)
    expect(pia.events.at(-1)).toMatchObject({ end })
  }
  await using idle = await live(odd)
  odd.tell({ type: 'looked', seq: 1, on: [], code })
  expect(await idle.exit).toBe(4)
  // One that is whole, of which the host has told only that it is withdrawn.
  await using pia = await live(odd, '--raw')
  pia.type({ look: 1 })
  await pia.until(() => sent(pia).includes('look'))
  odd.tell({ type: 'looked', seq: 1, event: odd.event(1, withdrawn(9)) })
  await pia.until(() => told(pia, 'looked').length === 1)
  expect(pia.events.findLast(({ looked }) => looked === 1)).toMatchObject({ text: null, by: null })
})
