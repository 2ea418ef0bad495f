import { describe, expect, test } from 'vitest'
import { PushHub } from '../../../../electron/core/rooms/push-hub.ts'
import type { Change, Push } from '../../../../shared/contract/snapshot.ts'
import { PUSH_MS } from '../../../../shared/domain/limits.ts'
import { unixMs } from '../../../../shared/domain/time.ts'
import type { Entry } from '../../../../shared/events/conversation.ts'
import { FakeClock } from '../../../support/fake-clock.ts'
import { waitingFor } from '../../../support/words.ts'

function setup() {
  const clock = new FakeClock()
  const errors: unknown[] = []
  const logger = { info() {}, warn() {}, error: (...all: unknown[]) => errors.push(all) }
  const hub = new PushHub(clock, logger)
  const pushes: Push[] = []
  const stop = hub.onPush((push) => pushes.push(push))
  return { clock, hub, pushes, stop, errors }
}

const notice = (at: number): Entry => ({
  kind: 'notice',
  at,
  time: unixMs(1),
  notice: { type: 'joined', name: 'Bob' },
})
const entries = (roomId: string, ...at: number[]): Change => ({
  type: 'entries',
  roomId,
  stretch: { from: at[0] ?? 1, to: at.at(-1) ?? 0, entries: at.map(notice) },
})
const members = (roomId: string, count: number): Change => ({
  type: 'members',
  roomId,
  members: Array.from({ length: count }, (_, n) => ({
    id: `${n}` as never,
    name: `N${n}`,
    host: false,
    clash: false,
    cut: false,
  })),
})
const unpending = (cid: string): Change => ({ type: 'unpending', roomId: 'a', cid })

describe('what windows are told', () => {
  test('waits for a frame, and goes out as one push with the next revision', () => {
    const { clock, hub, pushes } = setup()
    hub.add(members('a', 1))
    hub.add(unpending('c'))
    clock.advance(PUSH_MS - 1)
    expect(pushes).toEqual([])
    clock.advance(1)
    hub.add(unpending('d'))
    clock.advance(PUSH_MS)
    expect(pushes).toEqual([
      { revision: 1, changes: [members('a', 1), unpending('c')] },
      { revision: 2, changes: [unpending('d')] },
    ])
    expect(clock.waiting).toBe(0)
  })

  test('is told as it was last, where it was first; entries add up, room by room', () => {
    const { hub, pushes } = setup()
    hub.add(members('a', 1))
    hub.add(entries('a', 1))
    hub.add(entries('b', 7))
    hub.add(members('a', 2))
    hub.add(entries('a', 2, 3))
    hub.flush()
    expect(pushes[0]?.changes).toEqual([members('a', 2), entries('a', 1, 2, 3), entries('b', 7)])
  })

  test('tells of a stretch that reaches as far as the last event, whether it made a row or not', () => {
    const { hub, pushes } = setup()
    const change = (from: number, to: number, ...at: number[]): Change => {
      return { type: 'entries', roomId: 'a', stretch: { from, to, entries: at.map(notice) } }
    }
    hub.add(change(5, 5, 5))
    hub.add(change(6, 5, 5.5))
    hub.add(change(6, 6))
    hub.add(change(7, 6, 6.5))
    hub.flush()
    expect(pushes[0]?.changes).toEqual([change(5, 6, 5, 5.5, 6.5)])
  })

  test('is of a row what was told of it last', () => {
    const { hub, pushes } = setup()
    const shown = (seq: number, folded: number): Change => {
      return { type: 'shown', roomId: 'a', row: { seq, withdrawn: false, shown: {}, folded } }
    }
    for (const change of [shown(1, 5), shown(2, 6), shown(1, 7)]) hub.add(change)
    hub.flush()
    expect(pushes[0]?.changes).toEqual([shown(1, 7), shown(2, 6)])
  })

  test('a message that waited and has arrived within a frame is told as arrived', () => {
    const { hub, pushes } = setup()
    const message = waitingFor('c', 'words')
    hub.add({ type: 'pending', roomId: 'a', message })
    hub.add(unpending('c'))
    hub.flush()
    expect(pushes[0]?.changes).toEqual([unpending('c')])
  })

  test('never changes what the caller gave', () => {
    const { hub } = setup()
    const given = entries('a', 1)
    hub.add(given)
    hub.add(entries('a', 2))
    hub.flush()
    expect(given).toEqual(entries('a', 1))
  })

  test('a snapshot’s revision counts all that was pushed before it, and no push that never was', () => {
    const { hub, pushes } = setup()
    expect(hub.flush()).toBe(0)
    hub.add(unpending('c'))
    expect([hub.flush(), hub.flush(), pushes.length]).toEqual([1, 1, 1])
  })

  test('a window that cannot take a push keeps it from no other, and the log hears of it', () => {
    const { hub, pushes, stop, errors } = setup()
    stop()
    const broken = () => {
      throw new Error('broken')
    }
    hub.onPush(broken)
    hub.onPush((push) => pushes.push(push))
    hub.add(unpending('c'))
    hub.flush()
    expect([pushes.length, errors.length]).toEqual([1, 1])
  })

  test('ends with what waits, and leaves no timer and no listener', () => {
    const { clock, hub, pushes } = setup()
    hub.add(unpending('c'))
    hub.close()
    hub.add(unpending('d'))
    hub.flush()
    expect([pushes.length, clock.waiting]).toEqual([1, 0])
  })
})
