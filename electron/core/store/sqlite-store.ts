/**
 * The store over one database, all of it at once and on this thread. Invariants: a batch
 * of writes is one transaction, a write that is refused does not undo the others, after a fault of
 * the disk none of the batch is there, and what is wrong in the search index refuses no write.
 */
import { assertNever } from '../../../shared/domain/assert-never.ts'
import type { AppError, ErrorValue } from '../../../shared/domain/errors.ts'
import { CATCH_UP_STEPS } from '../../../shared/domain/limits.ts'
import type { UnixMs } from '../../../shared/domain/time.ts'
import { dropBackUps } from './backup.ts'
import { type Database, faultOf, storageError } from './database.ts'
import { Events } from './events.ts'
import { exportLog } from './export.ts'
import { Forgetting } from './forgetting.ts'
import { Indexing } from './indexing.ts'
import { Logs } from './logs.ts'
import { Outbox } from './outbox.ts'
import { SCHEMA_VERSION } from './schema.ts'
import { MessageSearch } from './search.ts'
import { IndexFault, makeAnew } from './search-tables.ts'
import { StandingEvents } from './standing.ts'
import type {
  AccessRow,
  ExportFormat,
  FoundEvent,
  LogId,
  LogInfo,
  LookedAt,
  OutboxMessage,
  RowsPage,
  StandingOnOne,
  Store,
  StoredEvent,
  Unread,
} from './store.ts'
import { Withdrawal } from './withdrawal.ts'
import type { Committed, Outcome, Write } from './writes.ts'

/**
 * Owns its database, and closes it. What it throws is an {@link AppError}. Others ask for its
 * methods by name (engine.ts).
 */
export class SqliteStore {
  readonly #database: Database
  readonly #logs: Logs
  readonly #outbox: Outbox
  readonly #search: MessageSearch
  readonly #indexing: Indexing
  readonly #withdrawal: Withdrawal
  readonly #forgetting: Forgetting
  readonly #events: Events
  readonly #exports = new Set<Promise<unknown>>()
  readonly #closing = new AbortController()
  /** Damage was met, and the next start must look for it. */
  #damaged = false
  /** The background has something to do. */
  #needsTending = true
  #tidied = false
  #doubted = false

  /** @param database with the tables of this version */
  constructor(database: Database) {
    this.#database = database
    this.#logs = new Logs(database)
    this.#outbox = new Outbox(database, this.#logs)
    this.#search = new MessageSearch(database)
    this.#indexing = new Indexing(database, this.#search)
    const standing = new StandingEvents(database)
    const search = this.#search
    this.#withdrawal = new Withdrawal(database, { search, standing })
    this.#forgetting = new Forgetting(database, search)
    this.#events = new Events(database, {
      ...{ logs: this.#logs, outbox: this.#outbox },
      ...{ standing, withdrawal: this.#withdrawal },
    })
  }

  /** Carries out writes in one transaction, in order; never throws. */
  commit(writes: readonly Write[]): Committed {
    const refused = new Map<number, ErrorValue>()
    const withdrawn = this.#withdrawal.times()
    for (let renewed = false; ; ) {
      try {
        const outcomes = this.#database.transaction(() => {
          const all = this.#outcomes(writes, refused)
          this.#logs.flush()
          this.#search.flush()
          return all
        })
        if (this.#withdrawal.times() > withdrawn) this.#needsTending = true
        return { kind: 'committed', outcomes }
      } catch (error) {
        this.#logs.undo()
        this.#events.undo()
        this.#indexing.undo()
        // All of it is rolled back by now: once more, without the one that was refused half-way.
        if (error instanceof HalfWay) refused.set(error.at, error.value)
        else if (error instanceof IndexFault) {
          // Once more with an empty index, or without any.
          if (renewed) this.#search.lost = true
          else this.#renew()
          renewed = true
        } else
          return { kind: 'failed', error: this.#told(error).toValue(), lasting: lasting(error) }
      }
    }
  }

  /**
   * See {@link Store.logs}.
   * @throws {AppError} storage_failed, like all that follow; what writes, storage_full as well
   */
  logs(): LogInfo[] {
    return this.#reading(() => this.#logs.all())
  }

  /** See {@link Store.page}. */
  page(...query: Parameters<Store['page']>): StoredEvent[] {
    return this.#reading(() => this.#events.page(...query))
  }

  /** See {@link Store.rows}. */
  rows(...query: Parameters<Store['rows']>): RowsPage {
    return this.#reading(() => this.#events.rows(...query))
  }

  /** See {@link Store.rowsFrom}. */
  rowsFrom(...of: Parameters<Store['rowsFrom']>): number {
    return this.#reading(() => this.#events.rowsFrom(...of))
  }

  /** See {@link Store.standing}. */
  standing(...target: Parameters<Store['standing']>): StandingOnOne {
    return this.#reading(() => this.#events.standing(...target))
  }

  /** See {@link Store.look}. */
  look(...at: Parameters<Store['look']>): LookedAt | null {
    return this.#reading(() => this.#events.look(...at))
  }

  /** How often words of a log were withdrawn since the file was opened. */
  withdrawals(log: LogId): number {
    return this.#withdrawal.times(log)
  }

  /** See {@link Store.unread}. */
  unread(log: LogId): Unread {
    return this.#reading(() => this.#logs.unread(log))
  }

  /** See {@link Store.access}. */
  access(log: LogId): AccessRow[] {
    return this.#reading(() => this.#logs.access(log))
  }

  /** See {@link Store.outbox}. */
  outbox(log: LogId): OutboxMessage[] {
    return this.#reading(() => this.#outbox.all(log))
  }

  /** See {@link Store.search}. What is found to be wrong in the index has it made anew. */
  search(...query: Parameters<Store['search']>): FoundEvent[] {
    return this.#reading(() => {
      this.#catchUp()
      const found = this.#mending(() => this.#search.find(...query))
      if (this.#search.doubtful && !this.#doubted) this.#renew()
      // Once only, lest something that a new index does not mend is mended for ever.
      this.#doubted ||= this.#search.doubtful
      return found
    })
  }

  /** See {@link Store.partial}. */
  partial(): boolean {
    return this.#reading(() => {
      this.#catchUp()
      return this.#partial()
    })
  }

  /** Brings a little more into the search index; answers whether there is more to bring. */
  index(): boolean {
    if (this.#closing.signal.aborted) return false
    return this.#reading(() => {
      if (this.#search.lost) this.#renew()
      if (this.#partial()) this.#mending(() => this.#bringIn())
      return this.#partial()
    })
  }

  /**
   * Looks at the ends of the search index, and makes it anew when they are not as they should be.
   */
  prove(): void {
    this.#reading(() => this.#mending(() => this.#indexing.proveEnds()))
  }

  /**
   * Does a little of what is for the background: takes the pages of an earlier index out of the
   * file, merges the index and fills it, looks whether it finds what it should; answers whether there
   * is more.
   */
  tend(): boolean {
    this.#needsTending = false
    if (this.#closing.signal.aborted) return false
    this.#tidy()
    if (this.#reading(() => this.#mending(() => this.#merge()))) return true
    if (this.#reading(() => this.#partial())) {
      this.index()
      return true
    }
    if (this.#reading(() => this.#mending(() => this.#forgetting.step()))) return true
    return this.#reading(() => this.#mending(() => this.#indexing.prove()) || this.#partial())
  }

  /** Whether the background has something to do that it did not know of; never throws. */
  needsTending(): boolean {
    if (this.#closing.signal.aborted) return false
    try {
      return this.#needsTending || this.#mending(() => this.#indexing.behind)
    } catch {
      // The step meets it as well.
      return true
    }
  }

  /** Writes a log to a file, a page at a time, so that other work goes on in between. */
  async export(log: LogId, format: ExportFormat, file: string, now: UnixMs): Promise<number> {
    const exporting = exportLog(this, { log, format, file, now, signal: this.#closing.signal })
    this.#exports.add(exporting)
    return exporting.finally(() => this.#exports.delete(exporting))
  }

  /** Makes sure that nothing of what was deleted is in any file, and makes the file smaller. */
  compact(): void {
    this.#reading(() => {
      this.#mending(() => this.#search.compact())
      this.#database.vacuum()
      if (this.#database.path !== ':memory:') dropBackUps(this.#database.path)
      this.#database.run("DELETE FROM marks WHERE name IN ('compact', 'orphans', 'forget')")
      this.#database.checkpoint()
    })
  }

  /** Gives exports up and closes in order; an end without this is seen by the next start. */
  async close(): Promise<void> {
    this.#closing.abort()
    await Promise.allSettled(this.#exports)
    // Their own answers go out before the one to this, after which nobody listens.
    await new Promise((resolve) => setImmediate(resolve))
    try {
      this.#mending(() => this.#forgetting.finish())
    } catch {
      // Nobody is left to be told: the mark stays, and the next start goes on with it.
    }
    try {
      if (!this.#damaged) this.#database.run("DELETE FROM marks WHERE name IN ('open', 'suspect')")
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
        if (thrown instanceof IndexFault) throw thrown
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
      case 'keepAccess':
        return this.#logs.keepAccess(...write.args)
      case 'setReadOnly':
        return this.#logs.setReadOnly(...write.args)
      case 'append':
        return this.#events.append(...write.args)
      case 'keep':
        return this.#events.keep(...write.args)
      case 'queue':
        return this.#outbox.queue(...write.args)
      case 'unqueue':
        return this.#events.unqueue(...write.args)
      case 'draft':
        return this.#logs.draft(...write.args)
      case 'read':
        return this.#logs.read(...write.args)
      case 'delete':
        return this.#delete(...write.args)
      default:
        return assertNever(write)
    }
  }

  #delete(log: LogId): void {
    // An index that has lost its words would have nothing to take out, and say nothing.
    if (!this.#search.lost) this.#indexing.proveEnds()
    this.#search.remove(log)
    this.#logs.remove(log)
    this.#events.undo()
    this.#indexing.deleted()
    this.#database.run("INSERT OR IGNORE INTO marks VALUES ('compact')")
  }

  #partial(): boolean {
    return this.#mending(() => this.#indexing.partial)
  }

  /** What was said last comes in before it is searched for; a long backlog goes on coming in. */
  #catchUp(): void {
    try {
      for (let steps = 0; steps < CATCH_UP_STEPS; steps += 1) {
        if (!this.#mending(() => this.#indexing.behind)) return
        this.#mending(() => this.#bringIn())
      }
    } catch (error) {
      // Then it is partial, which is said.
      if (faultOf(error) !== 'full') throw error
    }
  }

  #merge(): boolean {
    return this.#database.transaction(() => this.#search.merge(), false)
  }

  #bringIn(): void {
    try {
      this.#database.transaction(() => this.#indexing.step(), false)
    } catch (error) {
      this.#indexing.undo()
      throw error
    }
  }

  /** Once more with an index that is made anew, when it was that. */
  #mending<T>(act: () => T): T {
    try {
      return act()
    } catch (error) {
      if (!(error instanceof IndexFault)) throw error
      this.#renew()
      return act()
    }
  }

  /** What was wrong is in the search index alone: it is made anew, and fills in the background. */
  #renew(): void {
    try {
      makeAnew(this.#database, SCHEMA_VERSION)
      this.#indexing.renewed()
      this.#search.renewed()
    } catch {
      // The next write leaves a mark for the next start, and the next step tries again.
      this.#search.lost = true
    }
    this.#needsTending = true
    this.#tidied = false
  }

  /** Once a renewal: where there is no room for a copy of the file, the next start tries again. */
  #tidy(): void {
    if (this.#tidied) return
    this.#tidied = true
    if (this.#database.get("SELECT 1 FROM marks WHERE name = 'orphans'") === undefined) return
    this.#reading(() => {
      this.#database.vacuum()
      this.#database.run("DELETE FROM marks WHERE name = 'orphans'")
    })
  }

  #reading<T>(read: () => T): T {
    try {
      return read()
    } catch (error) {
      throw this.#told(error)
    }
  }

  #told(error: unknown): AppError {
    if (faultOf(error) === 'damaged') this.#suspect()
    return storageError(error)
  }

  #suspect(): void {
    this.#damaged = true
    try {
      this.#database.run("INSERT OR IGNORE INTO marks VALUES ('suspect')")
    } catch {
      // Then the next start looks less closely.
    }
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
