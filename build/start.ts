/**
 * `npm start [-- --profile NAME]`: runs Tincan from source, in Electron where it can be had, else
 * in the stand-in shell. TINCAN_SHELL=electron or =stand-in decides it.
 */
import { spawnSync } from 'node:child_process'
import { ensureBuilt } from './built.ts'
import { findElectron, getElectron } from './electron-binary.ts'
import { sandboxSwitches } from './sandbox.ts'
import { hasScreen, runStandIn } from './stand-in.ts'
import { fail, ROOT } from './tools.ts'

/** What the loader of the system answers when a library that Electron needs is missing. */
const CANNOT_RUN = 127

const args = process.argv.slice(2)
const wanted = process.env.TINCAN_SHELL

async function start(): Promise<number> {
  ensureBuilt()
  if (wanted === 'stand-in') return runStandIn(args, 'TINCAN_SHELL asks for it.')
  const electron = hasScreen() ? (await getElectron())?.binary : findElectron()
  if (electron === undefined) {
    if (wanted === 'electron') throw new Error('Electron is not here and cannot be downloaded.')
    return runStandIn(args, 'Electron is not here and cannot be downloaded.')
  }
  const { status } = spawnSync(electron, [...sandboxSwitches(), ROOT, ...args], {
    stdio: 'inherit',
  })
  if (status === CANNOT_RUN && wanted !== 'electron') {
    return runStandIn(args, 'Electron is here but this system lacks libraries that it needs.')
  }
  return status ?? 1
}

start().then((code) => process.exit(code), fail)
