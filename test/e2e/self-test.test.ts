/** `--self-test`, in whichever shell there is. */
import { expect, test } from 'vitest'
import { runToEnd } from '../support/run-to-end.ts'

test('the app finds that it can do what it stands on, and says so', async () => {
  const { code, output } = await runToEnd(['--self-test'])
  const checks = output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { name: string; ok: boolean; seen: string })
  for (const { name, ok, seen } of checks) console.log(`${ok ? 'ok  ' : 'FAIL'} ${name}: ${seen}`)
  expect(checks.filter(({ ok }) => !ok)).toEqual([])
  expect(checks).toHaveLength(8)
  expect(code).toBe(0)
})
