/** What the system asks or tells a person outside our own page. */

import { type BrowserWindow, dialog } from 'electron'
import type { Logger } from '../core/logger.ts'
import { showFault } from './faults.ts'

/** Asks whether hosted rooms may close until the next start. */
export async function askToClose(
  window: BrowserWindow | undefined,
  rooms: number,
): Promise<boolean> {
  const options = {
    type: 'question' as const,
    message:
      rooms === 1
        ? 'Quit, and close your room for now?'
        : `Quit, and close ${rooms} rooms for now?`,
    detail:
      'Nobody can talk there while Tincan is closed. When you start it again, it opens again, and everybody comes back by themselves.',
    buttons: ['Quit', 'Cancel'],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  }
  const { response } = await (window === undefined || window.isDestroyed()
    ? dialog.showMessageBox(options)
    : dialog.showMessageBox(window, options))
  return response === 0
}

/**
 * Writes what nobody caught into the log and shows the first of it. One box, not one for each:
 * an error that repeats would bury the screen.
 */
export function reportUncaught(log: Logger): void {
  let shown = false
  const report = (error: unknown) => {
    log.error('uncaught', error)
    if (shown) return
    shown = true
    showFault(error).catch((failed) => log.error('the fault could not be shown', failed))
  }
  process.on('uncaughtException', report)
  process.on('unhandledRejection', report)
}
