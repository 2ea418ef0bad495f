/**
 * Damage in the search index alone. Whatever it is, the start succeeds, no message is out of reach
 * or refused, and the index is made anew: afterwards a search finds every message, and once.
 */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { searchRooms } from '../../electron/core/rooms/search-rooms.ts'
import { Database } from '../../electron/core/store/database.ts'
import { openFile } from '../../electron/core/store/recovery.ts'
import { SCHEMA_VERSION } from '../../electron/core/store/schema.ts'
import { SqliteStore } from '../../electron/core/store/sqlite-store.ts'
import type { Write } from '../../electron/core/store/writes.ts'
import { eventOf, Folder, HOST, keyOf, said, textOf } from '../support/store-kit.ts'
import { flipPage, pagesOf } from './store-kit.ts'

const MANY = 300
const INDEX = ['words_data', 'words_idx', 'words_config', 'words_docsize']
const OPEN = "INSERT INTO marks VALUES ('open')"
const SUSPECT = `${OPEN}; INSERT INTO marks VALUES ('suspect')`
const text = (n: number) => `common needle${n} ${'lorem ipsum dolor '.repeat(3)}${n * n}`

const made = new Folder()
afterAll(() => made[Symbol.dispose]())

function write(sqlite: SqliteStore, ...writes: Write[]): unknown[] {
  const committed = sqlite.commit(writes)
  if (committed.kind === 'failed') throw new Error(committed.error.message)
  return committed.outcomes.map((outcome) => (outcome.ok ? outcome.value : outcome.error))
}

/** Logs 1, of our own, and 2, a member's; an index of many small parts. Made once, and copied. */
async function fill(file: string): Promise<void> {
  const { sqlite } = openFile(file)
  write(sqlite, { name: 'openLog', args: [keyOf('own'), { hosting: true }, 0] })
  write(sqlite, { name: 'openLog', args: [keyOf('lab'), {}, 0] })
  for (let n = 1; n <= MANY; n += 10) {
    const ten = Array.from({ length: 10 }, (_, more) => eventOf(n + more, text(n + more)))
    write(sqlite, { name: 'keep', args: [2, ten] })
  }
  await sqlite.close()
}

async function copied(folder: Folder): Promise<void> {
  const file = join(made.data, 'filled.db')
  if (!readdirSync(made.path).includes('data')) await fill(file)
  mkdirSync(folder.data)
  copyFileSync(file, folder.file)
}

/** A file of version 2 with as many messages, indexed as that version did. */
function oldFile(folder: Folder): void {
  mkdirSync(folder.data)
  const file = new DatabaseSync(folder.file)
  file.exec(
    readFileSync(join(import.meta.dirname, '../unit/core/store/versions/2.sql'), 'utf8').replaceAll(
      /INSERT INTO (?:logs|authors|events|outbox|words)\b[^;]*;/g,
      '',
    ),
  )
  file.exec(`
    DELETE FROM words; DELETE FROM outbox; DELETE FROM events; DELETE FROM authors; DELETE FROM logs;
    INSERT INTO logs (id, room_id, host_key, own_key, room, name, addresses, hosting, open, floor,
      first, last, used)
      SELECT 1 + (value = 'lab'), value, '${HOST}', '${keyOf('lab').ownKey}', 'Lab', 'Ann', '[]',
        0, 0, 1, 1, iif(value = 'lab', ${MANY}, 0), 1 FROM json_each('["own", "lab"]');
    INSERT INTO authors VALUES (1, '${eventOf(1).author.id}');
    BEGIN`)
  const event = file.prepare(
    "INSERT INTO events VALUES (?1, 2, ?1, 'message', 1, 'Bob', 'bob-' || ?1, ?2, ?3)",
  )
  const words = file.prepare('INSERT INTO words (rowid, text) VALUES (?, ?)')
  for (let n = 1; n <= MANY; n += 1) {
    event.run(n, eventOf(n).time, text(n))
    words.run(n, text(n))
  }
  file.exec('COMMIT')
  file.close()
}

function change(folder: Folder, sql: string): void {
  const file = new DatabaseSync(folder.file, { defensive: false })
  file.exec(sql)
  file.close()
}

/** One bit of one byte that is not zero, somewhere in the pages of some tables. */
function flipBit(folder: Folder, tables: readonly string[], random: (most: number) => number) {
  const pages = tables.flatMap((table) => pagesOf(folder.file, table).pages)
  const { size } = pagesOf(folder.file, 'words_data')
  const bytes = readFileSync(folder.file)
  const start = ((pages[random(pages.length)] ?? 1) - 1) * size
  let at: number
  do at = start + random(size)
  while (bytes[at] === 0)
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8))
  writeFileSync(folder.file, bytes)
}

/** The same numbers at every run. */
function numbers(seed: number): (most: number) => number {
  let last = seed
  return (most) => {
    last = (Math.imul(last, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((last / 2 ** 32) * most)
  }
}

const found = (sqlite: SqliteStore, asked: string, log: number | null = null) =>
  sqlite.search(asked, log, null, MANY * 2).map(({ event }) => textOf(event))

/** Everything is there and goes on; with the index filled, everything is found, and once. */
async function isWell(folder: Folder): Promise<void> {
  const texts = Array.from({ length: MANY }, (_, n) => text(n + 1))
  for (const start of [1, 2]) {
    const { sqlite, damage } = openFile(folder.file)
    expect(damage).toBeNull()
    const [own, lab] = [`own ${start}`, `lab ${start}`]
    const seq = MANY + start
    expect(
      write(
        sqlite,
        { name: 'append', args: [1, said(start, own), 1] },
        { name: 'keep', args: [2, [eventOf(seq, lab)]] },
      ),
    ).toMatchObject([{ kind: 'new', seq: start }, undefined])
    expect(sqlite.page(2, { after: 0, most: MANY }).map(textOf)).toEqual(texts)
    while (sqlite.tend());
    expect(sqlite.partial()).toBe(false)
    expect(found(sqlite, 'common')).toEqual(texts.toReversed())
    expect(found(sqlite, 'comm', 2)).toEqual(texts.toReversed())
    for (let n = 1; n <= MANY; n += 1) expect(found(sqlite, `needle${n} lor`)).toContain(text(n))
    expect([found(sqlite, own), found(sqlite, lab, 2)]).toEqual([[own], [lab]])
    await sqlite.close()
  }
  // What hinders nobody (a count of bytes that are free) is left to a start that reads all.
  change(folder, SUSPECT)
  await openFile(folder.file).sqlite.close()
  expect(readdirSync(folder.data).filter((name) => name.includes('damaged'))).toEqual([])
  const file = new DatabaseSync(folder.file)
  file.exec("INSERT INTO words (words) VALUES ('integrity-check')")
  expect(file.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
  expect(file.prepare('SELECT * FROM marks').all()).toEqual([])
  file.close()
}

const IN_BOTH: readonly [string, string][] = [
  ['the version of its settings', "UPDATE words_config SET v = 9 WHERE k = 'version'"],
  ['no settings', 'DELETE FROM words_config'],
  ['a garbled structure', "UPDATE words_data SET block = x'00' WHERE id = 10"],
  ['no structure', 'DELETE FROM words_data WHERE id = 10'],
  ['no words', 'DELETE FROM words_data'],
  ['words cut short', 'UPDATE words_data SET block = substr(block, 1, 3) WHERE id > 10'],
  ['words made zero', 'UPDATE words_data SET block = zeroblob(length(block)) WHERE id > 10'],
  ['wrong totals', "UPDATE words_data SET block = x'ffffffff' WHERE id = 1"],
  ['no way to its pages', 'DELETE FROM words_idx'],
  ['no sizes', 'DELETE FROM words_docsize'],
  ['wrong sizes', "UPDATE words_docsize SET sz = x'ff', origin = 99"],
  ['no table', 'DROP TABLE words'],
  ['one table of it missing', 'DROP TABLE words_data'],
  ['another table missing', 'DROP TABLE words_docsize'],
]

describe.each([
  ['after a close in order', ''],
  ['after a kill', OPEN],
  ['after damage was met', SUSPECT],
])('%s', (_, marks) => {
  test.each([
    ['nothing', ''],
    ...IN_BOTH,
    ['a place that is too high', 'INSERT INTO unindexed VALUES (1000)'],
    ['a place in the middle', 'INSERT INTO unindexed VALUES (30)'],
    ['two places', 'INSERT INTO unindexed VALUES (30); INSERT INTO unindexed VALUES (10)'],
    ['a place beyond all', 'INSERT INTO unindexed VALUES (9223372036854775807)'],
    ['no place', 'DROP TABLE unindexed'],
  ])('the index has %s: it is made anew', async (__, sql) => {
    using folder = new Folder()
    await copied(folder)
    change(folder, `${sql}; ${marks}`)
    await isWell(folder)
  })

  test.each([...INDEX, 'unindexed'])('a page of %s is rubbish', async (table) => {
    using folder = new Folder()
    await copied(folder)
    if (marks !== '') change(folder, marks)
    flipPage(folder.file, table)
    await isWell(folder)
  })

  test.each(IN_BOTH)(
    'the index has %s before an update: it is copied and left',
    async (__, sql) => {
      using folder = new Folder()
      oldFile(folder)
      change(folder, `${sql}; ${marks}`)
      await isWell(folder)
      expect(readdirSync(folder.data)).toContain(`messages.db.before-${SCHEMA_VERSION}`)
    },
  )

  test.each(INDEX)('a page of %s is rubbish before an update', async (table) => {
    using folder = new Folder()
    oldFile(folder)
    if (marks !== '') change(folder, marks)
    flipPage(folder.file, table)
    await isWell(folder)
    expect(readdirSync(folder.data)).toContain(`messages.db.before-${SCHEMA_VERSION}`)
  })
})

test.each(Array.from({ length: 40 }, (_, n) => n + 1))('one bit is another (%i)', async (seed) => {
  using folder = new Folder()
  await copied(folder)
  flipBit(folder, [...INDEX, 'unindexed'], numbers(seed * 7919))
  await isWell(folder)
})

test.each(Array.from({ length: 10 }, (_, n) => n + 1))(
  'one bit is another before an update (%i)',
  async (seed) => {
    using folder = new Folder()
    oldFile(folder)
    flipBit(folder, INDEX, numbers(seed * 104_729))
    await isWell(folder)
  },
)

describe('met while it is open', () => {
  /** Of what a start looks at nothing; words of a message in the middle. */
  const MIDDLE = `UPDATE words_data SET block = zeroblob(length(block)) WHERE id =
    (SELECT id FROM words_data WHERE id > 10 ORDER BY id LIMIT 1
     OFFSET (SELECT count(*) / 2 FROM words_data WHERE id > 10))`

  test('by a search: it answers, says that it is partial, and the thread fills it', async () => {
    using folder = new Folder()
    await copied(folder)
    change(folder, MIDDLE)
    const { store, damage } = await folder.open()
    expect(damage).toBeNull()
    const rooms = { find: () => undefined } as unknown as Parameters<typeof searchRooms>[0]
    const search = () => searchRooms(rooms, store, 'common', null, null)
    await search()
    await vi.waitUntil(async () => !(await search()).partial, { timeout: 60_000 })
    expect(await store.search('common', null, null, MANY * 2)).toHaveLength(MANY)
    await store.close()
  })

  test.each([
    ['a garbled structure', "UPDATE words_data SET block = x'00' WHERE id = 10"],
    ['no structure', 'DELETE FROM words_data WHERE id = 10'],
    ['no words', 'DELETE FROM words_data'],
    ['no place for sizes', 'DROP TABLE words_docsize'],
    ['no place to fill from', 'DROP TABLE IF EXISTS unindexed'],
  ])('by a write (%s): nothing is refused, by append, keep or delete', async (_, sql) => {
    using folder = new Folder()
    await copied(folder)
    const database = new Database(folder.file)
    const sqlite = new SqliteStore(database)
    const harm = () =>
      database.withSchema(() => {
        database.exec(sql)
        return () => {}
      })
    harm()
    const appended = { kind: 'new', seq: 1 }
    const append: Write = { name: 'append', args: [1, said(1, 'own words'), 1] }
    expect(write(sqlite, append)).toMatchObject([appended])
    while (sqlite.tend());
    expect(found(sqlite, 'words')).toEqual(['own words'])
    harm()
    const keep: Write = { name: 'keep', args: [2, [eventOf(MANY + 1, 'lab words')]] }
    expect(write(sqlite, keep)).toEqual([undefined])
    while (sqlite.tend());
    expect(found(sqlite, 'common')).toHaveLength(MANY)
    expect(found(sqlite, 'words')).toEqual(['lab words', 'own words'])
    harm()
    expect(write(sqlite, { name: 'delete', args: [2] })).toEqual([undefined])
    sqlite.compact()
    while (sqlite.tend());
    expect(found(sqlite, 'common')).toEqual([])
    expect(found(sqlite, 'words')).toEqual(['own words'])
    await sqlite.close()
  })
})
