/** What becomes of a file that is not as it was left; for its search index see index-damage. */
import { existsSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Store } from '../../electron/core/store/store.ts'
import { Folder, keyOf, said, seqs, stretch } from '../support/store-kit.ts'
import { Child, flipPage } from './store-kit.ts'

const KEPT = 'messages.db.damaged-1'

/** A file with many messages, closed in order. */
async function filled(folder: Folder): Promise<void> {
  const { store } = await folder.open()
  const { id } = await store.openLog(keyOf('lab'), {}, 0)
  await store.keep(id, stretch(1, 5_000))
  await store.close()
}

/** The same after a `kill -9`: the mark of the open file is still there. */
async function killed(folder: Folder): Promise<void> {
  await using child = new Child(folder.file, 'hold')
  await child.printed(1)
  await child.kill()
}

async function startsAnew(folder: Folder): Promise<void> {
  const { store, damage } = await folder.open()
  expect(damage).toMatchObject({
    code: 'storage_damaged',
    details: { kept: `${folder.file}.damaged-1` },
  })
  expect(await store.logs()).toEqual([])
  const { id } = await store.openLog(keyOf('lab'), {}, 0)
  await store.keep(id, stretch(1, 3))
  await store.close()
  expect(readdirSync(folder.data)).toContain(KEPT)
  const again = await folder.open()
  expect(again.damage).toBeNull()
  expect(await again.store.logs()).toMatchObject([{ last: 3 }])
  await again.store.close()
}

async function readAll(store: Store): Promise<number[]> {
  const [log] = await store.logs()
  return log ? seqs(await store.page(log.id, { after: 0, most: 99_999 })) : []
}

describe('a file that is damaged', () => {
  test('is set aside at the start after a kill, which looks through it', async () => {
    using folder = new Folder()
    await filled(folder)
    await killed(folder)
    flipPage(folder.file, 'events')
    await startsAnew(folder)
  })

  test('while it was closed in order is found by reading, and set aside at the next start', async () => {
    using folder = new Folder()
    await filled(folder)
    flipPage(folder.file, 'events')
    const { store, damage } = await folder.open()
    expect(damage).toBeNull()
    await expect(readAll(store)).rejects.toMatchObject({ code: 'storage_failed' })
    await store.close()
    await startsAnew(folder)
  })

  test.each([
    ['cut to a half', (file: string) => truncateSync(file, statSync(file).size / 2)],
    ['cut in the middle of a page', (file: string) => truncateSync(file, 4096 * 3 + 1000)],
    ['cut to its beginning', (file: string) => truncateSync(file, 50)],
    ['something else altogether', (file: string) => writeFileSync(file, 'x'.repeat(10_000))],
  ])('because it was %s is set aside', async (_, damage) => {
    using folder = new Folder()
    await filled(folder)
    damage(folder.file)
    await startsAnew(folder)
  })

  test('because only its log is left is set aside together with that', async () => {
    using folder = new Folder()
    await using child = new Child(folder.file, 'write')
    await child.printed(5)
    await child.kill()
    truncateSync(folder.file, 0)
    await startsAnew(folder)
    expect(readdirSync(folder.data)).toContain(`${KEPT}-wal`)
  })

  test('does not take the place of one that was set aside before', async () => {
    using folder = new Folder()
    for (const n of [1, 2]) {
      await filled(folder)
      writeFileSync(folder.file, `rubbish ${n}`)
      const { store, damage } = await folder.open()
      expect(damage).toMatchObject({ details: { kept: `${folder.file}.damaged-${n}` } })
      await store.close()
    }
  })
})

describe('a file that is only incomplete', () => {
  test('is empty and new when it has no byte', async () => {
    using folder = new Folder()
    await filled(folder)
    truncateSync(folder.file, 0)
    const { store, damage } = await folder.open()
    expect(damage).toBeNull()
    expect(await store.logs()).toEqual([])
    await store.close()
  })

  test('without its log starts with what it has itself', async () => {
    using folder = new Folder()
    await filled(folder)
    await using child = new Child(folder.file, 'write')
    await child.printed(50)
    await child.kill()
    expect(existsSync(`${folder.file}-wal`)).toBe(true)
    rmSync(`${folder.file}-wal`)
    const { store, damage } = await folder.open()
    expect(damage).toBeNull()
    const here = await readAll(store)
    expect(here.slice(0, 5_000)).toEqual(seqs(stretch(1, 5_000)))
    expect(here).toEqual(here.map((_, n) => n + 1))
    const { id } = await store.openLog(keyOf('lab'), {}, 0)
    expect(await store.append(id, said(1), 1)).toMatchObject({ kind: 'new' })
    await store.close()
  })
})
