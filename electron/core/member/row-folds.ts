/**
 * Tells how rows look after something was said on them. They are read from our own log once it has
 * what was said, so a row that a thousand react to at once is read a few times, and no row is in
 * memory for it.
 */
import type { SessionLog } from './log-port.ts'
import type { SessionNews } from './ports.ts'

export class RowFolds {
  readonly #log: Pick<SessionLog, 'fold'>
  readonly #onNews: (news: SessionNews) => void
  readonly #touched = new Set<number>()
  #kept: Promise<unknown> = Promise.resolve()
  #reading = false

  constructor(log: Pick<SessionLog, 'fold'>, onNews: (news: SessionNews) => void) {
    this.#log = log
    this.#onNews = onNews
  }

  /** @param kept when the log has what was said on `seq` */
  touch(seq: number, kept: Promise<unknown>): void {
    this.#touched.add(seq)
    this.#kept = kept
    if (!this.#reading) void this.#read()
  }

  async #read(): Promise<void> {
    this.#reading = true
    try {
      // What is touched meanwhile comes at the end of the set, also when it was read before.
      for (const seq of this.#touched) {
        await this.#kept
        this.#touched.delete(seq)
        const row = await this.#log.fold(seq)
        if (row !== null) this.#onNews({ type: 'shown', row })
      }
    } finally {
      this.#reading = false
    }
  }
}
