import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Database } from '../../../../electron/core/store/database.ts'
import { openFile } from '../../../../electron/core/store/recovery.ts'
import { Folder } from '../../../support/store-kit.ts'

test('what a commit promises rests on these settings of the driver', async () => {
  using folder = new Folder()
  await openFile(folder.file).sqlite.close()
  const database = new Database(folder.file)
  const setting = (name: string) =>
    Object.values(database.get<Record<string, unknown>>(`PRAGMA ${name}`) ?? {})[0]
  expect(setting('journal_mode')).toBe('wal')
  // FULL: power may go at any moment after a commit.
  expect(setting('synchronous')).toBe(2)
  expect(setting('fullfsync')).toBe(1)
  expect(setting('checkpoint_fullfsync')).toBe(1)
  expect(setting('locking_mode')).toBe('exclusive')
  expect(setting('foreign_keys')).toBe(1)
  expect(setting('secure_delete')).toBe(1)
  expect(setting('trusted_schema')).toBe(0)
  expect(setting('cell_size_check')).toBe(1)
  // No shared memory: nobody shares the file.
  database.run("INSERT INTO marks VALUES ('open')")
  expect(readdirSync(folder.data)).toEqual(['messages.db', 'messages.db-wal'])
  database.close()
})

test('what may be done again is not flushed, and whatever comes next is', () => {
  using folder = new Folder()
  const database = new Database(join(folder.path, 'messages.db'))
  const flushes = () => database.get('PRAGMA synchronous')
  expect(database.transaction(flushes)).toMatchObject({ synchronous: 2 })
  expect(database.transaction(flushes, false)).toMatchObject({ synchronous: 1 })
  expect(flushes()).toMatchObject({ synchronous: 2 })
  const fails = () => {
    throw new Error('no')
  }
  expect(() => database.transaction(fails, false)).toThrow('no')
  expect(flushes()).toMatchObject({ synchronous: 2 })
  database.close()
})

test('a transaction that fails leaves nothing, and the next one is not disturbed', () => {
  const database = new Database(':memory:')
  database.exec('CREATE TABLE t (x INTEGER NOT NULL) STRICT')
  const add = (x: number) => database.run('INSERT INTO t VALUES (?)', x)
  expect(() =>
    database.transaction(() => {
      add(1)
      throw new Error('no')
    }),
  ).toThrow('no')
  database.transaction(() => add(2))
  expect(database.all('SELECT x FROM t')).toMatchObject([{ x: 2 }])
  database.close()
})
