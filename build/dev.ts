/**
 * `npm run dev`: the page with hot reload, main and preload rebuilt as they change, in Electron
 * where it can be had, else in the stand-in shell. electron-vite does the work; where there is no
 * Electron it is told to start `dev-shell.ts` in its place.
 */
import { getElectron } from './electron-binary.ts'
import { sandboxed } from './sandbox.ts'
import { hasScreen } from './stand-in.ts'
import { fail, runNode } from './tools.ts'

async function dev(): Promise<number> {
  const args = process.argv.slice(2)
  const wantsStandIn = process.env.TINCAN_SHELL === 'stand-in'
  const electron = hasScreen() && !wantsStandIn ? (await getElectron())?.binary : undefined
  const shell =
    electron === undefined
      ? { ELECTRON_EXEC_PATH: process.execPath, ELECTRON_ENTRY: 'build/dev-shell.ts' }
      : { ELECTRON_EXEC_PATH: electron, NO_SANDBOX: sandboxed() ? '' : '1' }
  const script = 'node_modules/electron-vite/bin/electron-vite.js'
  return runNode(script, ['dev', '--watch', '--', ...args], shell)
}

// Ctrl+C is for electron-vite, which ends its app and then itself.
process.on('SIGINT', () => {})
dev().then((code) => process.exit(code), fail)
