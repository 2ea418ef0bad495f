/** Pages of rows: what makes one, and its bounds among all that was said. */
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { openFile } from '../../../../electron/core/store/recovery.ts'
import type { PageQuery, RowsPage, StoredEvent } from '../../../../electron/core/store/store.ts'
import type { Write } from '../../../../electron/core/store/writes.ts'
import { fold } from '../../../../shared/events/kinds.ts'
import { back, emoji, on, withLog } from '../../../support/standing-kit.ts'
import { ANN, BOB, eventOf, Folder, keyOf, seqs } from '../../../support/store-kit.ts'

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

  test.each([
    ['the last of them', 1, 18],
    ['all of them', 3, 12],
    ['more than there are', 4, 11],
    ['as many as may be asked for', 1_000_000, 11],
  ])('say from where on there is %s', async (_, most, from) => {
    const { store, log } = await withLog(10)
    await store.keep(log, LOG)
    expect(await store.rowsFrom(log, most)).toBe(from)
    await store.close()
  })

  test('of no log, or an empty one, begin where it begins', async () => {
    const { store, log } = await withLog(10)
    expect([await store.rowsFrom(log, 5), await store.rowsFrom(99, 5)]).toEqual([11, 1])
    await store.close()
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
