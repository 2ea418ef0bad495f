import { expect, test } from 'vitest'
import { protectionWords } from '../../../../../renderer/features/keys/key-words.ts'

test('how it is protected is said, and promised of no key store before it is so', () => {
  expect(protectionWords('system')).toContain('Protected by this computer’s key store')
  expect(protectionWords('file')).toContain('no key store that works')
  expect(protectionWords('later')).toMatch(/file’s permissions for now.+at a later start/)
})
