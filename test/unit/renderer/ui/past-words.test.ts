import { expect, test } from 'vitest'
import { pastWords } from '../../../../renderer/ui/past-words.ts'

test.each([
  ['all', 'Everything said before'],
  ['none', 'Nothing said before'],
  [100, 'The last 100 messages'],
  [1, 'The last message'],
] as const)('newcomers see %s', (past, words) => {
  expect(pastWords(past)).toBe(words)
})
