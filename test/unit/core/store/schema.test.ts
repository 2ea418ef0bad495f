/** Files of every earlier version are brought up to date, with a copy beside them. */

import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { readAccess, writeAccess } from '../../../../electron/core/host/access-record.ts'
import { newAccess, type Ticket } from '../../../../electron/core/host/rules/state.ts'
import { openFile } from '../../../../electron/core/store/recovery.ts'
import { SCHEMA_VERSION } from '../../../../electron/core/store/schema.ts'
import type { Fingerprint } from '../../../../shared/domain/fingerprint.ts'
import { isId } from '../../../../shared/domain/ids.ts'
import { unixMs } from '../../../../shared/domain/time.ts'
import { damage } from '../../../integration/store-kit.ts'
import { ANN, BOB, Folder, personOf, said, seqs } from '../../../support/store-kit.ts'

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

const TABLES = ['logs', 'authors', 'events', 'outbox'] as const
type Contents = Record<(typeof TABLES)[number], Record<string, unknown>[]>

/** What every version has, read from the file itself. */
const contents = (path: string) =>
  Object.fromEntries(
    TABLES.map((table) => [table, read(path, `SELECT * FROM ${table}`)]),
  ) as Contents

/**
 * The same in the tables of today: what was a text alone is a message's, and the access list is not
 * with its log.
 */
const today = ({ logs, events, outbox, ...rest }: Contents): Contents => ({
  ...rest,
  logs: logs.map(({ door: _, ...log }) => log),
  events: events.map((event) => ({ target: null, body: null, ...event, withdrawn: null })),
  outbox: outbox.map(({ text, ...waiting }) => ({
    ...{ kind: 'message', target: null, body: JSON.stringify({ text }) },
    ...waiting,
  })),
})

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
  expect(contents(folder.file)).toEqual(today(before))
  // What kept it has none of the parts of a list, and is kept as what cannot be read.
  if (version < 4) expect(before.logs.map(({ door }) => door)).toContain('{"locked":true}')
  expect(read(folder.file, 'SELECT * FROM access')).toEqual([
    { log: 2, name: 'unreadable', value: JSON.stringify('{"locked":true}') },
  ])
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
  'how far version %i has come is told from 0 to 1, that of today not at all',
  async (version) => {
    using folder = new Folder()
    fileOf(version, folder)
    const told: number[] = []
    await openFile(folder.file, (share) => told.push(share)).sqlite.close()
    expect([told[0], told.at(-1)]).toEqual([0, 1])
    expect(told).toEqual(told.toSorted((one, other) => one - other))
    expect(told.length).toBeGreaterThan(3)
    const again: number[] = []
    await openFile(folder.file, (share) => again.push(share)).sqlite.close()
    expect(again).toEqual([])
  },
)

test.each(versions)(
  'version %i is left as it was where the disk has no room for the change',
  async (version) => {
    using folder = new Folder()
    fileOf(version, folder)
    const before = contents(folder.file)
    const { size } = statSync(folder.file)
    const nearly = () => openFile(folder.file, undefined, () => 2 * size - 1)
    expect(nearly).toThrow(
      expect.objectContaining({ code: 'storage_no_room', details: { megabytes: 1 } }),
    )
    expect(readdirSync(folder.data)).toEqual(['messages.db'])
    expect(versionOf(folder.file)).toEqual([{ user_version: version }])
    expect(contents(folder.file)).toEqual(before)
    await openFile(folder.file, undefined, () => 2 * size).sqlite.close()
    expect(versionOf(folder.file)).toEqual([{ user_version: SCHEMA_VERSION }])
  },
)

test.each(versions)(
  'what version %i has kept is read, sent and found as before',
  async (version) => {
    using folder = new Folder()
    fileOf(version, folder)
    const { sqlite } = openFile(folder.file)
    const [old, log] = sqlite.logs()
    expect(old).toMatchObject({ readOnly: true, hosting: true, last: 1 })
    expect(sqlite.access(old?.id ?? 0)).toEqual([
      { name: 'unreadable', value: JSON.stringify('{"locked":true}') },
    ])
    expect(sqlite.access(log?.id ?? 0)).toEqual([])
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
      { seq: 6, author: { name: 'Bob' }, on: null, body: { text: 'Tea at five?' } },
      { seq: 7, author: { name: 'Ann' }, on: null, body: { text: '東京タワーで' } },
      { seq: 8, kind: 'renamed', on: null, body: {} },
    ])
    expect(sqlite.outbox(id)).toMatchObject([
      { cid: 'a-5', body: { text: 'refused' }, error: { code: 'not_accepted' } },
      { cid: 'a-9', kind: 'message', on: null, body: { text: 'waiting' }, error: null },
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

describe('a file of version 3', () => {
  /** Opens it; the log of which is read is the room's first. */
  function opened(folder: Folder) {
    const { sqlite, damage, mended } = openFile(folder.file)
    expect(damage).toBeNull()
    return { sqlite, mended, page: () => sqlite.page(1, { after: 0, most: 9 }) }
  }
  const whole = [
    { seq: 6, kind: 'message', body: { text: 'Tea at five?' } },
    { seq: 7, kind: 'message', body: { text: '東京タワーで' } },
    { seq: 8, kind: 'renamed', body: {} },
  ]

  test('goes on: what is said next has the next number, and reactions stand on what was there', async () => {
    using folder = new Folder()
    fileOf(3, folder)
    const { sqlite } = opened(folder)
    const reaction = { ...said(9), kind: 'reaction', on: 6, body: { emoji: '👍' } }
    const committed = sqlite.commit([
      { name: 'append', args: [1, reaction, 5] },
      { name: 'append', args: [1, { ...reaction, cid: 'ann-10', on: 8 }, 5] },
      { name: 'append', args: [1, { ...said(1), cid: 'a-7', body: { text: '東京タワーで' } }, 5] },
      // What is read-only stays so.
      { name: 'append', args: [2, said(9), 1] },
    ])
    expect(committed).toMatchObject({
      outcomes: [
        { value: { kind: 'new', seq: 9 } },
        { value: { kind: 'refused', code: 'not_allowed' } },
        { value: { kind: 'known', event: { seq: 7 } } },
        { ok: false, error: { code: 'room_unknown' } },
      ],
    })
    expect(sqlite.rows(1, { before: 10, most: 9 })).toMatchObject({
      ...{ from: 6, to: 9, rows: whole, folded: 9 },
      standing: [{ seq: 9, on: 6, body: { emoji: '👍' } }],
    })
    expect(sqlite.page(2, { after: 0, most: 9 })).toMatchObject([{ body: { text: 'Old tea' } }])
    await sqlite.close()
  })

  test('whose text is one that JSON writes in another way waits to be sent as it was', async () => {
    using folder = new Folder()
    const text = '"\\\u0000\u2028\u001f/é😀'
    fileOf(3, folder)
    damage(
      folder.file,
      `UPDATE outbox SET text = CAST(x'${Buffer.from(text).toString('hex')}' AS TEXT) WHERE id = 3`,
    )
    const { sqlite, mended } = opened(folder)
    expect(sqlite.outbox(1)).toMatchObject([{ cid: 'a-5' }, { body: { text }, error: null }])
    expect(mended).toEqual([])
    await sqlite.close()
  })

  test.each([
    ['no kind', 'kind = NULL', { kind: 'unreadable', author: { id: BOB } }],
    ['bytes for a kind', "kind = x'00'", { kind: 'unreadable', author: { id: BOB } }],
    ['no name', 'name = NULL', { kind: 'message', body: { text: 'Tea at five?' } }],
    ['no id', 'cid = NULL', { kind: 'unreadable', author: { id: BOB } }],
    ['bytes for an id', "cid = x'07'", { kind: 'unreadable', author: { id: BOB } }],
    [
      'no time',
      'time = NULL',
      { kind: 'message', time: unixMs(0), body: { text: 'Tea at five?' } },
    ],
    ['a broken time', 'time = 1.5', { kind: 'message', time: unixMs(0) }],
    ['words for a time', "time = 'soon'", { kind: 'message', time: unixMs(0) }],
    ['bytes for a text', "text = x'00ff'", { kind: 'unreadable', author: { id: BOB } }],
    ['no text', 'text = NULL', { kind: 'unreadable' }],
    ['no author', 'author = NULL', { kind: 'unreadable' }],
    ['words for an author', "author = 'Bob'", { kind: 'unreadable' }],
    ['an author that is not there', 'author = 99', { kind: 'unreadable' }],
    ['words for a number', "seq = 'x'", { kind: 'unreadable' }],
    ['no number', 'seq = NULL', { kind: 'unreadable' }],
    ['a number below all', 'seq = -3', { kind: 'unreadable' }],
    ['words for a log', "log = 'lab'", { kind: 'unreadable' }],
    ['a log that is not there', 'log = 99', { kind: 'unreadable' }],
    [
      'everything',
      "kind = x'00', name = x'', cid = NULL, time = 'x', text = x'07'",
      { time: unixMs(0) },
    ],
  ])('with %s in an event has all others, and says what is lost of it', async (_, set, now) => {
    using folder = new Folder()
    fileOf(3, folder)
    damage(folder.file, `UPDATE events SET ${set} WHERE id = 1`)
    const { sqlite, page } = opened(folder)
    expect(page()).toMatchObject([{ seq: 6, on: null, ...now }, ...whole.slice(1)])
    expect(sqlite.rows(1, { after: 0, most: 9 })).toMatchObject({
      ...{ from: 6, to: 8, standing: [] },
      rows: page(),
    })
    expect(sqlite.commit([{ name: 'append', args: [1, said(9), 5] }])).toMatchObject({
      outcomes: [{ value: { kind: 'new', seq: 9 } }],
    })
    expect(sqlite.outbox(1)).toHaveLength(2)
    await sqlite.close()
  })

  const refused = { cid: 'a-5', body: { text: 'refused' }, error: { code: 'not_accepted' } }
  const damaged = { code: 'words_damaged' }
  test.each([
    ['an id', 'cid = NULL', { body: { text: 'waiting' }, error: damaged }],
    ['a text', 'text = NULL', { cid: 'a-9', error: damaged }],
    ['a text that is bytes', "text = x'00ff'", { cid: 'a-9', error: damaged }],
    [
      'a text that fits',
      "text = replace(hex(zeroblob(1000000)), '0', 'n')",
      { cid: 'a-9', body: { text: expect.stringMatching(/^n+$/) }, error: damaged },
    ],
    [
      'a time',
      "time = 'soon'",
      { cid: 'a-9', body: { text: 'waiting' }, time: unixMs(0), error: null },
    ],
    ['an error that can be read', "error = x'00'", { body: { text: 'waiting' }, error: damaged }],
    ['an error that is one', "error = '{}'", { body: { text: 'waiting' }, error: damaged }],
  ])('without %s in what waits keeps it for a person to see', async (_, set, now) => {
    using folder = new Folder()
    fileOf(3, folder)
    damage(folder.file, `UPDATE outbox SET ${set} WHERE id = 3`)
    const { sqlite, page } = opened(folder)
    const kept = sqlite.outbox(1)
    expect(kept).toMatchObject([refused, { kind: 'message', on: null, ...now }])
    expect(kept.every(({ cid }) => isId(cid))).toBe(true)
    expect(page()).toMatchObject(whole)
    await sqlite.close()
    const again = opened(folder)
    expect(again.sqlite.outbox(1)).toEqual(kept)
    expect(again.mended).toEqual([])
    await again.sqlite.close()
  })

  test('with nothing whole in what waits has all of it still, in its order', async () => {
    using folder = new Folder()
    fileOf(3, folder)
    damage(
      folder.file,
      `UPDATE outbox SET cid = NULL, text = NULL, time = NULL, error = x'07';
       INSERT INTO outbox (log, cid, text, time) VALUES (1, x'05', 'the last', 1), (99, 'x', 'y', 1)`,
    )
    const { sqlite } = opened(folder)
    const kept = sqlite.outbox(1)
    expect(kept).toMatchObject([
      { body: { text: '' }, time: unixMs(0), error: damaged },
      { body: { text: '' }, time: unixMs(0), error: damaged },
      { body: { text: 'the last' }, error: damaged },
    ])
    expect(new Set(kept.map(({ cid }) => cid)).size).toBe(3)
    await sqlite.close()
  })

  describe('with an access list', () => {
    const [bob, cem] = [BOB, personOf(9)]
    const list = {
      ...{ approving: true, locked: false, past: 50, perAddress: 'all' },
      admitted: [ANN, bob],
      floors: [
        [ANN, 1],
        [bob, 7],
      ],
      banned: [
        [cem, 'Cem "of Rome"\u0000'],
        [bob, 'Bob'],
      ],
      tickets: [
        ['standing', { once: false, expires: null, skipsApproval: false }],
        ['secret', { once: true, expires: 5_000, skipsApproval: true }],
      ],
      password: { setup: 'setup', record: 'record' },
      standing: 'standing',
    }
    /** Opens it with a text, or something else, in the place of the list. */
    function withList(folder: Folder, door: string) {
      fileOf(3, folder)
      damage(folder.file, `UPDATE logs SET door = ${door} WHERE id = 1`)
      const { sqlite, mended } = opened(folder)
      expect(mended).toEqual([])
      const rows = new Map(sqlite.access(1).map(({ name, value }) => [name, value]))
      return { sqlite, rows }
    }
    const textOf = (value: unknown) => {
      const bytes = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))
      return `CAST(x'${bytes.toString('hex')}' AS TEXT)`
    }

    test('has all of it in rows, as if they had been written today', async () => {
      using folder = new Folder()
      const { sqlite, rows } = withList(folder, textOf(list))
      const access = readAccess(rows)
      expect(access).toEqual({
        policy: { approving: true, locked: false, past: 50, perAddress: 'all' },
        password: list.password,
        standing: 'standing',
        admitted: new Set(list.admitted),
        floors: new Map(list.floors as [Fingerprint, number][]),
        banned: new Map(list.banned as [Fingerprint, string][]),
        tickets: new Map(list.tickets as [string, Ticket][]),
      })
      expect([...access.banned.values()]).toEqual(['Cem "of Rome"\u0000', 'Bob'])
      expect(rows).toEqual(writeAccess(access))
      expect(sqlite.access(3)).toEqual([])
      await sqlite.close()
    })

    test('without a rule for places, a password and anybody has the usual rule', async () => {
      using folder = new Folder()
      const none = { admitted: [], floors: [], banned: [], tickets: [], password: null }
      const { perAddress: _, ...older } = { ...list, ...none, standing: null }
      const { sqlite, rows } = withList(folder, textOf(older))
      expect(readAccess(rows)).toEqual(
        newAccess({ approving: true, locked: false, past: 50, perAddress: null }),
      )
      expect(rows.size).toBe(1)
      await sqlite.close()
    })

    test.each([
      ['no JSON', textOf('{')],
      ['nothing', "''"],
      ['another kind', "'[]'"],
      ['a key that is none', textOf({ ...list, admitted: ['x'] })],
      ['a part missing', textOf({ ...list, banned: undefined })],
      ['a floor below all', textOf({ ...list, floors: [[ANN, 0]] })],
      ['bytes for a list', "x'00'"],
      ['a number for a list', '7.5'],
    ])('that is %s has one that lets nobody in, and goes on', async (_, door) => {
      using folder = new Folder()
      const { sqlite, rows } = withList(folder, door)
      expect([...rows.keys()]).toEqual(['unreadable'])
      expect(() => readAccess(rows)).toThrow()
      expect(sqlite.page(1, { after: 0, most: 9 })).toMatchObject(whole)
      await sqlite.close()
    })

    test('in a row of which nothing else is whole has it all the same', async () => {
      using folder = new Folder()
      fileOf(3, folder)
      damage(
        folder.file,
        `UPDATE logs SET door = ${textOf(list)}, first = NULL, last = 'x', room = x'00', draft = 7.5,
           name = NULL, addresses = NULL, floor = 'all', hosting = NULL, open = NULL, used = 1e300
         WHERE id = 1`,
      )
      const { sqlite, mended } = opened(folder)
      expect(mended).toHaveLength(1)
      const rows = new Map(sqlite.access(1).map(({ name, value }) => [name, value]))
      expect(readAccess(rows).banned).toEqual(new Map(list.banned as [Fingerprint, string][]))
      expect(sqlite.page(1, { after: 0, most: 9 })).toMatchObject(whole)
      await sqlite.close()
    })
  })

  test('that was opened once is not migrated a second time', async () => {
    using folder = new Folder()
    fileOf(3, folder)
    await opened(folder).sqlite.close()
    const before = contents(folder.file)
    const { sqlite, page } = opened(folder)
    expect(seqs(page())).toEqual([6, 7, 8])
    expect(sqlite.logs().map(({ ownKey }) => ownKey)).toEqual([ANN, ANN, ANN])
    await sqlite.close()
    expect(contents(folder.file)).toEqual(before)
  })
})
