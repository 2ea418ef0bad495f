import { describe, expect, test } from 'vitest'
import { pushArrived, refetching, snapshotArrived } from '../../../../renderer/store/reduce.ts'
import { ROWS_KEPT } from '../../../../renderer/store/timeline.ts'
import { initialView, roomOf, totalUnread, type View } from '../../../../renderer/store/view.ts'
import {
  answered,
  attended,
  followed,
  opened,
  pageArrived,
} from '../../../../renderer/store/view-changes.ts'
import type { Change } from '../../../../shared/contract/snapshot.ts'
import { errorValue } from '../../../../shared/domain/errors.ts'
import { unixMs } from '../../../../shared/domain/time.ts'
import { growthOfWork } from '../../../support/effort.ts'
import {
  info,
  joined,
  keyOf,
  message,
  messages,
  pageOf,
  room,
  snapshot,
  stretchOf,
  waiting,
} from '../fixtures.ts'

const synced = (...rooms: Parameters<typeof room>[]) =>
  snapshotArrived(
    initialView,
    snapshot(
      7,
      rooms.map((args) => room(...args)),
    ),
  ).view

const push = (view: View, ...changes: Change[]) =>
  pushArrived(view, { revision: view.revision + 1, changes }).view

const said = (view: View, roomId = 'r') =>
  roomOf(view, roomId)?.timeline.rows.map((row) => row.at) ?? []

const entries = (from: number, to: number, roomId = 'r'): Change => ({
  type: 'entries',
  roomId,
  stretch: stretchOf(messages(from, to)),
})

describe('revisions', () => {
  test('a push that follows is applied and moves the revision', () => {
    const view = push(synced(['r', messages(1, 3)]), entries(3, 5))
    expect(view.revision).toBe(8)
    expect(said(view)).toEqual([1, 2, 3, 4])
  })

  test('a push already in the snapshot is ignored', () => {
    const view = synced(['r', messages(1, 3)])
    const step = pushArrived(view, { revision: 7, changes: [entries(3, 5)] })
    expect(step).toEqual({ view, refetch: false })
  })

  test('a gap asks for a snapshot once, and what came meanwhile is replayed on it', () => {
    const view = synced(['r', messages(1, 3)])
    const gap = pushArrived(view, { revision: 9, changes: [entries(5, 6)] })
    expect(gap.refetch).toBe(true)
    expect(said(gap.view)).toEqual([1, 2])
    const more = pushArrived(gap.view, { revision: 10, changes: [entries(6, 7)] })
    expect(more.refetch).toBe(false)
    const healed = snapshotArrived(more.view, snapshot(9, [room('r', messages(1, 6))]))
    expect(healed.refetch).toBe(false)
    expect(healed.view.revision).toBe(10)
    expect(said(healed.view)).toEqual([1, 2, 3, 4, 5, 6])
    expect(healed.view.buffer).toEqual([])
  })

  test('pushes before the first snapshot are kept; old ones among them are dropped', () => {
    let view = initialView
    for (const revision of [6, 7, 8]) {
      const step = pushArrived(view, { revision, changes: [entries(revision + 1, revision + 2)] })
      expect(step.refetch).toBe(false)
      view = step.view
    }
    const step = snapshotArrived(view, snapshot(7, [room('r', messages(1, 9))]))
    expect(step.view.revision).toBe(8)
    expect(said(step.view)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  test('a snapshot older than the kept pushes asks again', () => {
    const waiting = pushArrived(initialView, { revision: 9, changes: [] }).view
    const step = snapshotArrived(waiting, snapshot(7))
    expect(step.refetch).toBe(true)
    expect(step.view.sync).toBe('waiting')
  })

  test('a hole between entries counts as a gap', () => {
    const view = synced(['r', messages(1, 3)])
    const step = pushArrived(view, { revision: 8, changes: [entries(4, 5)] })
    expect(step.refetch).toBe(true)
    expect(said(step.view)).toEqual([1, 2])
  })
})

describe('a snapshot over what is held', () => {
  test('keeps fetched history and counts what was missed', () => {
    let view = synced(['r', messages(6, 11)])
    view = pageArrived(view, 'r', 'older', pageOf(messages(1, 6), false, true))
    view = attended(view, false)
    const next = snapshotArrived(refetching(view), snapshot(20, [room('r', messages(8, 13))])).view
    expect(said(next)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    expect(roomOf(next, 'r')).toMatchObject({ unread: 2, newFrom: 11, timeline: { epoch: 0 } })
  })

  test('replaces a timeline that it does not touch, in a new epoch', () => {
    const view = synced(['r', messages(1, 6)])
    const next = snapshotArrived(refetching(view), snapshot(20, [room('r', messages(51, 56))])).view
    expect(said(next)).toEqual([51, 52, 53, 54, 55])
    expect(roomOf(next, 'r')?.timeline.epoch).toBe(1)
  })

  test('stays in the room in front, or takes the last when that is gone', () => {
    const view = opened(synced(['a'], ['b'], ['c']), 'a')
    const kept = snapshotArrived(view, snapshot(8, [room('b'), room('a')])).view
    expect(kept.active).toBe('a')
    expect(snapshotArrived(view, snapshot(8, [room('b')])).view.active).toBe('b')
    expect(snapshotArrived(view, snapshot(8)).view.active).toBe(null)
  })
})

describe('changes', () => {
  test('a new room comes in at the end, and to the front when nothing else is there', () => {
    const first = push(synced(), { type: 'room', room: info('x') })
    expect(first.active).toBe('x')
    const second = push(first, { type: 'room', room: info('y') })
    expect(second.active).toBe('x')
    expect(second.rooms.map((one) => one.info.id)).toEqual(['x', 'y'])
  })

  test('a known room gets its new state and keeps its words', () => {
    const ended = { phase: 'ended', how: 'left', error: null } as const
    const view = push(synced(['r', messages(1, 3)]), {
      type: 'room',
      room: info('r', { connection: ended }),
    })
    expect(roomOf(view, 'r')?.info.connection).toBe(ended)
    expect(said(view)).toEqual([1, 2])
  })

  test('pending words are added, changed in place, and gone', () => {
    const one = waiting('1', 'a')
    const failed = { ...one, error: errorValue('not_in_room') }
    const two = waiting('2', 'b')
    let view = push(
      synced(['r']),
      { type: 'pending', roomId: 'r', message: one },
      { type: 'pending', roomId: 'r', message: two },
      { type: 'pending', roomId: 'r', message: failed },
    )
    expect(roomOf(view, 'r')?.pending).toEqual([failed, two])
    view = push(view, { type: 'unpending', roomId: 'r', cid: '1' })
    expect(roomOf(view, 'r')?.pending).toEqual([two])
  })

  test('what was missed while we were not there is under the New line, also where somebody looks on', () => {
    const stretch = (at: number) => stretchOf([message(at)])
    let view = synced(['r'])
    view = push(view, { type: 'entries', roomId: 'r', stretch: stretch(1) })
    expect(roomOf(view, 'r')).toMatchObject({ unread: 0, newFrom: null })
    view = push(view, { type: 'entries', roomId: 'r', stretch: stretch(2), missed: true })
    view = push(view, { type: 'entries', roomId: 'r', stretch: stretch(3), missed: true })
    view = push(view, { type: 'entries', roomId: 'r', stretch: stretch(4) })
    expect(roomOf(view, 'r')).toMatchObject({ unread: 0, newFrom: 2 })
  })

  test('what would make no row is pending once it has failed, until it is sent again or gone', () => {
    const error = errorValue('not_allowed')
    const said = { kind: 'reaction', on: 1, body: { emoji: '👍' } }
    const sent = { cid: 'x', ...said, time: unixMs(1), error: null }
    const failed = { ...sent, error }
    const pending = (view: View) => roomOf(view, 'r')?.pending
    const tell = (view: View, message: typeof sent | typeof failed) =>
      push(view, { type: 'pending', roomId: 'r', message })
    const begin = tell(synced(['r']), sent)
    expect(pending(begin)).toEqual([])
    const told = tell(begin, failed)
    expect(pending(told)).toEqual([failed])
    expect(pending(tell(told, sent))).toEqual([])
    expect(pending(push(told, { type: 'unpending', roomId: 'r', cid: 'x' }))).toEqual([])
    const waits = waiting('1', 'a')
    const kept = { ...room('r'), pending: [sent, waits, { ...failed, cid: 'y' }] }
    for (const known of [initialView, told]) {
      const { view } = snapshotArrived(known, snapshot(20, [kept]))
      expect(pending(view)).toEqual([waits, { ...failed, cid: 'y' }])
    }
  })

  test('a removed room gives way to its neighbour', () => {
    const view = opened(synced(['a'], ['b'], ['c']), 'b')
    expect(push(view, { type: 'removed', roomId: 'b' }).active).toBe('c')
    expect(push(opened(view, 'c'), { type: 'removed', roomId: 'c' }).active).toBe('b')
    expect(push(synced(['a']), { type: 'removed', roomId: 'a' }).active).toBe(null)
  })

  test('members, attempts, settings, the own key and warnings', () => {
    const members = [{ id: keyOf('b'), name: 'Bob', host: true, clash: false, cut: false }]
    const recents = [{ address: 'x', room: 'X', name: 'n', time: unixMs(1) }]
    const warnings = [errorValue('settings_damaged', { kept: 'k' })]
    const view = push(
      synced(['r']),
      { type: 'members', roomId: 'r', members },
      { type: 'attempt', attemptId: 'j', stage: 'greeting', question: null },
      { type: 'settings', recents, name: 'Ann' },
      { type: 'identity', identity: { fingerprint: keyOf('m'), protection: 'system' } },
      { type: 'warnings', warnings },
    )
    expect(roomOf(view, 'r')?.members).toBe(members)
    expect(view).toMatchObject({
      attempts: [{ id: 'j', stage: 'greeting', question: null, asked: false }],
      recents,
      identity: { fingerprint: keyOf('m'), protection: 'system' },
      name: 'Ann',
    })
    expect(view.warnings).toBe(warnings)
  })

  test('changes for a room that is not here are no gap', () => {
    const view = synced(['r'])
    const changes: Change[] = [
      entries(1, 3, 'gone'),
      { type: 'unpending', roomId: 'gone', cid: 'x' },
    ]
    expect(pushArrived(view, { revision: 8, changes })).toMatchObject({ refetch: false })
  })

  test('untouched rooms stay the same objects', () => {
    const view = synced(['a'], ['b'])
    const next = push(view, entries(1, 2, 'b'))
    expect(roomOf(next, 'a')).toBe(roomOf(view, 'a'))
  })
})

describe('unread', () => {
  test('counts messages of others in rooms behind, not notices and not own words', () => {
    const view = opened(synced(['a'], ['b']), 'a')
    const next = push(view, {
      type: 'entries',
      roomId: 'b',
      stretch: stretchOf([joined(0.1, 'Cem'), message(1, { mine: true }), message(2), message(3)]),
    })
    expect(roomOf(next, 'b')).toMatchObject({ unread: 2, newFrom: 2 })
    expect(totalUnread(next)).toBe(2)
    expect(roomOf(opened(next, 'b'), 'b')).toMatchObject({ unread: 0, newFrom: 2 })
  })

  test('the room in front counts only while the window is looked away from', () => {
    const view = opened(synced(['a']), 'a')
    expect(totalUnread(push(view, entries(1, 2, 'a')))).toBe(0)
    const away = push(attended(view, false), entries(1, 4, 'a'))
    expect(totalUnread(away)).toBe(3)
    expect(totalUnread(attended(away, true))).toBe(0)
  })

  test('the New line goes with the next room, and with an answer', () => {
    const view = push(opened(synced(['a'], ['b']), 'a'), entries(1, 2, 'b'))
    const read = opened(view, 'b')
    expect(roomOf(answered(read, 'b'), 'b')?.newFrom).toBe(null)
    expect(roomOf(opened(read, 'a'), 'b')?.newFrom).toBe(null)
  })
})

test('old rows are let go only of rooms that nobody scrolls back in', () => {
  const many = entries(1, 2 * ROWS_KEPT + 2)
  const view = opened(synced(['r']), 'r')
  expect(said(push(view, many))).toHaveLength(ROWS_KEPT)
  const reading = followed(view, false)
  expect(said(push(reading, many))).toHaveLength(2 * ROWS_KEPT + 1)
})

test('a burst in small pushes stays light while its rows become many', () => {
  const burst = (count: number) => {
    let view = followed(synced(['r']), false)
    for (let at = 1; at < count; at += 20) view = push(view, entries(at, at + 20))
    return view
  }
  expect(said(burst(10_000))).toHaveLength(10_000)
  // Eight times the messages: 8 is each by itself, 64 is each with all before it. A push copies
  // the list of rows, which is the little more.
  expect(growthOfWork(burst, 1_250, 8)).toBeLessThan(40)
})
