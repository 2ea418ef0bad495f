/** What the terminal says when something is wrong leads on, and never back to what was refused. */
import { describe, expect, test } from 'vitest'
import { toJson, toWords } from '../../../electron/terminal/output.ts'
import { errorValue } from '../../../shared/domain/errors.ts'

describe('words', () => {
  test.each(['password_needed', 'auth_failed'] as const)('%s names the option', (code) => {
    for (const event of [
      { type: 'refused', error: errorValue(code) },
      { type: 'ended', how: 'refused', error: errorValue(code) },
    ] as const) {
      expect(toWords(event).err).toContain('--password-file')
      expect(toJson(event).out).toContain('--password-file')
    }
    expect(errorValue(code).message).not.toContain('--')
  })

  test('a host’s address that is no number is not answered with the advice to use a name', () => {
    const { message } = errorValue('address_invalid', { field: 'ip' })
    expect(message).toContain('127.0.0.1')
    expect(message).not.toContain('name')
  })
})
