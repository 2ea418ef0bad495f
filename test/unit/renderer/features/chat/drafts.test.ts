import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import {
  createDraftKeeper,
  restored,
  withKept,
} from '../../../../../renderer/features/chat/drafts.ts'
import { TEXT_BYTES } from '../../../../../shared/domain/limits.ts'
import { room } from '../../fixtures.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function keeper() {
  const sent: (readonly [string, string])[] = []
  const drafts = createDraftKeeper((roomId, text) => sent.push([roomId, text]))
  return { sent, drafts }
}

test('the first letter is kept at once, the rest a few times a second, as it then stands', () => {
  const { sent, drafts } = keeper()
  for (const text of ['h', 'he', 'hel']) drafts.keep('r', text)
  expect(sent).toEqual([['r', 'h']])
  vi.runAllTimers()
  expect(sent).toEqual([
    ['r', 'h'],
    ['r', 'hel'],
  ])
})

test('who types without a pause is kept all the same', () => {
  const { sent, drafts } = keeper()
  for (let at = 0; at < 20; at += 1) {
    drafts.keep('r', 'x'.repeat(at))
    vi.advanceTimersByTime(50)
  }
  expect(sent.length).toBeGreaterThan(2)
  expect(sent.length).toBeLessThan(10)
})

test('flushing has every room’s draft kept at once, and only once', () => {
  const { sent, drafts } = keeper()
  drafts.keep('q', 'x')
  drafts.keep('r', 'one')
  drafts.keep('s', '')
  drafts.flush()
  expect(sent).toEqual([
    ['q', 'x'],
    ['r', 'one'],
    ['s', ''],
  ])
  vi.runAllTimers()
  drafts.flush()
  expect(sent).toHaveLength(3)
})

test('the draft of a room that is deleted is not kept any more', () => {
  const { sent, drafts } = keeper()
  drafts.keep('r', 'o')
  drafts.keep('r', 'one')
  drafts.drop('r')
  drafts.flush()
  expect(sent).toEqual([['r', 'o']])
})

test('a draft longer than the contract takes is kept as far as it goes', () => {
  const { sent, drafts } = keeper()
  drafts.keep('r', 'x'.repeat(5 * TEXT_BYTES))
  drafts.flush()
  expect(sent[0]?.[1]).toHaveLength(4 * TEXT_BYTES)
})

test('a snapshot brings drafts; what stands in the window wins, even when it is empty', () => {
  const rooms = ['a', 'b', 'c'].map((id) => ({ ...room(id), draft: `kept ${id}` }))
  const drafts = { a: 'typed', b: '' }
  expect(withKept(drafts, rooms)).toEqual({ a: 'typed', b: '', c: 'kept c' })
  expect(withKept(drafts, [room('d')])).toBe(drafts)
})

test('words given back come before what was written meanwhile', () => {
  expect(restored('', 'first')).toBe('first')
  expect(restored(' \n', 'first')).toBe('first')
  expect(restored('second', 'first')).toBe('first\nsecond')
})
