/**
 * Takes back the bodies of what was said. Invariants: in whatever order events come, the same of
 * them have a body in the end, and the first event that withdraws one is what stands in its place;
 * who can withdraw what, the host has judged before.
 *
 * All of it runs inside a transaction that the caller holds, with the event that withdraws.
 */
import { LASTING_KINDS, WITHDRAWING_KINDS } from '../../../shared/events/kinds.ts'
import type { Database } from './database.ts'
import type { MessageSearch } from './search.ts'
import type { StandingEvents } from './standing.ts'
import type { LogId, StoredEvent } from './store.ts'

const lastingJson = JSON.stringify(LASTING_KINDS)
const withdrawingJson = JSON.stringify(WITHDRAWING_KINDS)

interface Row {
  readonly id: number
  /** 1 when it has words that a search is told. */
  readonly worded: number
}

export class Withdrawal {
  readonly #database: Database
  readonly #search: MessageSearch
  readonly #standing: StandingEvents
  readonly #times = new Map<LogId, number>()

  constructor(
    database: Database,
    { search, standing }: { search: MessageSearch; standing: StandingEvents },
  ) {
    this.#database = database
    this.#search = search
    this.#standing = standing
  }

  /** How often words of a log, or of all, were withdrawn since the file was opened. */
  times(log?: LogId): number {
    if (log !== undefined) return this.#times.get(log) ?? 0
    return [...this.#times.values()].reduce((sum, times) => sum + times, 0)
  }

  /**
   * Withdraws an event that stands alone, and what was said on it before. What stands on another
   * goes with that one only: else it would depend on what is here of what it takes the place of.
   * What a disk has made of `withdrawn` and cannot be counts for nothing.
   * @param by the event that withdraws it
   */
  withdraw(log: LogId, target: number, by: number): void {
    const rows = this.#database.all<Row>(
      `SELECT id, text IS NOT NULL AS worded FROM events WHERE log = ? AND seq = ? AND target IS NULL
         AND (withdrawn IS NULL OR withdrawn NOT BETWEEN seq + 1 AND ?)
       UNION ALL
       SELECT id, text IS NOT NULL AS worded FROM events WHERE log = ? AND target = ? AND seq < ?
         AND (withdrawn IS NULL OR withdrawn NOT BETWEEN seq + 1 AND ?)
         AND kind NOT IN (SELECT value FROM json_each(?))`,
      ...[log, target, by, log, target, by, by, lastingJson],
    )
    if (rows.length === 0) return
    this.#takeAll(log, rows, by)
    this.#standing.withdraw(log, target, by)
  }

  /** Withdraws one event alone, of which the host says that it is; `by` need not be here. */
  take(log: LogId, seq: number, by: number): void {
    const sql = 'SELECT id, text IS NOT NULL AS worded FROM events WHERE log = ? AND seq = ?'
    this.#takeAll(log, this.#database.all<Row>(sql, log, seq), by)
  }

  #takeAll(log: LogId, rows: readonly Row[], by: number): void {
    for (const { id, worded } of rows) {
      if (worded === 1) this.#search.withdraw(id, log)
      this.#database.run(
        'UPDATE events SET text = NULL, body = NULL, withdrawn = ? WHERE id = ?',
        by,
        id,
      )
    }
    this.noted(log)
  }

  /** An older event as it is now: something that is here already may have withdrawn it. */
  applied(log: LogId, event: StoredEvent): StoredEvent {
    const { seq, on, kind, withdrawn } = event
    if (on !== null && LASTING_KINDS.includes(kind)) return event
    const found = this.#database.get<{ by: number | null }>(
      `SELECT min(seq) AS by FROM events WHERE log = ? AND target = ? AND seq > ?
         AND kind IN (SELECT value FROM json_each(?))`,
      ...[log, on ?? seq, seq, withdrawingJson],
    )
    const by = Math.min(
      found?.by ?? Number.POSITIVE_INFINITY,
      withdrawn ?? Number.POSITIVE_INFINITY,
    )
    return by === Number.POSITIVE_INFINITY ? event : { ...event, body: {}, withdrawn: by }
  }

  /** Words have left a table that may still be elsewhere in the file, or beside it. */
  noted(log: LogId): void {
    this.#times.set(log, this.times(log) + 1)
    this.#database.run("INSERT OR IGNORE INTO marks VALUES ('forget')")
  }
}
