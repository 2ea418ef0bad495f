/**
 * The only file that knows the driver, `node:sqlite`. Invariants: a commit that came back
 * is on the disk (WAL, `synchronous=FULL`, a full flush on macOS), one process at a time has the
 * file (an exclusive lock for as long as it is open), and what is deleted is overwritten.
 */
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { AppError } from '../../../shared/domain/errors.ts'
import { systemCode } from '../settings/safe-file.ts'

export type Value = null | number | string

/** What went wrong in SQLite, as far as it makes a difference. */
export type Fault = 'full' | 'locked' | 'damaged' | 'constraint' | 'unavailable' | 'other'

/** Primary result codes, see https://sqlite.org/rescode.html. */
const FAULTS: Readonly<Record<number, Fault>> = {
  5: 'locked', // BUSY
  11: 'damaged', // CORRUPT
  13: 'full', // FULL
  19: 'constraint', // CONSTRAINT
  26: 'damaged', // NOTADB
  // PERM, NOMEM, READONLY, IOERR, CANTOPEN, PROTOCOL, NOLFS, AUTH: the file cannot be used now.
  3: 'unavailable',
  7: 'unavailable',
  8: 'unavailable',
  10: 'unavailable',
  14: 'unavailable',
  15: 'unavailable',
  22: 'unavailable',
  23: 'unavailable',
}

/** The fault that an error of the driver stands for; undefined for any other error. */
export function faultOf(error: unknown): Fault | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined
  return FAULTS[Number(error.errcode) & 0xff] ?? 'other'
}

/** Any error as one that a person can be told; an AppError as it is. */
export function storageError(error: unknown): AppError {
  if (error instanceof AppError) return error
  if (faultOf(error) === 'full') return new AppError('storage_full', {}, { cause: error })
  return new AppError('storage_failed', { cause: causeOf(error) }, { cause: error })
}

/** SQLite's own words for an error ("disk I/O error"), or the system's. */
export function causeOf(error: unknown): string {
  return error instanceof Error && 'errstr' in error ? String(error.errstr) : systemCode(error)
}

const SETTINGS = `
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA synchronous = FULL;
  PRAGMA fullfsync = ON;
  PRAGMA checkpoint_fullfsync = ON;
  PRAGMA secure_delete = ON;
  PRAGMA trusted_schema = OFF;
  PRAGMA cell_size_check = ON;
  PRAGMA temp_store = MEMORY;
  PRAGMA cache_size = -8192;
`

/**
 * One file, its lock held until `close`. What the driver throws comes out as it is, for
 * {@link faultOf} and {@link storageError} to read.
 */
export class Database {
  /** Its file, or `:memory:`. */
  readonly path: string
  readonly #driver: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  #changes = 0
  #flushed = true

  /**
   * Opens a file, or `:memory:`; makes it when it is not there, and takes its lock.
   * @throws an error of the driver, see {@link faultOf}; `locked` when another process has it
   */
  constructor(path: string) {
    this.path = path
    this.#driver = new DatabaseSync(path, { timeout: 0, enableForeignKeyConstraints: true })
    try {
      this.#driver.exec(SETTINGS)
      // In this order no shared memory file is ever made: the lock comes before the first reading.
      this.#driver.exec('PRAGMA journal_mode = WAL; SELECT count(*) FROM sqlite_schema')
    } catch (error) {
      this.close()
      throw error
    }
  }

  /** Rows that were changed since it was opened. */
  get changes(): number {
    return this.#changes
  }

  /** Rows that were changed by any means, those of virtual tables' own tables included. */
  get totalChanges(): number {
    return this.get<{ n: number }>('SELECT total_changes() AS n')?.n ?? 0
  }

  /** Runs statements that take no values and answer nothing. */
  exec(sql: string): void {
    this.#driver.exec(sql)
  }

  /** Runs a statement that changes something; answers how many rows, and the last one's id. */
  run(sql: string, ...values: readonly Value[]): { changes: number; id: number } {
    const { changes, lastInsertRowid } = this.#prepared(sql).run(...values)
    this.#changes += Number(changes)
    return { changes: Number(changes), id: Number(lastInsertRowid) }
  }

  /**
   * The first row. `Selected` is what the statement selects; STRICT tables hold the types of what
   * was written, but a disk can give back anything. A number too large for JavaScript is null.
   */
  get<Selected>(sql: string, ...values: readonly Value[]): Selected | undefined {
    return this.all<Selected>(sql, ...values)[0]
  }

  /** Every row; what they may hold, {@link get} says. */
  all<Selected>(sql: string, ...values: readonly Value[]): Selected[] {
    try {
      return this.#prepared(sql).all(...values) as Selected[]
    } catch (error) {
      if (systemCode(error) !== 'ERR_OUT_OF_RANGE') throw error
      return this.#allWithLarge(sql, values) as Selected[]
    }
  }

  /** A function that SQL may call on a number and a text. */
  define(name: string, act: (number: number, text: string) => string): void {
    // As bigints: the driver would refuse the whole statement over one that is too large.
    const options = { deterministic: true, useBigIntArguments: true }
    this.#driver.function(name, options, (number, text) => act(Number(number), String(text)))
  }

  /**
   * Runs `work` in a transaction: all of it is on the disk when this returns, or nothing.
   * @param flushed false for what can as well be done again: it is on the disk with the next one
   */
  transaction<T>(work: () => T, flushed = true): T {
    // Left over when a disk failed so badly that not even rolling back was possible.
    if (this.#driver.isTransaction) this.exec('ROLLBACK')
    this.#flush(flushed)
    try {
      return this.#transaction(work)
    } finally {
      if (!this.#driver.isTransaction) this.#flush(true)
    }
  }

  #transaction<T>(work: () => T): T {
    this.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.exec('COMMIT')
      return result
    } catch (error) {
      // SQLite has already rolled back after some errors.
      if (this.#driver.isTransaction) this.exec('ROLLBACK')
      throw error
    }
  }

  /** See https://sqlite.org/pragma.html#pragma_synchronous: without it, order is kept all the same. */
  #flush(flushed: boolean): void {
    if (this.#flushed === flushed) return
    this.exec(`PRAGMA synchronous = ${flushed ? 'FULL' : 'NORMAL'}`)
    this.#flushed = flushed
  }

  /**
   * Changes the list of tables by hand, in one transaction.
   * @param change answers what to do when the changed list is read
   */
  withSchema(change: () => () => void): void {
    this.transaction(() => {
      let then: () => void
      this.#allowSchema(true)
      try {
        this.exec('PRAGMA writable_schema = ON')
        then = change()
      } finally {
        this.exec('PRAGMA writable_schema = RESET')
        this.#allowSchema(false)
      }
      then()
    })
  }

  /** Older 24s of Node have no such guard, and need none to be lifted. */
  #allowSchema(allowed: boolean): void {
    const driver: Partial<Pick<DatabaseSync, 'enableDefensive'>> = this.#driver
    driver.enableDefensive?.(!allowed)
  }

  /**
   * Moves what is in the log beside the file into the file, and empties the log.
   * @throws {Error} when it cannot be emptied
   */
  checkpoint(): void {
    const done = this.get<{ busy: number }>('PRAGMA wal_checkpoint(TRUNCATE)')
    if (done?.busy === 1) throw new Error('the log could not be emptied')
  }

  /** Writes the file anew without what was deleted. */
  vacuum(): void {
    // A copy of everything: too large for memory. It holds only what is kept anyway.
    this.exec('PRAGMA temp_store = FILE')
    try {
      this.exec('VACUUM')
    } finally {
      this.exec('PRAGMA temp_store = MEMORY')
    }
    this.checkpoint()
  }

  /** Safe to call twice. */
  close(): void {
    this.#statements.clear()
    if (this.#driver.isOpen) this.#driver.close()
  }

  /** The driver refuses all rows where one has a number beyond 2^53. */
  #allWithLarge(sql: string, values: readonly Value[]): Record<string, unknown>[] {
    const statement = this.#driver.prepare(sql)
    statement.setReadBigInts(true)
    return statement
      .all(...values)
      .map((row) =>
        Object.fromEntries(Object.entries(row).map(([column, value]) => [column, small(value)])),
      )
  }

  #prepared(sql: string): StatementSync {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      statement = this.#driver.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }
}

function small(value: unknown): unknown {
  if (typeof value !== 'bigint') return value
  return Number.isSafeInteger(Number(value)) ? Number(value) : null
}
