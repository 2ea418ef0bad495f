import { afterEach, expect, test, vi } from 'vitest'
import { keepReadMarks } from '../../../renderer/read-marks.ts'
import { attended } from '../../../renderer/store/view-changes.ts'
import type { TincanApi } from '../../../shared/contract/ipc.ts'
import { message, room, snapshot } from './fixtures.ts'
import { openWindow } from './window.ts'

afterEach(() => void vi.useRealTimers())

test('how far the room in front was read is told once a moment, and only while somebody looks', async () => {
  const { store } = await openWindow(snapshot(7, [room('a', [message(1), message(2)])]))
  vi.useFakeTimers()
  const told: object[] = []
  const read: TincanApi['read'] = async (mark) => {
    told.push(mark)
    return { ok: true, value: undefined }
  }
  const end = keepReadMarks(store, { read } as TincanApi)
  const say = (seq: number) =>
    store.setState(({ view }) => ({
      view: {
        ...view,
        rooms: view.rooms.map((one) => ({ ...one, timeline: { ...one.timeline, to: seq } })),
      },
    }))
  for (let seq = 3; seq <= 60; seq += 1) say(seq)
  expect(told).toEqual([])
  vi.advanceTimersByTime(1_000)
  expect(told).toEqual([{ roomId: 'a', seq: 60 }])
  store.setState(({ view }) => ({ view: attended(view, false) }))
  say(61)
  vi.advanceTimersByTime(5_000)
  expect(told).toHaveLength(1)
  store.setState(({ view }) => ({ view: attended(view, true) }))
  vi.advanceTimersByTime(1_000)
  expect(told.slice(1)).toEqual([{ roomId: 'a', seq: 61 }])
  say(62)
  end()
  vi.advanceTimersByTime(5_000)
  expect(told).toHaveLength(2)
})
