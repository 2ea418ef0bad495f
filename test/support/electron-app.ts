/**
 * The app in real Electron, through Playwright. What would reach the person's own desktop (the
 * browser, native questions) is replaced in the main process by a recorder. The clipboard is the
 * one of the whole desktop, so what an app has put there is recorded as well: another worker may
 * have put something else there by the time a spec looks.
 */
import { once } from 'node:events'
import { dirname } from 'node:path'
import type { BrowserWindow } from 'electron'
import { _electron, type ElectronApplication, type JSHandle } from 'playwright-core'
import { findElectron } from '../../build/electron-binary.ts'
import { sandboxed } from '../../build/sandbox.ts'
import { appPathOf } from '../../build/stand-in/app-path.ts'
import type { Launch, RunningApp } from './app.ts'
import { electronSwitches } from './electron-switches.ts'
import { STEP_NET_MS } from './nets.ts'

interface Recorder {
  opened: string[]
  copied: string
  questions: string[]
  raised: string[]
  button: number
}

/** Starts the app and waits for its page. */
export async function launchElectron(launch: Launch): Promise<RunningApp> {
  const executablePath = findElectron()
  // Without a path Playwright would require('electron'), which downloads.
  if (executablePath === undefined) throw new Error('The Electron binary is not on this machine.')
  const electron = await _electron.launch({
    executablePath,
    args: [...electronSwitches(), appPathOf(dirname(launch.main)), ...launch.args],
    // Left out, Playwright would pass --no-sandbox on every Linux.
    chromiumSandbox: sandboxed(),
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
  // On Windows, what Playwright has started is cmd.exe, and the app a child of it.
  const pid = await electron.evaluate(() => process.pid)
  await record(electron, launch.saves)
  const page = await electron.firstWindow()
  await page.waitForLoadState('load')
  await page.emulateMedia({ colorScheme: launch.colorScheme })
  await recordRaising(await electron.browserWindow(page))
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
    pid,
    exited,
    opened: async () => (await recorder()).opened,
    clipboard: async () => (await recorder()).copied,
    answerDialogs: (button) =>
      electron.evaluate((_electron, chosen) => {
        const { recorder } = globalThis as { recorder?: Recorder }
        if (recorder !== undefined) recorder.button = chosen
      }, button),
    dialogs: async () => (await recorder()).questions,
    raised: async () => (await recorder()).raised,
    windows: () => electron.windows().length,
    resize,
    clickClose,
    close: async () => {
      // The app may be gone before it can answer that it closes.
      await clickClose().catch(() => {})
      return exited
    },
    kill: async () => {
      killNow(pid)
      await exited
    },
    output: () => printed,
  }
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

async function record(electron: ElectronApplication, saves: string): Promise<void> {
  await electron.evaluate(({ shell, dialog, clipboard }, folder) => {
    const recorder: Recorder = { opened: [], copied: '', questions: [], raised: [], button: 0 }
    Object.assign(globalThis, { recorder })
    shell.openExternal = async (url) => {
      recorder.opened.push(url)
    }
    const write = clipboard.writeText.bind(clipboard)
    clipboard.writeText = async (text) => {
      await write(text)
      recorder.copied = text
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

/** The window itself is the same object for as long as it is open. */
async function recordRaising(handle: JSHandle<BrowserWindow>): Promise<void> {
  await handle.evaluate((window) => {
    const { recorder } = globalThis as { recorder?: Recorder }
    for (const how of ['show', 'restore', 'focus'] as const) {
      const raise = window[how].bind(window)
      window[how] = () => {
        recorder?.raised.push(how)
        raise()
      }
    }
  })
}
