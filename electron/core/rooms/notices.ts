/** What a person is to be told that belongs to no room: one of each kind, until it is dismissed. */
import type { ErrorValue } from '../../../shared/domain/errors.ts'
import type { PushHub } from './push-hub.ts'

/** In memory alone. Each change puts the whole list into the next push. */
export class Notices {
  readonly #hub: PushHub
  readonly #notices = new Map<string, ErrorValue>()

  constructor(hub: PushHub) {
    this.#hub = hub
  }

  /** In the order in which their codes came; one that comes again keeps its place. */
  get all(): readonly ErrorValue[] {
    return [...this.#notices.values()]
  }

  /** @param notice null when there is nothing to tell */
  add(notice: ErrorValue | null): void {
    if (notice === null) return
    this.#notices.set(notice.code, notice)
    this.#tell()
  }

  /** A code that is not there is no fault. */
  dismiss(code: string): void {
    this.#notices.delete(code)
    this.#tell()
  }

  #tell(): void {
    this.#hub.add({ type: 'notices', notices: this.all })
  }
}
