/**
 * Runs the stand-in shell in a visible Chromium window, with a notice. For a machine that cannot
 * have Electron: everything of Tincan itself is the same, the frame around it is a browser's.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright-core'
import { MAIN } from './built.ts'
import { CHROMIUM_ARGS, chromiumVersion, ensureChromium } from './chromium.ts'
import { sandboxed } from './sandbox.ts'
import type { WindowInit } from './stand-in/messages.ts'
import { Screen } from './stand-in/screen.ts'

const NO_SCREEN =
  'Tincan needs a screen to show its window: start it in a desktop session (DISPLAY or WAYLAND_DISPLAY is not set), or use `npm run host` and `npm run join` in the terminal.'

/** Whether a window can be shown from here. */
export function hasScreen(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env
  return process.platform !== 'linux' || Boolean(DISPLAY ?? WAYLAND_DISPLAY)
}

/** Runs the app until it ends; its exit code. */
export async function runStandIn(args: readonly string[], why: string): Promise<number> {
  if (!hasScreen()) throw new Error(NO_SCREEN)
  const executablePath = ensureChromium()
  console.log(
    [
      `Note: ${why}`,
      `Tincan runs in the stand-in shell instead, in a window of ${chromiumVersion(executablePath)}.`,
      'Rooms and messages are the real thing; system menus and native dialogs are missing.',
    ].join('\n'),
  )
  const folder = mkdtempSync(join(tmpdir(), 'tincan-window-'))
  try {
    const screen = new Screen({
      main: MAIN,
      args,
      dark: false,
      context: (init) => openWindow(executablePath, folder, init),
      // The page of the question's window may be gone already, closed by its ×: that was the answer.
      answer: async (question, page) =>
        page === undefined ||
        (await page.evaluate((text) => window.confirm(text), question.message))
          ? 0
          : question.cancelId,
    })
    // The app says goodbye and ends, and the screen follows it.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => screen.kill('SIGTERM'))
    }
    screen.page().catch(() => {})
    const end = await screen.exited
    return typeof end === 'number' ? end : 1
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function openWindow(
  executablePath: string,
  folder: string,
  { width, height }: WindowInit,
): Promise<BrowserContext> {
  const context = await chromium.launchPersistentContext(join(folder, 'chromium'), {
    executablePath,
    headless: false,
    chromiumSandbox: sandboxed(),
    viewport: null,
    colorScheme: null,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    ignoreDefaultArgs: ['--enable-automation'],
    args: [
      ...CHROMIUM_ARGS,
      '--app=data:text/html,<title>Tincan</title>',
      `--window-size=${width},${height}`,
      '--ozone-platform-hint=auto',
      // Hides the bar that warns of --no-sandbox, where that has to be passed.
      ...(sandboxed() ? [] : ['--test-type']),
    ],
  })
  // Listened to, so that Playwright leaves confirm() to the person.
  context.on('dialog', () => {})
  return context
}
