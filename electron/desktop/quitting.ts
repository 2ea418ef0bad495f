/**
 * The way out, as a small state machine without Electron: a window closes, the person is asked
 * if a room would close for others, the app says goodbye to every peer, and only then the
 * process ends. As soon as that is certain, it is said, for a start that comes meanwhile. However
 * often and from wherever the end is asked for, each step happens once.
 */

export interface QuitPorts {
  /** Rooms hosted here now. */
  readonly hostedRooms: () => number
  /** Asks whether to close `rooms` rooms for everybody. */
  readonly ask: (rooms: number) => Promise<boolean>
  /** It is certain that the app goes: from here on there is no way back. */
  readonly leaving: () => void
  /** Says goodbye and closes everything but windows. */
  readonly closeApp: () => Promise<void>
  /** Ends what is left of the app: closes its windows, then quits. */
  readonly quit: () => void
  /** Has the system start the app again, once this process has ended. */
  readonly relaunch: () => void
  /** Ends the process. */
  readonly exit: (code: number) => void
  readonly failed: (error: unknown) => void
}

type QuitState = 'open' | 'asking' | 'agreed' | 'closing'

/**
 * One for the process. Its state only goes on (open, asking, agreed, closing), but for the answer
 * that takes it back from asking to open.
 */
export class Quitting {
  readonly #ports: QuitPorts
  #state: QuitState = 'open'
  /** Somebody has asked for the app while it was on its way out. */
  #wanted = false

  constructor(ports: QuitPorts) {
    this.#ports = ports
  }

  /** Whether it is certain that the app goes. */
  get leaving(): boolean {
    return this.#state === 'agreed' || this.#state === 'closing'
  }

  /** The one window is about to close. True when it must stay for now. */
  holdWindow(): boolean {
    if (this.#state === 'asking') return true
    if (this.leaving) return false
    const rooms = this.#ports.hostedRooms()
    if (rooms === 0) {
      this.#agree()
      return false
    }
    this.#state = 'asking'
    void this.#ask(rooms)
    return true
  }

  /** All windows are gone and the app is about to quit. True when it must wait for the goodbyes. */
  holdQuit(): boolean {
    if (this.#state !== 'closing') {
      this.#agree()
      this.#state = 'closing'
      void this.#close()
    }
    return true
  }

  /**
   * Somebody asks for the app: on macOS, where a second start is no process of its own, but a word
   * to the first. One that is on its way out comes back once it has gone.
   */
  activate(): void {
    if (this.leaving) this.#wanted = true
  }

  /** The system wants the process to end (a signal): there is nobody to ask. */
  quitNow(): void {
    if (this.#state === 'closing') return
    this.#agree()
    this.#ports.quit()
  }

  async #ask(rooms: number): Promise<void> {
    let yes = false
    try {
      yes = await this.#ports.ask(rooms)
    } catch (error) {
      this.#ports.failed(error)
    }
    if (this.#state !== 'asking') return
    if (!yes) {
      this.#state = 'open'
      return
    }
    this.#agree()
    this.#ports.quit()
  }

  /** From here on the app goes. Who cannot say so leaves all the same. */
  #agree(): void {
    if (this.leaving) return
    this.#state = 'agreed'
    try {
      this.#ports.leaving()
    } catch (error) {
      this.#ports.failed(error)
    }
  }

  async #close(): Promise<void> {
    let code = 0
    try {
      await this.#ports.closeApp()
    } catch (error) {
      this.#ports.failed(error)
      code = 1
    }
    try {
      if (this.#wanted) this.#ports.relaunch()
    } finally {
      this.#ports.exit(code)
    }
  }
}
