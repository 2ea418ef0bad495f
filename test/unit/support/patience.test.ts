import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { patient } from '../../support/patience.ts'
import { root } from '../../support/terminal.ts'

test('a limit that a busy machine breaks by itself is longer in tests, and nothing else is', () => {
  const limits = readFileSync(join(root, 'shared/domain/limits.ts'), 'utf8')
  const lines = limits.split('\n')
  const changed = patient(limits)
    .split('\n')
    .filter((line, at) => line !== lines[at])
  expect(changed).toEqual([
    'export const DIAL_MS = 20 * 10_000',
    'export const HANDSHAKE_MS = 20 * 10_000',
    'export const DRAIN_MS = 20 * 5_000',
    'export const RESERVE_MS = 20 * 60_000',
  ])
})

test('so it is in the bundle of the built app, and where a limit is only used, nothing changes', () => {
  expect(patient('var DIAL_MS = 1e4;')).toBe('var DIAL_MS = 20 * 1e4;')
  const used = 'clock.after(DIAL_MS, late); const wait = HANDSHAKE_MS; const x = PAGE_MS'
  expect(patient(used)).toBe(used)
})
