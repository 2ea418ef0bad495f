/**
 * The app in real Electron, through Playwright. What would reach the person's own desktop (the
 * browser, native questions) is replaced in the main process by a recorder.
 */
import { once } from 'node:events'
import { dirname } from 'node:path'
import { _electron, type ElectronApplication } from 'playwright-core'
import { findElectron } from '../../build/electron-binary.ts'
import { isRoot } from '../../build/tools.ts'
import { appPathOf } from '../shell/app-path.ts'
import type { Launch, RunningApp } from './app.ts'
import { STEP_NET_MS } from './nets.ts'

interface Recorder {
  opened: string[]
  questions: string[]
  button: number
}

/** Starts the app and waits for its page. */
export async function launchElectron(launch: Launch): Promise<RunningApp> {
  const executablePath = findElectron()
  // Without a path Playwright would require('electron'), which downloads.
  if (executablePath === undefined) throw new Error('The Electron binary is not on this machine.')
  const sandbox = isRoot() && process.platform === 'linux' ? ['--no-sandbox'] : []
  const electron = await _electron.launch({
    executablePath,
    args: [...sandbox, appPathOf(dirname(launch.main)), ...launch.args],
    timeout: STEP_NET_MS,
  })
  electron.context().setDefaultTimeout(STEP_NET_MS)
  const child = electron.process()
  let printed = ''
  const print = (text: string) => {
    printed += text
  }
  child.stdout?.setEncoding('utf8').on('data', print)
  child.stderr?.setEncoding('utf8').on('data', print)
  const exited = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string)
  await record(electron, launch.saves)
  const page = await electron.firstWindow()
  await page.waitForLoadState('load')
  await page.emulateMedia({ colorScheme: launch.colorScheme })
  const recorder = () =>
    electron.evaluate(() => (globalThis as { recorder?: Recorder }).recorder as Recorder)
  const resize = async (width: number, height: number) => {
    const window = await electron.browserWindow(page)
    await window.evaluate((shown, size) => shown.setContentSize(...size), [width, height] as const)
  }
  await resize(launch.size.width, launch.size.height)
  const clickClose = () =>
    electron.evaluate(({ BrowserWindow }) => {
      for (const window of BrowserWindow.getAllWindows()) window.close()
    })
  return {
    page,
    shell: 'electron',
    pid: child.pid ?? 0,
    exited,
    opened: async () => (await recorder()).opened,
    clipboard: () => electron.evaluate(({ clipboard }) => clipboard.readText()),
    answerDialogs: (button) =>
      electron.evaluate((_electron, chosen) => {
        const { recorder } = globalThis as { recorder?: Recorder }
        if (recorder !== undefined) recorder.button = chosen
      }, button),
    dialogs: async () => (await recorder()).questions,
    windows: () => electron.windows().length,
    resize,
    clickClose,
    close: async () => {
      // The app may be gone before it can answer that it closes.
      await clickClose().catch(() => {})
      return exited
    },
    kill: async () => {
      child.kill('SIGKILL')
      await exited
    },
    output: () => printed,
  }
}

async function record(electron: ElectronApplication, saves: string): Promise<void> {
  await electron.evaluate(({ shell, dialog }, folder) => {
    const recorder: Recorder = { opened: [], questions: [], button: 0 }
    Object.assign(globalThis, { recorder })
    shell.openExternal = async (url) => {
      recorder.opened.push(url)
    }
    const showMessageBox = async (...args: unknown[]) => {
      const options = args.at(-1) as { message: string }
      recorder.questions.push(options.message)
      return { response: recorder.button, checkboxChecked: false }
    }
    const showSaveDialog = async (...args: unknown[]) => {
      const { defaultPath } = args.at(-1) as { defaultPath: string }
      const name = defaultPath.split(/[\\/]/).at(-1)
      return { canceled: false, filePath: `${folder}/${name}` }
    }
    Object.assign(dialog, { showMessageBox, showSaveDialog })
  }, saves)
}
