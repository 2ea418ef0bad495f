/** What the command line takes, and what it is answered with when it is wrong. */
import { describe, expect, test } from 'vitest'
import { parseArguments } from '../../../electron/terminal/arguments.ts'

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
