/**
 * A disk without room. Where a small file system can be mounted (Linux, as root) it is a real
 * one; elsewhere SQLite's own limit of pages stands in for it. The run says which.
 */
import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { Database } from '../../electron/core/store/database.ts'
import { inlineEngine } from '../../electron/core/store/engine.ts'
import { openStore, storeOver } from '../../electron/core/store/open-store.ts'
import { migrate } from '../../electron/core/store/schema.ts'
import { SqliteStore } from '../../electron/core/store/sqlite-store.ts'
import type { Store } from '../../electron/core/store/store.ts'
import { COMMIT_MS, STORE_TRY_MS } from '../../shared/domain/limits.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { eventOf, Folder, keyOf, said, silent, stretch } from '../support/store-kit.ts'

interface SmallDisk extends AsyncDisposable {
  readonly store: Store
  fill(): void
  free(): void
}

const mounts = new Set<string>()

/** Also of a test that was given up, nothing stays. */
afterAll(() => {
  for (const path of mounts) unmount(path)
})

function unmount(path: string): void {
  mounts.delete(path)
  execFileSync('umount', ['--lazy', path])
}

function mounted(path: string): boolean {
  mkdirSync(path)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tincan-test', path], { stdio: 'pipe' })
    mounts.add(path)
    return true
  } catch {
    return false
  }
}

async function realDisk(folder: Folder, path: string, clock: FakeClock): Promise<SmallDisk> {
  const { store } = await openStore({
    path: join(path, 'data', 'messages.db'),
    clock,
    logger: silent,
  })
  const ballast = join(path, 'ballast')
  return {
    store,
    fill() {
      const file = openSync(ballast, 'w')
      try {
        for (;;) writeSync(file, Buffer.alloc(4096))
      } catch {
        // Full.
      } finally {
        closeSync(file)
      }
    },
    free: () => rmSync(ballast, { force: true }),
    async [Symbol.asyncDispose]() {
      await store.close().catch(() => {})
      unmount(path)
      folder[Symbol.dispose]()
    },
  }
}

function standIn(folder: Folder, clock: FakeClock): SmallDisk {
  mkdirSync(folder.data)
  const database = new Database(folder.file)
  migrate(database)
  const sqlite = new SqliteStore(database)
  const store = storeOver(inlineEngine(sqlite), clock, COMMIT_MS)
  const pages = () => database.get<{ page_count: number }>('PRAGMA page_count')?.page_count ?? 0
  return {
    store,
    fill: () => database.exec(`PRAGMA max_page_count = ${pages()}`),
    free: () => database.exec('PRAGMA max_page_count = 100000'),
    async [Symbol.asyncDispose]() {
      await store.close().catch(() => {})
      folder[Symbol.dispose]()
    },
  }
}

const clock = new FakeClock()

async function smallDisk(): Promise<SmallDisk> {
  const folder = new Folder()
  const path = join(folder.path, 'small')
  const real = mounted(path)
  console.log(`a full disk: ${real ? 'a file system of 2 MB' : 'SQLite’s limit of pages'}`)
  return real ? realDisk(folder, path, clock) : standIn(folder, clock)
}

/** Runs a write to its end, whatever that is. */
async function now<T>(write: Promise<T>): Promise<T> {
  clock.advance(COMMIT_MS)
  return write
}

describe('a full disk', () => {
  test('refuses new words, goes on reading, and takes them again when there is room', async () => {
    await using disk = await smallDisk()
    const { store } = disk
    const { id } = await now(store.openLog(keyOf('lab'), {}, 0))
    await now(store.append(id, said(1), 1))
    expect(await store.search('message', null, null, 9)).toHaveLength(1)
    disk.fill()
    const long = (n: number) => said(n, 'long '.repeat(3_000))
    const full = { code: 'storage_full' }
    await expect(now(store.append(id, long(2), 1))).rejects.toMatchObject(full)
    await expect(now(store.queue(id, { ...long(3), error: null }))).rejects.toMatchObject(full)
    expect(await store.page(id, { after: 0, most: 9 })).toMatchObject([
      { body: { text: 'message 1' } },
    ])
    expect(await store.search('message', null, null, 9)).toHaveLength(1)
    expect(await store.logs()).toMatchObject([{ last: 1 }])
    disk.free()
    expect(await now(store.append(id, long(2), 1))).toMatchObject({
      kind: 'new',
      event: { seq: 2 },
    })
    expect(await store.page(id, { after: 1, most: 9 })).toEqual([{ seq: 2, ...long(2) }])
  })

  test('holds what others have said until there is room, and then keeps it in order', async () => {
    await using disk = await smallDisk()
    const { store } = disk
    const { id } = await now(store.openLog(keyOf('lab'), {}, 0))
    await now(store.keep(id, stretch(1, 3)))
    disk.fill()
    const text = 'long '.repeat(3_000)
    const order: number[] = []
    const held = [4, 5, 6].map((seq) =>
      store.keep(id, [eventOf(seq, text)]).then(() => order.push(seq)),
    )
    // In the same transaction, so that its end is a sign that the disk was found full.
    await expect(now(store.append(id, said(9, text), 1))).rejects.toMatchObject({
      code: 'storage_full',
    })
    held.push(store.keep(id, [eventOf(7, text)]).then(() => order.push(7)))
    expect(order).toEqual([])
    disk.free()
    clock.advance(STORE_TRY_MS)
    await Promise.all(held.slice(0, 3))
    clock.advance(COMMIT_MS)
    await Promise.all(held)
    expect(order).toEqual([4, 5, 6, 7])
    expect(await store.logs()).toMatchObject([{ first: 1, last: 7 }])
  })

  test('can be started on, to read', async () => {
    const folder = new Folder()
    const path = join(folder.path, 'small')
    if (!mounted(path)) {
      console.log('a start on a full disk: not shown here, no file system can be mounted')
      return folder[Symbol.dispose]()
    }
    await using first = await realDisk(folder, path, clock)
    const { id } = await now(first.store.openLog(keyOf('lab'), {}, 0))
    await now(first.store.keep(id, stretch(1, 3)))
    await first.store.close()
    first.fill()
    const file = join(path, 'data', 'messages.db')
    const { store, damage } = await openStore({ path: file, clock, logger: silent })
    expect(damage).toBeNull()
    expect(await store.page(id, { after: 0, most: 9 })).toEqual(stretch(1, 3))
    await store.close()
  })
})
