/** The search index fills in steps; whatever happens in between, it comes out whole. */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test, vi } from 'vitest'
import { systemClock } from '../../../../electron/core/clock.ts'
import { searchRooms } from '../../../../electron/core/rooms/search-rooms.ts'
import { Database } from '../../../../electron/core/store/database.ts'
import { inlineEngine } from '../../../../electron/core/store/engine.ts'
import { storeOver } from '../../../../electron/core/store/open-store.ts'
import { openFile } from '../../../../electron/core/store/recovery.ts'
import { migrate } from '../../../../electron/core/store/schema.ts'
import { SqliteStore } from '../../../../electron/core/store/sqlite-store.ts'
import type { Store } from '../../../../electron/core/store/store.ts'
import type { Write } from '../../../../electron/core/store/writes.ts'
import {
  CATCH_UP_STEPS,
  INDEX_STEP_CHARS,
  INDEX_STEP_EVENTS,
} from '../../../../shared/domain/limits.ts'
import { BOB, eventOf, Folder, keyOf, said, textOf } from '../../../support/store-kit.ts'

const MANY = INDEX_STEP_EVENTS * 2 + 10
const WORLD = 3

/** A file of version 2 with many messages in its log 3: `aged 1`, `aged 2` … */
function manyOf(folder: Folder, text = "'aged ' || n"): void {
  mkdirSync(folder.data)
  const file = new DatabaseSync(folder.file)
  file.exec(readFileSync(join(import.meta.dirname, 'versions', '2.sql'), 'utf8'))
  file.exec(`
    BEGIN;
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${MANY})
    INSERT INTO events (log, seq, kind, author, name, cid, time, text)
      SELECT ${WORLD}, n + 3, 'message', 2, 'Bob', 'aged-' || n, 1767225600000, ${text} FROM numbers;
    INSERT INTO words (rowid, text) SELECT id, text FROM events WHERE text LIKE 'aged %';
    UPDATE logs SET last = ${MANY + 3} WHERE id = ${WORLD};
    COMMIT;
  `)
  file.close()
}

function change(folder: Folder, sql: string): void {
  const file = new DatabaseSync(folder.file)
  file.exec(sql)
  file.close()
}

const found = (core: SqliteStore, asked: string, log: number | null = null) =>
  core.search(asked, log, null, MANY * 2).map(({ event }) => textOf(event))
const write = (core: SqliteStore, ...writes: Write[]) =>
  expect(core.commit(writes)).toMatchObject({ kind: 'committed' })
function fill(core: SqliteStore): void {
  while (core.index());
}

test('what was said last is found at once, and the rest step by step', async () => {
  using folder = new Folder()
  manyOf(folder)
  const { sqlite } = openFile(folder.file)
  expect(sqlite.partial()).toBe(true)
  expect(found(sqlite, `aged ${MANY}`)).toHaveLength(1)
  expect(found(sqlite, 'aged')).toHaveLength(INDEX_STEP_EVENTS)
  expect(sqlite.index()).toBe(true)
  expect(found(sqlite, 'aged')).toHaveLength(INDEX_STEP_EVENTS * 2)
  expect(sqlite.index()).toBe(false)
  expect(sqlite.partial()).toBe(false)
  expect(found(sqlite, 'aged')).toHaveLength(MANY)
  expect(found(sqlite, 'tea')).toHaveLength(2)
  await sqlite.close()
})

test('a step is small where texts are long', async () => {
  using folder = new Folder()
  manyOf(folder, "'aged ' || printf('%.*c', 1000, 'x')")
  const { sqlite } = openFile(folder.file)
  expect(found(sqlite, 'aged').length).toBeLessThan(INDEX_STEP_CHARS / 1_000 + 1)
  fill(sqlite)
  expect(found(sqlite, 'aged')).toHaveLength(MANY)
  await sqlite.close()
})

test('what is said meanwhile is found at once, and once', async () => {
  using folder = new Folder()
  manyOf(folder)
  const { sqlite } = openFile(folder.file)
  write(sqlite, { name: 'keep', args: [WORLD, [eventOf(MANY + 4, 'new words')]] })
  expect(found(sqlite, 'new')).toEqual(['new words'])
  fill(sqlite)
  expect(found(sqlite, 'new')).toEqual(['new words'])
  expect(found(sqlite, 'aged')).toHaveLength(MANY)
  await sqlite.close()
})

test('what is deleted meanwhile is gone, and its numbers are given again', async () => {
  using folder = new Folder()
  manyOf(folder)
  const { sqlite } = openFile(folder.file)
  write(sqlite, { name: 'delete', args: [WORLD] })
  write(sqlite, { name: 'openLog', args: [keyOf('next'), {}, 0] })
  const next = sqlite.logs().at(-1)?.id ?? 0
  write(sqlite, { name: 'keep', args: [next, [eventOf(1, 'new words'), eventOf(2, 'and more')]] })
  fill(sqlite)
  sqlite.compact()
  expect(found(sqlite, 'aged')).toEqual([])
  expect(found(sqlite, 'new')).toEqual(['new words'])
  expect(found(sqlite, 'new', next)).toEqual(['new words'])
  write(sqlite, { name: 'delete', args: [next] })
  expect(found(sqlite, 'new')).toEqual([])
  await sqlite.close()
})

test('goes on after a start, and begins again when its place was lost', async () => {
  using folder = new Folder()
  manyOf(folder)
  await openFile(folder.file).sqlite.close()
  const { sqlite } = openFile(folder.file)
  expect(found(sqlite, 'aged')).toHaveLength(INDEX_STEP_EVENTS * 2)
  await sqlite.close()
  change(folder, 'UPDATE unindexed SET below = 9223372036854775807')
  const { sqlite: again } = openFile(folder.file)
  fill(again)
  expect(found(again, 'aged')).toHaveLength(MANY)
  await again.close()
})

/** A new file with an empty log, and the raw number of events that its index has. */
function fresh(folder: Folder) {
  const { sqlite } = openFile(folder.file)
  write(sqlite, { name: 'openLog', args: [keyOf('lab'), {}, 0] })
  const say = (...texts: string[]) => {
    const { last } = sqlite.logs().at(-1) ?? { last: 0 }
    const events = texts.map((text, at) => eventOf(last + 1 + at, text))
    write(sqlite, { name: 'keep', args: [sqlite.logs().at(-1)?.id ?? 0, events] })
  }
  return { sqlite, say }
}
async function indexed(folder: Folder, sqlite: SqliteStore): Promise<number> {
  await sqlite.close()
  const file = new DatabaseSync(folder.file)
  const { n } = file.prepare('SELECT count(*) AS n FROM words_docsize').get() as { n: number }
  file.close()
  return n
}

test('what is said waits for nothing, and comes into the index when it is searched for', async () => {
  using folder = new Folder()
  const { sqlite, say } = fresh(folder)
  say('green tea', 'black tea')
  expect(sqlite.needsTending()).toBe(true)
  expect(await indexed(folder, sqlite)).toBe(0)
  const { sqlite: again } = openFile(folder.file)
  expect(found(again, 'tea')).toEqual(['black tea', 'green tea'])
  expect(again.partial()).toBe(false)
  expect(await indexed(folder, again)).toBe(2)
})

test('what is withdrawn before it came into the index never does', async () => {
  using folder = new Folder()
  const { sqlite, say } = fresh(folder)
  say('green tea', 'black tea')
  const deletion = { ...said(3, '', BOB), kind: 'deletion', on: 2, body: {} }
  write(sqlite, { name: 'append', args: [1, deletion, 1] })
  expect(found(sqlite, 'tea')).toEqual(['green tea'])
  expect(await indexed(folder, sqlite)).toBe(1)
})

test('numbers that are given again are brought in again', async () => {
  using folder = new Folder()
  const { sqlite, say } = fresh(folder)
  say('green tea', 'black tea')
  expect(found(sqlite, 'tea')).toHaveLength(2)
  say('red tea')
  write(sqlite, { name: 'delete', args: [1] }, { name: 'openLog', args: [keyOf('next'), {}, 0] })
  say('white tea')
  expect(found(sqlite, 'tea')).toEqual(['white tea'])
  expect(sqlite.partial()).toBe(false)
  expect(await indexed(folder, sqlite)).toBe(1)
})

test('so are those that a mended disk gives again', async () => {
  using folder = new Folder()
  const { sqlite, say } = fresh(folder)
  say('green tea', 'black tea')
  while (sqlite.tend());
  await sqlite.close()
  change(folder, 'UPDATE events SET seq = seq + 1048576 WHERE seq = 2')
  const { sqlite: again, mended } = openFile(folder.file)
  expect(mended).not.toEqual([])
  while (again.tend());
  write(again, { name: 'append', args: [1, said(7, 'red tea', BOB), 1] })
  expect(found(again, 'tea')).toContain('red tea')
  await again.close()
})

test('a step that finds the disk full is done again, and a search says what is missing', () => {
  const database = new Database(':memory:')
  migrate(database)
  const sqlite = new SqliteStore(database)
  write(sqlite, { name: 'openLog', args: [keyOf('lab'), {}, 0] })
  const texts = Array.from({ length: 300 }, (_, n) => eventOf(n + 1, `aged ${n} ${'x'.repeat(99)}`))
  write(sqlite, { name: 'keep', args: [1, texts] })
  const pages = database.get<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0
  database.exec(`PRAGMA max_page_count = ${pages}`)
  expect(found(sqlite, 'aged')).toEqual([])
  expect(sqlite.partial()).toBe(true)
  expect(() => sqlite.tend()).toThrow(expect.objectContaining({ code: 'storage_full' }))
  database.exec('PRAGMA max_page_count = 100000')
  expect(found(sqlite, 'aged')).toHaveLength(texts.length)
  expect(sqlite.partial()).toBe(false)
  void sqlite.close()
})

test('a search does not wait for a long backlog, and says that it is behind', async () => {
  using folder = new Folder()
  const { sqlite, say } = fresh(folder)
  const backlog = CATCH_UP_STEPS * INDEX_STEP_EVENTS + 1
  say(...Array.from({ length: 2 * backlog }, (_, n) => `aged ${n}`))
  expect(sqlite.partial()).toBe(true)
  fill(sqlite)
  expect(sqlite.partial()).toBe(false)
  expect(sqlite.search('aged', null, null, 3 * backlog)).toHaveLength(2 * backlog)
  await sqlite.close()
})

test('an index that has more than was ever said is made anew', async () => {
  using folder = new Folder()
  const { sqlite, say } = fresh(folder)
  say('green tea')
  expect(found(sqlite, 'tea')).toHaveLength(1)
  await sqlite.close()
  change(folder, "INSERT INTO words (rowid, text) VALUES (1000, 'tea of nobody')")
  const { sqlite: again } = openFile(folder.file)
  again.commit([{ name: 'keep', args: [1, [eventOf(2, 'black tea')]] }])
  fill(again)
  expect(found(again, 'tea')).toEqual(['black tea', 'green tea'])
  await again.close()
})

const noRooms = { find: () => undefined } as unknown as Parameters<typeof searchRooms>[0]
const partial = async (store: Store) =>
  (await searchRooms(noRooms, store, 'aged', null, null)).partial

test('a search says that it is partial until it is filled', async () => {
  using folder = new Folder()
  manyOf(folder)
  const { sqlite } = openFile(folder.file)
  const store = storeOver(inlineEngine(sqlite), systemClock, 0)
  expect(await partial(store)).toBe(true)
  fill(sqlite)
  expect(await partial(store)).toBe(false)
  await store.close()
})

test('the thread fills it by itself', async () => {
  using folder = new Folder()
  manyOf(folder)
  const { store } = await folder.open()
  await vi.waitUntil(async () => !(await partial(store)), { timeout: 60_000 })
  expect(await store.search('aged', null, null, MANY * 2)).toHaveLength(MANY)
  await store.close()
})
