/**
 * The Electron binary: whether it is there, and getting it. `require('electron')` would download
 * it without being asked, so nothing here or in the tests does that.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './tools.ts'

const PACKAGE = join(ROOT, 'node_modules', 'electron')
const FAILED = join(ROOT, 'node_modules', '.cache', 'tincan-electron-not-available')
const DAY_MS = 24 * 60 * 60 * 1000
const PROBE_MS = 5000
const DOWNLOAD_MS = 5 * 60 * 1000

/** The path of the Electron binary, if it is on this machine. */
export function findElectron(): string | undefined {
  const name = join(PACKAGE, 'path.txt')
  const own = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (own === undefined && !existsSync(name)) return undefined
  const binary = existsSync(name) ? readFileSync(name, 'utf8') : 'electron'
  const path = join(own ?? join(PACKAGE, 'dist'), binary)
  return existsSync(path) ? path : undefined
}

/** The path of the Electron binary, downloaded if it can be. A failure is remembered for a day. */
export async function getElectron(): Promise<string | undefined> {
  const found = findElectron()
  if (found !== undefined || failedLately() || !(await canReach())) return found
  console.log('Getting Electron (about 110 MB, once) …')
  const { status } = spawnSync(process.execPath, [join(PACKAGE, 'install.js')], {
    stdio: 'ignore',
    timeout: DOWNLOAD_MS,
  })
  if (status !== 0) remember()
  return findElectron()
}

function failedLately(): boolean {
  return existsSync(FAILED) && Date.now() - statSync(FAILED).mtimeMs < DAY_MS
}

function remember(): void {
  mkdirSync(join(FAILED, '..'), { recursive: true })
  writeFileSync(FAILED, 'Electron could not be downloaded. Remove this file to try again.\n')
}

/** Whether the download has a chance; with a mirror or a proxy only the download itself can tell. */
async function canReach(): Promise<boolean> {
  const { env } = process
  if (env.ELECTRON_MIRROR ?? env.npm_config_electron_mirror ?? env.HTTPS_PROXY ?? env.https_proxy) {
    return true
  }
  try {
    await fetch('https://github.com/electron/electron/releases', {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(PROBE_MS),
    })
    return true
  } catch {
    remember()
    return false
  }
}
