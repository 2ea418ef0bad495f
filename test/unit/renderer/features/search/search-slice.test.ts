import { describe, expect, test } from 'vitest'
import {
  asking,
  failed,
  found,
  noSearch,
  selecting,
  withoutHit,
} from '../../../../../renderer/features/search/search-slice.ts'
import type { SearchHit } from '../../../../../shared/contract/snapshot.ts'
import { message } from '../../fixtures.ts'

const hit = (seq: number): SearchHit => ({
  roomId: 'r',
  room: 'Lab',
  message: message(seq),
  pieces: [],
})
const hits = (...seqs: number[]) => seqs.map(hit)

describe('answers', () => {
  test('only the one to the last question is shown', () => {
    const first = asking(noSearch, { text: 'cent' })
    const second = asking(first, { text: 'centri' })
    const late = found(second, first.asked, { hits: hits(1, 2), next: null, partial: false })
    expect(late).toBe(second)
    const right = found(late, second.asked, { hits: hits(3), next: null, partial: false })
    expect(right).toMatchObject({ state: 'done', hits: hits(3) })
    expect(found(right, first.asked, { hits: [], next: null, partial: false })).toBe(right)
    expect(failed(right, first.asked, 'late')).toBe(right)
  })

  test('what was found stays in sight until the next answer', () => {
    const first = asking(noSearch, { text: 'a' })
    const done = found(first, first.asked, { hits: hits(1), next: null, partial: false })
    expect(asking(done, { text: 'ab' })).toMatchObject({ state: 'asking', hits: hits(1) })
  })

  test('an empty field asks nothing, and no answer fills it again', () => {
    const first = asking(noSearch, { text: 'a' })
    const cleared = asking(first, { text: '  ' })
    expect(cleared.state).toBe('idle')
    expect(found(cleared, first.asked, { hits: hits(1), next: null, partial: false }).hits).toEqual(
      [],
    )
  })

  test('the same text elsewhere is another question', () => {
    const everywhere = asking(noSearch, { text: 'a' })
    const here = asking(everywhere, { here: true })
    expect(found(here, everywhere.asked, { hits: hits(1), next: null, partial: false })).toBe(here)
  })

  test('a failure takes the place of the hits', () => {
    const first = asking(noSearch, { text: 'a' })
    expect(failed(first, first.asked, 'no')).toMatchObject({ state: 'done', error: 'no', hits: [] })
  })
})

describe('more hits', () => {
  const first = asking(noSearch, { text: 'a' })
  const some = found(first, first.asked, { hits: hits(9, 8), next: 2, partial: false })
  const more = { ...some, more: true }

  test('follow those that are there, and the chosen one stays chosen', () => {
    const all = found(selecting(more, 1), first.asked, {
      hits: hits(7),
      next: null,
      partial: false,
    })
    expect(all).toMatchObject({ hits: hits(9, 8, 7), next: null, more: false, selected: 1 })
  })

  test('a failure leaves what is there', () => {
    expect(failed(more, first.asked, 'no')).toMatchObject({ hits: hits(9, 8), next: null })
  })

  test('those of an earlier question are not added', () => {
    const other = asking(more, { text: 'ab' })
    expect(found(other, first.asked, { hits: hits(7), next: null, partial: false }).hits).toEqual(
      hits(9, 8),
    )
  })
})

test('the chosen hit stays within the list', () => {
  const search = { ...noSearch, hits: hits(1, 2) }
  expect(selecting(search, -1).selected).toBe(0)
  expect(selecting(search, 2).selected).toBe(1)
  expect(selecting(noSearch, 1).selected).toBe(0)
})

describe('what was withdrawn', () => {
  const search = { ...noSearch, state: 'done' as const, hits: [hit(3), hit(2)], selected: 1 }

  test('is no hit any more, and another one is selected', () => {
    expect(withoutHit(search, 'r', 2)).toEqual({ ...search, hits: [hit(3)], selected: 0 })
  })

  test('elsewhere, or not found, changes nothing', () => {
    expect(withoutHit(search, 's', 2)).toBe(search)
    expect(withoutHit(search, 'r', 1)).toBe(search)
  })
})
