/** Files of every earlier version are brought up to date, with a copy beside them. */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { openFile } from '../../../../electron/core/store/recovery.ts'
import { SCHEMA_VERSION } from '../../../../electron/core/store/schema.ts'
import { Folder } from '../../../support/store-kit.ts'

const versions = Array.from({ length: SCHEMA_VERSION - 1 }, (_, n) => n + 1)

/** A file as that version left it. */
function fileOf(version: number, folder: Folder, more = ''): void {
  mkdirSync(folder.data)
  const file = new DatabaseSync(folder.file)
  file.exec(readFileSync(join(import.meta.dirname, 'versions', `${version}.sql`), 'utf8') + more)
  file.close()
}

function read<Selected>(path: string, sql: string): Selected[] {
  const file = new DatabaseSync(path, { readOnly: true })
  try {
    return file.prepare(sql).all() as Selected[]
  } finally {
    file.close()
  }
}
const tablesOf = (path: string) =>
  read<{ sql: string | null }>(path, 'SELECT sql FROM sqlite_schema ORDER BY type, name').map(
    ({ sql }) => sql?.replace(/\s+/g, ' '),
  )
const versionOf = (path: string) => read(path, 'PRAGMA user_version')

/** What every version has, read from the file itself. */
const contents = (path: string) =>
  ['logs', 'authors', 'events', 'outbox'].map((table) => read(path, `SELECT * FROM ${table}`))

test('there is a kept file of every earlier version', () => {
  const kept = readdirSync(join(import.meta.dirname, 'versions')).sort()
  expect(kept).toEqual(versions.map((version) => `${version}.sql`))
})

test.each(versions)('version %i comes to the tables of today, with all it had', async (version) => {
  using folder = new Folder()
  using fresh = new Folder()
  fileOf(version, folder)
  const before = contents(folder.file)
  await openFile(folder.file).sqlite.close()
  await openFile(fresh.file).sqlite.close()
  expect(tablesOf(folder.file)).toEqual(tablesOf(fresh.file))
  expect(versionOf(folder.file)).toEqual([{ user_version: SCHEMA_VERSION }])
  expect(contents(folder.file)).toEqual(before)
})

test.each(versions)('version %i is copied first, for its owner alone', async (version) => {
  using folder = new Folder()
  fileOf(version, folder)
  const before = contents(folder.file)
  await openFile(folder.file).sqlite.close()
  const copy = `messages.db.before-${SCHEMA_VERSION}`
  expect(readdirSync(folder.data).sort()).toEqual(['messages.db', copy])
  expect(contents(join(folder.data, copy))).toEqual(before)
  expect(versionOf(join(folder.data, copy))).toEqual([{ user_version: version }])
  if (process.platform !== 'win32')
    expect(statSync(join(folder.data, copy)).mode & 0o777).toBe(0o600)
})

test.each(versions)(
  'what version %i has kept is read, sent and found as before',
  async (version) => {
    using folder = new Folder()
    fileOf(version, folder)
    const { sqlite } = openFile(folder.file)
    const [old, log] = sqlite.logs()
    expect(old).toMatchObject({ readOnly: true, hosting: true, door: '{"locked":true}', last: 1 })
    expect(log).toMatchObject({
      room: 'Lab',
      addresses: [{ host: '192.168.1.5', port: 62260 }],
      open: true,
      floor: 5,
      first: 6,
      last: 8,
      draft: 'half a sen',
    })
    const id = log?.id ?? 0
    expect(sqlite.page(id, { after: 0, most: 9 })).toMatchObject([
      { seq: 6, author: { name: 'Bob' }, text: 'Tea at five?' },
      { seq: 7, author: { name: 'Ann' }, text: '東京タワーで' },
      { seq: 8, kind: 'renamed', text: null },
    ])
    expect(sqlite.outbox(id)).toMatchObject([
      { cid: 'a-5', error: { code: 'not_accepted' } },
      { cid: 'a-9', text: 'waiting', error: null },
    ])
    expect(sqlite.search('tea', null, null, 9)).toHaveLength(2)
    expect(sqlite.search('tea', id, null, 9)).toMatchObject([{ event: { seq: 6 } }])
    expect(sqlite.search('京タ', null, null, 9)).toMatchObject([{ event: { seq: 7 } }])
    await sqlite.close()
  },
)

test('what version 2 did not find is found, and marked where it stands', async () => {
  using folder = new Folder()
  fileOf(2, folder)
  const { sqlite } = openFile(folder.file)
  const marked = (asked: string) =>
    sqlite
      .search(asked, null, null, 9)
      .flatMap(({ pieces }) => pieces.filter(({ hit }) => hit).map(({ text }) => text))
  expect(sqlite.partial()).toBe(false)
  expect(marked('محمد')).toEqual(['مُحَمَّد', 'مـحـمـد'])
  expect(marked('οδος')).toEqual(['ΟΔΟΣ'])
  expect(marked('strasse')).toEqual(['Straße'])
  expect(marked('🎉')).toEqual(['🎉'])
  expect(marked('ບາຍ')).toEqual(['ບາຍ'])
  await sqlite.close()
})

test('a step that fails leaves the file at its version, and says so', () => {
  using folder = new Folder()
  fileOf(1, folder, 'CREATE TABLE words (text)')
  const before = [contents(folder.file), tablesOf(folder.file)]
  expect(() => openFile(folder.file)).toThrow(
    expect.objectContaining({ code: 'storage_unreadable' }),
  )
  expect([contents(folder.file), tablesOf(folder.file)]).toEqual(before)
  expect(versionOf(folder.file)).toEqual([{ user_version: 1 }])
})

test('only the last copy is kept', async () => {
  using folder = new Folder()
  fileOf(1, folder)
  for (const old of ['messages.db.before-1', 'messages.db.before-1.tmp'])
    writeFileSync(join(folder.data, old), 'old')
  await openFile(folder.file).sqlite.close()
  expect(readdirSync(folder.data).sort()).toEqual([
    'messages.db',
    `messages.db.before-${SCHEMA_VERSION}`,
  ])
})
