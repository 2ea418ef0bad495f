import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { DIAL_MS, HANDSHAKE_MS } from '../../shared/domain/limits.ts'
import { PATIENT, root } from '../support/terminal.ts'

const LIMITS = [200_000, 200_000]

test('these tests, and the processes that they start, do not take a busy machine for a lost connection', () => {
  expect([DIAL_MS, HANDSHAKE_MS]).toEqual(LIMITS)
  const script =
    "import('./shared/domain/limits.ts').then((l) => console.log(JSON.stringify([l.DIAL_MS, l.HANDSHAKE_MS])))"
  const { stdout } = spawnSync(process.execPath, [...PATIENT, '-e', script], { cwd: root })
  expect(JSON.parse(stdout.toString())).toEqual(LIMITS)
})
