/**
 * What is deleted, between us and a client that knows it from PROTOCOL.md alone: both show who did
 * it, neither has the words any more, and one event can be looked at without being kept.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Loopback, type TestHost } from '../support/loopback.ts'
import { runHost, runJoin, type TerminalProcess } from '../support/terminal.ts'
import {
  answers,
  byAddress,
  bytesOf,
  deletion,
  got,
  joinPia,
  logOf,
  makeFolder,
  numbers,
  quit,
  react,
  rowOf,
  runPython,
  told,
} from './python.ts'

/** How a terminal shows one event, of its own log or by asking. */
async function lookedAt(one: TerminalProcess, seq: number) {
  one.type({ look: seq })
  await one.until(() => one.of('looked').length === 1)
  return one.of('looked')[0]
}

/** Waits until a host in this process has told so many events. */
const until = (ann: TestHost, events: number) =>
  ann.until(() => ann.news.filter(({ type }) => type === 'event').length === events)

test('a member deletes what it said, and it, the host and another member show that, and no words', async () => {
  await using host = await runHost()
  await using bob = await runJoin(host.address, 'Bob')
  await using pia = runPython(...byAddress(host), '--name', 'Pia', '--say', 'too soon')
  await bob.until(() => bob.of('message').length === 1)
  bob.type(react(1, '🎂'))
  await pia.until(() => rowOf(pia, 1) !== undefined)
  expect(rowOf(pia, 1)).toEqual({ on: 1, reactions: [['🎂', ['Bob']]] })
  pia.type(deletion(1))
  await pia.until(() => rowOf(pia, 1)?.by === 'Pia')
  const { time } = got(pia, 'event').at(-1) ?? {}
  expect(rowOf(pia, 1)).toEqual({ on: 1, text: null, by: 'Pia', time, reactions: [] })
  // Nothing can be said on it any more, and it can be deleted once.
  pia.type(react(1, '👍'), deletion(1))
  await pia.until(() => got(pia, 'rejected').length === 2)
  expect(answers(pia)).toEqual(['event', 'event', 'not_allowed', 'not_allowed'])
  for (const one of [host, bob]) {
    await one.until(() => one.of('posted').length === 2)
    expect(one.of('posted').at(-1)).toMatchObject({
      seq: 3,
      kind: 'deletion',
      on: 1,
      author: 'Pia',
    })
    expect(await lookedAt(one, 1)).toMatchObject({
      found: { event: 'message', seq: 1, author: 'Pia', text: null, withdrawn: 3 },
      on: [
        { seq: 2, kind: 'reaction', author: 'Bob' },
        { seq: 3, kind: 'deletion', author: 'Pia', time },
      ],
    })
  }
  await quit(pia)
})

test('the host deletes what a member said, which no other member may, and who comes late is told of it', async () => {
  await using host = await runHost()
  await using bob = await runJoin(host.address, 'Bob')
  await using pia = runPython(...byAddress(host), '--name', 'Pia', '--say', 'too much')
  await bob.until(() => bob.of('message').length === 1)
  bob.type({ ...deletion(1), cid: 'bobs' })
  await bob.until(() => bob.of('unsent').length === 1)
  expect(bob.of('unsent')).toMatchObject([{ cid: 'bobs', code: 'not_allowed' }])
  host.type(deletion(1), { say: 'Quiet, please.' })
  await pia.until(() => logOf(pia).length === 3)
  expect(rowOf(pia, 1)).toMatchObject({ text: null, by: 'Ann', reactions: [] })
  // Nor can a member take back what the host has said.
  pia.type(deletion(3))
  await pia.until(() => got(pia, 'rejected').length === 1)
  expect(answers(pia)).toEqual(['event', 'not_allowed'])
  await using late = runPython(...byAddress(host), '--name', 'Late', '--history', '9')
  await late.until(() => told(late, 'live').length === 1)
  expect(rowOf(late, 1)).toEqual(rowOf(pia, 1))
  const [first] = told(late, 'log') as object[]
  expect(first).toMatchObject({ seq: 1, author: { name: 'Pia' }, withdrawn: 2 })
  expect(first).not.toHaveProperty('body')
  expect(late.lines.join('\n')).not.toContain('too much')
})

test('it comes back to what was deleted meanwhile: what it holds and what it missed, and its file has no byte of it', async () => {
  await using net = new Loopback()
  const ann = await net.host()
  const folder = await makeFolder()
  const file = join(folder, 'state')
  const kept = ['--state', file, '--identity', join(folder, 'pia')]
  await using pia = await joinPia(ann, ...kept)
  pia.type({ say: 'words of its own' })
  await until(ann, 1)
  ann.session.post('a1', react(1, '👍').post)
  ann.session.say('a2', 'this stays')
  ann.session.say('a3', 'the last words that it holds')
  await pia.until(() => logOf(pia).length === 4)
  await quit(pia)
  const before = await bytesOf(file)
  for (const words of ['words of its own', 'this stays', 'the last words that it holds'])
    expect(before).toContain(words)

  ann.session.post('a4', deletion(1).post)
  ann.session.post('a5', deletion(4).post)
  ann.session.say('a6', 'words that it missed')
  ann.session.say('a7', 'and this as well')
  await until(ann, 8)
  ann.session.post('a8', deletion(7).post)
  await until(ann, 9)
  await using again = await joinPia(ann, ...kept)
  for (const seq of [1, 4, 7])
    expect(rowOf(again, seq)).toMatchObject({ text: null, by: 'Ann', reactions: [] })
  expect(logOf(again).map(([seq, , text]) => [seq, text])).toEqual([
    [5, ''],
    [6, ''],
    [7, ''],
    [8, 'and this as well'],
    [9, ''],
  ])
  await quit(again)
  const after = await bytesOf(file)
  for (const words of ['words of its own', 'the last words that it holds', 'words that it missed'])
    expect(after).not.toContain(words)
  for (const words of ['this stays', 'and this as well']) expect(after).toContain(words)
  // The two logs are still one; and a run may have been killed as it wrote the file.
  await writeFile(`${file}.new`, before)
  await using third = await joinPia(ann, ...kept)
  expect(logOf(third)).toEqual([])
  await quit(third)
  expect(await bytesOf(file)).toEqual(after)
})

test('what is deleted while it is live goes from its file as it goes from the host', async () => {
  await using net = new Loopback()
  const ann = await net.host()
  const file = join(await makeFolder(), 'state')
  await using pia = await joinPia(ann, '--state', file)
  pia.type({ say: 'gone at once' }, { say: 'kept' }, deletion(1))
  await pia.until(() => told(pia, 'confirmed').length === 3)
  await quit(pia)
  const bytes = await bytesOf(file)
  expect(bytes).not.toContain('gone at once')
  expect(bytes).toContain('kept')
})

test('what is said again and was deleted is answered without its words; of another kind it is a conflict', async () => {
  await using net = new Loopback()
  const ann = await net.host()
  await using pia = await joinPia(ann)
  const post = (kind: string, body: object, on?: number) => ({
    raw: JSON.stringify({ type: 'post', cid: 'a-cid', kind, on, body }),
  })
  pia.type(
    post('message', { text: 'once' }),
    deletion(1),
    post('message', { text: 'once' }),
    post('message', { text: 'other words' }),
    post('deletion', {}, 1),
  )
  await pia.until(() => got(pia, 'event').length === 4 && got(pia, 'rejected').length === 1)
  const [first, , ...again] = got(pia, 'event')
  const { body, ...rest } = first ?? {}
  expect(body).toEqual({ text: 'once' })
  expect(again).toEqual(Array(2).fill({ ...rest, withdrawn: 2 }))
  expect(got(pia, 'rejected')).toMatchObject([{ cid: 'a-cid', code: 'conflict' }])
  expect(logOf(pia).map(([seq]) => seq)).toEqual([1, 2])
})

test('it looks at one event wherever that is, down to its floor, and keeps nothing of it', async () => {
  await using net = new Loopback()
  const ann = await net.host('Ann', { past: 4 })
  for (const number of numbers(1, 6)) ann.session.say(`a${number}`, `words ${number}`)
  await until(ann, 6)
  ann.session.post('r', react(3, '👍').post)
  ann.session.post('d', deletion(4).post)
  await until(ann, 8)
  const file = join(await makeFolder(), 'state')
  await using pia = await joinPia(ann, '--history', '1', '--state', file)
  expect(logOf(pia).map(([seq]) => seq)).toEqual([8])
  // All at once: it asks for one after the other.
  pia.type(...[2, 3, 4, 5, 8, 9].map((look) => ({ look })), { older: 2 }, { look: 1 })
  await pia.until(() => told(pia, 'looked').length === 7)
  expect(pia.events.filter(({ looked }) => looked !== undefined)).toMatchObject([
    { looked: 2, event: null },
    { looked: 3, event: { body: { text: 'words 3' } }, reactions: [['👍', ['Ann']]] },
    { looked: 4, event: { withdrawn: 8 }, text: null, by: 'Ann', reactions: [] },
    { looked: 5, event: { body: { text: 'words 5' } }, reactions: [] },
    { looked: 8, event: { kind: 'deletion', on: 4 } },
    { looked: 9, event: null },
    { looked: 1, event: null },
  ])
  const codes = got(pia, 'looked').map(({ code }) => code)
  expect(codes.filter((code) => code === 'target_unknown')).toHaveLength(3)
  pia.type({ look: 0 }, { look: 'me' })
  await pia.until(() => told(pia, 'error').length === 2)
  await quit(pia)
  expect(await bytesOf(file)).not.toContain('words 3')
})

test('who asks for another room, or again before the answer, is told that this is broken', async () => {
  await using net = new Loopback()
  const ann = await net.host()
  ann.session.say('a1', 'here')
  await until(ann, 1)
  const look = (room: string) => JSON.stringify({ type: 'look', room, seq: 1 })
  for (const asked of [() => look('another'), (room: string) => `${look(room)}\n${look(room)}`]) {
    await using pia = await joinPia(ann)
    pia.type({ raw: asked(got(pia, 'welcome')[0]?.room.id ?? '') })
    expect(await pia.exit).toBe(5)
    expect(got(pia, 'ended')).toMatchObject([{ code: 'bad_message' }])
  }
})
