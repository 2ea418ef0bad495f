import { expect, test } from 'vitest'
import { readDrafts, restored, writeDraft } from '../../../renderer/store/drafts.ts'

/** The session's storage as far as drafts use it. */
function storage(full = false): Storage {
  const items = new Map<string, string>()
  return {
    get length() {
      return items.size
    },
    clear: () => items.clear(),
    getItem: (key) => items.get(key) ?? null,
    key: (index) => [...items.keys()][index] ?? null,
    removeItem: (key) => items.delete(key),
    setItem: (key, value) => {
      if (full) throw new DOMException('full', 'QuotaExceededError')
      items.set(key, value)
    },
  }
}

test('drafts come back by room; other keys are not touched', () => {
  const kept = storage()
  kept.setItem('tincan.active', 'r')
  writeDraft(kept, 'r', 'hello\n')
  writeDraft(kept, 's', '  ')
  expect(readDrafts(kept)).toEqual({ r: 'hello\n', s: '  ' })
})

test('an empty draft leaves nothing behind', () => {
  const kept = storage()
  writeDraft(kept, 'r', 'hello')
  writeDraft(kept, 'r', '')
  expect(kept.length).toBe(0)
})

test('a full storage is no failure', () => {
  expect(() => writeDraft(storage(true), 'r', 'hello')).not.toThrow()
})

test('words given back come before what was written meanwhile', () => {
  expect(restored('', 'first')).toBe('first')
  expect(restored(' \n', 'first')).toBe('first')
  expect(restored('second', 'first')).toBe('first\nsecond')
})
