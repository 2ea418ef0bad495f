/**
 * The module `electron`, as far as Tincan uses it. What is missing here is missing on purpose:
 * an import or a call of it fails loudly, and then either Tincan should not use it, or it belongs
 * in here, like Electron does it.
 */
export { standIn as app } from './app.ts'
export { clipboard, dialog, Menu, nativeTheme, shell, systemPreferences } from './desktop.ts'
export { ipcMain } from './ipc-main.ts'
export { protocol } from './protocol.ts'
export { safeStorage } from './safe-storage.ts'
export { session } from './session.ts'
export { StandInWindow as BrowserWindow } from './window.ts'
