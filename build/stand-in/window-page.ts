/**
 * A window on the screen: one page in a context of its own. It carries calls, deliveries, files
 * and navigations between the page and the app, each in its order.
 */
import type { BrowserContext, Page, Request, Route } from 'playwright-core'
import { type BridgeCall, CALL_BINDING, DELIVER, initScript } from './bridge.ts'
import type { Delivery, FromScreen, Served, WindowInit } from './messages.ts'
import { toApp, toScreen } from './urls.ts'

/** Messages that wait for an answer of the app. */
export type Asking = Extract<FromScreen, { type: 'serve' | 'navigate' | 'open' }>
type Unnumbered<M> = M extends { call: number } ? Omit<M, 'call'> : never

export interface WindowWires {
  readonly tell: (message: FromScreen) => void
  readonly ask: (message: Unnumbered<Asking>) => Promise<unknown>
}

export class WindowPage {
  readonly page: Page
  readonly #context: BrowserContext
  readonly #init: WindowInit
  readonly #wires: WindowWires
  #queue: Delivery[] = []
  #delivering = false
  /** The address that the app itself is loading: nobody is asked about it. */
  #loading: string | null = null
  #closing = false

  static async open(
    context: BrowserContext,
    init: WindowInit,
    wires: WindowWires,
  ): Promise<WindowPage> {
    const page = context.pages()[0] ?? (await context.newPage())
    const window = new WindowPage(page, context, init, wires)
    await window.#wire()
    return window
  }

  private constructor(page: Page, context: BrowserContext, init: WindowInit, wires: WindowWires) {
    this.page = page
    this.#context = context
    this.#init = init
    this.#wires = wires
  }

  async load(url: string): Promise<void> {
    const address = toScreen(url, this.#init.schemes)
    this.#loading = address
    let error: string | null = null
    try {
      await this.page.goto(address)
    } catch (thrown) {
      error = String(thrown)
    }
    this.#wires.tell({ type: 'loaded', id: this.#init.id, error })
  }

  async reload(): Promise<void> {
    this.#loading = this.page.url()
    await this.page.goto(this.#loading).catch(() => {})
  }

  /** Hands the page what the app sends it; all of it in order, what waits in one go. */
  deliver(delivery: Delivery): void {
    this.#queue.push(delivery)
    if (!this.#delivering) void this.#flush()
  }

  /**
   * Puts text on the system's clipboard, as a program may and a page may not: a page must have
   * been clicked on, which the DevTools protocol can say it was.
   */
  async copy(text: string): Promise<void> {
    const devTools = await this.#context.newCDPSession(this.page)
    try {
      const expression = `(${copyAs})(${JSON.stringify(text)})`
      const { result } = await devTools.send('Runtime.evaluate', { expression, userGesture: true })
      if (result.value !== true) throw new Error('the page may not copy')
    } finally {
      await devTools.detach()
    }
  }

  async close(): Promise<void> {
    this.#closing = true
    await this.#context.close().catch(() => {})
  }

  async #flush(): Promise<void> {
    this.#delivering = true
    while (this.#queue.length > 0 && !this.#closing) {
      const deliveries = this.#queue
      this.#queue = []
      try {
        await this.page.evaluate(
          ([name, list]) =>
            (window as unknown as Record<string, (l: unknown) => void>)[name]?.(list),
          [DELIVER, deliveries] as const,
        )
      } catch {
        // The page is on its way to another document: what was meant for it is lost, as it is in
        // Electron. The page asks for the snapshot when it is back.
      }
    }
    this.#delivering = false
  }

  async #wire(): Promise<void> {
    const { id, schemes, permissions } = this.#init
    await this.page.exposeBinding(CALL_BINDING, ({ frame }, said: BridgeCall) => {
      if ('open' in said) return this.#mayOpen(said.open)
      const main = frame === this.page.mainFrame()
      const url = toApp(frame.url(), schemes)
      this.#wires.tell({ type: 'invoke', id, ...said, frame: { url, main } })
      return undefined
    })
    await this.page.addInitScript({ content: initScript(this.#init.preload) })
    await this.#context.grantPermissions([...permissions])
    await this.#context.route('**/*', (route) => this.#handle(route))
    this.#context.on('page', (popup) => void popup.close().catch(() => {}))
    this.page.on('crash', () => this.#wires.tell({ type: 'gone', id, crashed: true }))
    this.page.on('close', () => {
      if (!this.#closing) this.#wires.tell({ type: 'gone', id, crashed: false })
      this.#closing = true
    })
  }

  async #handle(route: Route): Promise<void> {
    try {
      await this.#answer(route)
    } catch (error) {
      if (!this.#closing) await route.abort('failed').catch(() => {})
      if (!this.#closing) process.stderr.write(`stand-in screen: ${error}\n`)
    }
  }

  async #answer(route: Route): Promise<void> {
    const request = route.request()
    const url = toApp(request.url(), this.#init.schemes)
    if (!(await this.#allowed(request, url))) return route.abort('aborted')
    if (!this.#init.schemes.includes(new URL(url).protocol.slice(0, -1))) return route.continue()
    const served = (await this.#wires.ask({
      type: 'serve',
      url,
      method: request.method(),
    })) as Served
    return route.fulfill({
      status: served.status,
      headers: { ...served.headers },
      body: Buffer.from(served.body),
    })
  }

  /** Whether a request may go on; navigations that a page starts are the app's to judge. */
  async #allowed(request: Request, url: string): Promise<boolean> {
    if (!request.isNavigationRequest()) return true
    const frame = frameOf(request)
    if (frame === null || frame.page() !== this.page) {
      // A link to a new window: its first request is where it is seen first.
      await this.#mayOpen(url)
      return false
    }
    const main = frame === this.page.mainFrame()
    if (main && request.url() === this.#loading) {
      this.#loading = null
      return true
    }
    return (await this.#wires.ask({ type: 'navigate', id: this.#init.id, url, main })) === true
  }

  /** Lets the app decide; more than its no the stand-in cannot do, and says so. */
  async #mayOpen(url: string): Promise<void> {
    const allowed = await this.#wires.ask({ type: 'open', id: this.#init.id, url })
    if (allowed === true) process.stderr.write(`stand-in screen: cannot open a window: ${url}\n`)
  }
}

/** Runs in the page: copies without a selection, so that focus and selection stay. */
function copyAs(text: string): boolean {
  const give = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  document.addEventListener('copy', give, { capture: true, once: true })
  return document.execCommand('copy')
}

/** The frame of a navigation; a page that is only just opening has none yet. */
function frameOf(request: Request): ReturnType<Request['frame']> | null {
  try {
    return request.frame()
  } catch {
    return null
  }
}
