/** Nothing is left behind, however the processes around the window end. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, test } from 'vitest'
import { launchApp, temporaryFolder } from '../support/app.ts'
import { chooseShell } from '../support/shell-choice.ts'

const standIn = chooseShell().shell === 'stand-in'
let owner: ChildProcess | undefined

afterEach(() => {
  owner?.kill('SIGKILL')
  owner = undefined
})

/** Whether a process is there and not merely waiting for its parent to look at its end. */
function lives(pid: number): boolean {
  const stat = `/proc/${pid}/stat`
  if (!existsSync(stat)) return false
  return readFileSync(stat, 'utf8').split(') ').at(-1)?.[0] !== 'Z'
}

test('a window whose page is gone ends its app', async () => {
  const app = await launchApp()
  await app.page.close()
  expect(await app.exited).toBe(0)
})

// Windows has no signals: what Node calls one ends a process there and then.
test.skipIf(process.platform === 'win32')(
  'an app that is asked to end by a signal says goodbye and ends well',
  async () => {
    const app = await launchApp()
    process.kill(app.pid, 'SIGTERM')
    expect(await app.exited).toBe(0)
  },
)

describe.runIf(standIn && process.platform === 'linux')('the stand-in shell', () => {
  test('leaves no app and no Chromium when its owner is killed', async () => {
    // Chromium cannot tidy its own folders up when its owner is killed: they lie in ours.
    const folder = temporaryFolder()
    owner = spawn(
      process.execPath,
      [join(import.meta.dirname, '../support/screen-owner.ts'), join(folder, 'data')],
      { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, TMPDIR: folder } },
    )
    if (owner.stdout === null) throw new Error('no output')
    const [line] = (await once(createInterface(owner.stdout), 'line')) as [string]
    const pids = JSON.parse(line) as number[]
    expect(pids.filter(lives)).toEqual(pids)
    owner.kill('SIGKILL')
    await expect.poll(() => pids.filter(lives)).toEqual([])
  })
})
