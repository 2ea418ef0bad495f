/** The start behind the entry, in its order and nothing else. Each step's how is beside it. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { app, BrowserWindow, clipboard, ipcMain, safeStorage, systemPreferences } from 'electron'
import { selfTest } from '../app/self-test.ts'
import { StartingApp } from '../app/starting.ts'
import type { Logger } from '../core/logger.ts'
import { bindIpc } from '../ipc/bind.ts'
import { ORIGIN, START_PAGE } from './app-files.ts'
import { refuseAppNap } from './app-nap.ts'
import { serveAppScheme } from './app-scheme.ts'
import { systemKeyStore } from './key-store.ts'
import { markLeaving } from './lock.ts'
import { openLogger } from './logger.ts'
import { setMenu } from './menu.ts'
import { openLink } from './open-link.ts'
import { askToClose, reportUncaught } from './questions.ts'
import { Quitting } from './quitting.ts'
import { askWhereToSave } from './save-as.ts'
import { denyByDefault } from './security.ts'
import { focusWindow, openWindow } from './window.ts'

export interface StartOptions {
  /** Ours alone: the lock is taken. */
  readonly dataDir: string
  readonly profile: string
  /** The folder of the built parts. */
  readonly built: string
}

/** `npm run dev` serves the page itself, for hot reload; an installed app never looks there. */
const devUrl = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL
const startPage = devUrl ?? START_PAGE
const origin = devUrl === undefined ? ORIGIN : new URL(devUrl).origin

/**
 * Call once. Resolves when there is a window, and the app has begun to open; rejects, with the
 * fault in the log file, when it does not come to that.
 */
export async function start(options: StartOptions): Promise<void> {
  const logger = openLogger(options.dataDir)
  try {
    await open(options, logger)
  } catch (error) {
    logger.error('the start', error)
    throw error
  }
}

async function open({ dataDir, profile, built }: StartOptions, logger: Logger): Promise<void> {
  reportUncaught(logger, () => BrowserWindow.getAllWindows()[0])
  refuseAppNap(systemPreferences)
  await app.whenReady()
  denyByDefault(startPage, logger)
  serveAppScheme(join(built, 'renderer'), logger)
  const windows = () => BrowserWindow.getAllWindows()
  const tincan = new StartingApp({
    dataDir,
    profile,
    logger,
    keyStore: systemKeyStore(safeStorage),
    version: app.getVersion(),
    desktop: {
      copy: (text) => clipboard.writeText(text),
      openLink,
      saveAs: (name) => askWhereToSave(windows()[0], name),
      quit: () => app.quit(),
    },
  })
  const quitting = new Quitting({
    hostedRooms: () => tincan.hostedRooms(),
    ask: (rooms) => askToClose(windows()[0], rooms),
    leaving: () => markLeaving(dataDir),
    closeApp: () => tincan.close(),
    quit: () => app.quit(),
    relaunch: () => app.relaunch(),
    exit: (code) => app.exit(code),
    failed: (error) => logger.error('the way out', error),
  })
  let waiting = false
  app.on('second-instance', () => {
    if (!quitting.leaving) {
      logger.info('another start knocks')
      focusWindow(windows()[0])
    } else if (!waiting) {
      // It looks again and again until this one has left (lock.ts).
      waiting = true
      logger.info('another start knocks, and waits')
    }
  })
  app.on('activate', () => quitting.activate())
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', (event) => {
    if (quitting.holdQuit()) event.preventDefault()
  })
  process.on('SIGTERM', () => quitting.quitNow())
  process.on('SIGINT', () => quitting.quitNow())
  bindIpc({ ipc: ipcMain, app: tincan, logger, windows, origin })
  setMenu(!app.isPackaged)
  openWindow({
    preload: join(built, 'preload', 'preload.cjs'),
    startPage,
    logger,
    holdClose: () => quitting.holdWindow(),
  })
  tincan.open()
  logger.info(`Tincan ${app.getVersion()} started in ${dataDir}`)
}

/**
 * Prints each check as a line of JSON; the exit code is 0 when all hold.
 * @param folder Chromium's, for this run
 */
export async function runSelfTest(folder: string): Promise<void> {
  await app.whenReady()
  const checks = await selfTest(folder)
  for (const check of checks) process.stdout.write(`${JSON.stringify(check)}\n`)
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch {
    // On Windows, Chromium may still have a file open: the system's temporary folder it is.
  }
  app.exit(checks.every(({ ok }) => ok) ? 0 : 1)
}
