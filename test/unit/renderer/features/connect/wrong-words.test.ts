import { expect, test } from 'vitest'
import { wrongWords } from '../../../../../renderer/features/connect/wrong-words.ts'

test.each([
  [2, 'The password is wrong. 2 more tries.'],
  [1, 'The password is wrong. One more try.'],
  [0, 'The password is wrong.'],
])('%i tries left', (left, words) => {
  expect(wrongWords(left)).toBe(words)
})
