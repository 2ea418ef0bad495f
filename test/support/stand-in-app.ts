/** The app in the stand-in shell: a process of its own, its window in this test's Chromium. */
import { type Browser, chromium } from 'playwright-core'
import { CHROMIUM_ARGS, ensureChromium } from '../../build/chromium.ts'
import { sandboxed } from '../../build/sandbox.ts'
import { Screen } from '../../build/stand-in/screen.ts'
import type { Launch, RunningApp } from './app.ts'
import { STEP_NET_MS } from './nets.ts'
import { PATIENT } from './terminal.ts'

let browser: Promise<Browser> | undefined

/** Starts the app and waits for its page. */
export async function launchStandIn(launch: Launch): Promise<RunningApp> {
  browser ??= openBrowser()
  const screenOf = await browser
  let printed = ''
  let button = 0
  const screen = new Screen({
    main: launch.main,
    args: launch.args,
    dark: launch.colorScheme === 'dark',
    flags: launch.asItIs ? [] : PATIENT,
    env: {
      TINCAN_STAND_IN_SAVES: launch.saves,
      ...(launch.keyStore === undefined ? {} : { TINCAN_STAND_IN_KEY_STORE: launch.keyStore }),
    },
    context: async () => {
      const { size: viewport, colorScheme } = launch
      const context = await screenOf.newContext({ viewport, colorScheme })
      context.setDefaultTimeout(STEP_NET_MS)
      return context
    },
    answer: async () => button,
    print: (text) => {
      printed += text
    },
  })
  const page = await screen.page().catch((error: unknown) => {
    screen.kill('SIGKILL')
    throw new Error(`${error}\n${printed}`)
  })
  const { desktop, exited } = screen
  // What has shown it in the first place. The page is there a moment before the app hears of it.
  await screen.raised()
  desktop.raised.length = 0
  return {
    page,
    shell: 'stand-in',
    pid: screen.pid,
    exited,
    opened: async () => [...desktop.opened],
    clipboard: async () => desktop.clipboard,
    answerDialogs: async (chosen) => {
      button = chosen
    },
    dialogs: async () => desktop.questions.map(({ message }) => message),
    raised: async () => [...desktop.raised],
    windows: () => page.context().pages().length,
    resize: (width, height) => page.setViewportSize({ width, height }),
    clickClose: async () => screen.closeWindows(),
    close: () => {
      screen.closeWindows()
      return exited
    },
    kill: async () => {
      screen.kill('SIGKILL')
      await exited
    },
    output: () => printed,
  }
}

/** Closes the Chromium that this file's apps shared. */
export async function closeBrowser(): Promise<void> {
  const open = browser
  browser = undefined
  await (await open)?.close()
}

function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: ensureChromium(),
    chromiumSandbox: sandboxed(),
    timeout: STEP_NET_MS,
    args: [...CHROMIUM_ARGS, '--disable-gpu'],
  })
}
