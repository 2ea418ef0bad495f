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
  #door: string | undefined
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
      if (outcome.kind !== 'failed' && this.#unkept !== undefined) this.keepDoor(this.#unkept)
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

  /** Keeps the door's newest state; of several in one turn of the loop, the last. */
  keepDoor(door: string): void {
    const asked = this.#door !== undefined
    this.#door = door
    if (asked) return
    queueMicrotask(() => {
      const newest = this.#door ?? door
      this.#door = undefined
      this.#unkept = newest
      this.#last = this.#store.setFacts(this.#log, { door: newest }).then(
        () => {
          if (this.#unkept === newest) this.#unkept = undefined
        },
        // Tried again with the next message; what is never written holds as long as the room is open.
        () => {},
      )
    })
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
