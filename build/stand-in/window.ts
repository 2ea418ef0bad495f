/**
 * `BrowserWindow` and its `webContents`: a page on the screen. A window that closes asks its
 * listeners first, as Electron's does.
 */
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type { BrowserWindow, BrowserWindowConstructorOptions, WebContents } from 'electron'
import { standIn } from './app.ts'
import { tell } from './link.ts'
import type { Delivery } from './messages.ts'
import { Preventable } from './preventable.ts'
import { servedSchemes } from './protocol.ts'
import { defaultSession } from './session.ts'

type OpenHandler = Parameters<WebContents['setWindowOpenHandler']>[0]
type ContentsPart = Pick<WebContents, 'isDestroyed' | 'reload' | 'send' | 'setWindowOpenHandler'>
type WindowPart = Pick<
  BrowserWindow,
  'close' | 'focus' | 'isDestroyed' | 'isMinimized' | 'isVisible' | 'loadURL' | 'restore' | 'show'
>

const byId = new Map<number, StandInWindow>()

class NavigationEvent extends Preventable {
  readonly url: string
  readonly isMainFrame: boolean
  readonly isSameDocument = false

  constructor(url: string, isMainFrame: boolean) {
    super()
    this.url = url
    this.isMainFrame = isMainFrame
  }
}

export class StandInContents extends EventEmitter implements ContentsPart {
  readonly id: number
  #openHandler: OpenHandler | undefined

  constructor(id: number) {
    super()
    this.id = id
  }

  isDestroyed(): boolean {
    return !byId.has(this.id)
  }

  send(channel: string, ...args: unknown[]): void {
    this.deliver({ channel, args })
  }

  deliver(delivery: Delivery): void {
    if (this.isDestroyed()) throw new TypeError('Object has been destroyed')
    tell({ type: 'deliver', id: this.id, delivery })
  }

  reload(): void {
    tell({ type: 'reload', id: this.id })
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler
  }

  /** Whether a navigation that the page started may go on. */
  mayNavigate(url: string, main: boolean): boolean {
    const event = new NavigationEvent(url, main)
    this.emit('will-frame-navigate', event)
    if (main) this.emit('will-navigate', event)
    return !event.defaultPrevented
  }

  /** Whether the page may open a window. Electron's default is yes. */
  mayOpen(url: string): boolean {
    const details = { url, frameName: '', features: '', disposition: 'new-window' as const }
    const answer = this.#openHandler?.({ ...details, referrer: { url: '', policy: 'default' } })
    return answer === undefined || answer.action === 'allow'
  }
}

export class StandInWindow extends EventEmitter implements WindowPart {
  static #count = 0

  static getAllWindows(): StandInWindow[] {
    return [...byId.values()]
  }

  static byId(id: number): StandInWindow | undefined {
    return byId.get(id)
  }

  readonly id: number
  readonly webContents: StandInContents
  #visible: boolean
  #loading: PromiseWithResolvers<void> | undefined

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super()
    if (!standIn.isReady()) throw new Error('Cannot create BrowserWindow before app is ready')
    StandInWindow.#count += 1
    this.id = StandInWindow.#count
    this.webContents = new StandInContents(this.id)
    this.#visible = options.show ?? true
    byId.set(this.id, this)
    standIn.windows.add(this)
    standIn.emit('web-contents-created', new Preventable(), this.webContents)
    const preferences = options.webPreferences ?? {}
    if (preferences.sandbox === false || preferences.contextIsolation === false) {
      throw new Error('The stand-in knows only sandboxed, isolated pages.')
    }
    const contents = this.webContents as unknown as WebContents
    tell({
      type: 'window',
      init: {
        id: this.id,
        width: options.width ?? 800,
        height: options.height ?? 600,
        preload: preferences.preload ? readFileSync(preferences.preload, 'utf8') : '',
        schemes: servedSchemes(),
        permissions: defaultSession.granted(contents, 'app://tincan/'),
      },
    })
  }

  async loadURL(url: string): Promise<void> {
    this.#loading = Promise.withResolvers<void>()
    tell({ type: 'load', id: this.id, url })
    await this.#loading.promise
  }

  /** The screen has loaded the page, or could not. */
  loaded(error: string | null): void {
    if (error === null) {
      this.#loading?.resolve()
      this.webContents.emit('did-finish-load')
      this.emit('ready-to-show')
    } else this.#loading?.reject(new Error(error))
  }

  show(): void {
    tell({ type: 'raise', id: this.id, how: 'show' })
    this.#visible = true
    this.emit('show')
  }

  restore(): void {
    tell({ type: 'raise', id: this.id, how: 'restore' })
  }

  focus(): void {
    tell({ type: 'raise', id: this.id, how: 'focus' })
    this.emit('focus')
  }

  isVisible(): boolean {
    return this.#visible
  }

  isMinimized(): boolean {
    return false
  }

  isDestroyed(): boolean {
    return !byId.has(this.id)
  }

  close(): void {
    if (this.isDestroyed()) return
    const event = new Preventable()
    this.emit('close', event)
    if (event.defaultPrevented) return
    this.destroy()
    tell({ type: 'close', id: this.id })
  }

  /** The window is gone; nobody is asked any more. */
  destroy(): void {
    if (!byId.delete(this.id)) return
    this.emit('closed')
    this.webContents.emit('destroyed')
    standIn.windowClosed(this)
  }
}
