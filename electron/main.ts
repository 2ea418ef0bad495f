/**
 * Start-up order and nothing else. Each step's how is in `desktop/`, `ipc/` and `compose.ts`.
 * What must come before `ready`: the command line, the data folder, its lock, the scheme.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, BrowserWindow, clipboard, ipcMain, safeStorage } from 'electron'
import { compose } from './compose.ts'
import { ORIGIN, START_PAGE } from './desktop/app-files.ts'
import { registerAppScheme, serveAppScheme } from './desktop/app-scheme.ts'
import { systemKeyStore } from './desktop/key-store.ts'
import { dataFolder, type LaunchOptions, parseLaunch } from './desktop/launch-options.ts'
import { openLink } from './desktop/links.ts'
import { openLog } from './desktop/log.ts'
import { setMenu } from './desktop/menu.ts'
import { askToClose, reportUncaught, showFault } from './desktop/questions.ts'
import { Quitting } from './desktop/quitting.ts'
import { askWhereToSave } from './desktop/save-as.ts'
import { denyByDefault } from './desktop/security.ts'
import { focusWindow, openWindow } from './desktop/window.ts'
import { bindIpc } from './ipc/bind.ts'
import { selfTest } from './self-test.ts'

/** `npm run dev` serves the page itself, for hot reload; an installed app never looks there. */
const devUrl = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL
const startPage = devUrl ?? START_PAGE
const origin = devUrl === undefined ? ORIGIN : new URL(devUrl).origin
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
  if (launch.options.selfTest) {
    app.whenReady().then(runSelfTest)
    return
  }
  const dataDir = dataFolder(app.getPath('userData'), launch.options)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  app.setPath('userData', dataDir)
  if (!app.requestSingleInstanceLock()) {
    process.stderr.write('Tincan is already open with this data folder; its window is in front.\n')
    app.exit(0)
    return
  }
  const failed = (error: unknown) => {
    showFault(error)
    app.exit(1)
  }
  app.whenReady().then(() => run(dataDir, launch.options).catch(failed), failed)
}

/** Prints each check as a line of JSON; the exit code is 0 when all hold. */
async function runSelfTest(): Promise<void> {
  const checks = await selfTest(systemKeyStore(safeStorage))
  for (const check of checks) process.stdout.write(`${JSON.stringify(check)}\n`)
  app.exit(checks.every(({ ok }) => ok) ? 0 : 1)
}

async function run(dataDir: string, { profile }: LaunchOptions): Promise<void> {
  const log = openLog(dataDir)
  reportUncaught(log)
  denyByDefault(startPage, log)
  serveAppScheme(join(built, 'renderer'), log)
  const windows = () => BrowserWindow.getAllWindows()
  const core = await compose({
    dataDir,
    profile,
    log,
    keyStore: systemKeyStore(safeStorage),
    version: app.getVersion(),
    desktop: {
      copy: (text) => clipboard.writeText(text),
      openLink,
      saveAs: (name) => askWhereToSave(windows()[0], name),
    },
  })
  const quitting = new Quitting({
    hostedRooms: () => core.hostedRooms(),
    ask: (rooms) => askToClose(windows()[0], rooms),
    closeCore: () => core.close(),
    quit: () => app.quit(),
    exit: (code) => app.exit(code),
    failed: (error) => log.error('the way out', error),
  })
  app.on('second-instance', () => focusWindow(windows()[0]))
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', (event) => {
    if (quitting.holdQuit()) event.preventDefault()
  })
  process.on('SIGTERM', () => quitting.quitNow())
  process.on('SIGINT', () => quitting.quitNow())
  bindIpc({ ipc: ipcMain, app: core, log, panes: windows, origin })
  setMenu(!app.isPackaged)
  openWindow({
    preload: join(built, 'preload', 'preload.cjs'),
    startPage,
    log,
    holdClose: () => quitting.holdWindow(),
  })
  log.info(`Tincan ${app.getVersion()} started in ${dataDir}`)
}

begin()
