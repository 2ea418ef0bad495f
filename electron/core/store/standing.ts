/**
 * What stands on events: of all that an author said under one key on one event, the latest, and
 * whether it counts. Invariant: in whatever order events come, the highest `seq` is what is here.
 */
import type { Fingerprint } from '../../../shared/domain/fingerprint.ts'
import { REACTION_NAMES } from '../../../shared/domain/limits.ts'
import { countsThere, LASTING_KINDS, standingKey } from '../../../shared/events/kinds.ts'
import type { Database } from './database.ts'
import { EVENT_COLUMNS, type EventRow, eventOf } from './event-row.ts'
import type { LogId, StandingEvent, StoredEvent } from './store.ts'

/** So many of those that count under one key are read for a row; a row names no more. */
const READ_OF_KEY = REACTION_NAMES

type Counted = EventRow & { readonly of: unknown }

export class StandingEvents {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /**
   * @param author the row of the event's author. Of a kind without a key, and of what is withdrawn,
   *   nothing is noted.
   */
  add(log: LogId, target: number, author: number, event: StoredEvent): void {
    const key = event.withdrawn === undefined ? standingKey(event) : null
    if (key === null) return
    this.#database.run(
      `INSERT INTO standing (log, target, kind, author, key, seq, counts)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET seq = excluded.seq, counts = excluded.counts
       WHERE excluded.seq > seq OR typeof(seq) <> 'integer'`,
      ...[log, target, event.kind, author, key, event.seq, Number(countsThere(event))],
    )
  }

  /** Whether an author has said something under a key on an event, and under how many keys. */
  own(log: LogId, target: number, kind: string, author: Fingerprint, key: string) {
    const found = this.#database.get<{ keys: number; known: number }>(
      `SELECT count(*) AS keys, coalesce(sum(key = ?), 0) AS known FROM standing
       WHERE log = ? AND target = ? AND kind = ?
         AND author = (SELECT id FROM authors WHERE authors.key = ?)`,
      ...[key, log, target, kind, author],
    )
    return { known: (found?.known ?? 0) > 0, keys: found?.keys ?? 0 }
  }

  /** Of one kind on one event, the first of those that count for each key. */
  counting(log: LogId, target: number, kind: string): StandingEvent[] {
    return this.#read(
      `SELECT log, target, seq, 1 AS of FROM (
         SELECT log, target, key, min(seq) AS seq FROM standing
         WHERE log = ? AND target = ? AND kind = ? AND counts = 1 GROUP BY key)`,
      [log, target, kind],
    )
  }

  /**
   * What counts on the events `from` … `to`, whatever its kind; under each key the first few, and
   * our own.
   * @param ownKey null for all of it
   */
  within(log: LogId, from: number, to: number, ownKey: Fingerprint | null): StandingEvent[] {
    return this.#read(
      `SELECT log, target, seq, of FROM (
         SELECT log, target, seq, author, count(*) OVER one AS of,
           row_number() OVER (one ORDER BY seq) AS place
         FROM standing WHERE log = ? AND target BETWEEN ? AND ? AND counts = 1
         WINDOW one AS (PARTITION BY target, kind, key))
       WHERE place <= ? OR author = (SELECT id FROM authors WHERE key = ?)`,
      [log, from, to, ownKey === null ? Number.MAX_SAFE_INTEGER : READ_OF_KEY, ownKey ?? ''],
    )
  }

  /** All that counts on an event, the first `most` of it. */
  first(log: LogId, target: number, most: number): StandingEvent[] {
    return this.#read(
      `SELECT log, target, seq, 1 AS of FROM standing
       WHERE log = ? AND target = ? AND counts = 1 ORDER BY seq LIMIT ?`,
      [log, target, most],
    ).toSorted((one, other) => one.seq - other.seq)
  }

  /** Forgets what was said on an event, by the keys of words that are withdrawn. */
  withdraw(log: LogId, target: number, by: number): void {
    this.#database.run(
      `DELETE FROM standing WHERE log = ? AND target = ? AND seq < ?
         AND kind NOT IN (SELECT value FROM json_each(?))`,
      ...[log, target, by, JSON.stringify(LASTING_KINDS)],
    )
  }

  /** Makes all of it anew from the events, for a file in which it is damaged. */
  rebuild(): void {
    this.#database.run('DELETE FROM standing')
    const events = this.#database.all<EventRow & { log: LogId; author: number }>(
      `SELECT events.log, events.author, ${EVENT_COLUMNS}
       FROM events JOIN authors ON authors.id = events.author WHERE target IS NOT NULL`,
    )
    for (const row of events) {
      const event = eventOf(row)
      if (event.on !== null) this.add(row.log, event.on, row.author, event)
    }
  }

  #read(chosen: string, values: readonly (string | number)[]): StandingEvent[] {
    return this.#database
      .all<Counted>(
        `SELECT ${EVENT_COLUMNS}, chosen.of FROM (${chosen}) AS chosen
         JOIN events ON events.log = chosen.log AND events.seq = chosen.seq
           AND events.target = chosen.target
         LEFT JOIN authors ON authors.id = events.author`,
        ...values,
      )
      .map((row) => ({ ...eventOf(row), of: Number(row.of) }))
  }
}
