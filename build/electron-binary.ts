/**
 * The Electron binary: whether it is there, and getting it. `require('electron')` would download
 * it without being asked, so nothing here or in the tests does that.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './tools.ts'

const FAILED = join(ROOT, 'node_modules', '.cache', 'tincan-electron-not-available')
const DAY_MS = 24 * 60 * 60 * 1000
const PROBE_MS = 5000
const DOWNLOAD_MS = 5 * 60 * 1000

/** Stands before the fuses in every Electron binary; then come their version, count and states. */
export const FUSES_MARK = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'

/** Where the binary lies in an unpacked Electron, as Electron's own installer has it. */
const BINARIES: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
}

/** What decides where Electron is looked for. */
export interface Surroundings {
  /** The folder of npm's package `electron`. */
  readonly package: string
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface FoundElectron {
  /** The folder of the unpacked Electron, which is what electron-builder packs. */
  readonly folder: string
  readonly binary: string
}

const here = (): Surroundings => ({
  package: join(ROOT, 'node_modules', 'electron'),
  platform: process.platform,
  env: process.env,
})

/** The Electron on this machine: the folder that ELECTRON_OVERRIDE_DIST_PATH names, or npm's. */
export function locateElectron(around: Surroundings = here()): FoundElectron | undefined {
  const folder = overridden(around) ?? join(around.package, 'dist')
  const names = [installedName(around.package), BINARIES[around.platform] ?? 'electron']
  for (const name of names) {
    if (name === undefined) continue
    const binary = join(folder, name)
    if (existsSync(binary)) return { folder, binary }
  }
  return undefined
}

/** The path of the Electron binary, if it is on this machine. */
export function findElectron(): string | undefined {
  return locateElectron()?.binary
}

/** The Electron of this machine, downloaded if it can be. A failure is remembered for a day. */
export async function getElectron(): Promise<FoundElectron | undefined> {
  const found = locateElectron()
  if (found !== undefined) return found
  const own = overridden(here())
  if (own !== undefined) {
    throw new Error(`ELECTRON_OVERRIDE_DIST_PATH names a folder without an Electron: ${own}`)
  }
  if (failedLately() || !(await canReach())) return undefined
  console.log('Getting Electron (about 110 MB, once) …')
  const { status } = spawnSync(process.execPath, [join(here().package, 'install.js')], {
    stdio: 'ignore',
    timeout: DOWNLOAD_MS,
  })
  if (status !== 0) remember()
  return locateElectron()
}

function overridden({ env }: Surroundings): string | undefined {
  // Empty is as good as not set, for Electron too.
  return env.ELECTRON_OVERRIDE_DIST_PATH || undefined
}

/** What Electron's installer wrote down, where it has run. */
function installedName(folder: string): string | undefined {
  const path = join(folder, 'path.txt')
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined
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
