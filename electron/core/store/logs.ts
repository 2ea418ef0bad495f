/**
 * The rooms whose conversations are kept. Invariants: under one key there is at most one
 * log that can be written, and its events are `first` … `last` without holes.
 */

import { z } from 'zod'
import { type Address, formatAddress, parseAddress } from '../../../shared/domain/address.ts'
import { AppError } from '../../../shared/domain/errors.ts'
import type { Fingerprint } from '../../../shared/domain/fingerprint.ts'
import { UNREAD_MOST } from '../../../shared/domain/limits.ts'
import { UNREAD_KINDS } from '../../../shared/events/kinds.ts'
import type { Database } from './database.ts'
import type { AccessChange, AccessRow, LogFacts, LogId, LogInfo, LogKey, Unread } from './store.ts'

interface LogRow {
  readonly id: LogId
  readonly room_id: string
  readonly host_key: Fingerprint
  readonly own_key: Fingerprint
  readonly room: string
  readonly name: string
  readonly addresses: string
  readonly hosting: number
  readonly open: number
  readonly floor: number
  readonly read_only: number
  readonly first: number
  readonly last: number
  readonly draft: string
}

/** The first and the last `seq` of a log; `first` is `last + 1` when it is empty. */
export type Span = Pick<LogInfo, 'first' | 'last'>

/** What a write needs to know of a log. */
export interface Head extends Span {
  readonly ownKey: Fingerprint
  readonly hostKey: Fingerprint
}

const addressesSchema = z.array(z.string())

const NO_FACTS: LogFacts = {
  room: '',
  name: '',
  addresses: [],
  hosting: false,
  open: false,
  floor: 1,
}

/**
 * What a disk has made of its rows is mended before they are read here (mending.ts). What every
 * write needs of a log is in memory: `flush` ends a transaction, `undo` one that was rolled back.
 */
export class Logs {
  readonly #database: Database
  /** Of the logs that can be written. */
  readonly #heads = new Map<LogId, Head>()
  /** Those whose numbers are not in their rows yet, the one used last at the end. */
  readonly #reached = new Map<LogId, Span>()

  constructor(database: Database) {
    this.#database = database
  }

  /** Writes what the transaction has changed. */
  flush(): void {
    for (const [log, { first, last }] of this.#reached) {
      this.#database.run('UPDATE logs SET first = ?, last = ? WHERE id = ?', first, last, log)
      this.#touch(log)
    }
    this.#reached.clear()
  }

  /** Nothing of the transaction has happened. */
  undo(): void {
    this.#heads.clear()
    this.#reached.clear()
  }

  /** Every log, the one used last at the end. */
  all(): LogInfo[] {
    this.flush()
    return this.#database.all<LogRow>('SELECT * FROM logs ORDER BY used, id').map(infoOf)
  }

  /** Undefined when there is none. */
  find(log: LogId): LogInfo | undefined {
    this.flush()
    const row = this.#database.get<LogRow>('SELECT * FROM logs WHERE id = ?', log)
    return row && infoOf(row)
  }

  /** The numbers of a log's events. */
  span(log: LogId): Head | undefined {
    const known = this.#heads.get(log)
    if (known !== undefined) return known
    const sql = 'SELECT own_key AS ownKey, host_key AS hostKey, first, last FROM logs WHERE id = ?'
    return this.#database.get<Head>(sql, log)
  }

  /** @throws {AppError} room_unknown when there is none, or it can only be read */
  writable(log: LogId): Head {
    const known = this.#heads.get(log)
    if (known !== undefined) return known
    const found = this.#database.get<Head>(
      `SELECT own_key AS ownKey, host_key AS hostKey, first, last FROM logs
       WHERE id = ? AND read_only = 0`,
      log,
    )
    if (found === undefined) throw new AppError('room_unknown')
    this.#heads.set(log, found)
    return found
  }

  /** See {@link Store.openLog}. The log is the one used last from now on. */
  open(key: LogKey, facts: Partial<LogFacts>, after: number): LogInfo {
    const known = this.#database.get<{ id: LogId }>(
      'SELECT id FROM logs WHERE room_id = ? AND host_key = ? AND own_key = ? AND read_only = 0',
      key.roomId,
      key.hostKey,
      key.ownKey,
    )
    const id = known?.id ?? this.#make(key, after)
    this.setFacts(id, facts)
    this.#touch(id)
    return this.#known(id)
  }

  /** @throws {AppError} room_unknown when there is no such log */
  setFacts(log: LogId, facts: Partial<LogFacts>): void {
    const before = this.#known(log)
    const { room, name, addresses, hosting, open, floor } = { ...before, ...facts }
    this.#database.run(
      `UPDATE logs SET room = ?, name = ?, addresses = ?, hosting = ?, open = ?, floor = ?
       WHERE id = ?`,
      ...[
        room,
        name,
        JSON.stringify(addresses.map(formatAddress)),
        Number(hosting),
        Number(open),
        floor,
        log,
      ],
    )
  }

  /**
   * See {@link Store.access}. What a disk has left of a row that is no text is a row that cannot be
   * read, lest it be missed only.
   */
  access(log: LogId): AccessRow[] {
    const text = (value: unknown) => (typeof value === 'string' ? value : '')
    return this.#database
      .all<Record<keyof AccessRow, unknown>>('SELECT name, value FROM access WHERE log = ?', log)
      .map(({ name, value }) => ({ name: text(name), value: text(value) }))
  }

  /**
   * See {@link Store.keepAccess}.
   * @throws {AppError} room_unknown when there is no such log
   */
  keepAccess(log: LogId, changes: readonly AccessChange[]): void {
    this.#known(log)
    for (const { name, value } of changes) {
      if (value === null) {
        this.#database.run('DELETE FROM access WHERE log = ? AND name = ?', log, name)
      } else {
        this.#database.run(
          `INSERT INTO access (log, name, value) VALUES (?, ?, ?)
           ON CONFLICT (log, name) DO UPDATE SET value = excluded.value`,
          ...[log, name, value],
        )
      }
    }
  }

  /** For good: nothing takes it back. A log that is not there is no fault. */
  setReadOnly(log: LogId): void {
    this.#dropHead(log)
    this.#database.run('UPDATE logs SET read_only = 1 WHERE id = ?', log)
  }

  /** See {@link Store.read}. */
  read(log: LogId, seq: number): void {
    this.#database.run(
      `INSERT INTO reads (log, seq) SELECT id, ? FROM logs WHERE id = ?
       ON CONFLICT (log) DO UPDATE SET seq = max(seq, excluded.seq)`,
      seq,
      log,
    )
  }

  /** See {@link Store.unread}. */
  unread(log: LogId): Unread {
    this.flush()
    const found = this.#database.get<Unread>(
      `SELECT count(*) AS count, min(unseen.seq) AS "from", logs.last AS upTo FROM logs LEFT JOIN (
         SELECT events.log, events.seq FROM events INDEXED BY events_rows
           JOIN logs ON logs.id = events.log JOIN authors ON authors.id = events.author
         WHERE events.log = ? AND events.target IS NULL AND authors.key <> logs.own_key
           AND events.withdrawn IS NULL
           AND events.kind IN (SELECT value FROM json_each(?))
           AND events.seq > coalesce((SELECT seq FROM reads WHERE log = ?), 0)
         ORDER BY events.seq LIMIT ?
       ) AS unseen ON unseen.log = logs.id WHERE logs.id = ?`,
      ...[log, JSON.stringify(UNREAD_KINDS), log, UNREAD_MOST, log],
    )
    if (found === undefined || found.from === null)
      return { count: 0, from: null, upTo: found?.upTo ?? 0 }
    return found
  }

  /** Also for a log that can only be read. One that is not there is no fault. */
  draft(log: LogId, text: string): void {
    this.#database.run('UPDATE logs SET draft = ? WHERE id = ?', text, log)
  }

  /** Says that the events are `first` … `last` now. */
  reach(log: LogId, first: number, last: number): void {
    this.#heads.set(log, { ...this.writable(log), first, last })
    this.#reached.delete(log)
    this.#reached.set(log, { first, last })
  }

  /** Removes a log with its events and its outbox; the words in the search index are not ours. */
  remove(log: LogId): void {
    this.#dropHead(log)
    this.#database.run('DELETE FROM logs WHERE id = ?', log)
    // What stood on an event may be noted of one that a disk has lost.
    this.#database.run(
      `DELETE FROM authors WHERE id NOT IN (SELECT author FROM events)
         AND id NOT IN (SELECT author FROM standing)`,
    )
  }

  #dropHead(log: LogId): void {
    this.flush()
    this.#heads.delete(log)
  }

  #known(log: LogId): LogInfo {
    const found = this.find(log)
    if (found === undefined) throw new AppError('room_unknown')
    return found
  }

  #make(key: LogKey, after: number): LogId {
    const { room, name, addresses, hosting, open, floor } = NO_FACTS
    return this.#database.run(
      `INSERT INTO logs (room_id, host_key, own_key, room, name, addresses, hosting, open, floor,
         first, last, used) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)`,
      ...[
        key.roomId,
        key.hostKey,
        key.ownKey,
        room,
        name,
        JSON.stringify(addresses.map(formatAddress)),
      ],
      ...[Number(hosting), Number(open), floor, after + 1, after],
    ).id
  }

  /** Puts a log at the end of the order. A count and not the time: clocks are set back. */
  #touch(log: LogId): void {
    this.#database.run(
      `UPDATE logs SET used = 1 + (SELECT coalesce(max(used), 0) FROM logs WHERE id <> ?1)
       WHERE id = ?1 AND used <= (SELECT coalesce(max(used), 0) FROM logs WHERE id <> ?1)`,
      log,
    )
  }
}

function infoOf(row: LogRow): LogInfo {
  return {
    id: row.id,
    roomId: row.room_id,
    hostKey: row.host_key,
    ownKey: row.own_key,
    room: row.room,
    name: row.name,
    addresses: addressesSchema.parse(JSON.parse(row.addresses)).flatMap(readable),
    hosting: row.hosting === 1,
    open: row.open === 1,
    floor: row.floor,
    readOnly: row.read_only === 1,
    first: row.first,
    last: row.last,
    draft: row.draft,
  }
}

/** A room whose kept address is none can still be read. */
function readable(text: string): readonly Address[] {
  const parsed = parseAddress(text)
  return parsed.ok ? [parsed.address] : []
}
