/**
 * The host's hand on its log: what was said goes in, stretches come out. Answers in the order in
 * which it was asked, and never rejects: the room must go on whatever the disk does.
 */
import { ACCESS_REST_MS, PAGE_BYTES } from '../../../shared/domain/limits.ts'
import type { Clock } from '../clock.ts'
import type {
  Appended,
  LogId,
  LookedAt,
  NewEvent,
  PageQuery,
  Store,
  StoredEvent,
} from '../store/store.ts'
import type { AccessRows } from './access-record.ts'
import { AccessWriter } from './access-writer.ts'
import type { AccessList } from './rules/state.ts'

/** One for each open room. It closes nothing: the store is for all rooms. */
export class RoomLog {
  readonly #store: Store
  readonly #log: LogId
  readonly #access: AccessWriter
  #last: Promise<unknown> = Promise.resolve()

  /** @param access the rows of the access list that the log has */
  constructor(store: Store, clock: Clock, log: LogId, access: AccessRows) {
    this.#store = store
    this.#log = log
    const write: ConstructorParameters<typeof AccessWriter>[1] = (changes, done) => {
      // One that fails is tried again with what is said next; the room goes on meanwhile.
      store.keepAccess(log, changes).then(
        () => done(true),
        () => done(false),
      )
    }
    this.#access = new AccessWriter(access, write, (over) => clock.after(ACCESS_REST_MS, over))
  }

  /** Resolves once it is on the disk, with the number it got there; see {@link Store.append}. */
  append(said: NewEvent, floor: number): Promise<Appended | { readonly kind: 'failed' }> {
    const failed = { kind: 'failed' } as const
    const appended = this.#store.append(this.#log, said, floor).catch(() => failed)
    this.#note(
      appended.then((outcome) => {
        if (outcome.kind === 'failed') return
        if (this.#access.retry()) this.#note(this.accessKept())
      }),
    )
    return appended
  }

  /** A stretch that fits a line; null when it cannot be read. */
  async read(query: PageQuery): Promise<readonly StoredEvent[] | null> {
    try {
      // What does not fit is not even read; JSON makes it no shorter.
      return fitting(await this.#store.page(this.#log, query, PAGE_BYTES), 'after' in query)
    } catch {
      return null
    }
  }

  /** See {@link Store.look}, as much as fits a line; undefined when it cannot be read. */
  async look(seq: number): Promise<LookedAt | null | undefined> {
    try {
      const found = await this.#store.look(this.#log, seq)
      if (found === null) return null
      const [event = found.event, ...on] = fitting([found.event, ...found.on], true)
      return { event, on }
    } catch {
      return undefined
    }
  }

  /** See {@link Store.rowsFrom}; null when the log cannot be read. */
  async rowsFrom(most: number): Promise<number | null> {
    try {
      return await this.#store.rowsFrom(this.#log, most)
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
    const kept = new Promise<void>((resolve) => this.#access.keep(access, resolve))
    this.#note(kept)
    return kept
  }

  /** Resolves when the access list as it is now is on the disk, or the disk does not take it. */
  accessKept(): Promise<void> {
    return new Promise((resolve) => this.#access.settled(resolve))
  }

  #note(asked: Promise<unknown>): void {
    this.#last = Promise.allSettled([this.#last, asked])
  }

  /** Resolves when all that was asked for so far is done; from now on it makes haste. */
  async settled(): Promise<void> {
    this.#access.hurry()
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
