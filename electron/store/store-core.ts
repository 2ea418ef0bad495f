/**
 * The store over one database, all of it at once and on this thread. What must stay true: a batch
 * of writes is one transaction, a write that is refused does not undo the others, and after a
 * fault of the disk none of the batch is there.
 */
import { assertNever } from '../../shared/assert-never.ts'
import type { AppError, ErrorValue } from '../../shared/errors.ts'
import { type Database, faultOf, storageError } from './database.ts'
import { Events } from './events.ts'
import { exportLog } from './export.ts'
import { Logs } from './logs.ts'
import { Outbox } from './outbox.ts'
import { Search } from './search.ts'
import type {
  ExportFormat,
  FoundEvent,
  LogId,
  LogInfo,
  OutboxMessage,
  Store,
  StoredEvent,
} from './store.ts'

/** The members of {@link Store} that change something; `delete` is two steps, see `remove`. */
export type WriteName =
  | 'openLog'
  | 'setFacts'
  | 'setReadOnly'
  | 'append'
  | 'keep'
  | 'queue'
  | 'withdraw'
  | 'draft'
  | 'delete'

/** A write that was asked for, as a plain value. */
export type Write = {
  [Name in WriteName]: { readonly name: Name; readonly args: Parameters<Store[Name]> }
}[WriteName]

/** What became of one write. */
export type Outcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: ErrorValue }

/** What became of a batch of writes. */
export type Committed =
  | { readonly kind: 'committed'; readonly outcomes: readonly Outcome[] }
  /** Nothing of it was written. `lasting`: trying again is of no use. */
  | { readonly kind: 'failed'; readonly error: ErrorValue; readonly lasting: boolean }

export class StoreCore {
  readonly #database: Database
  readonly #logs: Logs
  readonly #outbox: Outbox
  readonly #search: Search
  readonly #events: Events
  /** A fault was met that the next start must look into. */
  #damaged = false

  /** @param database with the tables of this version */
  constructor(database: Database) {
    this.#database = database
    this.#logs = new Logs(database)
    this.#outbox = new Outbox(database, this.#logs)
    this.#search = new Search(database)
    this.#events = new Events(database, this.#logs, this.#outbox, this.#search)
  }

  /** Carries out writes in one transaction, in order; never throws. */
  commit(writes: readonly Write[]): Committed {
    const refused = new Map<number, ErrorValue>()
    for (;;) {
      try {
        const outcomes = this.#database.transaction(() => this.#outcomes(writes, refused))
        return { kind: 'committed', outcomes }
      } catch (error) {
        // All of it is rolled back by now: once more, without the one that was refused half-way.
        if (error instanceof HalfWay) refused.set(error.at, error.value)
        else return { kind: 'failed', error: this.#told(error), lasting: lasting(error) }
      }
    }
  }

  /** @throws {AppError} storage_failed, like all that follow */
  logs(): LogInfo[] {
    return this.#reading(() => this.#logs.all())
  }

  page(...query: Parameters<Store['page']>): StoredEvent[] {
    return this.#reading(() => this.#events.page(...query))
  }

  outbox(log: LogId): OutboxMessage[] {
    return this.#reading(() => this.#outbox.all(log))
  }

  search(...query: Parameters<Store['search']>): FoundEvent[] {
    return this.#reading(() => this.#search.find(...query))
  }

  /** Writes a log to a file, a page at a time, so that other work goes on in between. */
  export(log: LogId, format: ExportFormat, file: string, now: number): Promise<number> {
    return exportLog(this, log, format, file, now)
  }

  /** Makes sure that nothing of what was deleted is in any file, and makes the file smaller. */
  compact(): void {
    this.#reading(() => {
      this.#search.compact()
      this.#database.vacuum()
      this.#database.run("DELETE FROM marks WHERE name = 'compact'")
      this.#database.checkpoint()
    })
  }

  /** Closes in order; the next start sees whether it has to look for damage. */
  close(): void {
    try {
      if (!this.#damaged) this.#database.run("DELETE FROM marks WHERE name = 'open'")
    } catch {
      // A disk that is full or gone: the next start looks, and that is all that is lost.
    } finally {
      this.#database.close()
    }
  }

  #outcomes(writes: readonly Write[], refused: ReadonlyMap<number, ErrorValue>): Outcome[] {
    return writes.map((write, at) => {
      const error = refused.get(at)
      if (error !== undefined) return { ok: false, error }
      const before = this.#database.changes
      try {
        return { ok: true, value: this.#carryOut(write) }
      } catch (thrown) {
        const fault = faultOf(thrown)
        if (fault !== undefined && fault !== 'constraint' && fault !== 'other') throw thrown
        const value = storageError(thrown).toValue()
        if (this.#database.changes > before) throw new HalfWay(at, value)
        return { ok: false, error: value }
      }
    })
  }

  #carryOut(write: Write): unknown {
    switch (write.name) {
      case 'openLog':
        return this.#logs.open(...write.args)
      case 'setFacts':
        return this.#logs.setFacts(...write.args)
      case 'setReadOnly':
        return this.#logs.setReadOnly(...write.args)
      case 'append':
        return this.#events.append(...write.args)
      case 'keep':
        return this.#events.keep(...write.args)
      case 'queue':
        return this.#outbox.queue(...write.args)
      case 'withdraw':
        return this.#outbox.withdraw(...write.args)
      case 'draft':
        return this.#logs.draft(...write.args)
      case 'delete':
        return this.#delete(...write.args)
      default:
        return assertNever(write)
    }
  }

  #delete(log: LogId): void {
    this.#search.remove(log)
    this.#logs.remove(log)
    this.#database.run("INSERT OR IGNORE INTO marks VALUES ('compact')")
  }

  #reading<T>(read: () => T): T {
    try {
      return read()
    } catch (error) {
      throw this.#told(error)
    }
  }

  #told(error: unknown): AppError {
    if (faultOf(error) === 'damaged') this.#damaged = true
    return storageError(error)
  }
}

/** A write was refused after it had changed something. */
class HalfWay extends Error {
  readonly at: number
  readonly value: ErrorValue

  constructor(at: number, value: ErrorValue) {
    super(value.message)
    this.at = at
    this.value = value
  }
}

/** Room on a disk can be made, and a disk can come back; a damaged file stays damaged. */
function lasting(error: unknown): boolean {
  const fault = faultOf(error)
  return fault !== 'full' && fault !== 'unavailable' && fault !== 'locked'
}
