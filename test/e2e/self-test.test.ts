/** `--self-test`, in whichever shell there is. */
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/app.ts'
import { runToEnd } from '../support/run-to-end.ts'
import { chooseShell } from '../support/shell-choice.ts'

test('the app finds that it can do what it stands on, and says so, and touches nothing of anybody', async () => {
  const home = temporaryFolder()
  const temporary = join(home, 'tmp')
  mkdirSync(temporary)
  // Where each system has a person's folders, and the temporary ones.
  const env = { HOME: home, XDG_CONFIG_HOME: home, APPDATA: home, USERPROFILE: home }
  const temp = { TMPDIR: temporary, TEMP: temporary, TMP: temporary }
  // The stand-in's key store says when it is asked; and then it never answers.
  const asked = { TINCAN_STAND_IN_KEY_STORE: 'silent' }
  const { code, output } = await runToEnd(['--self-test'], { env: { ...env, ...temp, ...asked } })
  const checks = output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { name: string; ok: boolean; seen: string })
  for (const { name, ok, seen } of checks) console.log(`${ok ? 'ok  ' : 'FAIL'} ${name}: ${seen}`)
  expect(checks.filter(({ ok }) => !ok)).toEqual([])
  expect(checks).toHaveLength(7)
  expect(code).toBe(0)
  // In Electron nothing tells whether the key store was asked.
  if (chooseShell().shell === 'stand-in') expect(output).not.toContain('the key store was asked')
  const ours = (folder: string) => readdirSync(folder).filter((name) => /tincan/i.test(name))
  expect(ours(home)).toEqual([])
  if (process.platform !== 'win32') expect(ours(temporary)).toEqual([])
})
