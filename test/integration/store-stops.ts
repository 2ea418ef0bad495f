/**
 * Loaded into a process of store-child.ts (`node --import`), and so into the thread of its
 * database: stops the thread at a named point of a transaction, prints a {@link Halt} and waits to
 * be killed. The store knows nothing of it.
 */
import { writeSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { isMainThread } from 'node:worker_threads'
import { Database } from '../../electron/core/store/database.ts'

/** Points of a transaction: nothing of it is written, all of it, and all of it for good. */
export const HALTS = ['begun', 'written', 'committed'] as const

export interface Halt {
  readonly halted: (typeof HALTS)[number]
  /** What the database had before the transaction, and has in it. */
  readonly before: State
  readonly within: State
}

/** The cids of what was said, in its order, and of what waits, in any. */
export interface State {
  readonly said: readonly string[]
  readonly waiting: readonly string[]
}

/** The name of what tells where to stop, and at which transaction: `written 7`. */
export const HALT_AT = 'TINCAN_HALT_AT'

const [point, nth] = (process.env[HALT_AT] ?? '').split(' ')
let transactions = 0
let before: State = { said: [], waiting: [] }

function stateOf(database: Database): State {
  const cids = (sql: string) => database.all<{ cid: string }>(sql).map(({ cid }) => cid)
  return {
    said: cids('SELECT cid FROM events ORDER BY seq'),
    waiting: cids('SELECT cid FROM outbox ORDER BY cid'),
  }
}

function reach(database: Database, at: Halt['halted']): void {
  if (at !== point || transactions < Number(nth)) return
  const halt: Halt = { halted: at, before, within: stateOf(database) }
  // What the background writes is in neither.
  if (at !== 'begun' && isDeepStrictEqual(halt.before, halt.within)) return
  writeSync(1, `${JSON.stringify(halt)}\n`)
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

if (!isMainThread) {
  const { exec } = Database.prototype
  Database.prototype.exec = function (sql) {
    if (sql === 'COMMIT') reach(this, 'written')
    exec.call(this, sql)
    if (
      sql === 'BEGIN IMMEDIATE' &&
      this.get("SELECT 1 FROM sqlite_schema WHERE name = 'events'")
    ) {
      transactions += 1
      before = stateOf(this)
      reach(this, 'begun')
    }
    if (sql === 'COMMIT') reach(this, 'committed')
  }
}
