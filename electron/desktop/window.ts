/**
 * The one window: sandboxed, isolated, without Node, shown when its first frame is painted. A
 * page that crashed is loaded again: it asks for the snapshot and is where it was.
 */

import { app, BrowserWindow, nativeTheme } from 'electron'
import type { Logger } from '../core/logger.ts'

export interface WindowOptions {
  readonly preload: string
  readonly startPage: string
  readonly logger: Logger
  /** True when the window must not close yet. */
  readonly holdClose: () => boolean
}

/** Background before the page paints; the same as the page's own, so that nothing flashes. */
const BACKGROUND = { light: '#ffffff', dark: '#161616' } as const

/** A page that crashes again and again is not loaded for ever. */
const RELOADS = 3

/** Opens the window and loads its page. */
export function openWindow({
  preload,
  startPage,
  logger,
  holdClose,
}: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    width: 1080,
    height: 720,
    minWidth: 360,
    minHeight: 420,
    show: false,
    title: app.getName(),
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      // Its dictionaries would come from the internet, which Tincan does not speak to.
      spellcheck: false,
    },
  })
  window.once('ready-to-show', () => window.show())
  window.on('close', (event) => {
    if (holdClose()) event.preventDefault()
  })
  let reloads = 0
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    logger.error(`the page of the window is gone: ${reason} (${exitCode})`)
    if (reason === 'clean-exit' || window.isDestroyed() || reloads >= RELOADS) return
    reloads += 1
    window.webContents.reload()
  })
  window.loadURL(startPage).catch((error: unknown) => {
    if (!window.isDestroyed()) logger.error(`the window cannot load ${startPage}`, error)
  })
  return window
}

/** Brings a window to the front, wherever it is. */
export function focusWindow(window: BrowserWindow | undefined): void {
  if (window === undefined || window.isDestroyed()) return
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
