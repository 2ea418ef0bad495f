/**
 * Holds a peer back while what it has said waits for the disk: nobody is read faster than the
 * disk writes, so a flood costs the flooder its own time and us no memory.
 */
import { INTAKE_BYTES } from '../../../shared/domain/limits.ts'

/** Holds while more than INTAKE_BYTES wait; `hold` is called at each change, and only then. */
export class Intake {
  readonly #hold: (on: boolean) => void
  #waiting = 0
  #holding = false

  /** @param hold stops or goes on reading from the peer */
  constructor(hold: (on: boolean) => void) {
    this.#hold = hold
  }

  /** Counts `bytes` until `written` has settled. */
  take(bytes: number, written: Promise<unknown>): void {
    this.#change(bytes)
    const settled = () => this.#change(-bytes)
    written.then(settled, settled)
  }

  #change(bytes: number): void {
    this.#waiting += bytes
    const holding = this.#waiting > INTAKE_BYTES
    if (holding === this.#holding) return
    this.#holding = holding
    this.#hold(holding)
  }
}
