import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ConversationTail } from '../../../../electron/core/member/conversation-tail.ts'
import { rowOf } from '../../../../electron/core/member/rules/rows.ts'
import { ROOM_EVENTS, TAIL_ENTRIES } from '../../../../shared/domain/limits.ts'
import { unixMs } from '../../../../shared/domain/time.ts'
import type { Entry } from '../../../../shared/events/conversation.ts'
import { bob, stored } from '../../../support/pure-session.ts'

const notice = { kind: 'notice', time: unixMs(1), notice: { type: 'joined', name: 'Cem' } } as const

/** Appends the row of a message, and answers it. */
function message(tail: ConversationTail, seq: number): Entry {
  const row = rowOf(bob.id, stored(seq))
  tail.event(seq, row)
  return row
}

describe('a tail', () => {
  test('has messages at their numbers, and what else happened between them', () => {
    const tail = new ConversationTail(4)
    const places = [
      tail.notice(notice),
      message(tail, 5),
      tail.notice(notice),
      tail.notice(notice),
      message(tail, 6),
    ].map(({ at }) => at)
    expect(places.map(Math.floor)).toEqual([4, 5, 5, 5, 6])
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(new Set(places).size).toBe(5)
    expect(tail.last).toBe(6)
    expect(tail.notices(5, 6)).toHaveLength(2)
  })

  test('keeps no word of a message that is withdrawn', () => {
    const tail = new ConversationTail(4)
    for (const seq of [5, 6]) message(tail, seq)
    tail.show({ seq: 5, withdrawn: true, shown: {}, folded: 7 })
    const [gone, other] = tail.latest(9).entries
    expect(gone).toMatchObject({ seq: 5, withdrawn: true, text: '', folded: 7 })
    expect(other).toMatchObject({ seq: 6, withdrawn: false, text: 'message 6' })
  })

  test('whatever happens: places grow, messages are whole numbers, notices stand after theirs', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 300 }), (isMessage) => {
        const tail = new ConversationTail(0)
        let seq = 0
        let before = 0
        for (const one of isMessage) {
          if (one) seq += 1
          const { at } = one ? message(tail, seq) : tail.notice(notice)
          expect(at).toBeGreaterThan(before)
          expect(Math.floor(at)).toBe(seq)
          expect(Number.isInteger(at)).toBe(one)
          before = at
        }
      }),
    )
  })

  test('has places between the last events that a room can have', () => {
    const tail = new ConversationTail(ROOM_EVENTS - 1)
    const places = [
      tail.notice(notice),
      tail.notice(notice),
      message(tail, ROOM_EVENTS),
      tail.notice(notice),
      tail.notice(notice),
    ].map(({ at }) => at)
    expect(places.filter(Number.isInteger)).toEqual([ROOM_EVENTS])
    expect(new Set(places).size).toBe(places.length)
    expect(places).toEqual([...places].sort((a, b) => a - b))
  })

  test('holds only its end in memory, however long the conversation', () => {
    const tail = new ConversationTail(0)
    for (let seq = 1; seq <= 10 * TAIL_ENTRIES; seq += 1) {
      tail.notice(notice)
      message(tail, seq)
    }
    const held = tail.latest(Number.MAX_SAFE_INTEGER)
    expect(held.entries.length).toBeLessThanOrEqual(2 * TAIL_ENTRIES)
    expect(held.entries.at(-1)?.at).toBe(10 * TAIL_ENTRIES)
    expect(held.to).toBe(10 * TAIL_ENTRIES)
    expect(tail.notices(0, Number.POSITIVE_INFINITY)).toHaveLength(TAIL_ENTRIES)
  })
})
