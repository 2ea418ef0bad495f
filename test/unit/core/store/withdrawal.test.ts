/** What is withdrawn has no body any more, whoever withdraws it and in whatever order a log comes. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Database } from '../../../../electron/core/store/database.ts'
import { openMemory } from '../../../../electron/core/store/recovery.ts'
import { migrate } from '../../../../electron/core/store/schema.ts'
import { SqliteStore } from '../../../../electron/core/store/sqlite-store.ts'
import type { NewEvent, Store, StoredEvent } from '../../../../electron/core/store/store.ts'
import type { Write } from '../../../../electron/core/store/writes.ts'
import { emoji, on, saying, standingOf, withLog } from '../../../support/standing-kit.ts'
import { ANN, BOB, eventOf, HOST, keyOf, personOf, said } from '../../../support/store-kit.ts'

const CEM = personOf(9)
const deletion = (seq: number, target: number, author = BOB) =>
  on(seq, target, {}, author, 'deletion')
/** Something of a kind that this version does not know, on an event. */
const dance = (seq: number, target: number) => on(seq, target, { steps: 3 }, BOB, 'dance')
const gone = (event: StoredEvent, withdrawn: number): StoredEvent => ({
  ...event,
  body: {},
  withdrawn,
})
const all = (store: Store, log: number) => store.page(log, { after: 0, most: 200 })
const found = async (store: Store, text: string) =>
  (await store.search(text, null, null, 9)).map(({ event }) => event.seq)
const sayingAs = (author: typeof BOB, cid: string, text = 'words'): NewEvent => ({
  ...said(1, text),
  ...{ cid, author: { id: author, name: 'Somebody' } },
})
const deletes = (target: number, author: typeof BOB, cid = `d${target}`): NewEvent => ({
  ...saying(deletion(1, target, author)),
  cid,
})

describe('what the host is told to withdraw', () => {
  async function room() {
    const { store, log } = await withLog()
    await store.append(log, sayingAs(BOB, 'b1', 'the safe has 4711'), 1)
    return { store, log }
  }

  test.each([
    ['its author', BOB],
    ['the host', HOST],
  ])('by %s goes with its words, and is found no more', async (_, author) => {
    const { store, log } = await room()
    await store.append(log, sayingAs(BOB, 'b2', 'the safe is shut'), 1)
    const outcome = await store.append(log, deletes(1, author), 1)
    expect(outcome).toMatchObject({ kind: 'new', event: { seq: 3, kind: 'deletion', on: 1 } })
    expect(await all(store, log)).toMatchObject([
      { seq: 1, kind: 'message', cid: 'b1', body: {}, withdrawn: 3 },
      { seq: 2, body: { text: 'the safe is shut' } },
      { seq: 3, kind: 'deletion' },
    ])
    expect(await found(store, 'safe')).toEqual([2])
    expect(await found(store, '4711')).toEqual([])
    expect(await store.standing(log, 1, false)).toMatchObject({ withdrawn: true })
    await store.close()
  })

  test('by anybody else stays', async () => {
    const { store, log } = await room()
    const outcome = await store.append(log, deletes(1, CEM), 1)
    expect(outcome).toEqual({ kind: 'refused', code: 'not_allowed' })
    expect(await found(store, '4711')).toEqual([1])
    await store.close()
  })

  test('is what its author may read, and is not withdrawn yet', async () => {
    const { store, log } = await room()
    const below = await store.append(log, deletes(1, BOB), 2)
    expect(below).toEqual({ kind: 'refused', code: 'target_unknown' })
    await store.append(log, deletes(1, BOB), 1)
    const refused = { kind: 'refused', code: 'not_allowed' }
    expect(await store.append(log, deletes(1, HOST, 'again'), 1)).toEqual(refused)
    expect(await store.append(log, deletes(2, BOB, 'deeper'), 1)).toEqual(refused)
    const thumb = { ...saying(emoji(1, 1, '👍', CEM)), cid: 'thumb' }
    expect(await store.append(log, thumb, 1)).toEqual(refused)
    await store.close()
  })

  test('and is said again is known by its cid and kind, whatever its words are', async () => {
    const { store, log } = await room()
    await store.append(log, deletes(1, BOB), 1)
    const known = { kind: 'known', event: { seq: 1, body: {}, withdrawn: 2 } }
    expect(await store.append(log, sayingAs(BOB, 'b1', 'the safe has 4711'), 1)).toMatchObject(
      known,
    )
    expect(await store.append(log, sayingAs(BOB, 'b1', 'other words'), 1)).toMatchObject(known)
    const other = { ...sayingAs(BOB, 'b1'), kind: 'dance', body: {} }
    expect(await store.append(log, other, 1)).toEqual({ kind: 'conflict' })
    expect(await store.append(log, deletes(1, BOB), 1)).toMatchObject({ kind: 'known' })
    await store.close()
  })

  test('goes with what withdraws it in one write, or neither is there', () => {
    const database = new Database(':memory:')
    migrate(database)
    const sqlite = new SqliteStore(database)
    const commit = (...writes: Write[]) => sqlite.commit(writes)
    const append = (what: NewEvent): Write => ({ name: 'append', args: [1, what, 1] })
    commit({ name: 'openLog', args: [keyOf('lab'), {}, 0] })
    commit(append(sayingAs(BOB, 'b1', 'the safe has 4711')))
    const before = sqlite.page(1, { after: 0, most: 9 })
    const pages = database.get<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0
    database.exec(`PRAGMA max_page_count = ${pages}`)
    const long = append(sayingAs(BOB, 'b2', 'long '.repeat(3_000)))
    expect(commit(append(deletes(1, BOB)), long)).toMatchObject({
      ...{ kind: 'failed', error: { code: 'storage_full' } },
    })
    expect(sqlite.page(1, { after: 0, most: 9 })).toEqual(before)
    expect(sqlite.search('4711', null, null, 9)).toHaveLength(1)
    expect(sqlite.logs()).toMatchObject([{ first: 1, last: 1 }])
    database.exec('PRAGMA max_page_count = 100000')
    expect(commit(append(deletes(1, BOB)))).toMatchObject({
      outcomes: [{ value: { kind: 'new', seq: 2 } }],
    })
    void sqlite.close()
  })
})

test.each([0, 1, -5])(
  'what is withdrawn goes where a disk has made %s of the number that withdrew it',
  (odd) => {
    const database = new Database(':memory:')
    migrate(database)
    const sqlite = new SqliteStore(database)
    sqlite.commit([
      { name: 'openLog', args: [keyOf('lab'), {}, 0] },
      { name: 'append', args: [1, sayingAs(BOB, 'b1', 'the safe has 4711'), 1] },
    ])
    database.run('UPDATE events SET withdrawn = ?', odd)
    expect(sqlite.page(1, { after: 0, most: 1 })).toMatchObject([
      { body: { text: 'the safe has 4711' } },
    ])
    sqlite.commit([{ name: 'append', args: [1, deletes(1, BOB), 1] }])
    expect(database.all('SELECT text, body, withdrawn FROM events WHERE seq = 1')).toMatchObject([
      { text: null, body: null, withdrawn: 2 },
    ])
    void sqlite.close()
  },
)

describe('what stands on it', () => {
  test('goes with it, also of kinds that nobody here knows, but for what lasts', async () => {
    const { store, log } = await withLog()
    const said = [eventOf(1), dance(2, 1), emoji(3, 1), eventOf(4), dance(5, 4)]
    await store.keep(log, [...said, deletion(6, 1), dance(7, 1)])
    expect(await all(store, log)).toEqual([
      ...[gone(eventOf(1), 6), gone(dance(2, 1), 6), emoji(3, 1), eventOf(4), dance(5, 4)],
      ...[deletion(6, 1), dance(7, 1)],
    ])
    expect(await standingOf(store, log, 1)).toEqual([3, 6])
    await store.close()
  })
})

describe('an older page', () => {
  test('that was read before the withdrawal is kept without what was withdrawn', async () => {
    const { store, log } = await withLog(3)
    await store.keep(log, [eventOf(4), deletion(5, 2)])
    await store.keep(log, [eventOf(1), eventOf(2, 'the safe has 4711'), dance(3, 2)])
    expect(await all(store, log)).toEqual([
      ...[eventOf(1), gone(eventOf(2), 5), gone(dance(3, 2), 5), eventOf(4), deletion(5, 2)],
    ])
    expect(await found(store, '4711')).toEqual([])
    await store.close()
  })

  test('says that something is withdrawn before that which did it is here', async () => {
    const { store, log } = await withLog()
    await store.keep(log, [gone(eventOf(1), 9), eventOf(2)])
    expect(await all(store, log)).toEqual([gone(eventOf(1), 9), eventOf(2)])
    expect(await store.standing(log, 1, false)).toEqual({
      ...{ standing: [], folded: 2, withdrawn: true },
    })
    await store.close()
  })

  test('of two that withdraw the same, the first counts, whichever came first', async () => {
    const { store, log } = await withLog(3)
    await store.keep(log, [eventOf(4), deletion(5, 1, HOST)])
    await store.keep(log, [eventOf(1), eventOf(2), deletion(3, 1)])
    expect((await all(store, log))[0]).toEqual(gone(eventOf(1), 3))
    await store.close()
  })
})

test('what the host says is withdrawn is, also where it is here already with its words', async () => {
  const { store, log } = await withLog()
  await store.keep(log, [eventOf(1, 'the safe has 4711'), eventOf(2)])
  await store.keep(log, [gone(eventOf(1), 9), eventOf(2), eventOf(3)])
  expect(await all(store, log)).toEqual([gone(eventOf(1), 9), eventOf(2), eventOf(3)])
  expect(await found(store, '4711')).toEqual([])
  await store.close()
})

test('a copy that waits to be sent goes as well', async () => {
  const { store, log } = await withLog()
  const message = { cid: eventOf(1).cid, kind: 'message', on: null, body: { text: 'words' } }
  await store.queue(log, { ...message, time: eventOf(1).time, error: null })
  await store.keep(log, [gone({ ...eventOf(1), author: { id: ANN, name: 'Ann' } }, 2)])
  expect(await store.outbox(log)).toEqual([])
  await store.close()
})

test('one event is looked at with what counts on it, in its order', async () => {
  const { store, log } = await withLog()
  const off = on(4, 1, { emoji: '👍', off: true })
  await store.keep(log, [eventOf(1), emoji(2, 1), emoji(3, 1, '❤'), off, deletion(5, 1)])
  expect(await store.look(log, 1)).toEqual({
    event: gone(eventOf(1), 5),
    on: [emoji(3, 1, '❤'), deletion(5, 1)],
  })
  expect(await store.look(log, 9)).toBeNull()
  expect(await store.look(99, 1)).toBeNull()
  await store.close()
})

test('however a log is cut into its end and older pages, the same is left of it', () => {
  const event = fc.oneof(
    { weight: 3, arbitrary: fc.constant((seq: number) => eventOf(seq, `words${seq}`)) },
    { weight: 2, arbitrary: fc.nat(8).map((at) => (seq: number) => deletion(seq, at)) },
    fc.nat(8).map((at) => (seq: number) => dance(seq, at)),
    fc.nat(8).map((at) => (seq: number) => emoji(seq, at)),
  )
  const log = fc.array(event, { minLength: 2, maxLength: 12, size: 'max' }).map((makers) =>
    makers.map((make, at) => {
      const one = make(at + 1)
      return one.on === null || (one.on >= 1 && one.on <= at) ? one : eventOf(at + 1)
    }),
  )
  const keep = (sqlite: SqliteStore, events: readonly StoredEvent[]) => {
    const committed = sqlite.commit([{ name: 'keep', args: [1, events] }])
    expect(committed).toMatchObject({ outcomes: [{ ok: true }] })
  }
  const shown = (sqlite: SqliteStore, events: readonly StoredEvent[]) => ({
    events: sqlite.page(1, { after: 0, most: 99 }),
    found: sqlite
      .search('words', null, null, 99)
      .map((one) => one.event.seq)
      .toSorted(),
    on: events.map(({ seq }) =>
      sqlite
        .standing(1, seq, true)
        .standing.map((one) => one.seq)
        .sort(),
    ),
  })
  fc.assert(
    fc.property(log, fc.nat(), fc.array(fc.integer({ min: 1, max: 4 })), (events, cut, sizes) => {
      const [whole, pieces] = [openMemory().sqlite, openMemory().sqlite]
      whole.commit([{ name: 'openLog', args: [keyOf('lab'), {}, 0] }])
      keep(whole, events)
      let first = (cut % events.length) + 1
      pieces.commit([{ name: 'openLog', args: [keyOf('lab'), {}, first - 1] }])
      keep(pieces, events.slice(first - 1))
      for (const size of [...sizes, events.length]) {
        const from = Math.max(1, first - size)
        keep(pieces, events.slice(from - 1, first - 1))
        first = from
      }
      expect(shown(pieces, events)).toEqual(shown(whole, events))
      void Promise.all([whole.close(), pieces.close()])
    }),
    { numRuns: 200 },
  )
})
