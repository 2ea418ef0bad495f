/** What a person is to be told that belongs to no room: one of each kind, until it is dismissed. */
import type { ErrorValue } from '../../../shared/domain/errors.ts'
import type { PushHub } from './push-hub.ts'

export class Notices {
  readonly #hub: PushHub
  readonly #notices = new Map<string, ErrorValue>()

  constructor(hub: PushHub) {
    this.#hub = hub
  }

  get all(): readonly ErrorValue[] {
    return [...this.#notices.values()]
  }

  /** @param notice null when there is nothing to tell */
  add(notice: ErrorValue | null): void {
    if (notice === null) return
    this.#notices.set(notice.code, notice)
    this.#tell()
  }

  dismiss(code: string): void {
    this.#notices.delete(code)
    this.#tell()
  }

  #tell(): void {
    this.#hub.add({ type: 'notices', notices: this.all })
  }
}
