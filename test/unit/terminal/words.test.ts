/** What the terminal says when something is wrong leads on, and never back to what was refused. */
import { describe, expect, test } from 'vitest'
import { parseArguments } from '../../../electron/terminal/arguments.ts'
import { EXIT, exitCodeOf } from '../../../electron/terminal/exit-codes.ts'
import { toJson, toWords } from '../../../electron/terminal/output.ts'
import { errorCodes, errorValue } from '../../../shared/domain/errors.ts'

const parse = (...args: string[]) => parseArguments(args, () => 'ann')

describe('the command line', () => {
  test.each(['70000', '65536', '-1', 'x', '1.5'])('--port %s is refused from 0 on', (port) => {
    expect(parse('host', `--port=${port}`)).toMatchObject({
      kind: 'wrong',
      text: expect.stringContaining('from 0 to 65535'),
    })
  })

  test.each(['0', '65535'])('--port %s is taken', (port) => {
    expect(parse('host', '--port', port)).toMatchObject({ request: { port: Number(port) } })
  })

  test('the system is asked for a name only by who gives none', () => {
    const never = () => {
      throw new Error('asked')
    }
    expect(parseArguments(['--help'], never).kind).toBe('help')
    expect(parseArguments(['host', '--name', 'Ann'], never).kind).toBe('request')
    expect(parseArguments(['sing'], never).kind).toBe('wrong')
  })

  test('a long name still makes a room', () => {
    const parsed = parse('host', '--name', 'x'.repeat(32))
    expect(parsed).toMatchObject({ request: { room: `${'x'.repeat(25)}’s room` } })
  })
})

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

  test('only what is Tincan’s own fault, or no end at all, has the code of an inner error', () => {
    const inner = errorCodes.filter((code) => exitCodeOf(code) === EXIT.internal)
    for (const code of inner)
      expect(code).not.toMatch(
        /^(identity_(?!new|restored)|known_hosts_(un|not)|storage_(?!damaged)|file)/,
      )
  })
})
