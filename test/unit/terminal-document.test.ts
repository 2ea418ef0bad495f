/**
 * Keeps docs/TERMINAL.md honest: what the terminal takes, prints and ends with stands there.
 */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { HELP } from '../../electron/terminal/arguments.ts'
import { EXIT, exitCodeOf } from '../../electron/terminal/exit-codes.ts'
import { type ErrorCode, errorCodes } from '../../shared/domain/errors.ts'
import { moderationActionSchema } from '../../shared/domain/moderation.ts'

const root = join(import.meta.dirname, '../..')
const text = readFileSync(join(root, 'docs/TERMINAL.md'), 'utf8')
const output = readFileSync(join(root, 'electron/terminal/output.ts'), 'utf8')

/** Exit codes in the order of their table, each with the error codes that stand beside it. */
const exits = [...text.matchAll(/^\| (\d+) \| .* \| (.*)\|$/gm)].map(([, exit, codes = '']) => ({
  exit: Number(exit),
  codes: [...codes.matchAll(/`(\w+)`/g)].map(([, code]) => code as ErrorCode),
}))
/** What never ends a run, or is no failure. */
const untold: readonly number[] = [EXIT.left, EXIT.internal]

describe('docs/TERMINAL.md', () => {
  const options = [...new Set(HELP.match(/--[a-z-]{2,}/g))].filter(
    (option) => option !== '--silent',
  )
  test.each(options)('explains the option %s', (option) => {
    expect(text).toMatch(new RegExp(`\\| \`${option}[ \`]`))
  })

  test('explains every way a run can end, and no other, in their order', () => {
    expect(exits.map(({ exit }) => exit)).toEqual(Object.values(EXIT))
  })

  test.each(exits)('names only error codes that end with $exit beside it', ({ exit, codes }) => {
    expect(codes.map((code) => [code, exitCodeOf(code)])).toEqual(codes.map((code) => [code, exit]))
  })

  test.each(errorCodes.filter((code) => !untold.includes(exitCodeOf(code))))(
    'says how a run ends by %s',
    (code) => {
      expect(exits.flatMap(({ codes }) => codes)).toContain(code)
    },
  )

  const events = [...new Set(output.match(/(?<=event: ')[a-z]+/g))]
  test.each(events)('shows the event %s', (event) => {
    expect(text).toContain(`{"event":"${event}"`)
  })

  test.each(moderationActionSchema.options.map(({ shape }) => shape.type.value))(
    'shows the host’s command %s',
    (action) => {
      expect(text).toContain(`\`{"type": "${action}"`)
    },
  )
})
