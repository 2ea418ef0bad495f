/** The clocks of kept places: for each key one, begun anew when its member is lost again. */
import type { Fingerprint } from '../../shared/fingerprint.ts'
import { RESERVE_MS } from '../../shared/limits.ts'
import type { Clock } from '../clock.ts'

export class Reservations {
  readonly #clock: Clock
  readonly #onOver: (key: Fingerprint) => void
  readonly #cancels = new Map<Fingerprint, () => void>()

  /** @param onOver the time of this key is over */
  constructor(clock: Clock, onOver: (key: Fingerprint) => void) {
    this.#clock = clock
    this.#onOver = onOver
  }

  begin(key: Fingerprint): void {
    this.#cancels.get(key)?.()
    const cancel = this.#clock.after(RESERVE_MS, () => {
      this.#cancels.delete(key)
      this.#onOver(key)
    })
    this.#cancels.set(key, cancel)
  }

  close(): void {
    for (const cancel of this.#cancels.values()) cancel()
    this.#cancels.clear()
  }
}
