/**
 * The way out, as a small state machine without Electron: a window closes, the person is asked
 * if a room would close for others, the core says goodbye to every peer, and only then the
 * process ends. However often and from wherever the end is asked for, each step happens once.
 */

export interface QuitPorts {
  /** Rooms hosted here now. */
  readonly hostedRooms: () => number
  /** Asks whether to close `rooms` rooms for everybody. */
  readonly ask: (rooms: number) => Promise<boolean>
  /** The goodbyes begin: from here on there is no way back. */
  readonly leaving: () => void
  /** Says goodbye and closes everything but windows. */
  readonly closeCore: () => Promise<void>
  /** Ends what is left of the app: closes its windows, then quits. */
  readonly quit: () => void
  /** Ends the process. */
  readonly exit: (code: number) => void
  readonly failed: (error: unknown) => void
}

type State = 'open' | 'asking' | 'agreed' | 'closing'

export class Quitting {
  readonly #ports: QuitPorts
  #state: State = 'open'

  constructor(ports: QuitPorts) {
    this.#ports = ports
  }

  /** A window is about to close. True when it must stay for now. */
  holdWindow(): boolean {
    if (this.#state === 'asking') return true
    if (this.#state !== 'open') return false
    const rooms = this.#ports.hostedRooms()
    if (rooms === 0) return false
    this.#state = 'asking'
    void this.#ask(rooms)
    return true
  }

  /** All windows are gone and the app is about to quit. True when it must wait for the goodbyes. */
  holdQuit(): boolean {
    if (this.#state !== 'closing') {
      this.#state = 'closing'
      this.#sayLeaving()
      void this.#close()
    }
    return true
  }

  /** The system wants the process to end (a signal): there is nobody to ask. */
  quitNow(): void {
    if (this.#state === 'closing') return
    this.#state = 'agreed'
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
    this.#state = yes ? 'agreed' : 'open'
    if (yes) this.#ports.quit()
  }

  /** Who cannot say so leaves all the same. */
  #sayLeaving(): void {
    try {
      this.#ports.leaving()
    } catch (error) {
      this.#ports.failed(error)
    }
  }

  async #close(): Promise<void> {
    try {
      await this.#ports.closeCore()
      this.#ports.exit(0)
    } catch (error) {
      this.#ports.failed(error)
      this.#ports.exit(1)
    }
  }
}
