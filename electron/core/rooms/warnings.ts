/** What a person is to be told that belongs to no room: one of each kind, until it is dismissed. */
import type { ErrorValue } from '../../../shared/domain/errors.ts'
import type { PushHub } from './push-hub.ts'

/** In memory alone. Each change puts the whole list into the next push. */
export class Warnings {
  readonly #hub: PushHub
  readonly #warnings = new Map<string, ErrorValue>()

  constructor(hub: PushHub) {
    this.#hub = hub
  }

  /** In the order in which their codes came; one that comes again keeps its place. */
  get all(): readonly ErrorValue[] {
    return [...this.#warnings.values()]
  }

  /** @param warning null when there is nothing to tell */
  add(warning: ErrorValue | null): void {
    if (warning === null) return
    this.#warnings.set(warning.code, warning)
    this.#tell()
  }

  /** A code that is not there is no fault. */
  dismiss(code: string): void {
    this.#warnings.delete(code)
    this.#tell()
  }

  #tell(): void {
    this.#hub.add({ type: 'warnings', warnings: this.all })
  }
}
