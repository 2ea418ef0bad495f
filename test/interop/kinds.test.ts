/**
 * Events of kinds, between us and a client that knows them from PROTOCOL.md alone: what one says
 * the other folds alike, and what is unfit is told so and ends nothing.
 */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { BODY_BYTES } from '../../shared/domain/limits.ts'
import { bodySize, canonical, isBody } from '../../shared/events/body.ts'
import type { Reaction } from '../../shared/events/reaction.ts'
import { Loopback, type TestHost, type TestMember } from '../support/loopback.ts'
import { OddHost } from '../support/odd-host.ts'
import { runHost, runJoin, type TerminalProcess } from '../support/terminal.ts'
import {
  answers,
  byAddress,
  got,
  joinPia,
  logOf,
  makeFolder,
  makeLastingHost,
  quit,
  react,
  rowOf,
  runPia,
  runPython,
  said,
  told,
} from './python.ts'

/** What the row of an event shows of reactions, by what a session has told: emoji and names. */
function shownOn(one: TestHost | TestMember, seq: number) {
  const rows = one.news.flatMap((news) => {
    if (news.type === 'shown') return [news.row]
    return news.type === 'event' && news.row?.kind === 'message' ? [news.row] : []
  })
  const reactions: readonly Reaction[] =
    rows.findLast((row) => row.seq === seq)?.shown.reaction ?? []
  return reactions.map(({ emoji, names }) => [emoji, [...names]])
}

/** The same, as the Python client folds it. */
function foldedOn(client: TerminalProcess, seq: number): unknown {
  return rowOf(client, seq)?.reactions
}

test('a reaction of a client written from PROTOCOL.md alone is shown on its message until it is taken back', async () => {
  await using net = new Loopback()
  const ann = await net.host()
  const bob = await net.join(ann.address, 'Bob')
  await using pia = await joinPia(ann)
  bob.session.say('b1', 'Who brings the cake?')
  await pia.until(() => logOf(pia).length === 1)
  pia.type(react(1, '👍'))
  for (const one of [ann, bob]) await one.until(() => shownOn(one, 1).length === 1)
  expect([ann, bob].map((one) => shownOn(one, 1))).toEqual([[['👍', ['Pia']]], [['👍', ['Pia']]]])
  pia.type(react(1, '👍', true))
  for (const one of [ann, bob]) await one.until(() => shownOn(one, 1).length === 0)
  await pia.until(
    () =>
      told(pia, 'confirmed').length === 2 &&
      (foldedOn(pia, 1) as unknown[] | undefined)?.length === 0,
  )
  expect(foldedOn(pia, 1)).toEqual([])
  // It is a message still, and the only one.
  expect([ann, bob].map(({ texts }) => texts)).toEqual(Array(2).fill(['Who brings the cake?']))
})

test('a reaction of a member on a terminal comes to the client as the event that it is', async () => {
  await using host = await runHost()
  await using bob = await runJoin(host.address, 'Bob')
  await using pia = runPython(...byAddress(host), '--name', 'Pia', '--say', 'Cake?')
  await bob.until(() => bob.of('message').length === 1)
  bob.type({ ...react(1, '🎂'), cid: 'my-id' })
  await pia.until(() => got(pia, 'event').length === 2)
  expect(got(pia, 'event')[1]).toMatchObject({
    ...{ seq: 2, kind: 'reaction', on: 1, author: { name: 'Bob' }, cid: 'my-id' },
    body: { emoji: '🎂' },
  })
  await pia.until(() => foldedOn(pia, 1) !== undefined)
  expect(foldedOn(pia, 1)).toEqual([['🎂', ['Bob']]])
  pia.type(react(1, '🎂'))
  await bob.until(() => bob.of('posted').length === 2)
  expect(bob.of('posted')).toMatchObject([
    { seq: 2, kind: 'reaction', on: 1, author: 'Bob', body: { emoji: '🎂' } },
    { seq: 3, kind: 'reaction', on: 1, author: 'Pia', body: { emoji: '🎂' } },
  ])
  await pia.until(() => JSON.stringify(foldedOn(pia, 1)).includes('Pia'))
  expect(foldedOn(pia, 1)).toEqual([['🎂', ['Bob', 'Pia']]])
})

test('both fold the same, whatever was given and taken back, and in whichever order it came', async () => {
  await using net = new Loopback()
  const ann = await net.host()
  await using pia = await joinPia(ann)
  ann.session.say('a1', 'What do you think?')
  await pia.until(() => logOf(pia).length === 1)
  let count = 1
  const each = async (emoji: string, off: boolean | undefined, ...who: string[]) => {
    for (const one of who) {
      if (one === 'Pia') pia.type(react(1, emoji, off))
      else ann.session.post(`a-${count}`, { ...react(1, emoji, off).post })
      count += 1
      await pia.until(() => logOf(pia).length === count)
    }
  }
  await each('👍', undefined, 'Pia', 'Ann')
  // A heart with the selector that asks for a picture, and one without: the same emoji.
  await each('❤️', undefined, 'Ann', 'Ann')
  await each('❤', undefined, 'Pia')
  await each('🎉', undefined, 'Ann')
  await each('🎉', true, 'Ann')
  await each('👍', true, 'Pia', 'Ann')
  await each('👍', false, 'Ann', 'Pia')
  await each('👩‍👩‍👧‍👦', undefined, 'Pia')
  await each('🇫🇷', undefined, 'Pia')
  await each('🇫🇷', true, 'Pia')
  const all = [
    ['❤️', ['Ann', 'Pia']],
    ['👍', ['Ann', 'Pia']],
    ['👩‍👩‍👧‍👦', ['Pia']],
  ]
  await ann.until(() => ann.news.filter(({ type }) => type === 'event').length === count)
  expect(shownOn(ann, 1)).toEqual(all)
  // What it folds follows the event, perhaps in a piece of output of its own.
  await pia.until(() => JSON.stringify(foldedOn(pia, 1)) === JSON.stringify(all))
  // Who comes late meets the newest of them first.
  await using late = await joinPia(ann, '--name', 'Late', '--history', '3')
  for (let pages = 0; pages < 5; pages += 1) {
    late.type({ older: 3 })
    await late.until(() => got(late, 'page').length > pages)
  }
  await late.until(() => JSON.stringify(foldedOn(late, 1)) === JSON.stringify(all))
  const cem = await net.join(ann.address, 'Cem')
  const { entries } = await cem.session.history({ before: count + 1 }, 9)
  const row = entries.find((entry) => entry.kind === 'message')
  expect(row?.shown.reaction?.map(({ emoji, names }) => [emoji, names])).toEqual(all)
})

test('what is unfit is rejected with its code, and the connection stays', async () => {
  await using host = await runHost()
  await using pia = runPython(...byAddress(host), '--name', 'Pia')
  await pia.until(() => told(pia, 'live').length === 1)
  const nested = (levels: number): object => (levels === 1 ? {} : { in: nested(levels - 1) })
  const message = (body: unknown, on?: number) => ({ post: { kind: 'message', on, body } })
  const kind = (name: string) => ({ post: { kind: name, body: { text: 'x' } } })
  const emoji = (body: object, on: number | undefined = 1) => ({
    post: { kind: 'reaction', on, body },
  })
  const tries: [object, string][] = [
    [message({ text: 'the first' }), 'event'],
    [kind('poll'), 'kind_unknown'],
    [kind('unreadable'), 'kind_unknown'],
    [kind('__proto__'), 'kind_unknown'],
    [kind('no kind at all, and longer than any'), 'kind_unknown'],
    [message({ text: 'x', deep: nested(15) }), 'event'],
    [message({ text: 'x', deep: nested(16) }), 'body_invalid'],
    [message({ text: 'x', deep: nested(500) }), 'body_invalid'],
    [message({ text: 'x', more: 'y'.repeat(BODY_BYTES - 9) }), 'event'],
    [message({ text: 'x', more: 'y'.repeat(BODY_BYTES - 8) }), 'body_invalid'],
    [message({ text: 'x', more: Array(40_000).fill('') }), 'body_invalid'],
    [message({ text: 'x', half: '\ud83d' }), 'body_invalid'],
    [message({ text: 'x', '\udc4d': 1 }), 'body_invalid'],
    [message([]), 'body_invalid'],
    [message('text'), 'body_invalid'],
    [message(7), 'body_invalid'],
    [message(true), 'body_invalid'],
    [message(null), 'body_invalid'],
    [message({}), 'body_invalid'],
    [message({ text: 7 }), 'body_invalid'],
    [message({ text: ' \u200b' }), 'body_invalid'],
    [message({ text: 'on something' }, 1), 'body_invalid'],
    [{ post: { kind: 'reaction', body: { emoji: '👍' } } }, 'body_invalid'],
    [emoji({ emoji: 'words' }), 'body_invalid'],
    [emoji({ emoji: '👍👍' }), 'body_invalid'],
    [emoji({ emoji: '👍', off: 'yes' }), 'body_invalid'],
    [emoji({ emoji: '👍' }, 99), 'target_unknown'],
    [emoji({ emoji: '👍' }, 0), 'target_unknown'],
    [emoji({ emoji: '👍' }, -1), 'target_unknown'],
    [emoji({ emoji: '👍' }, 1.5), 'target_unknown'],
    [emoji({ emoji: '👍' }), 'event'],
    [emoji({ emoji: '👍' }, 4), 'not_allowed'],
    [message({ text: 'still here', colour: { of: ['it', 0.5] } }), 'event'],
  ]
  pia.type(...tries.map(([command]) => command))
  const events = tries.filter(([, answer]) => answer === 'event').length
  await pia.until(() => told(pia, 'confirmed').length === events)
  expect(answers(pia)).toEqual(tries.map(([, answer]) => answer))
  expect(got(pia, 'event').at(-1)?.body).toEqual({
    text: 'still here',
    colour: { of: ['it', 0.5] },
  })
  // A number that no double is cannot be typed as a command.
  pia.type({ raw: '{"type":"post","cid":"n","kind":"message","body":{"text":"x","n":1e400}}' })
  await pia.until(() => got(pia, 'rejected').at(-1)?.cid === 'n')
  expect(got(pia, 'rejected').at(-1)).toMatchObject({ code: 'body_invalid' })
  await quit(pia)
})

test('of emoji on one message there are so many and no more, until one is taken back', async () => {
  await using host = await runHost()
  await using pia = runPython(...byAddress(host), '--name', 'Pia', '--say', 'All of them!')
  await pia.until(() => told(pia, 'confirmed').length === 1)
  const given = Array.from({ length: 21 }, (_, n) => String.fromCodePoint(0x1f600 + n))
  pia.type(...given.map((emoji) => react(1, emoji)))
  await pia.until(() => got(pia, 'rejected').length === 1)
  pia.type(react(1, given[0] ?? ''), react(1, given[0] ?? '', true), react(1, given[20] ?? ''))
  await pia.until(() => told(pia, 'confirmed').length === 24)
  expect(answers(pia)).toEqual(
    Array.from({ length: 25 }, (_, n) => (n === 21 ? 'not_allowed' : 'event')),
  )
  expect(foldedOn(pia, 1)).toEqual(given.slice(1).map((emoji) => [emoji, ['Pia']]))
})

test('what stands below a member’s floor is not there for what it says', async () => {
  await using host = await runHost('--past', 'none')
  await said(host, ['among ourselves'])
  await using pia = runPython(...byAddress(host), '--name', 'Pia')
  await pia.until(() => told(pia, 'live').length === 1)
  pia.type(react(1, '👍'))
  await pia.until(() => got(pia, 'rejected').length === 1)
  await said(host, ['for all'])
  await pia.until(() => logOf(pia).length === 1)
  pia.type(react(2, '👍'), react(1, '👍'))
  await pia.until(() => got(pia, 'rejected').length === 2 && told(pia, 'confirmed').length === 1)
  expect(answers(pia)).toEqual(['target_unknown', 'event', 'target_unknown'])
})

test('what is said again in another spelling is the same; another kind, target or body is a conflict', async () => {
  await using host = await runHost()
  await using pia = runPython(...byAddress(host), '--name', 'Pia')
  await pia.until(() => told(pia, 'live').length === 1)
  const post = (kind: string, body: string, on = '') => ({
    raw: `{"type":"post","cid":"a-cid","kind":"${kind}",${on}"body":${body}}`,
  })
  pia.type(
    { say: 'one' },
    post('reaction', '{"emoji":"👍","later":[1,{"b":2,"a":0.1}]}', '"on":1,'),
    post('reaction', '{ "later":[1.0,{"a":1e-1,"b":20e-1}],"emoji":"\\ud83d\\udc4d" }', '"on":1,'),
    post('reaction', '{"emoji":"👍","later":[1,{"b":2,"a":"0.1"}]}', '"on":1,'),
    post('reaction', '{"emoji":"👍","later":[{"b":2,"a":0.1},1]}', '"on":1,'),
    { say: 'two' },
    post('reaction', '{"emoji":"👍","later":[1,{"b":2,"a":0.1}]}', '"on":3,'),
    post('message', '{"text":"👍"}'),
    { say: 'three' },
  )
  await pia.until(() => logOf(pia).length === 4 && got(pia, 'rejected').length === 4)
  const [, event, again] = got(pia, 'event')
  expect(again).toEqual(event)
  expect(got(pia, 'rejected').map(({ cid, code }) => [cid, code])).toEqual(
    Array(4).fill(['a-cid', 'conflict']),
  )
  expect(logOf(pia).map(([seq]) => seq)).toEqual([1, 2, 3, 4])
})

test('what is said of any kind while it is cut goes out by itself, once', async () => {
  const lasting = await makeLastingHost()
  const state = ['--state', join(lasting.folder, 'state')]
  await using first = await lasting.start()
  await using one = runPia(lasting.folder, first, ...state, '--reconnect')
  await one.until(() => told(one, 'live').length === 1)
  await said(first, ['a message'])
  await one.until(() => logOf(one).length === 1)
  first.child.kill('SIGKILL')
  await one.until(() => told(one, 'interrupted').length > 0)
  one.type(react(1, '👍'), { say: 'and words' })
  await one.until(() => told(one, 'waiting').length === 2)
  one.child.kill('SIGKILL')
  await one.exit
  await using second = await lasting.start()
  await using two = runPia(lasting.folder, second, ...state)
  await two.until(() => told(two, 'confirmed').length === 2)
  expect(got(two, 'event').map(({ seq, kind }) => [seq, kind])).toEqual([
    [2, 'reaction'],
    [3, 'message'],
  ])
  await quit(two)
})

test('it keeps and counts what it does not know, and shows nothing of what stands on nothing', async () => {
  await using odd = await OddHost.open()
  const body = { question: 'Tea or coffee?', choices: ['tea', { later: true }] }
  odd.log = [
    odd.event(1),
    odd.event(2, { kind: 'poll', body }),
    odd.event(3, { kind: 'vote', on: 2, body: { choice: 0 } }),
    odd.event(4, { kind: 'message', body: { words: 'none that we know' } }),
    odd.event(5, { kind: 'reaction', on: 2, body: { emoji: '👍' } }),
    odd.event(6, { kind: 'reaction', body: { emoji: '👍' } }),
    odd.event(7, { kind: 'message', on: 1, body: { text: 'an answer' } }),
    odd.event(8, { kind: 'reaction', on: 1, body: { emoji: '👍', skin: 'any' } }),
  ]
  const { address, identity } = odd
  const where = byAddress({ address, ...identity })
  const state = ['--state', join(await makeFolder(), 'state')]
  await using pia = runPython(...where, '--name', 'Pia', '--history', '9', ...state)
  await pia.until(() => told(pia, 'live').length === 1)
  expect(told(pia, 'log')).toEqual(odd.log)
  expect(pia.events.filter(({ reactions }) => reactions !== undefined)).toEqual([
    { reactions: [['👍', ['Odd']]], on: 1 },
  ])
  // An event on one that is not before it is broken.
  odd.say(odd.event(9, { kind: 'vote', on: 9, body: {} }))
  expect(await pia.exit).toBe(4)
  expect(pia.events.at(-1)).toMatchObject({ end: 'a broken event' })
})

test('bodies are weighed and written canonically alike', async () => {
  const bits = new DataView(new ArrayBuffer(8))
  let seed = 1
  const random = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return seed
  }
  const doubles = Array.from({ length: 3_000 }, () => {
    bits.setUint32(0, random())
    bits.setUint32(4, random())
    return bits.getFloat64(0)
  }).filter(Number.isFinite)
  const plain = Array.from({ length: 500 }, () => random() / 10 ** (random() % 12))
  const edges = [0, -0, 1, -1, 1e21, 1e20, 123456789012345680000, 1e-6, 1e-7, 0.1, 5e-324, 1.5e300]
  const bodies = [
    '{}',
    '{"":"","a":[],"A":{}}',
    // By UTF-16 code units: the letter of the private use area stands behind the emoji.
    '{"\\ufb33":1,"😀":2,"€":3,"\\r":4,"1":5,"ö":6,"\\u0080":7,"__proto__":8,"\\ue000":9}',
    '{"a":"\\u0000\\u0007\\b\\t\\n\\f\\r\\u001b\\"\\\\\\/\\u007f\\u2028é😀"}',
    '{"n":[1.0,-0,10e1,0.10,1E+2,12345678901234567890,9007199254740993]}',
    '{"a":1,"b":2,"a":{"c":true,"b":[null,false]}}',
    '{"n":1e400}',
    '{"n":-1e400}',
    `{"n":1${'0'.repeat(400)}}`,
    '{"half":"\\ud800"}',
    '{"\\udc00":1}',
    '[]',
    '"text"',
    `${'{"a":'.repeat(15)}{}${'}'.repeat(15)}`,
    `${'{"a":'.repeat(16)}{}${'}'.repeat(16)}`,
    `{"a":[${'[],'.repeat(4_094)}[]]}`,
    `{"a":[${'[],'.repeat(4_095)}[]]}`,
    `{"a":[${'"",'.repeat(32_770)}""]}`,
    `{"a":[${'"",'.repeat(32_760)}""]}`,
    JSON.stringify({ n: edges }),
    ...[doubles, plain].flatMap((all) =>
      Array.from({ length: Math.ceil(all.length / 100) }, (_, at) =>
        JSON.stringify({ n: all.slice(at * 100, at * 100 + 100) }),
      ),
    ),
  ]
  await using python = runPython('--canonical')
  python.type(...bodies)
  python.child.stdin?.end()
  expect(await python.exit).toBe(0)
  const ours = bodies.map((line) => {
    const body: unknown = JSON.parse(line)
    return isBody(body) ? [canonical(body), bodySize(body)] : null
  })
  expect(python.lines.map((line) => JSON.parse(line))).toEqual(ours)
  expect(ours.filter((one) => one === null)).toHaveLength(10)
})
