/**
 * Finds a Chromium, or gets one from the system's package manager where that may be done, or
 * says in one sentence what is needed. Used by the stand-in shell: in tests and by `npm start`.
 */
import { execFileSync } from 'node:child_process'
import { chromium } from 'playwright-core'
import { firstExisting, installPackages, onPath } from './tools.ts'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome']

const PLACES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
}

/** Switches for every Chromium started from source: quiet, and on its own. */
export const CHROMIUM_ARGS: readonly string[] = [
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The path of a Chromium on this machine: TINCAN_CHROMIUM, the PATH, the usual places. */
export function findChromium(): string | undefined {
  const places = PLACES[process.platform] ?? []
  return (
    process.env.TINCAN_CHROMIUM ??
    onPath(NAMES) ??
    firstExisting([...places, chromium.executablePath()])
  )
}

/** The path of a Chromium, installed first if need be. Throws the sentence that asks for one. */
export function ensureChromium(): string {
  const found = findChromium()
  if (found !== undefined) return found
  installPackages(['chromium'])
  const installed = findChromium()
  if (installed !== undefined) return installed
  throw new Error(
    'Tincan needs Chromium or Google Chrome here and found none: install it (on Debian: apt-get install chromium) or set TINCAN_CHROMIUM to its path.',
  )
}

/** What a Chromium calls itself, such as `Chromium 156.0.8078.79`. */
export function chromiumVersion(path: string): string {
  if (process.platform === 'win32') return path
  const said = execFileSync(path, ['--version'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return said.split(' built ')[0]?.trim() ?? path
}
