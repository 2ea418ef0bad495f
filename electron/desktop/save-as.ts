/** Asks where to save a file, in the system's own dialog. */
import { join } from 'node:path'
import { app, type BrowserWindow, dialog } from 'electron'

/**
 * On the window that asks: without one, macOS would block the main process with the dialog.
 * @returns the path that was chosen, or null when the person would rather not
 */
export async function askWhereToSave(
  window: BrowserWindow | undefined,
  name: string,
): Promise<string | null> {
  const options = { defaultPath: join(app.getPath('documents'), name) }
  if (window === undefined || window.isDestroyed()) return null
  const { canceled, filePath } = await dialog.showSaveDialog(window, options)
  return canceled || filePath === '' ? null : filePath
}
