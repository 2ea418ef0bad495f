/**
 * How a fault is shown. Electron's error box blocks the main process, and with it every socket of
 * a room that is hosted here; so once the app is ready, a fault is shown on the window, or not at
 * all: who calls this after ready has a log file that has it.
 */
import { app, type BrowserWindow, dialog } from 'electron'
import { showBox } from './box.ts'

const TITLE = 'Something went wrong inside Tincan'

const textOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** Shows that something broke, in the words of the error; resolves when it was read. */
export async function showFault(error: unknown, window: BrowserWindow | undefined): Promise<void> {
  const detail = textOf(error)
  await showBox(window, { type: 'error', message: TITLE, detail, noLink: true })
}

/** The start failed, before there was a window to say so in. */
export function failedToStart(error: unknown): void {
  if (app.isReady()) process.stderr.write(`${TITLE}: ${textOf(error)}\n`)
  else dialog.showErrorBox(TITLE, textOf(error))
  app.exit(1)
}
