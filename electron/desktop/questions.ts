/** What the system asks or tells a person outside our own page. */
import type { BrowserWindow } from 'electron'
import type { Logger } from '../core/logger.ts'
import { showBox } from './box.ts'
import { showFault } from './faults.ts'
import { focusWindow } from './window.ts'

/**
 * Asks whether hosted rooms may close until the next start, on the window, which is brought to
 * the front. Once that is gone there is nobody to ask, and nothing to come back to: yes.
 */
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
  focusWindow(window)
  const button = await showBox(window, options)
  return button === null || button === options.defaultId
}

/**
 * Writes what nobody caught into the log file (and with it to stderr) and shows the first of it on
 * the window. One box, not one for each: an error that repeats would bury the screen.
 */
export function reportUncaught(logger: Logger, window: () => BrowserWindow | undefined): void {
  let shown = false
  const report = (error: unknown) => {
    logger.error('uncaught', error)
    if (shown) return
    shown = true
    showFault(error, window()).catch((failed) =>
      logger.error('the fault could not be shown', failed),
    )
  }
  process.on('uncaughtException', report)
  process.on('unhandledRejection', report)
}
