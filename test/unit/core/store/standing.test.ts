/** What stands on events, in the store: the latest of each, whenever it comes, and the rows below. */
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openFile } from '../../../../electron/core/store/recovery.ts'
import type {
  PageQuery,
  RowsPage,
  Store,
  StoredEvent,
} from '../../../../electron/core/store/store.ts'
import type { Write } from '../../../../electron/core/store/writes.ts'
import { REACTION_EMOJI } from '../../../../shared/domain/limits.ts'
import type { Body } from '../../../../shared/events/body.ts'
import { fold } from '../../../../shared/events/kinds.ts'
import {
  ANN,
  BOB,
  eventOf,
  Folder,
  HOST,
  keyOf,
  memoryStore,
  said,
  seqs,
} from '../../../support/store-kit.ts'

/** Something that Bob, or another, says on an event. */
const on = (
  seq: number,
  target: number,
  body: Body,
  author = BOB,
  kind = 'reaction',
): StoredEvent => ({
  ...eventOf(seq, '', author),
  ...{ kind, on: target, body },
})
const emoji = (seq: number, target: number, one = '👍', author = BOB) =>
  on(seq, target, { emoji: one }, author)
const back = (seq: number, target: number, one = '👍', author = BOB) =>
  on(seq, target, { emoji: one, off: true }, author)
/** The same, as the store has it while it counts: one of so many under its key. */
const counting = (event: StoredEvent, of = 1) => ({ ...event, of })
/** The same, as it is said to the host. */
const saying = ({ seq, ...event }: StoredEvent) => event

async function withLog(after = 0): Promise<{ store: Store; log: number }> {
  const store = await memoryStore()
  return { store, log: (await store.openLog(keyOf('lab'), {}, after)).id }
}
const standingOf = async (store: Store, log: number, target: number) =>
  seqs((await store.standing(log, target, false)).standing).toSorted((one, other) => one - other)

describe('what stands on an event', () => {
  test('is all that is there of two thousand toggles: the last of them', async () => {
    const { store, log } = await withLog()
    const many = 2_000
    await store.keep(log, [eventOf(1)])
    const toggles = Array.from({ length: many }, (_, n) =>
      n % 2 === 0 ? emoji(n + 2, 1) : back(n + 2, 1),
    )
    await store.keep(log, toggles)
    const { standing, folded } = await store.standing(log, 1, false)
    expect([standing, folded]).toEqual([[], many + 1])
    await store.keep(log, [emoji(many + 2, 1)])
    expect((await store.standing(log, 1, true)).standing).toEqual([counting(emoji(many + 2, 1))])
    const page = await store.rows(log, { before: many + 3, most: 9 })
    expect([seqs(page.rows), seqs(page.standing), page.from, page.to]).toEqual([
      ...[[1], [many + 2], 1, many + 2],
    ])
    // The events themselves stay, each in its place.
    expect(await store.page(log, { after: many - 1, most: 2 })).toEqual(toggles.slice(-2))
  })

  test('is one for each person, emoji and event, whatever picture of the emoji', async () => {
    const { store, log } = await withLog()
    await store.keep(log, [
      ...[eventOf(1), eventOf(2), emoji(3, 1, '❤'), emoji(4, 1, '❤️'), emoji(5, 1, '❤️', ANN)],
      ...[emoji(6, 1, '👍'), emoji(7, 2, '❤'), emoji(8, 1, '👍🏽')],
    ])
    expect(await standingOf(store, log, 1)).toEqual([4, 5, 6, 8])
    expect(await standingOf(store, log, 2)).toEqual([7])
  })

  test('is what it was, with all that this version does not know of it', async () => {
    const { store, log } = await withLog()
    const more = on(2, 1, { emoji: '👍', size: { x: ['large', null] }, off: false })
    await store.keep(log, [eventOf(1), more])
    expect((await store.standing(log, 1, false)).standing).toEqual([counting(more)])
  })

  test('is as new as the log: it says up to which number it is all', async () => {
    const { store, log } = await withLog()
    await store.keep(log, [eventOf(1), emoji(2, 1), eventOf(3)])
    expect(await store.standing(log, 1, false)).toEqual({
      standing: [counting(emoji(2, 1))],
      folded: 3,
    })
    expect(await store.standing(log, 3, false)).toEqual({ standing: [], folded: 3 })
    expect(await store.standing(log, 99, false)).toEqual({ standing: [], folded: 3 })
    expect(await store.standing(log, 2, false)).toEqual({ standing: [], folded: 3 })
  })

  test('is the newer one also when a page of older ones comes after it', async () => {
    const { store, log } = await withLog(5)
    await store.keep(log, [eventOf(6), back(7, 1), emoji(8, 2, '❤')])
    expect(await standingOf(store, log, 1)).toEqual([])
    await store.keep(log, [eventOf(1), eventOf(2), emoji(3, 1), emoji(4, 2, '❤'), emoji(5, 2)])
    expect(await standingOf(store, log, 1)).toEqual([])
    expect(await standingOf(store, log, 2)).toEqual([5, 8])
    const page = await store.rows(log, { after: 0, most: 9 })
    expect(
      page.rows.map(({ seq }) => [
        seq,
        fold(
          page.standing.filter((one) => one.on === seq),
          ANN,
        ),
      ]),
    ).toEqual([
      [1, {}],
      [
        2,
        {
          reaction: [
            { emoji: '👍', count: 1, mine: false, names: ['Bob'] },
            { emoji: '❤', count: 1, mine: false, names: ['Bob'] },
          ],
        },
      ],
      [6, {}],
    ])
  })

  test('of a kind of a later version, or that cannot be read, is kept and is nothing', async () => {
    const { store, log } = await withLog()
    const events = [
      ...[eventOf(1), on(2, 1, { emoji: '👍' }, BOB, 'dance'), on(3, 1, {}, BOB, 'edit')],
      ...[on(4, 1, { emoji: 'words' }), on(5, 1, { emoji: '👍', off: 'yes' }), on(6, 1, {})],
      ...[on(7, 1, { text: 'an answer' }, BOB, 'message')],
    ]
    await store.keep(log, events)
    expect(await store.page(log, { after: 0, most: 9 })).toEqual(events)
    expect((await store.standing(log, 1, false)).standing).toEqual([])
    expect((await store.rows(log, { after: 0, most: 9 })).standing).toEqual([])
  })

  test('is gone with its log, and with no other', async () => {
    const { store, log } = await withLog()
    const other = (await store.openLog(keyOf('pub'), {}, 0)).id
    for (const id of [log, other]) await store.keep(id, [eventOf(1), emoji(2, 1), emoji(3, 1, '❤')])
    await store.delete(log)
    expect(await store.standing(log, 1, false)).toEqual({ standing: [], folded: 0 })
    expect(await standingOf(store, other, 1)).toEqual([2, 3])
    const anew = (await store.openLog(keyOf('lab'), {}, 0)).id
    expect(await store.standing(anew, 1, false)).toEqual({ standing: [], folded: 0 })
    await store.delete(other)
    expect(await store.logs()).toHaveLength(1)
  })

  test('leaves nothing of a deleted log in the file', async () => {
    using folder = new Folder()
    const { store } = await folder.open()
    const { id } = await store.openLog(keyOf('lab'), {}, 0)
    await store.keep(id, [eventOf(1), emoji(2, 1), emoji(3, 1, '❤', HOST)])
    await store.delete(id)
    await store.close()
    const file = new DatabaseSync(folder.file, { readOnly: true })
    const count = (table: string) =>
      file.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }
    expect(['standing', 'events', 'authors'].map((table) => count(table).n)).toEqual([0, 0, 0])
    file.close()
  })

  test('whose event a disk has lost is no reason to keep another log for ever', async () => {
    using folder = new Folder()
    const { store } = await folder.open()
    const [lab, pub] = [
      await store.openLog(keyOf('lab'), {}, 0),
      await store.openLog(keyOf('pub'), {}, 0),
    ]
    await store.keep(lab.id, [eventOf(1), emoji(2, 1, '👍', HOST), eventOf(3)])
    await store.keep(pub.id, [eventOf(1)])
    await store.close()
    const file = new DatabaseSync(folder.file, { enableForeignKeyConstraints: false })
    file.exec(`DELETE FROM events WHERE log = ${lab.id} AND seq = 2`)
    file.close()
    const { sqlite } = openFile(folder.file)
    expect(sqlite.standing(lab.id, 1, false).standing).toEqual([])
    expect(sqlite.commit([{ name: 'delete', args: [pub.id] }])).toMatchObject({
      outcomes: [{ ok: true }],
    })
    expect(sqlite.logs().map(({ id }) => id)).toEqual([lab.id])
    await sqlite.close()
  })

  test('is the same in whatever order pages come, and however often', async () => {
    const author = fc.constantFrom(ANN, BOB)
    const reaction = fc.record({
      ...{ target: fc.nat(2), one: fc.constantFrom('👍', '❤', '❤️'), off: fc.boolean(), author },
    })
    const log = fc
      .array(reaction, { minLength: 5, maxLength: 15, size: 'max' })
      .map((all) => [
        ...[eventOf(1), eventOf(2), eventOf(3)],
        ...all.map((one, n) =>
          on(n + 4, one.target + 1, { emoji: one.one, off: one.off }, one.author),
        ),
      ])
    const pages = fc.array(fc.record({ older: fc.boolean(), most: fc.integer({ min: 1, max: 6 }) }))
    await fc.assert(
      fc.asyncProperty(log, fc.nat(17), pages, async (events, begin, all) => {
        const whole = await withLog()
        await whole.store.keep(whole.log, events)
        const after = Math.min(begin, events.length)
        const { store, log } = await withLog(after)
        let [first, last] = [after + 1, after]
        // At the end all that is left, each way; a page overlaps with what is here.
        for (const { older, most } of [
          ...all,
          { older: true, most: 99 },
          { older: false, most: 99 },
        ]) {
          const [from, to] = older ? [first - most, first + 1] : [last - 1, last + most]
          const page = events.slice(
            Math.max(0, from - 1),
            Math.min(to, older ? Math.max(last, first - 1) : to),
          )
          if (page.length === 0) continue
          await store.keep(log, page)
          first = Math.min(first, page.at(0)?.seq ?? first)
          last = Math.max(last, page.at(-1)?.seq ?? last)
        }
        expect([first, last]).toEqual([1, events.length])
        for (const target of [1, 2, 3]) {
          const [one, other] = [
            await store.standing(log, target, false),
            await whole.store.standing(whole.log, target, false),
          ]
          expect(fold(one.standing, ANN)).toEqual(fold(other.standing, ANN))
          expect(one.standing.toSorted((a, b) => a.seq - b.seq)).toEqual(
            other.standing.toSorted((a, b) => a.seq - b.seq),
          )
        }
        await Promise.all([store.close(), whole.store.close()])
      }),
      { numRuns: 60 },
    )
  })
})

describe('what the host is told to append on an event', () => {
  test('stands there from that moment, for the next one to be judged by', async () => {
    const { store, log } = await withLog()
    await store.append(log, said(1), 1)
    expect(await store.append(log, saying(emoji(2, 1)), 1)).toEqual({
      ...{ kind: 'new', event: emoji(2, 1) },
    })
    expect(await store.append(log, saying(emoji(2, 1)), 1)).toMatchObject({ kind: 'known' })
    expect(await store.append(log, saying({ ...emoji(2, 1), on: null }), 1)).toEqual({
      kind: 'conflict',
    })
    expect(await store.standing(log, 1, false)).toEqual({
      standing: [counting(emoji(2, 1))],
      folded: 2,
    })
  })

  test.each([0, -1, 3, 99, 1.5, 2 ** 53, 1e300])(
    'is refused on %d, where nothing is',
    async (target) => {
      const { store, log } = await withLog()
      await store.append(log, said(1), 1)
      await store.append(log, said(2), 1)
      expect(await store.append(log, saying(emoji(9, target)), 1)).toEqual({
        kind: 'refused',
        code: 'target_unknown',
      })
      expect(await store.page(log, { after: 0, most: 9 })).toHaveLength(2)
    },
  )

  test('is refused below what its author may read, as if nothing were there', async () => {
    const { store, log } = await withLog()
    for (const n of [1, 2, 3]) await store.append(log, said(n), 1)
    await store.append(log, saying(emoji(9, 1)), 1)
    const refused = { kind: 'refused', code: 'target_unknown' }
    const outcomes = [1, 2, 3, 4].map((floor) =>
      store.append(log, saying(emoji(10 + floor, 2)), floor),
    )
    expect(await Promise.all(outcomes)).toMatchObject([
      ...[{ kind: 'new' }, { kind: 'new' }, refused, refused],
    ])
    // Not even that it is no message is told of what is below.
    expect(await store.append(log, saying(emoji(20, 4)), 5)).toEqual(refused)
    // What was said before is known, whatever may be read now.
    expect(await store.append(log, saying(emoji(9, 1)), 3)).toMatchObject({ kind: 'known' })
  })

  test('is refused where the log does not reach back to', async () => {
    const { store, log } = await withLog(10)
    await store.append(log, said(1), 1)
    expect(await store.append(log, saying(emoji(9, 10)), 1)).toMatchObject({
      code: 'target_unknown',
    })
    expect(await store.append(log, saying(emoji(9, 11)), 1)).toMatchObject({ kind: 'new' })
  })

  test('is refused on what is no message, and of a kind that stands on nothing', async () => {
    const { store, log } = await withLog()
    await store.append(log, said(1), 1)
    await store.append(log, saying(emoji(2, 1)), 1)
    await store.append(log, { ...said(3), kind: 'dance' }, 1)
    const refused = { kind: 'refused', code: 'not_allowed' }
    for (const target of [2, 3])
      expect(await store.append(log, saying(emoji(9, target)), 1)).toEqual(refused)
    for (const kind of ['message', 'dance'])
      expect(await store.append(log, saying(on(9, 1, { text: 'x' }, BOB, kind)), 1)).toEqual(
        refused,
      )
    expect(await store.page(log, { after: 0, most: 9 })).toHaveLength(3)
  })

  test('is refused when so many emoji are there already, also within one breath', async () => {
    const { store, log } = await withLog()
    await store.append(log, said(1), 1)
    const nth = (n: number) => saying(emoji(n + 2, 1, String.fromCodePoint(0x1f600 + n)))
    const all = Array.from({ length: REACTION_EMOJI + 1 }, (_, n) => store.append(log, nth(n), 1))
    const outcomes = await Promise.all(all)
    expect(outcomes.slice(0, -1).every(({ kind }) => kind === 'new')).toBe(true)
    expect(outcomes.at(-1)).toEqual({ kind: 'refused', code: 'not_allowed' })
    // Its number is free for the next, and so is the place of one that is taken back.
    const free = { ...nth(0), cid: 'off', body: { ...nth(0).body, off: true } }
    expect(await store.append(log, free, 1)).toMatchObject({ event: { seq: REACTION_EMOJI + 2 } })
    expect(await store.append(log, nth(REACTION_EMOJI), 1)).toMatchObject({ kind: 'new' })
    expect(await store.append(log, { ...nth(0), cid: 'again' }, 1)).toMatchObject({
      code: 'not_allowed',
    })
    // On another message there is place.
    await store.append(log, said(2), 1)
    const other = { ...nth(0), cid: 'other', on: REACTION_EMOJI + 4 }
    expect(await store.append(log, other, 1)).toMatchObject({ kind: 'new' })
  })

  test('that was refused leaves no trace, and stands when it is said again and may', async () => {
    const { store, log } = await withLog()
    const early = saying(emoji(9, 1))
    expect(await store.append(log, early, 1)).toMatchObject({ kind: 'refused' })
    expect(await store.logs()).toMatchObject([{ first: 1, last: 0 }])
    await store.append(log, said(1), 1)
    expect(await store.append(log, early, 1)).toMatchObject({ kind: 'new', event: { seq: 2 } })
    expect(await standingOf(store, log, 1)).toEqual([2])
  })
})

describe('the rows', () => {
  const LOG: readonly StoredEvent[] = [
    ...[emoji(11, 4), eventOf(12), emoji(13, 12), emoji(14, 5), eventOf(15), emoji(16, 12, '❤')],
    ...[back(17, 15), eventOf(18), emoji(19, 18), emoji(20, 15)],
  ]
  /** A log from 11 to 20 with the rows 12, 15 and 18. */
  async function shown(query: PageQuery): Promise<RowsPage> {
    const { store, log } = await withLog(10)
    await store.keep(log, LOG)
    const page = await store.rows(log, query)
    await store.close()
    return page
  }
  const brief = ({ from, to, rows, standing, folded }: RowsPage) => ({
    ...{ from, to, rows: seqs(rows), folded },
    standing: seqs(standing).toSorted((one, other) => one - other),
  })

  test.each<[PageQuery, number, number, number[], number[]]>([
    // All of it, from either end: what makes no row at the edges belongs to the page.
    [{ after: 0, most: 9 }, 11, 20, [12, 15, 18], [13, 14, 16, 19, 20]],
    [{ before: 99, most: 9 }, 11, 20, [12, 15, 18], [13, 14, 16, 19, 20]],
    [{ after: 10, most: 3 }, 11, 18, [12, 15, 18], [13, 16, 19, 20]],
    // A page ends at its last row, and begins where it was asked to.
    [{ after: 10, most: 1 }, 11, 12, [12], [13, 16]],
    [{ after: 12, most: 1 }, 13, 15, [15], [20]],
    [{ after: 13, most: 2 }, 14, 18, [15, 18], [19, 20]],
    [{ before: 21, most: 1 }, 18, 20, [18], [19]],
    [{ before: 18, most: 1 }, 15, 17, [15], [20]],
    [{ before: 18, most: 2 }, 12, 17, [12, 15], [13, 16, 20]],
    [{ before: 18, most: 3 }, 11, 17, [12, 15], [13, 16, 20]],
    // Where no row is, the stretch is told of all the same.
    [{ after: 18, most: 9 }, 19, 20, [], []],
    [{ before: 12, most: 9 }, 11, 11, [], []],
    // Nothing at all.
    [{ after: 20, most: 9 }, 21, 20, [], []],
    [{ after: 99, most: 9 }, 100, 99, [], []],
    [{ before: 11, most: 9 }, 11, 10, [], []],
    [{ before: 1, most: 9 }, 11, 10, [], []],
  ])('of %j are from %i to %i', async (query, from, to, rows, standing) => {
    const within = standing.filter((seq) =>
      LOG.some((one) => one.seq === seq && (one.on ?? 0) >= 11),
    )
    expect(brief(await shown(query))).toEqual({ from, to, rows, standing: within, folded: 20 })
  })

  test('come page by page, each once, and without a hole between the pages', async () => {
    const { store, log } = await withLog(10)
    await store.keep(log, LOG)
    for (const most of [1, 2, 3]) {
      const forward: number[] = []
      let after = 10
      while (after < 20) {
        const page = await store.rows(log, { after, most })
        expect(page.from).toBe(after + 1)
        expect(page.to).toBeGreaterThan(after)
        forward.push(...seqs(page.rows))
        after = page.to
      }
      const backward: number[] = []
      let before = 21
      while (before > 11) {
        const page = await store.rows(log, { before, most })
        expect(page.to).toBe(before - 1)
        expect(page.from).toBeLessThan(before)
        backward.unshift(...seqs(page.rows))
        before = page.from
      }
      expect([forward, backward]).toEqual([
        [12, 15, 18],
        [12, 15, 18],
      ])
    }
  })

  test('of no log, or an empty one, are none', async () => {
    const { store, log } = await withLog(10)
    const nothing = { rows: [], standing: [] }
    expect(await store.rows(log, { after: 0, most: 9 })).toEqual({
      ...nothing,
      from: 11,
      to: 10,
      folded: 10,
    })
    expect(await store.rows(log, { before: 99, most: 9 })).toEqual({
      ...nothing,
      from: 11,
      to: 10,
      folded: 10,
    })
    expect(await store.rows(99, { after: 0, most: 9 })).toEqual({
      ...nothing,
      from: 1,
      to: 0,
      folded: 0,
    })
  })

  test('of kinds of later versions are there: what stands alone makes a row', async () => {
    const { store, log } = await withLog()
    const dance = { ...eventOf(1), kind: 'dance', body: { steps: 3 } }
    await store.keep(log, [dance, on(2, 1, {}, BOB, 'dance'), eventOf(3)])
    const page = await store.rows(log, { after: 0, most: 9 })
    expect(page.rows).toEqual([dance, eventOf(3)])
  })

  describe('where a disk has lost events', () => {
    async function lossy(sql: string) {
      const folder = new Folder()
      const { sqlite: before } = openFile(folder.file)
      before.commit([{ name: 'openLog', args: [keyOf('lab'), {}, 10] }] as Write[])
      const [log] = before.logs()
      const id = log?.id ?? 0
      before.commit([{ name: 'keep', args: [id, LOG] }])
      await before.close()
      const file = new DatabaseSync(folder.file, { enableForeignKeyConstraints: false })
      file.exec(sql)
      file.close()
      const { sqlite } = openFile(folder.file)
      const rows = (query: PageQuery) => {
        const page = sqlite.rows(id, query)
        return [
          page.from,
          page.to,
          page.rows.map(({ seq, kind }) => (kind === 'unreadable' ? -seq : seq)),
        ]
      }
      const close = async () => {
        await sqlite.close()
        folder[Symbol.dispose]()
      }
      return { sqlite, id, rows, close }
    }

    test('have them in their places, as what cannot be read', async () => {
      const { sqlite, id, rows, close } = await lossy(
        'DELETE FROM events WHERE seq IN (12, 13, 17)',
      )
      expect(rows({ after: 0, most: 9 })).toEqual([11, 20, [-12, -13, 15, -17, 18]])
      expect(rows({ before: 99, most: 9 })).toEqual([11, 20, [-12, -13, 15, -17, 18]])
      expect(rows({ after: 10, most: 1 })).toEqual([11, 15, [-12, -13, 15]])
      expect(rows({ before: 18, most: 1 })).toEqual([15, 17, [15, -17]])
      expect(sqlite.rows(id, { after: 0, most: 9 }).rows[0]).toEqual(
        sqlite.page(id, { after: 11, most: 1 })[0],
      )
      await close()
    })

    test('have them also at both ends', async () => {
      const { rows, close } = await lossy('DELETE FROM events WHERE seq IN (11, 20)')
      expect(rows({ after: 0, most: 9 })).toEqual([11, 20, [-11, 12, 15, 18, -20]])
      expect(rows({ after: 18, most: 9 })).toEqual([19, 20, [-20]])
      await close()
    })

    test('have what is there and cannot be read, and show of what stands on them what can', async () => {
      const { sqlite, id, rows, close } = await lossy(
        `UPDATE events SET text = NULL WHERE seq = 15; UPDATE events SET body = '{' WHERE seq = 16`,
      )
      expect(rows({ after: 0, most: 9 })).toEqual([11, 20, [12, -15, 18]])
      const { standing } = sqlite.standing(id, 12, false)
      expect(
        fold(
          standing.filter((one) => one.on === 12),
          ANN,
        ),
      ).toEqual({
        reaction: [{ emoji: '👍', count: 1, mine: false, names: ['Bob'] }],
      })
      await close()
    })
  })
})
