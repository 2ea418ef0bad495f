/** A jump to an earlier message: another stretch is shown, until it meets the latest. */
import { describe, expect, test } from 'vitest'
import { pushArrived, refetching, snapshotArrived } from '../../../../renderer/store/reduce.ts'
import { shown } from '../../../../renderer/store/room-changes.ts'
import { initialView, type RoomView, roomOf, type View } from '../../../../renderer/store/view.ts'
import {
  backToLatest,
  followed,
  jumpedTo,
  opened,
  pageArrived,
} from '../../../../renderer/store/view-changes.ts'
import type { HistoryPage } from '../../../../shared/events/conversation.ts'
import { joined, messages, pageOf, room, snapshot, stretchOf } from '../fixtures.ts'

const page = (from: number, to: number, newer = true): HistoryPage =>
  pageOf(messages(from, to), from > 1, newer)
const hear = (view: View, from: number, to: number, roomId = 'r') =>
  pushArrived(view, {
    revision: view.revision + 1,
    changes: [{ type: 'entries', roomId, stretch: stretchOf(messages(from, to)) }],
  }).view
const held = (view: View, roomId = 'r'): RoomView => {
  const found = roomOf(view, roomId)
  if (found === undefined) throw new Error('no such room')
  return found
}
const seqs = (view: View) => shown(held(view)).rows.map((row) => row.at)

/** Messages 101 to 110 are held. */
const begin = opened(
  snapshotArrived(initialView, snapshot(7, [room('r', messages(101, 111)), room('s')])).view,
  'r',
)
const away = jumpedTo(begin, 'r', 50, page(48, 53))

describe('a jump to what is not held', () => {
  test('shows the stretch around it, and the room is in front', () => {
    expect(seqs(away)).toEqual([48, 49, 50, 51, 52])
    expect(held(away).spot).toEqual({ seq: 50 })
    expect(jumpedTo(opened(begin, 's'), 'r', 50, page(48, 53)).active).toBe('r')
  })

  test('leaves what comes out of sight, without losing it', () => {
    const heard = hear(away, 111, 114)
    expect(seqs(heard)).toEqual([48, 49, 50, 51, 52])
    expect(held(heard).timeline.last).toBe(113)
  })

  test('is remembered as another one each time', () => {
    const again = jumpedTo(away, 'r', 50, page(48, 53))
    expect(held(again).spot).not.toBe(held(away).spot)
    expect(shown(held(again)).epoch).toBeGreaterThan(shown(held(away)).epoch)
  })
})

describe('from there', () => {
  test('older pages come in front of the stretch', () => {
    expect(seqs(pageArrived(away, 'r', 'older', page(45, 48)))[0]).toBe(45)
  })

  test('newer pages lead on, until it is one with the latest, in the same place', () => {
    const on = pageArrived(away, 'r', 'newer', page(53, 90))
    expect(held(on).aside).not.toBe(null)
    const met = pageArrived(on, 'r', 'newer', page(90, 105))
    expect(held(met).aside).toBe(null)
    expect(seqs(met).at(-1)).toBe(110)
    expect(shown(held(met))).toMatchObject({
      epoch: shown(held(away)).epoch,
      first: shown(held(away)).first,
    })
    expect(seqs(hear(met, 111, 112)).at(-1)).toBe(111)
  })

  test('one way back leads to the latest at once, in another epoch', () => {
    const back = backToLatest(hear(away, 111, 113), 'r')
    expect(seqs(back)).toEqual([101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112])
    expect(held(back)).toMatchObject({ aside: null, spot: null, newFrom: null })
    expect(shown(held(back)).epoch).toBeGreaterThan(shown(held(away)).epoch)
  })

  test('who goes to another room comes back to the latest', () => {
    expect(held(opened(away, 's'))).toMatchObject({ aside: null, spot: null })
  })

  test('a snapshot leaves the place as it is', () => {
    const next = snapshotArrived(
      refetching(away),
      snapshot(20, [room('r', messages(108, 120))]),
    ).view
    expect(seqs(next)).toEqual(seqs(away))
    expect(held(next).timeline.last).toBe(119)
    const far = snapshotArrived(refetching(away), snapshot(20, [room('r', messages(900, 910))]))
    expect(seqs(far.view)).toEqual(seqs(away))
    expect(seqs(backToLatest(far.view, 'r'))[0]).toBe(900)
  })
})

test('a page that reaches the latest is one with it from the start', () => {
  const near = jumpedTo(begin, 'r', 95, page(90, 103))
  expect(held(near).aside).toBe(null)
  expect(seqs(near)).toHaveLength(21)
})

test('a jump to what is held stays with the latest, in another epoch', () => {
  const near = jumpedTo(begin, 'r', 105, null)
  expect(held(near)).toMatchObject({ aside: null, spot: { seq: 105 } })
  expect(shown(held(near)).epoch).toBe(1)
  expect(near.following).toBe(false)
})

test('a page for another place is none of this stretch', () => {
  expect(seqs(pageArrived(away, 'r', 'newer', page(80, 90)))).toEqual(seqs(away))
  expect(seqs(pageArrived(away, 'r', 'older', page(1, 20)))).toEqual(seqs(away))
})

test('notices of the latest stretch are there again when it is shown', () => {
  const told = pushArrived(away, {
    revision: away.revision + 1,
    changes: [{ type: 'entries', roomId: 'r', stretch: stretchOf([joined(110.1, 'Cem')]) }],
  }).view
  expect(seqs(backToLatest(told, 'r')).at(-1)).toBe(110.1)
})

test('who reads aside is not told of unread messages in front of them', () => {
  expect(held(hear(followed(away, false), 111, 114)).unread).toBe(0)
})
