import { describe, expect, test } from 'vitest'
import { REACTION_EMOJI } from '../../../../shared/domain/limits.ts'
import { counting, emoji, on, saying, standingOf, withLog } from '../../../support/standing-kit.ts'
import { BOB, said } from '../../../support/store-kit.ts'

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
      withdrawn: false,
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
