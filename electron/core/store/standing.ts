/**
 * What stands on events: of all that an author said under one key on one event, the latest.
 * Invariant: in whatever order events come, the highest `seq` is the one that is here.
 */
import type { Body } from '../../../shared/events/body.ts'
import type { Standing } from '../../../shared/events/kind.ts'
import { standingKey } from '../../../shared/events/kinds.ts'
import type { Database } from './database.ts'
import { EVENT_COLUMNS, type EventRow, eventOf } from './event-row.ts'
import type { LogId, StoredEvent } from './store.ts'

const STANDING = `standing
  JOIN events ON events.log = standing.log AND events.seq = standing.seq
  LEFT JOIN authors ON authors.id = events.author`

export class StandingEvents {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** @param author the row of the event's author. Of a kind without a key nothing is noted. */
  add(log: LogId, target: number, author: number, event: StoredEvent): void {
    const { kind, seq } = event
    const key = standingKey(event)
    if (key === null) return
    this.#database.run(
      `INSERT INTO standing (log, target, kind, author, key, seq) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET seq = max(seq, excluded.seq)`,
      ...[log, target, kind, author, key, seq],
    )
  }

  /** What stands on one event, of one kind. */
  on(log: LogId, target: number, kind: string): Standing<Body>[] {
    return this.#events('standing.log = ? AND standing.target = ? AND standing.kind = ?', [
      ...[log, target, kind],
    ])
  }

  /** What stands on the events `from` … `to`, whatever its kind. */
  within(log: LogId, from: number, to: number): StoredEvent[] {
    return this.#events('standing.log = ? AND standing.target BETWEEN ? AND ?', [log, from, to])
  }

  #events(where: string, values: readonly (string | number)[]): StoredEvent[] {
    return this.#database
      .all<EventRow>(`SELECT ${EVENT_COLUMNS} FROM ${STANDING} WHERE ${where}`, ...values)
      .map((row) => eventOf(row))
  }
}
