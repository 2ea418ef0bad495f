import { describe, expect, test } from 'vitest'
import type { Point } from '../../faults/kill-points.ts'
import { countsOf, owed } from '../../faults/owed.ts'
import type { Account } from '../../faults/verdict.ts'

/** Bob has said `there`, which the log has as its first, and `gone`, which it has not. */
const account: Account = {
  said: ['there', 'gone'].map((cid) => ({
    author: 'Bob',
    cid,
    text: cid,
    life: 1,
    orphaned: true,
  })),
  acknowledged: [],
  log: [{ seq: 1, author: 'Bob', cid: 'there', text: 'there' }],
  printed: [],
}
const faults = (at: Point, cid: string, seq: number | null = null) =>
  owed([{ at, words: [{ cid, seq }] }], account)

describe('what is owed to who was killed at a named point', () => {
  test('before words were on any disk: that they are nowhere', () => {
    expect(faults('said', 'gone')).toEqual([])
    expect(faults('said', 'there')).toHaveLength(1)
  })

  test.each(['queued', 'sent', 'heard', 'asked'] as const)(
    'when words were %s: that they come out of their author’s outbox',
    (at) => {
      expect(faults(at, 'there')).toEqual([])
      expect(faults(at, 'gone')).toHaveLength(1)
    },
  )

  test.each(['kept', 'committed', 'told'] as const)('when words were %s: their number', (at) => {
    expect(faults(at, 'there', 1)).toEqual([])
    expect(faults(at, 'there', 2)).toHaveLength(1)
    expect(faults(at, 'gone', 2)).toHaveLength(1)
  })

  test('of every word, at every kill', () => {
    const words = ['gone', 'there', 'lost'].map((cid) => ({ cid, seq: null }))
    const kills = [
      { at: 'queued', words },
      { at: 'starting', words: [] },
      { at: 'asked', words },
    ] as const
    expect(owed(kills, account)).toHaveLength(4)
    expect(countsOf(['starting', 'queued', 'queued', 'told'], kills)).toBe(
      'starting 1, queued 1, told 0',
    )
  })
})
