/**
 * The screen: starts the app's process and gives each of its windows a page in Chromium. The
 * process that owns the screen owns everything: when the app ends its pages go, and when the
 * screen ends, even by kill -9, Chromium sees its pipe close and the app its channel.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { BrowserContext, Page } from 'playwright-core'
import { assertNever } from '../../shared/domain/assert-never.ts'
import type { FromApp, FromScreen, Question, Raised, WindowInit } from './messages.ts'
import { type Asking, WindowPage } from './window-page.ts'

export interface ScreenOptions {
  /** The built main script. */
  readonly main: string
  readonly args: readonly string[]
  readonly dark: boolean
  /** Options of Node for the app's process. */
  readonly flags?: readonly string[]
  /** Environment besides this process's own. */
  readonly env?: Readonly<Record<string, string>>
  /** Gives a window its context. */
  readonly context: (init: WindowInit) => Promise<BrowserContext>
  /** Answers a native question with the number of a button. */
  readonly answer: (question: Question, page: Page | undefined) => Promise<number>
  /** Hears each line the app prints; without it the app prints to this terminal. */
  readonly print?: (text: string) => void
}

/** What the app asked of the desktop. */
export interface Desktop {
  readonly opened: string[]
  readonly questions: Question[]
  /** How windows were brought to the front, in order. */
  readonly raised: Raised[]
  clipboard: string
}

export class Screen {
  readonly desktop: Desktop = { opened: [], questions: [], raised: [], clipboard: '' }
  /** Resolves with the exit code, or the signal that ended the app, when all is gone. */
  readonly exited: Promise<number | string>
  readonly #options: ScreenOptions
  readonly #child: ChildProcess
  readonly #windows = new Map<number, Promise<WindowPage>>()
  /** Windows on their way out: a page takes a moment to go, and Chromium longer. */
  readonly #closing: Promise<unknown>[] = []
  readonly #waiting = new Map<number, (value: unknown) => void>()
  readonly #firstPage = Promise.withResolvers<Page>()
  readonly #firstRaise = Promise.withResolvers<void>()
  #calls = 0

  constructor(options: ScreenOptions) {
    this.#options = options
    this.#child = start(options)
    this.exited = this.#whenExited()
    this.#child.on('message', (message: FromApp) => this.#hear(message))
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** The page of the first window, loaded. */
  page(): Promise<Page> {
    return this.#firstPage.promise
  }

  /** The app has brought a window to the front for the first time. */
  raised(): Promise<void> {
    return this.#firstRaise.promise
  }

  /** Clicks the × of every window. */
  closeWindows(): void {
    for (const id of this.#windows.keys()) this.#tell({ type: 'close', id })
  }

  /** Ends the app's process by a signal. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): void {
    this.#child.kill(signal)
  }

  #hear(message: FromApp): void {
    switch (message.type) {
      case 'window':
        this.#windows.set(message.init.id, this.#open(message.init))
        this.#with(message.init.id, () => {})
        break
      case 'load':
        this.#with(message.id, async (window) => {
          await window.load(message.url)
          this.#firstPage.resolve(window.page)
        })
        break
      case 'reload':
        this.#with(message.id, (window) => window.reload())
        break
      case 'raise':
        this.desktop.raised.push(message.how)
        this.#firstRaise.resolve()
        if (message.how === 'focus') this.#with(message.id, (window) => window.page.bringToFront())
        break
      case 'deliver':
        this.#with(message.id, (window) => window.deliver(message.delivery))
        break
      case 'close':
        this.#close(message.id)
        break
      case 'answer':
        this.#waiting.get(message.call)?.(message.value)
        this.#waiting.delete(message.call)
        break
      case 'question':
        void this.#question(message)
        break
      case 'opened':
        this.desktop.opened.push(message.url)
        break
      case 'clipboard':
        void this.#copy(message.call, message.text)
        break
      default:
        assertNever(message)
    }
  }

  async #open(init: WindowInit): Promise<WindowPage> {
    const context = await this.#options.context(init)
    return WindowPage.open(context, init, {
      tell: (message) => this.#tell(message),
      ask: (message) => this.#ask(message as Asking),
    })
  }

  #with(id: number, act: (window: WindowPage) => unknown): void {
    const window = this.#windows.get(id)
    window?.then(act).catch((error: unknown) => this.#firstPage.reject(error))
  }

  #close(id: number): void {
    const window = this.#windows.get(id)
    if (window === undefined) return
    this.#windows.delete(id)
    // A window that never opened has nothing to close; that it failed was told elsewhere.
    this.#closing.push(window.then((open) => open.close()).catch(() => {}))
  }

  async #copy(call: number, text: string): Promise<void> {
    let fault: string | null = null
    try {
      const [window] = this.#windows.values()
      if (window === undefined) throw new Error('there is no window')
      await (await window).copy(text)
      this.desktop.clipboard = text
    } catch (error) {
      fault = String(error)
    }
    this.#tell({ type: 'answer', call, value: fault })
  }

  async #question({ call, question }: Extract<FromApp, { type: 'question' }>): Promise<void> {
    this.desktop.questions.push(question)
    const window = await this.#windows.get(question.id)
    const page = window === undefined || window.page.isClosed() ? undefined : window.page
    this.#tell({ type: 'answer', call, value: await this.#options.answer(question, page) })
  }

  #ask(message: Asking): Promise<unknown> {
    this.#calls += 1
    const call = this.#calls
    return new Promise((resolve) => {
      this.#waiting.set(call, resolve)
      this.#tell({ ...message, call })
    })
  }

  #tell(message: FromScreen): void {
    // The app may have ended a moment ago; then nobody is there to hear, and nothing to do.
    if (this.#child.connected) this.#child.send(message, () => {})
  }

  async #whenExited(): Promise<number | string> {
    const [code, signal] = (await once(this.#child, 'exit')) as [number | null, string | null]
    const end = code ?? signal ?? 1
    for (const first of [this.#firstPage, this.#firstRaise]) {
      first.promise.catch(() => {})
      first.reject(new Error(`The app ended (${end}) before its window showed.`))
    }
    for (const id of this.#windows.keys()) this.#close(id)
    await Promise.all(this.#closing)
    return end
  }
}

function start({ main, args, dark, flags = [], env, print }: ScreenOptions): ChildProcess {
  const entry = fileURLToPath(new URL('./run.ts', import.meta.url))
  const { NODE_OPTIONS: _options, ...inherited } = process.env
  const child = spawn(process.execPath, [...flags, entry, main, ...args], {
    stdio: ['ignore', print ? 'pipe' : 'inherit', print ? 'pipe' : 'inherit', 'ipc'],
    serialization: 'advanced',
    env: {
      ...inherited,
      ...env,
      TINCAN_STAND_IN_THEME: dark ? 'dark' : 'light',
      ...(print ? { TINCAN_STAND_IN_WARNS: '1' } : {}),
    },
  })
  if (print) {
    child.stdout?.setEncoding('utf8').on('data', print)
    child.stderr?.setEncoding('utf8').on('data', print)
  }
  return child
}
