/**
 * Starts Tincan for a test, as a person would have it, in whichever shell this machine can run,
 * and gives the same handle in both. What a test leaves open is ended when the test is over:
 * an app started in a test with that test, one started before all tests with the file.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeEach } from 'vitest'
import { MAIN } from '../../build/built.ts'
import { launchElectron } from './electron-app.ts'
import { chooseShell, type Shell } from './shell-choice.ts'
import { closeBrowser, launchStandIn } from './stand-in-app.ts'

export interface LaunchOptions {
  /** `--profile NAME`. */
  readonly profile?: string
  /** Where it keeps its data; a folder of its own, removed afterwards, when not given. */
  readonly dataDir?: string
  /** Size of the page. */
  readonly size?: { readonly width: number; readonly height: number }
  readonly colorScheme?: 'light' | 'dark'
  /** Where the native question for a place to save is answered with. */
  readonly saves?: string
  /** The built main script, when it is not the one in `out/`. */
  readonly main?: string
  /**
   * The system's key store, in the stand-in shell: one that never answers, or one that works and
   * has its key in this file. Left out: there is none.
   */
  readonly keyStore?: string
  /** With Tincan's own limits, for a test that waits until one is over; see patience.ts. */
  readonly asItIs?: boolean
}

/** What a launcher of either shell gets. */
export interface Launch {
  readonly main: string
  readonly args: readonly string[]
  readonly size: { readonly width: number; readonly height: number }
  readonly colorScheme: 'light' | 'dark'
  readonly saves: string
  readonly keyStore?: string | undefined
  readonly asItIs: boolean
}

export interface RunningApp {
  readonly page: Page
  readonly shell: Shell
  readonly pid: number
  /** Links that were opened in the system's browser, in order. */
  opened(): Promise<readonly string[]>
  clipboard(): Promise<string>
  /** The button that native questions get from now on; 0 (the default, mostly yes) before. */
  answerDialogs(button: number): Promise<void>
  /** Native questions asked so far. */
  dialogs(): Promise<readonly string[]>
  /** How the window was brought to the front since it was loaded: by `show`, `restore`, `focus`. */
  raised(): Promise<readonly string[]>
  /** How many windows are open. */
  windows(): number
  resize(width: number, height: number): Promise<void>
  /** Clicks the × and does not wait: the app may have a question. */
  clickClose(): Promise<void>
  /** Resolves with the exit code (or the signal's name) when the app has ended. */
  readonly exited: Promise<number | string>
  /** Closes the window as a person does; resolves with the exit code. */
  close(): Promise<number | string>
  /** Ends the app as a crash would. */
  kill(): Promise<void>
  /** All that the app has printed. */
  output(): string
}

const running = new Set<{ readonly app: RunningApp; readonly inTest: boolean }>()
const folders: string[] = []
let inTest = false

/** Starts the app and waits for its page. */
export async function launchApp(options: LaunchOptions = {}): Promise<RunningApp> {
  const dataDir = options.dataDir ?? temporaryFolder()
  const launch: Launch = {
    main: options.main ?? MAIN,
    args: [
      '--data-dir',
      dataDir,
      ...(options.profile === undefined ? [] : ['--profile', options.profile]),
    ],
    size: options.size ?? { width: 1080, height: 720 },
    colorScheme: options.colorScheme ?? 'light',
    saves: options.saves ?? dataDir,
    keyStore: options.keyStore,
    asItIs: options.asItIs ?? false,
  }
  const app = await (chooseShell().shell === 'electron' ? launchElectron : launchStandIn)(launch)
  running.add({ app, inTest })
  return app
}

/** A folder of its own for a test, removed when the file's tests are over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tincan-test-'))
  folders.push(folder)
  return folder
}

async function endAll(which: (entry: { readonly inTest: boolean }) => boolean): Promise<void> {
  for (const entry of running) {
    if (!which(entry)) continue
    running.delete(entry)
    await entry.app.kill()
  }
}

beforeEach(() => {
  inTest = true
})

afterEach(async () => {
  await endAll((entry) => entry.inTest)
})

afterAll(async () => {
  await endAll(() => true)
  await closeBrowser()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})
