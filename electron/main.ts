/**
 * The entry, as small as can be: what must come before `ready`, done at once. The command line,
 * the data folder, its lock, the scheme. All else is imported afterwards, because it waits (for
 * the WASM of the password's proof) and an entry that waits may miss `ready`.
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { app } from 'electron'
import { assertNever } from '../shared/domain/assert-never.ts'
import { systemClock } from './core/clock.ts'
import { registerAppScheme } from './desktop/app-scheme.ts'
import { openDataFolder } from './desktop/data-folder.ts'
import { failedToStart } from './desktop/faults.ts'
import { dataFolder, parseLaunch } from './desktop/launch-options.ts'
import { standStill, takeLock } from './desktop/lock.ts'

/** The folder of the built parts. */
const built = join(import.meta.dirname, '..')

function begin(): void {
  app.setAppUserModelId('chat.tincan.Tincan')
  registerAppScheme()
  const launch = parseLaunch(process.argv)
  if (!launch.ok) {
    process.stderr.write(`${launch.fault}\n`)
    app.exit(2)
    return
  }
  const { options } = launch
  if (options.selfTest) {
    beginSelfTest()
    return
  }
  const dataDir = dataFolder(app.getPath('userData'), options)
  openDataFolder(dataDir)
  app.setPath('userData', dataDir)
  const locking = takeLock({
    dataDir,
    clock: systemClock,
    take: () => app.requestSingleInstanceLock(),
    pause: standStill,
  })
  switch (locking) {
    case 'ours':
      import('./desktop/start.ts')
        .then(({ start }) => start({ dataDir, profile: options.profile, built }))
        .catch(failedToStart)
      return
    case 'open':
      process.stderr.write(
        `Tincan is already open with ${dataDir}, and its window is in front now. If there is none, the folder cannot be locked: start with --data-dir and another folder.\n`,
      )
      app.exit(0)
      return
    case 'stuck':
      failedToStart(
        new Error(
          'Tincan is still closing, and does not come to an end. Wait a moment, or end it by the system’s means, then start it again.',
        ),
      )
      return
    default:
      assertNever(locking)
  }
}

/** Nobody's data folder and nobody's key store: Chromium would put its own files and keys there. */
function beginSelfTest(): void {
  const folder = mkdtempSync(join(tmpdir(), 'tincan-self-test-'))
  app.setPath('userData', folder)
  app.commandLine.appendSwitch('password-store', 'basic')
  app.commandLine.appendSwitch('use-mock-keychain')
  import('./desktop/start.ts').then(({ runSelfTest }) => runSelfTest(folder)).catch(failedToStart)
}

try {
  begin()
} catch (error) {
  failedToStart(error)
}
