import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { OutboxMessage, PageQuery, Store } from '../../../../electron/core/store/store.ts'
import { TEXT_BYTES } from '../../../../shared/domain/limits.ts'
import { unixMs } from '../../../../shared/domain/time.ts'
import {
  ANN,
  BOB,
  eventOf,
  keyOf,
  memoryStore,
  said,
  seqs,
  stretch,
  textOf,
} from '../../../support/store-kit.ts'

async function withLog(after = 0): Promise<{ store: Store; log: number }> {
  const store = await memoryStore()
  return { store, log: (await store.openLog(keyOf('lab'), {}, after)).id }
}
const all = (store: Store, log: number) => store.page(log, { after: 0, most: 1_000 })
const range = async (store: Store) => (await store.logs()).map(({ first, last }) => [first, last])
const differs = { code: 'log_differs' }

describe('what the host appends', () => {
  test('gets the next number', async () => {
    const { store, log } = await withLog()
    expect(await store.append(log, said(1), 1)).toEqual({
      kind: 'new',
      event: { seq: 1, ...said(1) },
    })
    expect(await store.append(log, said(2), 1)).toEqual({
      kind: 'new',
      event: { seq: 2, ...said(2) },
    })
    expect(await all(store, log)).toEqual([
      { seq: 1, ...said(1) },
      { seq: 2, ...said(2) },
    ])
    expect(await range(store)).toEqual([[1, 2]])
  })

  test('is known when the author says it again, whatever time and name it has now', async () => {
    const { store, log } = await withLog()
    await store.append(log, said(1), 1)
    const again = { ...said(1), time: unixMs(5), author: { id: ANN, name: 'Anna' } }
    expect(await store.append(log, again, 1)).toEqual({
      kind: 'known',
      event: { seq: 1, ...said(1) },
    })
    expect(await range(store)).toEqual([[1, 1]])
  })

  test('is a conflict when the author says something else under the same cid', async () => {
    const { store, log } = await withLog()
    await store.append(log, said(1), 1)
    expect(await store.append(log, said(1, 'no!'), 1)).toEqual({ kind: 'conflict' })
    expect(await all(store, log)).toHaveLength(1)
  })

  test('is new when another author, or the same in another room, uses the same cid', async () => {
    const { store, log } = await withLog()
    const other = (await store.openLog(keyOf('pub'), {}, 0)).id
    const byBob = { ...said(1), author: { id: BOB, name: 'Bob' } }
    expect(await store.append(log, said(1), 1)).toMatchObject({ kind: 'new', event: { seq: 1 } })
    expect(await store.append(log, byBob, 1)).toMatchObject({ kind: 'new', event: { seq: 2 } })
    expect(await store.append(other, said(1), 1)).toMatchObject({ kind: 'new', event: { seq: 1 } })
  })

  test('asked for in one breath is numbered in that order, each cid once', async () => {
    const { store, log } = await withLog()
    const answers = await Promise.all([1, 2, 1, 3].map((n) => store.append(log, said(n), 1)))
    expect(answers.map((a) => ('event' in a ? [a.kind, a.event.seq] : a.kind))).toEqual([
      ['new', 1],
      ['new', 2],
      ['known', 1],
      ['new', 3],
    ])
  })

  test('can have a text of anything', async () => {
    const { store, log } = await withLog()
    const texts = [' ', 'a\u0000b', "'; DROP TABLE events; --", '👩‍👩‍👧 ‮x', 'x'.repeat(TEXT_BYTES)]
    for (const [n, text] of texts.entries()) await store.append(log, said(n, text), 1)
    expect((await all(store, log)).map(textOf)).toEqual(texts)
  })

  test.each([{}, { text: 'Pub' }, { to: 'Pub', n: [1, null, { deep: true }] }])(
    'can be of a later kind, with the body %j',
    async (body) => {
      const { store, log } = await withLog()
      const later = { ...said(1), kind: 'renamed', body }
      await store.append(log, later, 1)
      expect(await all(store, log)).toEqual([{ seq: 1, ...later }])
    },
  )

  test('keeps what this version does not know of a message', async () => {
    const { store, log } = await withLog()
    const more = { ...said(1), body: { text: 'Tea?', until: 5, to: ['Ann'] } }
    await store.append(log, more, 1)
    expect(await all(store, log)).toEqual([{ seq: 1, ...more }])
    const otherOrder = { ...more, body: { to: ['Ann'], until: 5, text: 'Tea?' } }
    expect(await store.append(log, otherOrder, 1)).toMatchObject({ kind: 'known' })
    expect(await store.append(log, said(1, 'Tea?'), 1)).toEqual({ kind: 'conflict' })
  })
})

describe('what a member keeps', () => {
  test('goes on from what is here, at the end and before the beginning', async () => {
    const { store, log } = await withLog(10)
    await store.keep(log, stretch(11, 13))
    await store.keep(log, stretch(14, 15))
    await store.keep(log, stretch(6, 10))
    expect(await all(store, log)).toEqual(stretch(6, 15))
    expect(await range(store)).toEqual([[6, 15]])
  })

  test('may begin with the past while nothing is here yet', async () => {
    const { store, log } = await withLog(10)
    await store.keep(log, stretch(8, 10))
    expect(await range(store)).toEqual([[8, 10]])
  })

  test('is skipped where it is here already', async () => {
    const { store, log } = await withLog()
    await store.keep(log, stretch(1, 5))
    await store.keep(log, stretch(3, 7))
    await store.keep(log, stretch(1, 2))
    await store.keep(log, [])
    expect(await all(store, log)).toEqual(stretch(1, 7))
  })

  test.each([
    ['leaves a hole after the end', stretch(7, 8)],
    ['leaves a hole before the beginning', stretch(1, 1)],
    ['has a hole itself', [eventOf(6), eventOf(8)]],
    ['is in disorder', [eventOf(7), eventOf(6)]],
    ['has another cid at a number that is here', [{ ...eventOf(5), cid: 'x' }, eventOf(6)]],
    ['has another author at a number that is here', [eventOf(5, 'x', ANN), eventOf(6)]],
    ['has a cid twice', [eventOf(6), { ...eventOf(7), cid: 'bob-4' }]],
  ])('is refused as a whole when it %s', async (_, events) => {
    const { store, log } = await withLog(2)
    await store.keep(log, stretch(3, 5))
    await expect(store.keep(log, events)).rejects.toMatchObject(differs)
    expect(await all(store, log)).toEqual(stretch(3, 5))
    expect(await range(store)).toEqual([[3, 5]])
  })

  test('refused in the middle of a batch does not undo what else was asked for', async () => {
    const { store, log } = await withLog()
    const settled = await Promise.allSettled([
      store.keep(log, stretch(1, 2)),
      // Fails only at its second event, so that the first is already in.
      store.keep(log, [eventOf(3), { ...eventOf(4), cid: 'bob-1' }]),
      store.keep(log, [eventOf(9)]),
      store.keep(log, stretch(3, 4)),
    ])
    expect(settled.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ])
    expect(await all(store, log)).toEqual(stretch(1, 4))
  })
})

describe('the outbox', () => {
  const waiting = (n: number, text = `t ${n}`): OutboxMessage => ({
    ...{ cid: `ann-${n}`, kind: 'message', on: null, body: { text }, time: unixMs(n), error: null },
  })

  test('keeps the order in which things were said, and a change in place', async () => {
    const { store, log } = await withLog()
    for (const n of [1, 2, 3]) await store.queue(log, waiting(n))
    const error = { code: 'not_accepted', message: 'No.', details: { said: 'no' } } as const
    const failed = { ...waiting(1), error }
    await store.queue(log, failed)
    expect(await store.outbox(log)).toEqual([failed, waiting(2), waiting(3)])
    await store.unqueue(log, 'ann-2')
    await store.unqueue(log, 'nothing')
    expect(await store.outbox(log)).toEqual([failed, waiting(3)])
  })

  test('lets go of what comes back as our own, and of nothing else', async () => {
    const { store, log } = await withLog()
    for (const n of [1, 2]) await store.queue(log, waiting(n))
    await store.keep(log, [{ ...eventOf(1), cid: 'ann-2' }, eventOf(2), eventOf(3, 't', ANN)])
    expect(await store.outbox(log)).toHaveLength(2)
    await store.keep(log, [{ ...eventOf(4, 't 1', ANN), cid: 'ann-1' }])
    expect(await store.outbox(log)).toEqual([waiting(2)])
  })

  test('lets go of what the host on this computer has appended itself', async () => {
    const { store, log } = await withLog()
    await store.queue(log, waiting(1, 'message 1'))
    const appended = await store.append(log, said(1), 1)
    if (appended.kind !== 'new') throw new Error('it is new')
    expect(await store.outbox(log)).toHaveLength(1)
    await store.keep(log, [appended.event])
    expect(await store.outbox(log)).toEqual([])
    expect(await all(store, log)).toHaveLength(1)
  })

  test('keeps what it has when the events around it are refused', async () => {
    const { store, log } = await withLog()
    await store.queue(log, waiting(1))
    await expect(store.keep(log, [eventOf(1, 't', ANN), eventOf(3)])).rejects.toMatchObject(differs)
    expect(await store.outbox(log)).toEqual([waiting(1)])
  })
})

describe('a page', () => {
  test('is a stretch after or before a place, oldest first', async () => {
    const { store, log } = await withLog()
    await store.keep(log, stretch(1, 20))
    const page = async (query: Parameters<Store['page']>[1]) => seqs(await store.page(log, query))
    expect(await page({ after: 0, most: 3 })).toEqual([1, 2, 3])
    expect(await page({ after: 17, most: 9 })).toEqual([18, 19, 20])
    expect(await page({ after: 20, most: 9 })).toEqual([])
    expect(await page({ before: 5, most: 3 })).toEqual([2, 3, 4])
    expect(await page({ before: 3, most: 9 })).toEqual([1, 2])
    expect(await page({ before: 1, most: 9 })).toEqual([])
  })
})

describe('a page that is to have so many bytes', () => {
  /** Two bytes a letter. */
  const ofLetters = (seq: number, letters: number) => eventOf(seq, 'é'.repeat(letters))

  async function filled(...letters: number[]) {
    const { store, log } = await withLog()
    await store.keep(
      log,
      letters.map((many, at) => ofLetters(at + 1, many)),
    )
    const page = async (query: PageQuery, bytes: number) =>
      seqs(await store.page(log, query, bytes))
    return { store, page }
  }

  test('ends behind the event with which it has more, from either end', async () => {
    const { store, page } = await filled(50, 50, 50, 50, 50)
    expect(await page({ after: 0, most: 9 }, 250)).toEqual([1, 2, 3])
    expect(await page({ after: 0, most: 9 }, 200)).toEqual([1, 2, 3])
    expect(await page({ after: 0, most: 9 }, 199)).toEqual([1, 2])
    expect(await page({ after: 2, most: 9 }, 1_000)).toEqual([3, 4, 5])
    expect(await page({ before: 6, most: 9 }, 150)).toEqual([4, 5])
    expect(await page({ before: 6, most: 1 }, 150)).toEqual([5])
    await store.close()
  })

  test('has one event at least, however long it is', async () => {
    const { store, page } = await filled(5, 5_000, 5)
    expect(await page({ after: 1, most: 9 }, 10)).toEqual([2])
    expect(await page({ before: 3, most: 9 }, 0)).toEqual([2])
    await store.close()
  })

  test('leaves out nothing when the next one goes on', async () => {
    const letters = fc.array(fc.nat(300), { minLength: 1, maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(letters, fc.nat(1_000), async (many, bytes) => {
        const { store, page } = await filled(...many)
        const heard: number[] = []
        while (heard.length < many.length) {
          heard.push(...(await page({ after: heard.length, most: 7 }, bytes)))
        }
        expect(heard).toEqual(many.map((_, at) => at + 1))
        await store.close()
      }),
      { numRuns: 30 },
    )
  })
})
