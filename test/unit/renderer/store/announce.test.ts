import { expect, test } from 'vitest'
import { announcementOf } from '../../../../renderer/store/announce.ts'
import { joined, message, messages } from '../fixtures.ts'

test('one line is read out, own words are not', () => {
  expect(announcementOf([message(0)])).toBe('Bob: text 0')
  expect(announcementOf([joined(0, 'Cem')])).toBe('Cem joined')
  expect(announcementOf([message(0, { mine: true })])).toBe('')
  expect(announcementOf([])).toBe('')
})

test('what was deleted before anybody heard it is not read out', () => {
  const gone = message(1, { text: '', withdrawn: true })
  expect(announcementOf([gone])).toBe('')
  expect(announcementOf([message(0), gone])).toBe('Bob: text 0')
})

test('many lines are one sentence', () => {
  expect(announcementOf(messages(0, 1_000))).toBe('1000 new lines. The last one: Bob: text 999')
})

test('a long text is cut', () => {
  expect(announcementOf([message(0, { text: 'x'.repeat(16_000) })]).length).toBeLessThan(400)
})
