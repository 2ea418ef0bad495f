/** The desktop's services: what would reach the system goes to the screen, which tells the test. */
import { basename, dirname, join } from 'node:path'
import type {
  Clipboard,
  Dialog,
  MessageBoxOptions,
  MessageBoxReturnValue,
  SaveDialogOptions,
  SaveDialogReturnValue,
  Shell,
} from 'electron'
import { standIn } from './app.ts'
import { ask, copy, tell } from './link.ts'
import { StandInWindow } from './window.ts'

let copied = ''

export const clipboard = {
  writeText: async (text: string) => {
    const fault = await copy(text)
    if (fault !== null) throw new Error(`The clipboard was not written: ${fault}`)
    copied = text
  },
  readText: async () => copied,
} satisfies Pick<Clipboard, 'writeText' | 'readText'>

export const shell = {
  openExternal: async (url: string) => tell({ type: 'opened', url }),
} satisfies Pick<Shell, 'openExternal'>

/** On macOS a box without a window blocks, and one on a window that is hidden stays for ever. */
async function showMessageBox(
  owner: StandInWindow | MessageBoxOptions,
  options?: MessageBoxOptions,
): Promise<MessageBoxReturnValue> {
  if (!(owner instanceof StandInWindow) || options === undefined) {
    throw blocks('showMessageBox without a window')
  }
  if (!owner.isVisible()) throw new Error('Nobody can dismiss a box on a window that is hidden.')
  const response = await ask({
    id: owner.id,
    message: options.message,
    detail: options.detail ?? '',
    buttons: options.buttons ?? ['OK'],
    cancelId: options.cancelId ?? 0,
  })
  return { response, checkboxChecked: false }
}

/** Nobody is asked: the file goes where the app proposed, or where a test has its files. */
async function showSaveDialog(
  owner: StandInWindow | SaveDialogOptions,
  options?: SaveDialogOptions,
): Promise<SaveDialogReturnValue> {
  if (!(owner instanceof StandInWindow) || options === undefined) {
    throw blocks('showSaveDialog without a window')
  }
  const { defaultPath = 'file' } = options
  const folder = process.env.TINCAN_STAND_IN_SAVES ?? dirname(defaultPath)
  return { canceled: false, filePath: join(folder, basename(defaultPath)) }
}

export const dialog = {
  showMessageBox,
  showSaveDialog,
  /** Before ready, where Electron on Linux prints it. Afterwards it would block the app. */
  showErrorBox: (title: string, text: string) => {
    if (standIn.isReady()) throw blocks('showErrorBox')
    process.stderr.write(`${title}: ${text}\n`)
  },
  showMessageBoxSync: () => {
    throw blocks('showMessageBoxSync')
  },
  showOpenDialogSync: () => {
    throw blocks('showOpenDialogSync')
  },
  showSaveDialogSync: () => {
    throw blocks('showSaveDialogSync')
  },
} satisfies Pick<Dialog, Blocking> & { showMessageBox: unknown; showSaveDialog: unknown }

type Blocking = 'showErrorBox' | 'showMessageBoxSync' | 'showOpenDialogSync' | 'showSaveDialogSync'

function blocks(name: Blocking | `${'showMessageBox' | 'showSaveDialog'} without a window`): Error {
  return new Error(`dialog.${name} blocks the main process, and with it every room.`)
}

/** Nothing naps here. On macOS alone there is more, as in Electron. */
export const systemPreferences = process.platform === 'darwin' ? { setUserDefault: () => {} } : {}

/** The system's colours, as the screen was told to have them. */
export const nativeTheme = {
  shouldUseDarkColors: process.env.TINCAN_STAND_IN_THEME === 'dark',
} satisfies Pick<Electron.NativeTheme, 'shouldUseDarkColors'>

/** Chromium shows no menu of ours; that it can be built is all there is to see. */
export const Menu = {
  buildFromTemplate: (template: readonly object[]) => ({ items: template }),
  setApplicationMenu: () => {},
}
