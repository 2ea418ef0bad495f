/** Keeps README.md a page that is read: short, and with what belongs on it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const text = readFileSync(join(root, 'README.md'), 'utf8')
const { license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  license: string
}

/** More than two screens are not read by who only wants to begin. */
const MOST_LINES = 110

describe('README.md', () => {
  test('is short enough to be read to its end', () => {
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(MOST_LINES)
  })

  test('names the licence that the repository has', () => {
    expect(text).toContain('[MIT licence](LICENSE)')
    expect(readFileSync(join(root, 'LICENSE'), 'utf8')).toMatch(/^MIT License\n/)
    expect(license).toBe('MIT')
  })

  test.each([
    'docs/USING.md',
    'docs/TERMINAL.md',
    'docs/SECURITY.md',
    'docs/PROTOCOL.md',
    'docs/ARCHITECTURE.md',
    'docs/decisions/README.md',
    'docs/THIRD-PARTY.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
  ])('leads to %s', (page) => {
    expect(text).toContain(`](${page})`)
  })
})
