/**
 * Keeps README.md honest: what the terminal takes, prints and ends with stands there.
 */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { HELP } from '../../electron/terminal/arguments.ts'
import { EXIT } from '../../electron/terminal/exit-codes.ts'
import { moderationActionSchema } from '../../shared/domain/moderation.ts'

const root = join(import.meta.dirname, '../..')
const text = readFileSync(join(root, 'README.md'), 'utf8')
const output = readFileSync(join(root, 'electron/terminal/output.ts'), 'utf8')
const { scripts, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  license: string
  scripts: Record<string, string>
}

describe('README.md', () => {
  const options = [...new Set(HELP.match(/--[a-z-]{2,}/g))].filter(
    (option) => option !== '--silent',
  )
  test.each(options)('explains the option %s', (option) => {
    expect(text).toMatch(new RegExp(`\\| \`${option}[ \`]`))
  })

  test('names the licence that the repository has', () => {
    expect(text).toContain('[MIT licence](LICENSE)')
    expect(readFileSync(join(root, 'LICENSE'), 'utf8')).toMatch(/^MIT License\n/)
    expect(license).toBe('MIT')
  })

  test.each(Object.entries(EXIT))('explains how it can end: %s', (_, code) => {
    expect(text).toMatch(new RegExp(`^\\| ${code} \\|`, 'm'))
  })

  const events = [...new Set(output.match(/(?<=event: ')[a-z]+/g))]
  test.each(events)('shows the event %s', (event) => {
    expect(text).toContain(`{"event":"${event}"`)
  })

  test.each(moderationActionSchema.options.map(({ shape }) => shape.type.value))(
    'names the admin command %s',
    (action) => {
      expect(text).toMatch(new RegExp(`\`${action}\`|"type": "${action}"`))
    },
  )

  test.each(text.match(/(?<=\| `npm run (--silent )?)[a-z]+/g) ?? [])(
    'names a command that there is: %s',
    (name) => {
      expect(Object.keys(scripts)).toContain(name)
    },
  )
})
