/** Events of kinds, and with fields, that this version does not know: from a host of a later one. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { Loopback } from '../support/loopback.ts'
import { OddHost } from '../support/odd-host.ts'

const poll = { question: 'Tea or coffee?', choices: ['tea', { later: true }] }

/** A host whose log has all that there may be, but for the last, which it says when told to. */
async function openOdd(): Promise<OddHost> {
  const odd = await OddHost.open()
  odd.log = [
    odd.event(1),
    odd.event(2, { kind: 'poll', body: poll }),
    odd.event(3, { kind: 'vote', on: 2, body: { choice: 0 } }),
    odd.event(4, { body: { words: 'none that we know' } }),
    odd.event(5, { kind: 'reaction', on: 2, body: { emoji: '👍' } }),
    odd.event(6, { kind: 'reaction', body: { emoji: '👍' } }),
    odd.event(7, { on: 1, body: { text: 'an answer' } }),
    odd.event(8, { kind: 'reaction', on: 1, body: { emoji: '👍', skin: 'any' } }),
    odd.event(9, { body: { text: 'odd 9', colour: 'red' } }),
  ]
  return odd
}

const unknown = (at: number) => ({ kind: 'notice', at, notice: { type: 'unknown', name: 'Odd' } })
const ROWS = [
  { seq: 1, text: 'odd 1', shown: { reaction: [{ emoji: '👍', count: 1, names: ['Odd'] }] } },
  unknown(2),
  unknown(4),
  unknown(6),
  { seq: 9, text: 'odd 9', shown: {} },
]

test('a kind that is not known is a quiet line where it stands alone, and nothing where it does not', async () => {
  await using odd = await openOdd()
  await using net = new Loopback()
  const bob = await net.join(odd.address, 'Bob')
  const { entries } = await bob.session.history({ before: 100 }, 100)
  expect(entries.filter(({ at }) => Number.isInteger(at))).toMatchObject(ROWS)
  // As they happen, too.
  odd.say(odd.event(10, { kind: 'poll', body: {} }), odd.event(11, { kind: 'x', on: 10 }))
  odd.say(odd.event(12))
  await bob.until(() => bob.texts.includes('odd 12'))
  const live = bob.entries.filter(({ at }) => at > 9 && Number.isInteger(at))
  expect(live).toMatchObject([unknown(10), { seq: 12, text: 'odd 12' }])
})

test('what is not known is kept as it came, and exported', async () => {
  await using odd = await openOdd()
  await using net = new Loopback()
  const store = await net.store()
  const bob = await net.join(odd.address, 'Bob', { trust: true }, { store })
  await bob.session.drain()
  const [log] = await store.logs()
  const kept = await store.page(log?.id ?? 0, { after: 0, most: 100 })
  expect(kept).toEqual(odd.log.map((event) => ({ on: null, ...event })))
  const folder = await mkdtemp(join(tmpdir(), 'tincan-kinds-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'export.json')
  await store.export(log?.id ?? 0, 'json', file)
  const { messages } = JSON.parse(await readFile(file, 'utf8'))
  expect(messages).toContainEqual(expect.objectContaining({ seq: 2, kind: 'poll', body: poll }))
  const standing = messages.filter(({ seq }: { seq: number }) => [3, 5, 8].includes(seq))
  expect(standing).toMatchObject([
    { seq: 3, kind: 'vote', on: 2, text: null },
    { seq: 5 },
    { seq: 8 },
  ])
  expect(await store.search('odd', null, null, 9)).toHaveLength(2)
})

test.each([
  ['stands on itself', { on: 10 }],
  ['stands on a later one', { on: 11 }],
  ['stands on no number', { on: null }],
  ['has no body', { body: undefined }],
  ['has a list for a body', { body: [] }],
  ['has a body that is too deep', { body: JSON.parse(`${'{"a":'.repeat(16)}{}${'}'.repeat(16)}`) }],
  ['has a body that is too large', { body: { text: 'x', more: 'y'.repeat(32 * 1024) } }],
])('an event that %s breaks the protocol', async (_, change) => {
  await using odd = await openOdd()
  await using net = new Loopback()
  const bob = await net.join(odd.address, 'Bob')
  odd.say(odd.event(10, change))
  await bob.until(() => bob.session.connection.phase === 'ended')
  expect(bob.session.connection).toMatchObject({ error: { code: 'protocol_broken' } })
})
