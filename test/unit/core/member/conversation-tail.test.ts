import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ConversationTail } from '../../../../electron/core/member/conversation-tail.ts'
import { entryOf } from '../../../../electron/core/member/rules/sync.ts'
import { ROOM_EVENTS, TAIL_ENTRIES } from '../../../../shared/domain/limits.ts'
import { unixMs } from '../../../../shared/domain/time.ts'
import { bob, stored } from '../../../support/pure-session.ts'

const message = (seq: number) => entryOf({ ownKey: bob.id }, stored(seq))
const notice = { kind: 'notice', time: unixMs(1), notice: { type: 'joined', name: 'Cem' } } as const

describe('a tail', () => {
  test('has messages at their numbers, and what else happened between them', () => {
    const tail = new ConversationTail(4)
    const places = [notice, message(5), notice, notice, message(6)].map(
      (one) => tail.append(one).at,
    )
    expect(places.map(Math.floor)).toEqual([4, 5, 5, 5, 6])
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(new Set(places).size).toBe(5)
    expect(tail.last).toBe(6)
    expect(tail.notices(5, 6)).toHaveLength(2)
  })

  test('whatever happens: places grow, messages are whole numbers, notices stand after theirs', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 300 }), (isMessage) => {
        const tail = new ConversationTail(0)
        let seq = 0
        let before = 0
        for (const one of isMessage) {
          if (one) seq += 1
          const { at } = tail.append(one ? message(seq) : notice)
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
    const places = [notice, notice, message(ROOM_EVENTS), notice, notice].map(
      (one) => tail.append(one).at,
    )
    expect(places.filter(Number.isInteger)).toEqual([ROOM_EVENTS])
    expect(new Set(places).size).toBe(places.length)
    expect(places).toEqual([...places].sort((a, b) => a - b))
  })

  test('holds only its end in memory, however long the conversation', () => {
    const tail = new ConversationTail(0)
    for (let seq = 1; seq <= 10 * TAIL_ENTRIES; seq += 1) {
      tail.append(notice)
      tail.append(message(seq))
    }
    const held = tail.latest(Number.MAX_SAFE_INTEGER)
    expect(held.length).toBeLessThanOrEqual(2 * TAIL_ENTRIES)
    expect(held.at(-1)?.at).toBe(10 * TAIL_ENTRIES)
    expect(tail.notices(0, Number.POSITIVE_INFINITY)).toHaveLength(TAIL_ENTRIES)
  })
})
