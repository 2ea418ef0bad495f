/** The clocks of kept places: for each key one, begun anew when its member is lost again. */
import type { Fingerprint } from '../../../shared/domain/fingerprint.ts'
import { RESERVE_MS } from '../../../shared/domain/limits.ts'
import type { Clock } from '../clock.ts'

/**
 * A clock rings once, RESERVE_MS after its last `begin`, and also when its member is back by then:
 * the rules see that.
 */
export class Reservations {
  readonly #clock: Clock
  readonly #onOver: (key: Fingerprint) => void
  readonly #cancels = new Map<Fingerprint, () => void>()
  #closed = false

  /** @param onOver the time of this key is over */
  constructor(clock: Clock, onOver: (key: Fingerprint) => void) {
    this.#clock = clock
    this.#onOver = onOver
  }

  /**
   * After {@link close} it begins none: an end that is heard late must not keep the process alive.
   */
  begin(key: Fingerprint): void {
    if (this.#closed) return
    this.#cancels.get(key)?.()
    const cancel = this.#clock.after(RESERVE_MS, () => {
      this.#cancels.delete(key)
      this.#onOver(key)
    })
    this.#cancels.set(key, cancel)
  }

  /** Stops every clock: none of them rings any more. */
  close(): void {
    this.#closed = true
    for (const cancel of this.#cancels.values()) cancel()
    this.#cancels.clear()
  }
}
