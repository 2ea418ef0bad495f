import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { type Clock, systemClock } from '../../electron/core/clock.ts'
import { openStore } from '../../electron/core/store/open-store.ts'
import { SCHEMA_VERSION } from '../../electron/core/store/schema.ts'
import { WorkerClient } from '../../electron/core/store/worker-client.ts'
import { LOCK_MS, LOCK_TRY_MS } from '../../shared/domain/limits.ts'
import { elapsed } from '../../shared/domain/time.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { eventOf, Folder, keyOf, pendingText, said, silent, stretch } from '../support/store-kit.ts'
import { Child, filesWith } from './store-kit.ts'

const exportFailed = { code: 'export_failed' }
/** Windows has no such permissions to look at. */
const onDisk = process.platform === 'win32' ? test.skip : test

describe('a store on disk', () => {
  test('has after a restart what it had before', async () => {
    using folder = new Folder()
    const { store, damage } = await folder.open()
    expect(damage).toBeNull()
    const log = await store.openLog(keyOf('lab'), { room: 'Lab' }, 5)
    await store.keepAccess(log.id, [{ name: 'policy', value: '{}' }])
    await store.keep(log.id, stretch(6, 20))
    await store.queue(log.id, pendingText('c', 'waiting', 1))
    await store.draft(log.id, 'half')
    await store.close()
    expect(readdirSync(folder.data)).toEqual(['messages.db'])

    const again = await folder.open()
    expect(again.damage).toBeNull()
    const [kept] = await again.store.logs()
    expect(kept).toEqual({ ...log, last: 20, draft: 'half' })
    expect(await again.store.page(log.id, { after: 0, most: 99 })).toEqual(stretch(6, 20))
    expect(await again.store.outbox(log.id)).toMatchObject([{ cid: 'c' }])
    expect(await again.store.access(log.id)).toEqual([{ name: 'policy', value: '{}' }])
    expect(await again.store.search('message 7', null, null, 9)).toHaveLength(1)
    await again.store.close()
  })

  onDisk('can be read by its owner alone', async () => {
    using folder = new Folder()
    const { store } = await folder.open()
    await store.openLog(keyOf('lab'), {}, 0)
    expect(statSync(folder.data).mode & 0o777).toBe(0o700)
    for (const name of readdirSync(folder.data))
      expect(statSync(`${folder.data}/${name}`).mode & 0o777).toBe(0o600)
    await store.close()
  })

  test('refuses what is asked of it when it is closed, and closes twice', async () => {
    using folder = new Folder()
    const { store } = await folder.open()
    const { id } = await store.openLog(keyOf('lab'), {}, 0)
    const last = store.append(id, said(1), 1)
    await Promise.all([store.close(), store.close()])
    expect(await last).toMatchObject({ kind: 'new' })
    for (const asked of [store.logs(), store.append(id, said(2), 1), store.delete(id)])
      await expect(asked).rejects.toMatchObject({ code: 'storage_failed' })
  })

  test('gives up an export when it is closed, and leaves no half of it', async () => {
    using folder = new Folder()
    const { store } = await folder.open()
    const { id } = await store.openLog(keyOf('lab'), {}, 0)
    await store.keep(id, stretch(1, 20_000))
    const exporting = store.export(id, 'text', `${folder.path}/out.txt`)
    await Promise.all([expect(exporting).rejects.toMatchObject(exportFailed), store.close()])
    expect(readdirSync(folder.path)).toEqual(['data'])
  })

  test('leaves nothing of a deleted log in any file, not even its words', async () => {
    using folder = new Folder()
    const before = await folder.open()
    const lab = await before.store.openLog(keyOf('labyrinthine'), { room: 'Secretroom' }, 0)
    const pub = await before.store.openLog(keyOf('pub'), {}, 0)
    const secret = (n: number) => eventOf(n, `xylophone ${n} ${'quokka '.repeat(40)}`)
    const many = Array.from({ length: 500 }, (_, n) => secret(n + 1))
    await before.store.keep(lab.id, many)
    await before.store.keep(pub.id, stretch(1, 50))
    await before.store.queue(lab.id, pendingText('c', 'xylophone', 1))
    await before.store.close()
    const size = statSync(folder.file).size

    const { store } = await folder.open()
    await store.draft(lab.id, 'a xylophone')
    await store.keep(lab.id, [secret(501)])
    expect(filesWith(folder, 'xylophone')).toEqual(['messages.db', 'messages.db-wal'])
    await store.delete(lab.id)
    for (const word of ['xylophone', 'ophone', 'quokka', 'Secretroom', 'labyrinthine'])
      expect(filesWith(folder, word)).toEqual([])
    expect(filesWith(folder, 'message 7')).toEqual(['messages.db'])
    expect(statSync(folder.file).size).toBeLessThan(size / 2)
    expect(await store.search('message 7', null, null, 9)).toHaveLength(1)
    await store.close()
    expect(filesWith(folder, 'xylophone')).toEqual([])
  })

  test('finishes at the next start a deletion that was cut short', async () => {
    using folder = new Folder()
    const { store } = await folder.open()
    const { id } = await store.openLog(keyOf('lab'), {}, 0)
    await store.keep(id, [eventOf(1, 'xylophone')])
    await store.close()
    // What `delete` has done when the power goes before the file was written anew.
    const file = new DatabaseSync(folder.file)
    file.exec("PRAGMA foreign_keys = ON; INSERT INTO marks VALUES ('compact')")
    file.exec('DELETE FROM words WHERE rowid = 1; DELETE FROM logs; DELETE FROM authors')
    file.close()
    expect(filesWith(folder, 'xylophone')).not.toEqual([])
    await (await folder.open()).store.close()
    expect(filesWith(folder, 'xylophone')).toEqual([])
  })
})

describe('a process with a store', () => {
  test('ends when it has closed it', async () => {
    using folder = new Folder()
    await using child = new Child(folder.file, 'close')
    expect(await child.ended()).toBe(0)
    expect(readdirSync(folder.data)).toEqual(['messages.db'])
  })

  test('ends without closing it, but not before what it said is kept', async () => {
    using folder = new Folder()
    await using child = new Child(folder.file, 'forget')
    expect(await child.ended()).toBe(0)
    const { store, damage } = await folder.open()
    expect(damage).toBeNull()
    const [log] = await store.logs()
    expect(log?.last).toBe(1)
    await store.close()
  })

  test('is told when the thread of the database dies, and so is everything it asked for', async () => {
    const errors: unknown[] = []
    const logger = { ...silent, error: (message: string) => errors.push(message) }
    const engine = new WorkerClient(
      logger,
      new URL('data:text/javascript,setTimeout(process.exit, 1)'),
    )
    const asked = [engine.open('/nowhere', () => {}), engine.call('logs')]
    for (const one of asked) await expect(one).rejects.toMatchObject({ code: 'storage_failed' })
    await expect(engine.call('logs')).rejects.toMatchObject({ code: 'storage_failed' })
    expect(errors).toHaveLength(1)
    await engine.end()
  })
})

describe('a file that somebody else has open', () => {
  /** The error of an opening for which the wait between two tries takes no time; a try takes its own. */
  function impatient(folder: Folder, hands = new FakeClock()): Promise<unknown> {
    const clock: Clock = {
      wall: () => hands.wall(),
      monotonic: () => hands.monotonic(),
      after: (ms, task) => {
        const cancel = hands.after(ms, task)
        setImmediate(() => hands.advance(ms))
        return cancel
      },
    }
    return openStore({ path: folder.file, clock, logger: silent }).catch((error) => error)
  }

  /** What SQLite says in another process that reads the file. */
  function elsewhere(folder: Folder): string {
    const script = `new (require('node:sqlite').DatabaseSync)(process.argv[1])
      .prepare('SELECT count(*) FROM sqlite_schema').get()`
    return spawnSync(process.execPath, ['-e', script, folder.file], { encoding: 'utf8' }).stderr
  }

  test.each([3600_000, -3600_000])(
    'is waited for as long as ever while the wall clock is set by %i ms',
    async (jump) => {
      using folder = new Folder()
      await using other = new Child(folder.file, 'hold')
      await other.printed(1)
      const clock = new FakeClock()
      const begun = clock.monotonic()
      clock.after(LOCK_TRY_MS, () => clock.setWall(jump))
      expect(await impatient(folder, clock)).toMatchObject({ code: 'storage_locked' })
      const waited = elapsed(begun, clock.monotonic())
      expect(waited).toBeGreaterThanOrEqual(LOCK_MS - LOCK_TRY_MS)
      expect(waited).toBeLessThanOrEqual(LOCK_MS)
    },
  )

  test('is refused in time, then opened when the other is gone', async () => {
    using folder = new Folder()
    await using other = new Child(folder.file, 'hold')
    await other.printed(1)
    expect(await impatient(folder)).toMatchObject({
      code: 'storage_locked',
      details: { path: folder.file },
    })
    // Time stands still, so that it is not over before the other is gone.
    const begun = systemClock.monotonic()
    const clock = { ...systemClock, monotonic: () => begun }
    const opening = openStore({ path: folder.file, clock, logger: silent })
    await other.kill()
    const { store, damage } = await opening
    expect(damage).toBeNull()
    await store.close()
  })

  test('is refused in the same process too, and the first keeps its lock', async () => {
    using folder = new Folder()
    const { store } = await folder.open()
    expect(await impatient(folder)).toMatchObject({ code: 'storage_locked' })
    expect(elsewhere(folder)).toContain('database is locked')
    await store.close()
    expect(elsewhere(folder)).toBe('')
  })
})

describe('a file that is not for us', () => {
  const hashes = (folder: Folder) =>
    readdirSync(folder.data).map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(`${folder.data}/${name}`))
        .digest('hex'),
    ])

  async function refused(folder: Folder): Promise<unknown> {
    const before = hashes(folder)
    const error = await folder.open().catch((thrown) => thrown)
    expect(hashes(folder)).toEqual(before)
    return error
  }

  test('because a newer Tincan wrote it is left as it was', async () => {
    using folder = new Folder()
    await (await folder.open()).store.close()
    const file = new DatabaseSync(folder.file)
    file.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}; CREATE TABLE future (x)`)
    file.close()
    expect(await refused(folder)).toMatchObject({
      code: 'storage_newer',
      details: { path: folder.file },
    })
  })

  test('because it is another program’s database is left as it was', async () => {
    for (const made of ['PRAGMA application_id = 7; CREATE TABLE t (x)', 'CREATE TABLE t (x)']) {
      using folder = new Folder()
      mkdirSync(folder.data)
      const file = new DatabaseSync(folder.file)
      file.exec(made)
      file.close()
      expect(await refused(folder)).toMatchObject({ code: 'storage_unreadable' })
    }
  })

  test('because it is a folder, or in no folder, is an error that names it', async () => {
    using folder = new Folder()
    mkdirSync(folder.file, { recursive: true })
    await expect(folder.open()).rejects.toMatchObject({
      code: 'storage_unreadable',
      details: { path: folder.file, cause: 'EISDIR' },
    })
    writeFileSync(`${folder.path}/plain`, '')
    const path = `${folder.path}/plain/messages.db`
    await expect(openStore({ path, clock: systemClock, logger: silent })).rejects.toMatchObject({
      code: 'storage_unreadable',
    })
  })
})
