/**
 * The host's hand on its log: what was said goes in, stretches come out. Answers in the order in
 * which it was asked, and never rejects: the room must go on whatever the disk does.
 */
import { PAGE_BYTES } from '../../shared/limits.ts'
import type { Appended, LogId, PageQuery, Store, StoredEvent } from '../store/store.ts'

export class RoomLog {
  readonly #store: Store
  readonly #log: LogId
  #last: Promise<unknown> = Promise.resolve()
  /** The door's state that the disk has not taken yet. */
  #unkept: string | undefined

  constructor(store: Store, log: LogId) {
    this.#store = store
    this.#log = log
  }

  /** Resolves once it is on the disk, with the number it got there. */
  append(said: Omit<StoredEvent, 'seq'>): Promise<Appended | { readonly kind: 'failed' }> {
    const failed = { kind: 'failed' } as const
    const appended = this.#store.append(this.#log, said).catch(() => failed)
    this.#last = appended.then((outcome) => {
      // The disk takes writes again: what it did not take of the door is written now.
      if (outcome.kind !== 'failed' && this.#unkept !== undefined) void this.keepDoor(this.#unkept)
    })
    return appended
  }

  /** A stretch that fits a line; null when it cannot be read. */
  async read(query: PageQuery): Promise<readonly StoredEvent[] | null> {
    try {
      return fitting(await this.#store.page(this.#log, query), 'after' in query)
    } catch {
      return null
    }
  }

  /**
   * Keeps the door's state. Resolves when it is on the disk, or when the disk does not take it:
   * then it holds as long as the room is open, and is tried again with what is said next.
   */
  async keepDoor(door: string): Promise<void> {
    this.#unkept = door
    const kept = this.#store.setFacts(this.#log, { door }).then(
      () => {
        if (this.#unkept === door) this.#unkept = undefined
      },
      () => {},
    )
    this.#last = kept
    await kept
  }

  /** Resolves when all that was asked for so far is done. */
  async settled(): Promise<void> {
    await this.#last
  }
}

/** As many as fit PAGE_BYTES, one at least, from the end where the stretch goes on from. */
function fitting(events: readonly StoredEvent[], fromStart: boolean): readonly StoredEvent[] {
  const ordered = fromStart ? events : events.toReversed()
  let bytes = 0
  const fit = ordered.findIndex((event, at) => {
    bytes += Buffer.byteLength(JSON.stringify(event))
    return at > 0 && bytes > PAGE_BYTES
  })
  const taken = fit === -1 ? ordered : ordered.slice(0, fit)
  return fromStart ? taken : taken.toReversed()
}
