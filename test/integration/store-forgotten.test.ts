/** What was withdrawn is in no file of the data folder any more; until then it is, and can be found. */
import { randomBytes } from 'node:crypto'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { systemClock } from '../../electron/core/clock.ts'
import { openStore } from '../../electron/core/store/open-store.ts'
import { SCHEMA_VERSION } from '../../electron/core/store/schema.ts'
import type { Store } from '../../electron/core/store/store.ts'
import { on } from '../support/standing-kit.ts'
import { ANN, BOB, eventOf, Folder, keyOf, silent } from '../support/store-kit.ts'

/** A word that nobody else says. */
const word = () =>
  Array.from(randomBytes(16), (byte) => String.fromCharCode(97 + (byte % 26))).join('')
const textOf = () => Array.from({ length: 6 }, word).join(' ')

const open = async (folder: Folder): Promise<Store> =>
  (await openStore({ path: folder.file, clock: systemClock, logger: silent })).store

/**
 * What of a text is in the files of a folder. Of words, their ends: the index leaves out what a word
 * has in common with the one before it.
 */
function leftOf(folder: Folder, text: string): string[] {
  const pieces = [text, ...text.split(' ').map((one) => one.slice(-9))]
  return readdirSync(folder.data).flatMap((name) => {
    const bytes = readFileSync(join(folder.data, name))
    return pieces.filter((piece) => bytes.includes(piece)).map((piece) => `${name}: ${piece}`)
  })
}

/** A log with so many messages, and a copy of before an update that has them all. */
async function talked(folder: Folder, messages: number) {
  const store = await open(folder)
  const { id: log } = await store.openLog(keyOf('lab'), {}, 0)
  const texts = Array.from({ length: messages }, textOf)
  for (let at = 0; at < messages; at += 20) {
    const events = texts.slice(at, at + 20).map((text, n) => eventOf(at + n + 1, text))
    await store.keep(log, events)
  }
  writeFileSync(join(folder.data, `messages.db.before-${SCHEMA_VERSION}`), texts.join('\n'))
  const textAt = (seq: number) => texts[seq - 1] ?? ''
  /** Withdraws events, each by one of its own. */
  const withdraw = async (...seqs: number[]) => {
    const { last } = (await store.logs())[0] ?? { last: 0 }
    await store.keep(
      log,
      seqs.map((seq, at) => on(last + at + 1, seq, {}, BOB, 'deletion')),
    )
  }
  return { store, log, textAt, withdraw }
}

const GONE = [3, 57, 58, 140, 199]

test('while the program goes on, within a while of rest', async () => {
  using folder = new Folder()
  const { store, textAt, withdraw } = await talked(folder, 200)
  for (const seq of GONE) expect(leftOf(folder, textAt(seq)).length).toBeGreaterThan(0)
  await withdraw(...GONE)
  for (const seq of GONE) {
    await expect.poll(() => leftOf(folder, textAt(seq))).toEqual([])
    const [first = ''] = textAt(seq).split(' ')
    expect(await store.search(first, null, null, 9)).toEqual([])
  }
  // Nobody else's words went with them.
  for (const seq of [1, 2, 56, 59, 200]) {
    const [first = ''] = textAt(seq).split(' ')
    expect(await store.search(first, null, null, 9)).toMatchObject([{ event: { seq } }])
    expect(leftOf(folder, textAt(seq)).length).toBeGreaterThan(0)
  }
  expect(readdirSync(folder.data)).not.toContain(`messages.db.before-${SCHEMA_VERSION}`)
  await store.close()
})

test('when it ends right after', async () => {
  using folder = new Folder()
  const { store, textAt, withdraw } = await talked(folder, 200)
  await withdraw(...GONE)
  await store.close()
  for (const seq of GONE) expect(leftOf(folder, textAt(seq))).toEqual([])
  expect(leftOf(folder, textAt(4)).length).toBeGreaterThan(0)
})

test('after a crash right after, when it runs again', async () => {
  using folder = new Folder()
  using crashed = new Folder()
  const { store, textAt, withdraw } = await talked(folder, 200)
  await withdraw(...GONE)
  // What a disk has at this moment is all that a crash would leave.
  mkdirSync(crashed.data)
  for (const name of readdirSync(folder.data)) {
    copyFileSync(join(folder.data, name), join(crashed.data, name))
  }
  await store.close()
  const again = await open(crashed)
  for (const seq of GONE) await expect.poll(() => leftOf(crashed, textAt(seq))).toEqual([])
  const [log] = await again.logs()
  expect(await again.page(log?.id ?? 0, { after: 2, most: 1 })).toMatchObject([
    { seq: 3, author: { id: BOB }, body: {}, withdrawn: 201 },
  ])
  await again.close()
})

test('what is withdrawn while earlier words are being forgotten goes as well', async () => {
  using folder = new Folder()
  const { store, log, textAt, withdraw } = await talked(folder, 400)
  for (let seq = 1; seq <= 40; seq += 1) {
    await withdraw(seq * 9)
    // And others talk on.
    const { last } = (await store.logs())[0] ?? { last: 0 }
    await store.keep(log, [eventOf(last + 1, textOf(), ANN)])
  }
  for (let seq = 1; seq <= 40; seq += 1) {
    await expect.poll(() => leftOf(folder, textAt(seq * 9))).toEqual([])
  }
  await store.close()
})

test('what waited to be sent and comes back withdrawn goes from the file at rest', async () => {
  using folder = new Folder()
  const store = await open(folder)
  const { id: log } = await store.openLog(keyOf('lab'), {}, 0)
  const [text, again] = [textOf(), textOf()]
  const own = (seq: number) => ({ ...eventOf(seq, '', ANN), body: {}, withdrawn: 3 })
  const waits = (cid: string, words: string) =>
    store.queue(log, {
      ...{ cid, kind: 'message', on: null, body: { text: words } },
      ...{ time: eventOf(1).time, error: null },
    })
  await waits(own(1).cid, text)
  expect(leftOf(folder, text).length).toBeGreaterThan(0)
  await store.keep(log, [own(1), eventOf(2), on(3, 1, {}, BOB, 'deletion')])
  await expect.poll(() => leftOf(folder, text)).toEqual([])
  // Said once more under its cid, it is known, and leaves the outbox for good.
  await waits(own(1).cid, again)
  await store.unqueue(log, own(1).cid)
  await expect.poll(() => leftOf(folder, again)).toEqual([])
  await store.close()
})

test('what the index has lost track of goes as well', async () => {
  using folder = new Folder()
  const { store, textAt } = await talked(folder, 60)
  await store.close()
  const file = new DatabaseSync(folder.file)
  // Newer versions of Node guard the index's own tables, and a disk does not ask.
  file.enableDefensive(false)
  file.exec('DELETE FROM words_docsize WHERE id = 30')
  file.close()
  const again = await open(folder)
  const [log] = await again.logs()
  await again.keep(log?.id ?? 0, [on(61, 30, {}, BOB, 'deletion')])
  await again.close()
  await (await open(folder)).close()
  expect(leftOf(folder, textAt(30))).toEqual([])
  expect(leftOf(folder, textAt(31)).length).toBeGreaterThan(0)
})
