/** Asks where to save a file, in the system's own dialog. */
import { join } from 'node:path'
import { app, type BrowserWindow, dialog } from 'electron'

/** @returns the path that was chosen, or null when the person would rather not */
export async function askWhereToSave(
  window: BrowserWindow | undefined,
  name: string,
): Promise<string | null> {
  const options = { defaultPath: join(app.getPath('documents'), name) }
  const { canceled, filePath } = await (window === undefined
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(window, options))
  return canceled || filePath === '' ? null : filePath
}
