/** What waits to be sent, in words. */
import { expect, test } from 'vitest'
import { pendingWords } from '../../../../../renderer/features/chat/kind-words.ts'

test.each([
  ['message', { text: 'Hello' }, 'Hello'],
  ['reaction', { emoji: '👍' }, 'The reaction 👍'],
  ['reaction', { emoji: '👍', off: true }, 'Take back the reaction 👍'],
  ['poll', { question: 'Tea?' }, 'poll'],
  ['toString', {}, 'toString'],
])('a %s of %j', (kind, body, words) => {
  expect(pendingWords({ kind, body })).toBe(words)
})
