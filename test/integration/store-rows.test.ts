/** Values in the file that are not what they were: each harms itself alone, and nothing stops. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../electron/core/clock.ts'
import { changedRows, readAccess, writeAccess } from '../../electron/core/host/access-record.ts'
import { type AccessList, newAccess } from '../../electron/core/host/rules/state.ts'
import { inlineEngine } from '../../electron/core/store/engine.ts'
import { openStore, storeOver } from '../../electron/core/store/open-store.ts'
import { openFile } from '../../electron/core/store/recovery.ts'
import type { AccessRow } from '../../electron/core/store/store.ts'
import { LOST_EVENTS, ROOM_EVENTS, TEXT_BYTES } from '../../shared/domain/limits.ts'
import {
  Folder,
  keyOf,
  pendingText,
  personOf,
  said,
  seqs,
  silent,
  stretch,
} from '../support/store-kit.ts'
import { damage } from './store-kit.ts'

const facts = {
  room: 'Lab',
  name: 'Ann',
  addresses: [{ host: '192.168.1.5', port: 62260 }],
  open: true,
  floor: 1,
}

/** Without a thread of its own, which only takes time here. */
function opened(folder: Folder) {
  const { sqlite, damage, mended } = openFile(folder.file)
  return { store: storeOver(inlineEngine(sqlite), systemClock, 0), damage, mended }
}

/** A file with a room of five messages and one that waits, damaged by hand after it was closed. */
async function damaged(folder: Folder, sql: string): Promise<void> {
  const { store } = opened(folder)
  const { id } = await store.openLog(keyOf('lab'), facts, 0)
  await store.keep(id, stretch(1, 5))
  await store.queue(id, pendingText('c-1', 'waiting', 5))
  await store.close()
  damage(folder.file, sql)
}

/** Opens it again, as it is: nothing is set aside. */
async function reopened(folder: Folder) {
  const { store, damage, mended: told } = opened(folder)
  expect(damage).toBeNull()
  const [log] = await store.logs()
  if (log === undefined) throw new Error('the room is there')
  return { store, log, told }
}

/** That the program ended without closing it: the next start looks through the file. */
const KILLED = "INSERT INTO marks VALUES ('open'), ('suspect');"

describe('a damaged value of a message', () => {
  test.each([
    [
      'a time beyond all dates',
      'time = 9007199254740991',
      { time: 0, body: { text: 'message 3' } },
    ],
    [
      'a time beyond all numbers',
      'time = 9223372036854775807',
      { time: 0, body: { text: 'message 3' } },
    ],
    ['a negative time', 'time = -5', { time: 0, body: { text: 'message 3' } }],
    ['a broken time', 'time = 1.5', { time: 0, body: { text: 'message 3' } }],
    ['words for a time', "time = 'soon'", { time: 0, body: { text: 'message 3' } }],
    ['no time', 'time = NULL', { time: 0, body: { text: 'message 3' } }],
    [
      'no name',
      'name = NULL',
      { author: { name: '0C1G-60R3-0C1G-60R3' }, body: { text: 'message 3' } },
    ],
    [
      'a huge name',
      "name = replace(hex(zeroblob(1000000)), '0', 'n')",
      { body: { text: 'message 3' } },
    ],
    ['bytes for a text', "text = x'00ff'", { kind: 'unreadable', body: {} }],
    ['no text', 'text = NULL', { kind: 'unreadable', body: {} }],
    ['a huge text', 'text = hex(zeroblob(1000000))', { kind: 'unreadable', body: {} }],
    [
      'a text that is not UTF-8',
      "text = CAST(x'6d657373616765ff20eda08033' AS TEXT)",
      { kind: 'message', body: { text: 'message\ufffd \ufffd\ufffd\ufffd3' } },
    ],
    ['no kind', 'kind = NULL', { kind: 'unreadable' }],
    ['what it stands on, which comes later', 'target = 9', { kind: 'unreadable', body: {} }],
    ['a body that is no JSON', "body = '{'", { kind: 'unreadable', body: {} }],
    ['bytes for a body', "body = x'00'", { kind: 'unreadable', body: {} }],
    [
      'a kind of a later version',
      "kind = 'renamed'",
      { kind: 'renamed', body: { text: 'message 3' } },
    ],
    ['a wrong id', "cid = 'ä ö'", { kind: 'unreadable' }],
    ['no author', 'author = 999', { kind: 'unreadable', author: { name: 'Bob' } }],
    ['words for a number', "seq = 'x'", { kind: 'unreadable' }],
    ['a number out of its turn', 'seq = 900', { kind: 'unreadable' }],
    ['a number beyond all numbers', 'seq = 9223372036854775806', { kind: 'unreadable' }],
    ['another room, which is not there', 'log = 9223372036854775806', { kind: 'unreadable' }],
  ])('(%s) hides no other, and can itself be read or says that it cannot', async (_, set, now) => {
    using folder = new Folder()
    await damaged(folder, `UPDATE events SET ${set} WHERE seq = 3; ${KILLED}`)
    const { store, log, told } = await reopened(folder)
    const [one, two, three, ...rest] = await store.page(log.id, { after: 0, most: 99 })
    expect([one, two, ...rest]).toEqual(stretch(1, 5).filter(({ seq }) => seq !== 3))
    expect(three).toMatchObject({ seq: 3, ...now })
    const stray = set.startsWith('seq')
    expect(told).toHaveLength(stray ? 1 : 0)
    // By whatever stretch it is asked for.
    expect(seqs(await store.page(log.id, { before: 4, most: 1 }))).toEqual([3])
    expect(seqs(await store.page(log.id, { after: 3, most: 9 }))).toEqual([4, 5])
    const found = (await store.search('message', null, null, 9)).map(({ event }) => event)
    expect(found).toEqual(expect.arrayContaining([one, two, ...rest]))
    for (const format of ['text', 'markdown', 'json'] as const) {
      const file = join(folder.path, format)
      expect(await store.export(log.id, format, file)).toBe(5)
      const text = readFileSync(file, 'utf8')
      for (const n of [1, 2, 4, 5]) expect(text).toContain(`message ${n}`)
      expect(text).not.toMatch(/NaN|Invalid|undefined/)
      if (format === 'json') expect(JSON.parse(text).messages).toHaveLength(5)
    }
    // What is told again is not taken for another log, and the room goes on.
    await store.keep(log.id, stretch(1, 6))
    expect(await store.append(log.id, said(7), 1)).toMatchObject({ kind: 'new', event: { seq: 7 } })
    await store.close()
    const again = await reopened(folder)
    expect(again.log.last).toBe(7)
    await again.store.delete(log.id)
    expect(await again.store.logs()).toEqual([])
    await again.store.close()
  })

  test('(gone altogether, in the middle and at both ends) leaves its place', async () => {
    using folder = new Folder()
    await damaged(folder, 'DELETE FROM events WHERE seq IN (1, 3, 5)')
    const { store, log } = await reopened(folder)
    expect(log).toMatchObject({ first: 1, last: 5 })
    const kinds = (await store.page(log.id, { after: 0, most: 9 })).map(({ kind }) => kind)
    expect(kinds).toEqual(['unreadable', 'message', 'unreadable', 'message', 'unreadable'])
    await store.close()
  })

  test('(an author’s key) takes no message of another author along', async () => {
    using folder = new Folder()
    await damaged(folder, "UPDATE authors SET key = 'nobody'")
    const { store, log } = await reopened(folder)
    expect(await store.append(log.id, said(6), 1)).toMatchObject({ kind: 'new' })
    const kinds = (await store.page(log.id, { after: 4, most: 9 })).map(({ kind }) => kind)
    expect(kinds).toEqual(['unreadable', 'message'])
    await store.close()
  })

  test('is no reason to set a file aside, unless it is full of them', async () => {
    using folder = new Folder()
    const { store } = opened(folder)
    const { id } = await store.openLog(keyOf('lab'), facts, 0)
    await store.keep(id, stretch(1, 200))
    await store.close()
    damage(folder.file, `UPDATE events SET time = 'soon' WHERE seq <= 99; ${KILLED}`)
    const few = await reopened(folder)
    expect(few.log.last).toBe(200)
    await few.store.close()
    damage(folder.file, `UPDATE events SET time = 'soon'; ${KILLED}`)
    const { store: fresh, damage: many } = opened(folder)
    expect(many).toMatchObject({ code: 'storage_damaged' })
    await fresh.close()
  })
})

describe('a damaged value of a room', () => {
  test.each([
    ['the numbers', 'first = NULL, last = NULL', { first: 1, last: 5 }],
    ['words for a number', "first = 'x', last = 'y'", { first: 1, last: 5 }],
    ['a last number beyond all', 'last = 9223372036854775807', { last: 5 }],
    ['a last number that no room has', `last = ${ROOM_EVENTS + 1}`, { last: 5 }],
    ['a last number that never was', `last = ${6 + LOST_EVENTS}`, { last: 5 }],
    ['a last number that is too low', 'last = 2', { first: 1, last: 5 }],
    ['a first number that is too high', 'first = 4', { first: 1, last: 5 }],
    ['a negative number', 'first = -7, last = -8', { first: 1, last: 5 }],
    ['its name', 'room = NULL', { room: 'Room' }],
    ['its name, made huge', "room = 'Lab' || char(0) || char(8238)", { room: 'Lab' }],
    ['our name', "name = x'00'", { name: 'Me' }],
    ['where it was', "addresses = '{'", { addresses: [] }],
    ['where it was, other JSON', "addresses = '[1]'", { addresses: [] }],
    ['where it was, bytes', "addresses = x'00'", { addresses: [] }],
    ['what may be read', "floor = 'all'", { floor: 1 }],
    ['what may be read, a negative number', 'floor = -1', { floor: 1 }],
    ['whether it is ours', "hosting = 'yes'", { hosting: false }],
    ['whether it is open', 'open = NULL', { open: false }],
    ['the draft', "draft = x'00ff'", { draft: '' }],
    ['when it was used', 'used = 9223372036854775807', { last: 5 }],
    ['when it was used, in words', "used = 'yesterday'", { last: 5 }],
    [
      'everything that need not be known',
      'first = NULL, last = NULL, room = NULL, name = NULL, addresses = NULL, floor = NULL, hosting = NULL, open = NULL, draft = NULL, used = NULL',
      { room: 'Room', name: 'Me', addresses: [], first: 1, last: 5, draft: '' },
    ],
  ])('(%s) is mended, told to the log once, and the room goes on', async (_, set, now) => {
    using folder = new Folder()
    await damaged(folder, `UPDATE logs SET ${set}; ${KILLED}`)
    const { store, log, told } = await reopened(folder)
    expect(log).toMatchObject({ ...keyOf('lab'), readOnly: false, ...now })
    expect(told).toHaveLength(1)
    expect(await store.page(log.id, { after: 0, most: 9 })).toEqual(stretch(1, 5))
    expect(await store.outbox(log.id)).toHaveLength(1)
    expect(await store.search('message', log.id, null, 9)).toHaveLength(5)
    // Every kind of write to its row.
    expect(await store.openLog(keyOf('lab'), {}, 0)).toMatchObject({ id: log.id })
    await store.setFacts(log.id, { open: true })
    await store.draft(log.id, 'half a sen')
    await store.keep(log.id, stretch(6, 6))
    expect(await store.append(log.id, said(7), 1)).toMatchObject({ kind: 'new', event: { seq: 7 } })
    await store.close()
    const again = await reopened(folder)
    expect(again.told).toEqual([])
    expect(again.log).toMatchObject({ last: 7, open: true, draft: 'half a sen' })
    await again.store.close()
  })

  test('(a last number that is too low, and a hole above it) loses no event that is there', async () => {
    using folder = new Folder()
    await damaged(folder, 'UPDATE logs SET last = 2; DELETE FROM events WHERE seq = 4')
    const { store, log } = await reopened(folder)
    expect(log).toMatchObject({ first: 1, last: 5 })
    const seqs = (await store.page(log.id, { after: 0, most: 9 })).map(({ seq }) => seq)
    expect(seqs).toEqual(expect.arrayContaining([1, 2, 3, 5]))
    await store.close()
  })

  test.each([
    ['the room’s id', 'room_id = NULL'],
    ['the host’s key', "host_key = 'x'"],
    ['our key', 'own_key = 7'],
    ['whether it may be written', "read_only = 'no'"],
    ['the name by which its host would find it', 'room = NULL, hosting = 1'],
  ])('(%s) leaves a room to read, beside which a new one can stand', async (_, set) => {
    using folder = new Folder()
    await damaged(folder, `UPDATE logs SET ${set}`)
    const { store, log, told } = await reopened(folder)
    expect(log).toMatchObject({ readOnly: true, last: 5 })
    expect(told).toHaveLength(1)
    expect(await store.page(log.id, { after: 0, most: 9 })).toEqual(stretch(1, 5))
    const fresh = await store.openLog(keyOf('lab'), facts, 0)
    expect(fresh.id).not.toBe(log.id)
    await store.keep(fresh.id, stretch(1, 2))
    await store.close()
  })

  test('is told to the log of the program, in words that hold nothing that was said', async () => {
    using folder = new Folder()
    await damaged(folder, "UPDATE logs SET draft = x'00', floor = 'all'")
    const told: string[] = []
    const logger = { ...silent, warn: (message: string) => void told.push(message) }
    const { store } = await openStore({ path: folder.file, clock: systemClock, logger })
    expect(told).toEqual(['damaged in the messages, and mended: logs 1: floor, draft'])
    await store.close()
  })

  test('without any event keeps its numbers, so that none is given twice', async () => {
    using folder = new Folder()
    await damaged(folder, 'DELETE FROM events; UPDATE logs SET first = 40, last = 39')
    const { store, log } = await reopened(folder)
    expect(log).toMatchObject({ first: 40, last: 39 })
    expect(await store.append(log.id, said(1), 1)).toMatchObject({ event: { seq: 40 } })
    await store.close()
  })
})

describe('a damaged access list', () => {
  const key = personOf(9)
  const list: AccessList = {
    ...newAccess(
      { approving: true, locked: true, past: 'all', perAddress: null },
      { setup: 'setup', record: 'record' },
      'standing',
    ),
    admitted: new Set([key]),
    floors: new Map([[key, 3]]),
    banned: new Map([[personOf(8), 'Cem']]),
    tickets: new Map([['secret', { once: true, expires: null, skipsApproval: true }]]),
  }
  const rowsOf = (rows: readonly AccessRow[]) =>
    new Map(rows.map(({ name, value }) => [name, value]))

  /** A file as above, with a list of seven rows in it. */
  async function listed(folder: Folder, sql: string) {
    await damaged(folder, '')
    const { store } = opened(folder)
    const [log] = await store.logs()
    await store.keepAccess(log?.id ?? 0, changedRows(new Map(), writeAccess(list)))
    await store.close()
    damage(folder.file, sql)
    return reopened(folder)
  }

  test('(none of it) is the same when it is read again', async () => {
    using folder = new Folder()
    const { store, log, told } = await listed(folder, KILLED)
    expect(readAccess(rowsOf(await store.access(log.id)))).toEqual(list)
    expect(told).toEqual([])
    await store.close()
  })

  test.each([
    ["UPDATE access SET value = x'00' WHERE name = 'policy'"],
    ["UPDATE access SET value = 7.5 WHERE name = 'policy'"],
    ["UPDATE access SET value = NULL WHERE name LIKE 'banned %'"],
    ["UPDATE access SET value = x'00' WHERE name LIKE 'admitted %'"],
    ["UPDATE access SET name = x'00' WHERE name LIKE 'banned %'"],
    ["UPDATE access SET name = 'bamned' WHERE name LIKE 'banned %'"],
    ["UPDATE access SET name = 'banned x' WHERE name LIKE 'banned %'"],
    ["UPDATE access SET value = '' WHERE name = 'password'"],
    ["DELETE FROM access WHERE name = 'policy'"],
    ["DELETE FROM access WHERE name = 'password'"],
    ["DELETE FROM access WHERE name LIKE 'banned %'"],
    ["DELETE FROM access WHERE name LIKE 'ticket %'"],
    ["UPDATE access SET log = 'x' WHERE name = (SELECT min(name) FROM access)"],
    ["UPDATE access SET log = 99 WHERE name LIKE 'banned %'"],
  ])('(%s) lets nobody in, and harms nothing else', async (sql) => {
    using folder = new Folder()
    const { store, log } = await listed(folder, `${sql}; ${KILLED}`)
    const rows = rowsOf(await store.access(log.id))
    expect(rows.size).toBeGreaterThan(0)
    expect(() => readAccess(rows)).toThrow()
    expect(await store.page(log.id, { after: 0, most: 9 })).toEqual(stretch(1, 5))
    await store.keep(log.id, stretch(6, 6))
    await store.close()
    const again = await reopened(folder)
    expect(again.told).toEqual([])
    expect(() => readAccess(rows)).toThrow()
    await again.store.delete(log.id)
    expect(await again.store.access(log.id)).toEqual([])
    await again.store.close()
  })

  test('(rows of a log that is not there) is not that of the log that comes', async () => {
    using folder = new Folder()
    const { store, told } = await listed(folder, 'UPDATE access SET log = 2')
    expect(told).toEqual(['access: 7 rows of no log'])
    const { id } = await store.openLog(keyOf('pub'), facts, 0)
    expect(id).toBe(2)
    expect(await store.access(id)).toEqual([])
    await store.close()
  })
})

describe('a damaged value of what waits to be sent', () => {
  const lost = { error: { code: 'words_damaged' } }

  test.each([
    ['its time', 'time = NULL', pendingText('c-1', 'waiting', 0)],
    ['its id', "cid = 'ä'", { body: { text: 'waiting' }, ...lost }],
    ['its id, beyond all numbers', 'cid = 1e300', { body: { text: 'waiting' } }],
    ['its words', 'body = NULL', { cid: 'c-1', body: { text: '' }, ...lost }],
    [
      'its words, made huge',
      `body = '{"text":"' || replace(hex(zeroblob(1000000)), '0', 'w') || '"}'`,
      { cid: 'c-1', body: { text: 'w'.repeat(TEXT_BYTES / 4) }, ...lost },
    ],
    ['a body that is no JSON', "body = 'words'", { cid: 'c-1', body: { text: 'words' }, ...lost }],
    ['its kind', "kind = ''", { cid: 'c-1', kind: 'message', body: { text: 'waiting' }, ...lost }],
    [
      'its kind, with a body that is no message’s',
      `kind = '', body = '{"emoji":"x"}'`,
      { cid: 'c-1', kind: 'message', body: { text: '{"emoji":"x"}' }, ...lost },
    ],
    ['what it stands on', 'target = -1', { cid: 'c-1', on: null, ...lost }],
    ['why it failed', "error = '{'", { cid: 'c-1', body: { text: 'waiting' }, ...lost }],
    ['why it failed, in other words', `error = '{"code":"later"}'`, { cid: 'c-1', ...lost }],
    ['why it failed, bytes', "error = x'00'", { cid: 'c-1', ...lost }],
  ])('(%s) waits for a person where that matters, and can be taken back', async (_, set, now) => {
    using folder = new Folder()
    await damaged(folder, `UPDATE outbox SET ${set}; ${KILLED}`)
    const { store, log } = await reopened(folder)
    const [waiting] = await store.outbox(log.id)
    expect(waiting).toMatchObject(now)
    await store.unqueue(log.id, waiting?.cid ?? '')
    expect(await store.outbox(log.id)).toEqual([])
    await store.close()
  })
})
