/** What stands on events, in the store: the latest of each, whenever it comes. */
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openFile } from '../../../../electron/core/store/recovery.ts'
import { fold } from '../../../../shared/events/kinds.ts'
import { back, counting, emoji, on, standingOf, withLog } from '../../../support/standing-kit.ts'
import { ANN, BOB, eventOf, Folder, HOST, keyOf, seqs } from '../../../support/store-kit.ts'

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
      withdrawn: false,
    })
    expect(await store.standing(log, 3, false)).toEqual({
      ...{ standing: [], folded: 3, withdrawn: false },
    })
    expect(await store.standing(log, 99, false)).toEqual({
      ...{ standing: [], folded: 3, withdrawn: false },
    })
    expect(await store.standing(log, 2, false)).toEqual({
      ...{ standing: [], folded: 3, withdrawn: false },
    })
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
    expect(await store.standing(log, 1, false)).toEqual({
      ...{ standing: [], folded: 0, withdrawn: false },
    })
    expect(await standingOf(store, other, 1)).toEqual([2, 3])
    const anew = (await store.openLog(keyOf('lab'), {}, 0)).id
    expect(await store.standing(anew, 1, false)).toEqual({
      ...{ standing: [], folded: 0, withdrawn: false },
    })
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
