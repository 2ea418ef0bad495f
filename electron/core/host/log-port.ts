/**
 * The host's hand on its log: what was said goes in, stretches come out. Answers in the order in
 * which it was asked, and never rejects: the room must go on whatever the disk does.
 */
import { PAGE_BYTES } from '../../../shared/domain/limits.ts'
import type { Appended, LogId, PageQuery, Store, StoredEvent } from '../store/store.ts'
import { writeAccess } from './access-record.ts'
import type { AccessList } from './rules/state.ts'

export class RoomLog {
  readonly #store: Store
  readonly #log: LogId
  #last: Promise<unknown> = Promise.resolve()
  /** The access list that the disk has not taken yet. */
  #unkept: AccessList | undefined
  /** The write of the access list that is under way, and the one after it. */
  #writing: Promise<void> = Promise.resolve()
  #next: Promise<void> | undefined

  constructor(store: Store, log: LogId) {
    this.#store = store
    this.#log = log
  }

  /** Resolves once it is on the disk, with the number it got there. */
  append(said: Omit<StoredEvent, 'seq'>): Promise<Appended | { readonly kind: 'failed' }> {
    const failed = { kind: 'failed' } as const
    const appended = this.#store.append(this.#log, said).catch(() => failed)
    this.#note(
      appended.then((outcome) => {
        // The disk takes writes again: the access list that it did not take is written now.
        if (outcome.kind !== 'failed' && this.#unkept !== undefined)
          void this.keepAccess(this.#unkept)
      }),
    )
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
   * Keeps the access list. Resolves, in the order of the calls, when it or a later one is on the
   * disk, or when the disk does not take it: then it holds as long as the room is open, and is
   * tried again with what is said next.
   */
  keepAccess(access: AccessList): Promise<void> {
    this.#unkept = access
    // All that change it while the disk is busy share one write.
    this.#next ??= this.#writing.then(() => {
      this.#next = undefined
      this.#writing = this.#writeAccess()
      return this.#writing
    })
    this.#note(this.#next)
    return this.#next
  }

  /** Resolves when the access list as it is now is on the disk, or the disk does not take it. */
  accessKept(): Promise<void> {
    return this.#next ?? this.#writing
  }

  async #writeAccess(): Promise<void> {
    const access = this.#unkept
    if (access === undefined) return
    try {
      await this.#store.setFacts(this.#log, { door: writeAccess(access) })
      if (this.#unkept === access) this.#unkept = undefined
    } catch {
      // It is tried again with what is said next; the room goes on meanwhile.
    }
  }

  #note(asked: Promise<unknown>): void {
    this.#last = Promise.allSettled([this.#last, asked])
  }

  /** Resolves when all that was asked for so far is done. */
  async settled(): Promise<void> {
    for (let last: unknown; last !== this.#last; ) {
      last = this.#last
      await last
    }
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
