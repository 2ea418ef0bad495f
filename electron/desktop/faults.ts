/**
 * How a fault is shown. A modal box would block the main process, and with it every socket of a
 * room that is hosted here; so once the app is ready, only what does not wait is used.
 */
import { app, dialog } from 'electron'

const TITLE = 'Something went wrong inside Tincan'

/** Shows that something broke, in the words of the error; resolves when it was read. */
export async function showFault(error: unknown): Promise<void> {
  const text = error instanceof Error ? error.message : String(error)
  if (!app.isReady()) {
    dialog.showErrorBox(TITLE, text)
    return
  }
  await dialog.showMessageBox({ type: 'error', message: TITLE, detail: text, noLink: true })
}

/** The start failed before there was a window to say so in. */
export async function failedToStart(error: unknown): Promise<void> {
  try {
    await showFault(error)
  } finally {
    app.exit(1)
  }
}
