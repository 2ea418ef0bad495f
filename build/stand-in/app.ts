/**
 * `app`: ready, paths, the lock of the data folder, and Electron's order of quitting:
 * before-quit, every window's close, will-quit, quit; each may be prevented where Electron's may.
 */
import { EventEmitter } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { App } from 'electron'
import { InstanceLock } from './instance-lock.ts'
import { Preventable } from './preventable.ts'

type Part = Pick<
  App,
  | 'exit'
  | 'getAppPath'
  | 'getName'
  | 'getPath'
  | 'getVersion'
  | 'isPackaged'
  | 'isReady'
  | 'quit'
  | 'requestSingleInstanceLock'
  | 'setAppUserModelId'
  | 'setPath'
  | 'whenReady'
>

interface Closable {
  close(): void
  isDestroyed(): boolean
}

class StandInApp extends EventEmitter implements Part {
  readonly isPackaged = false
  readonly #paths = new Map<string, string>()
  readonly #ready = Promise.withResolvers<void>()
  /** Open windows; each adds and removes itself. */
  readonly windows = new Set<Closable>()
  #manifest: { name?: string; productName?: string; version?: string } = {}
  #appPath = ''
  #isReady = false
  #quitting = false
  #lock: InstanceLock | undefined

  /** Tells the app where it lies, before its main script runs. */
  locate(appPath: string): void {
    this.#appPath = appPath
    this.#manifest = JSON.parse(readFileSync(join(appPath, 'package.json'), 'utf8'))
    this.#paths.set('home', homedir())
    this.#paths.set('documents', homedir())
    this.#paths.set('appData', appDataFolder())
    this.#paths.set('userData', join(appDataFolder(), this.getName()))
  }

  /** Switches for Chromium, which reads them on its way to ready. */
  readonly commandLine = {
    appendSwitch: (name: string, value = '') => {
      if (this.#isReady) throw new Error('Chromium has read its switches when the app is ready.')
      process.argv.push(value === '' ? `--${name}` : `--${name}=${value}`)
    },
  } satisfies Pick<App['commandLine'], 'appendSwitch'>

  becomeReady(): void {
    this.#isReady = true
    this.emit('ready')
    this.#ready.resolve()
  }

  isReady(): boolean {
    return this.#isReady
  }

  whenReady(): Promise<void> {
    return this.#ready.promise
  }

  getAppPath(): string {
    return this.#appPath
  }

  getName(): string {
    return this.#manifest.productName ?? this.#manifest.name ?? 'Electron'
  }

  getVersion(): string {
    return this.#manifest.version ?? '0.0.0'
  }

  getPath(name: string): string {
    const path = this.#paths.get(name)
    if (path === undefined) throw new Error(`Failed to get '${name}' path`)
    return path
  }

  setPath(name: string, path: string): void {
    if (!existsSync(path)) throw new Error(`Failed to set path: ${path} does not exist`)
    this.#paths.set(name, path)
  }

  setAppUserModelId(): void {}

  requestSingleInstanceLock(): boolean {
    this.#lock ??= new InstanceLock(this.getPath('userData'))
    return this.#lock.take((argv, folder) => {
      this.emit('second-instance', new Preventable(), argv, folder, null)
    })
  }

  /** A window has closed. With the last one the app quits, unless somebody listens. */
  windowClosed(window: Closable): void {
    this.windows.delete(window)
    if (this.windows.size > 0) return
    if (this.#quitting) this.#finish()
    else if (!this.emit('window-all-closed')) this.quit()
  }

  quit(): void {
    if (this.#quitting) return
    this.#quitting = true
    const event = new Preventable()
    this.emit('before-quit', event)
    if (event.defaultPrevented) {
      this.#quitting = false
      return
    }
    if (this.windows.size === 0) this.#finish()
    for (const window of [...this.windows]) {
      window.close()
      if (window.isDestroyed()) continue
      this.#quitting = false
      return
    }
  }

  exit(code = 0): void {
    this.#lock?.release()
    process.exit(code)
  }

  #finish(): void {
    const event = new Preventable()
    this.emit('will-quit', event)
    this.#quitting = false
    if (event.defaultPrevented) return
    this.emit('quit', new Preventable(), 0)
    this.exit(0)
  }
}

function appDataFolder(): string {
  if (process.platform === 'win32') return process.env.APPDATA ?? homedir()
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support')
  return process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config')
}

export const standIn = new StandInApp()
