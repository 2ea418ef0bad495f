/**
 * Keeps macOS from napping Tincan while a room is open: App Nap holds back the timers of a window
 * that nobody looks at, and a host's pings and commits with them. Other systems do not do that,
 * and there the same request would keep the whole computer awake.
 */
import type { PowerSaveBlocker } from 'electron'

/** The part of `powerSaveBlocker` in use. */
export type Blocker = Pick<PowerSaveBlocker, 'start' | 'stop'>

export class Awake {
  readonly #blocker: Blocker
  readonly #naps: boolean
  #id: number | undefined

  constructor(blocker: Blocker, platform: NodeJS.Platform = process.platform) {
    this.#blocker = blocker
    this.#naps = platform === 'darwin'
  }

  /** So many rooms are open now. */
  rooms(open: number): void {
    if (!this.#naps) return
    if (open > 0) {
      this.#id ??= this.#blocker.start('prevent-app-suspension')
      return
    }
    if (this.#id !== undefined) this.#blocker.stop(this.#id)
    this.#id = undefined
  }
}
