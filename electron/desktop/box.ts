/**
 * The one place that shows a message box, and always on a window. Without one, macOS runs the box
 * in a loop of its own (`[NSAlert runModal]`), and every socket of a hosted room stands still; on a
 * window that cannot be seen it is a sheet that nobody can dismiss.
 */
import { type BrowserWindow, dialog, type MessageBoxOptions } from 'electron'

/**
 * Shows a box as soon as its window can be seen.
 * @returns the button, or null when there is no window, or it went before it could be seen
 */
export async function showBox(
  window: BrowserWindow | undefined,
  options: MessageBoxOptions,
): Promise<number | null> {
  if (window === undefined || !(await seen(window))) return null
  const { response } = await dialog.showMessageBox(window, options)
  return response
}

/**
 * True once the window can be seen: shown, not minimized, and on macOS not behind others either.
 */
async function seen(window: BrowserWindow): Promise<boolean> {
  while (!window.isDestroyed()) {
    if (window.isVisible()) return true
    await changed(window)
  }
  return false
}

/** Resolves when it may be seen by now, or is gone. */
function changed(window: BrowserWindow): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const heard = () => {
    window.off('show', heard)
    window.off('restore', heard)
    window.off('focus', heard)
    window.off('closed', heard)
    resolve()
  }
  window.on('show', heard)
  window.on('restore', heard)
  window.on('focus', heard)
  window.on('closed', heard)
  return promise
}
