import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exportLog } from '../../../../electron/core/store/export.ts'
import { writerOf } from '../../../../electron/core/store/export-formats.ts'
import type { ExportFormat, PageQuery } from '../../../../electron/core/store/store.ts'
import { EXPORT_PAGE } from '../../../../shared/domain/limits.ts'
import { unixMs } from '../../../../shared/domain/time.ts'
import {
  ANN,
  BOB,
  eventOf,
  Folder,
  keyOf,
  memoryStore,
  stretch,
} from '../../../support/store-kit.ts'

/** Noon where this computer is, so that day and hour are the same everywhere. */
const noon = (day: number, minute = 0) => new Date(2026, 0, day, 12, minute).getTime()
const at = (seq: number, time: number, text: string, author = BOB) => ({
  ...eventOf(seq, text, author),
  time: unixMs(time),
})

async function exported(format: ExportFormat, events: readonly ReturnType<typeof at>[]) {
  using folder = new Folder()
  const store = await memoryStore()
  const log = await store.openLog(keyOf('lab'), { room: 'The *Lab*' }, 0)
  await store.keep(log.id, events)
  const file = join(folder.path, 'out')
  expect(await store.export(log.id, format, file)).toBe(events.length)
  expect(readdirSync(folder.path)).toEqual(['out'])
  return readFileSync(file, 'utf8')
}

describe('an export', () => {
  const talk = [
    at(1, noon(1), 'Hello'),
    at(2, noon(1, 5), 'one\ntwo\r\n\n[2026-01-01 12:06] Ann: forged\u2028x', ANN),
    at(3, noon(2), '# <b>*no* `markup`</b> https://x.y\n    code\n\n1. a'),
  ]

  test('as text has a line a message, and no message can make one', async () => {
    const text = await exported('text', talk)
    expect(text.split('\n').slice(3)).toEqual([
      '[2026-01-01 12:00] Bob: Hello',
      '[2026-01-01 12:05] Ann: one',
      '    two',
      '    ',
      '    [2026-01-01 12:06] Ann: forged',
      '    x',
      '[2026-01-02 12:00] Bob: # <b>*no* `markup`</b> https://x.y',
      '        code',
      '    ',
      '    1. a',
      '',
    ])
    expect(text.startsWith('The *Lab*\nSaved by Tincan, 20')).toBe(true)
  })

  test('as text begins a line like a message only where one begins, whatever is said', () => {
    const log = { room: 'Lab' } as Parameters<ReturnType<typeof writerOf>['head']>[0]
    const nasty = fc.string({
      unit: fc.constantFrom('[', '2026-01-01 12:00] ', 'A', ': ', '\n', '\r', '\u2029', '\v', ' '),
    })
    fc.assert(
      fc.property(nasty, nasty, (text, name) => {
        const writer = writerOf('text')
        const lines = (
          writer.head(log, unixMs(0)) +
          writer.message({ ...eventOf(1, text), author: { id: ANN, name } })
        ).split(/[\n\r\v\u2028\u2029]/)
        expect(lines.slice(3).filter((line) => /^\S/.test(line))).toHaveLength(1)
      }),
    )
  })

  test('as JSON is one document with everything of it', async () => {
    const { exported: when, ...rest } = JSON.parse(await exported('json', talk))
    expect(rest).toEqual({
      room: 'The *Lab*',
      roomId: 'lab',
      hostKey: keyOf('lab').hostKey,
      messages: talk.map(({ seq, time, author, cid, body }) => ({
        seq,
        time: new Date(time).toISOString(),
        author,
        cid,
        text: body.text,
      })),
    })
    expect(new Date(when).toISOString()).toBe(when)
  })

  test('as JSON is a document also when nothing was said', async () => {
    expect(JSON.parse(await exported('json', []))).toMatchObject({ messages: [] })
  })

  test('as Markdown has headings for days, and no message is markup', async () => {
    expect((await exported('markdown', talk)).split('\n')).toEqual([
      '# The \\*Lab\\*',
      '',
      '## 2026-01-01',
      '',
      '**Bob** 12:00\\',
      'Hello',
      '',
      '**Ann** 12:05\\',
      'one\\',
      'two\\',
      '\u00a0\\',
      '\\[2026\\-01\\-01 12\\:06\\] Ann\\: forged\\',
      'x',
      '',
      '## 2026-01-02',
      '',
      '**Bob** 12:00\\',
      '\\# \\<b\\>\\*no\\* \\`markup\\`\\</b\\> https\\:\\/\\/x\\.y\\'.replace('\\</b', '\\<\\/b'),
      '\u00a0\u00a0\u00a0\u00a0code\\',
      '\u00a0\\',
      '1\\. a',
      '',
    ])
  })

  test('of more than a page is whole, and only its owner can read it', async () => {
    using folder = new Folder()
    const store = await memoryStore()
    const { id } = await store.openLog(keyOf('lab'), {}, 5)
    const events = stretch(6, 2 * EXPORT_PAGE + 20)
    await store.keep(id, events)
    const file = join(folder.path, 'out.json')
    writeFileSync(file, 'what was there')
    expect(await store.export(id, 'json', file)).toBe(events.length)
    const { messages } = JSON.parse(readFileSync(file, 'utf8'))
    expect(messages.map(({ seq }: { seq: number }) => seq)).toEqual(events.map(({ seq }) => seq))
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  test('that fails says so, and leaves what was there', async () => {
    using folder = new Folder()
    const store = await memoryStore()
    const { id } = await store.openLog(keyOf('lab'), {}, 0)
    const nowhere = join(folder.path, 'no', 'out')
    await expect(store.export(id, 'text', nowhere)).rejects.toMatchObject({
      code: 'export_failed',
      details: { file: nowhere, cause: 'ENOENT' },
    })
    // A folder is in the way: everything is written, and only the last step fails.
    await expect(store.export(id, 'text', folder.path)).rejects.toMatchObject({
      code: 'export_failed',
    })
    await expect(store.export(99, 'text', join(folder.path, 'out'))).rejects.toMatchObject({
      code: 'room_unknown',
    })
    expect(readdirSync(folder.path)).toEqual([])
  })
})

describe('what was withdrawn', () => {
  const gone = {
    ...at(2, noon(1, 5), '', ANN),
    body: {},
    withdrawn: 7,
    author: { id: ANN, name: 'Ann' },
  }

  test('stands in no export but as what is told of it', async () => {
    const talk = [at(1, noon(1), 'Hello'), gone]
    expect(await exported('text', talk)).toContain('\n(A message by Ann was deleted.)\n')
    expect(await exported('markdown', talk)).toContain(
      '\n*\\(A message by Ann was deleted\\.\\)*\n',
    )
    expect(JSON.parse(await exported('json', talk)).messages).toMatchObject([
      { seq: 1, text: 'Hello' },
      { seq: 2, text: null, withdrawn: 7, author: { id: ANN } },
    ])
  })

  /** A log of two pages; something of it is withdrawn so often as the export begins again. */
  function source(times: number) {
    const { roomId, hostKey, ownKey } = keyOf('lab')
    const info = { ...{ id: 1, roomId, hostKey, ownKey, room: 'Lab', name: 'Ann', addresses: [] } }
    const rest = { hosting: false, open: false, floor: 1, readOnly: false, draft: '' }
    let withdrawn = 0
    const events = stretch(1, EXPORT_PAGE + 1)
    return {
      logs: () => [{ ...info, ...rest, first: 1, last: events.length }],
      page: (_: number, query: PageQuery) => {
        const after = 'after' in query ? query.after : 0
        // Behind the first page, the first message is taken back.
        if (after === 0) return events.slice(0, query.most)
        if (withdrawn < times) {
          withdrawn += 1
          events[0] = { ...eventOf(1), body: {}, withdrawn: 999 }
        }
        return events.slice(after, after + query.most)
      },
      withdrawals: () => withdrawn,
    }
  }
  const job = (file: string) => ({
    ...{ log: 1, format: 'text' as const, file, now: unixMs(1) },
    signal: new AbortController().signal,
  })

  test('while it is being written has it begin anew', async () => {
    using folder = new Folder()
    const file = join(folder.path, 'out')
    expect(await exportLog(source(1), job(file))).toBe(EXPORT_PAGE + 1)
    const lines = readFileSync(file, 'utf8').split('\n').slice(3)
    expect(lines[0]).toBe('(A message by Bob was deleted.)')
    expect(lines.filter((line) => line !== '')).toHaveLength(EXPORT_PAGE + 1)
    expect(readdirSync(folder.path)).toEqual(['out'])
  })

  test('again and again has it given up, with nothing left of it', async () => {
    using folder = new Folder()
    const exporting = exportLog(source(1_000), job(join(folder.path, 'out')))
    await expect(exporting).rejects.toMatchObject({ code: 'export_failed' })
    expect(readdirSync(folder.path)).toEqual([])
  })
})
