/**
 * What was said in the rooms. Invariants: `seq` goes up by one without holes, an author's
 * `cid` is there once a log, and an event that is kept is never changed, but that its body can be
 * withdrawn (withdrawal.ts).
 *
 * `append` and `keep` run inside a transaction that the caller holds.
 */
import { AppError } from '../../../shared/domain/errors.ts'
import { type Fingerprint, NOBODY } from '../../../shared/domain/fingerprint.ts'
import { PAGE_EVENTS } from '../../../shared/domain/limits.ts'
import { UNREADABLE } from '../../../shared/events/kind.ts'
import { onFault, sameSaid, withdraws } from '../../../shared/events/kinds.ts'
import { type Database, faultOf } from './database.ts'
import {
  columnsOf,
  EVENT_COLUMNS,
  EVENT_TABLES,
  type EventRow,
  eventOf,
  eventsOf,
  lost,
} from './event-row.ts'
import type { Logs, Span } from './logs.ts'
import type { Outbox } from './outbox.ts'
import type { StandingEvents } from './standing.ts'
import type {
  LogId,
  LookedAt,
  NewEvent,
  PageQuery,
  RowsPage,
  StandingOnOne,
  StoredEvent,
} from './store.ts'
import type { Withdrawal } from './withdrawal.ts'
import type { AppendedAt } from './writes.ts'

/** The numbers of a page, from the first to the last of them. */
function within({ first, last }: Span, query: PageQuery): [number, number] {
  if ('after' in query) {
    const from = Math.max(first, query.after + 1)
    return [from, Math.min(last, from + query.most - 1)]
  }
  const to = Math.min(last, query.before - 1)
  return [Math.max(first, to - query.most + 1), to]
}

/** What is known of a log that is not there. */
const NO_LOG = { first: 1, last: 0, ownKey: NOBODY }

const CONFLICT = { kind: 'conflict' } as const

/** So many authors are known without asking the file. */
const AUTHORS_KNOWN = 4_096

/** Whether something is said once more. Of what is withdrawn nobody can tell its words any more. */
const repeats = (known: StoredEvent, said: NewEvent): boolean =>
  known.withdrawn === undefined ? sameSaid(known, said) : known.kind === said.kind

/** The tables that are written with the events, in the same transaction. */
interface EventsBeside {
  readonly withdrawal: Withdrawal
  readonly logs: Logs
  readonly outbox: Outbox
  readonly standing: StandingEvents
}

/** What the search index or the driver throws comes out as it is, whatever was done before it. */
export class Events {
  readonly #database: Database
  readonly #logs: Logs
  readonly #outbox: Outbox
  readonly #standing: StandingEvents
  readonly #withdrawal: Withdrawal
  /** The rows of some authors. */
  readonly #authors = new Map<Fingerprint, number>()

  constructor(database: Database, beside: EventsBeside) {
    const { logs, outbox, standing, withdrawal } = beside
    this.#database = database
    this.#logs = logs
    this.#outbox = outbox
    this.#standing = standing
    this.#withdrawal = withdrawal
  }

  /** Authors may be gone: a transaction was rolled back, or a log deleted. */
  undo(): void {
    this.#authors.clear()
  }

  /**
   * See {@link Store.append}; of a new event only its `seq` comes back.
   * @throws {AppError} room_unknown
   */
  append(log: LogId, said: NewEvent, floor: number): AppendedAt {
    const { first, last, hostKey } = this.#logs.writable(log)
    const again = () => {
      const known = this.#byCid(log, said.author.id, said.cid)
      if (known === undefined) return undefined
      return repeats(known, said) ? ({ kind: 'known', event: known } as const) : CONFLICT
    }
    if (said.on !== null) {
      const known = again()
      if (known !== undefined) return known
      const code = this.#onFault(log, said, said.on, hostKey, Math.max(first, floor))
      if (code !== undefined) return { kind: 'refused', code }
    }
    const event = { seq: last + 1, ...said }
    // Most of what comes is new: only what is there already is looked for.
    if (!this.#insert(log, event)) {
      const known = again()
      if (known !== undefined) return known
      throw new AppError('storage_failed', { cause: 'its cid is there, and cannot be read' })
    }
    this.#logs.reach(log, first, event.seq)
    return { kind: 'new', seq: event.seq }
  }

  /**
   * See {@link Store.keep}.
   * @throws {AppError} room_unknown, log_differs
   */
  keep(log: LogId, events: readonly StoredEvent[]): void {
    const { ownKey, first, last } = this.#logs.writable(log)
    const [from, to] = [events[0]?.seq, events.at(-1)?.seq]
    if (from === undefined || to === undefined) return
    const follows = events.every((event, at) => event.seq === from + at)
    if (!follows || from > last + 1 || to < first - 1) throw new AppError('log_differs')
    const fresh = events.filter((event) => event.seq < first || event.seq > last)
    this.#compare(log, events, first, last)
    const asNow = (event: StoredEvent) =>
      event.seq < first ? this.#withdrawal.applied(log, event) : event
    this.#insertNew(log, fresh.map(asNow))
    if (fresh.length > 0) this.#logs.reach(log, Math.min(first, from), Math.max(last, to))
    for (const event of events) if (event.author.id === ownKey) this.unqueue(log, event.cid)
  }

  /** See {@link Store.unqueue}. Words of what is withdrawn were in the file until now. */
  unqueue(log: LogId, cid: string): void {
    if (!this.#outbox.unqueue(log, cid)) return
    const { ownKey } = this.#logs.span(log) ?? NO_LOG
    if (this.#byCid(log, ownKey, cid)?.withdrawn !== undefined) this.#withdrawal.noted(log)
  }

  /** See {@link Store.page}. None for a log that is not there. */
  page(log: LogId, query: PageQuery, bytes?: number): StoredEvent[] {
    const span = this.#logs.span(log)
    if (span === undefined) return []
    const [from, to] = within(span, query)
    if (bytes === undefined) return this.#stretch(log, from, to)
    const forward = 'after' in query
    const cut = this.#firstBeyond(log, [from, to], bytes, forward)
    if (cut === null) return this.#stretch(log, from, to)
    return forward ? this.#stretch(log, from, cut - 1) : this.#stretch(log, cut + 1, to)
  }

  /** The first event, from where the stretch goes on from, before which there are too many bytes. */
  #firstBeyond(log: LogId, [from, to]: [number, number], bytes: number, forward: boolean) {
    const cut = this.#database.get<{ seq: number }>(
      `SELECT seq FROM (
         SELECT seq, sum(octet_length(coalesce(text, '')) + octet_length(coalesce(body, '')))
           OVER (ORDER BY seq ${forward ? 'ASC' : 'DESC'}
             ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
         FROM events WHERE log = ? AND seq BETWEEN ? AND ?
       ) WHERE before > ? ORDER BY seq ${forward ? 'ASC' : 'DESC'} LIMIT 1`,
      ...[log, from, to, bytes],
    )
    return cut?.seq ?? null
  }

  /** See {@link Store.rows}. */
  rows(log: LogId, query: PageQuery): RowsPage {
    const { first, last, ownKey } = this.#logs.span(log) ?? NO_LOG
    const [low, high] =
      'after' in query
        ? [Math.max(first, query.after + 1), last]
        : [first, Math.min(last, query.before - 1)]
    const found = this.#database
      .all<EventRow>(
        `SELECT ${EVENT_COLUMNS}
         FROM events INDEXED BY events_rows LEFT JOIN authors ON authors.id = events.author
         WHERE events.log = ? AND events.seq BETWEEN ? AND ? AND events.target IS NULL
         ORDER BY events.seq ${'after' in query ? 'ASC' : 'DESC'} LIMIT ?`,
        ...[log, low, high, query.most],
      )
      .map((row) => eventOf(row))
    const end = found.length < query.most ? undefined : found.at(-1)?.seq
    const [from, to] = 'after' in query ? [low, end ?? high] : [end ?? low, high]
    const all = 'after' in query ? found : found.toReversed()
    const rows = this.#withLost(log, all, from, to)
    const standing = rows.length === 0 ? [] : this.#standing.within(log, from, to, ownKey)
    return { from, to: Math.max(to, from - 1), rows, standing, folded: last }
  }

  /** See {@link Store.rowsFrom}. */
  rowsFrom(log: LogId, most: number): number {
    const { first } = this.#logs.span(log) ?? NO_LOG
    const row = this.#database.get<{ seq: number }>(
      `SELECT seq FROM events INDEXED BY events_rows WHERE log = ? AND target IS NULL
       ORDER BY seq DESC LIMIT 1 OFFSET ?`,
      ...[log, most - 1],
    )
    return row?.seq ?? first
  }

  /** See {@link Store.standing}. */
  standing(log: LogId, target: number, whole: boolean): StandingOnOne {
    const { last, ownKey } = this.#logs.span(log) ?? NO_LOG
    const standing = this.#standing.within(log, target, target, whole ? null : ownKey)
    const withdrawn = this.#bySeq(log, target)?.withdrawn !== undefined
    return { standing, folded: last, withdrawn }
  }

  /** See {@link Store.look}. */
  look(log: LogId, seq: number): LookedAt | null {
    const event = this.#bySeq(log, seq)
    return event === undefined
      ? null
      : { event, on: this.#standing.first(log, seq, PAGE_EVENTS).map(({ of: _, ...one }) => one) }
  }

  /** How often words of a log were withdrawn since the file was opened. */
  withdrawals(log: LogId): number {
    return this.#withdrawal.times(log)
  }

  /** What a disk has lost stands among the rows, as what cannot be read. */
  #withLost(log: LogId, rows: StoredEvent[], from: number, to: number): StoredEvent[] {
    const sql = 'FROM events WHERE log = ? AND seq BETWEEN ? AND ?'
    const there = this.#database.get<{ n: number }>(`SELECT count(*) AS n ${sql}`, log, from, to)
    if (there === undefined || there.n >= to - from + 1) return rows
    const seqs = this.#database.all<{ seq: number }>(`SELECT seq ${sql}`, log, from, to)
    const held = new Set(seqs.map(({ seq }) => seq))
    const missing: StoredEvent[] = []
    for (let seq = from; seq <= to && missing.length < PAGE_EVENTS; seq += 1) {
      if (!held.has(seq)) missing.push(lost(seq))
    }
    return [...rows, ...missing].sort((one, other) => one.seq - other.seq)
  }

  /** Below the author's floor nothing is there for them, lest the answer tell what is. */
  #onFault(log: LogId, said: NewEvent, on: number, host: Fingerprint, floor: number) {
    const target = on < floor ? undefined : this.#bySeq(log, on)
    if (target === undefined) return 'target_unknown'
    const { kind, author } = said
    return onFault(said, {
      ...{ author: author.id, host },
      target: {
        ...{ kind: target.kind, author: target.author.id },
        withdrawn: target.withdrawn !== undefined,
      },
      own: (key) => this.#standing.own(log, on, kind, author.id, key),
      counting: () => this.#standing.counting(log, on, kind),
    })
  }

  #bySeq(log: LogId, seq: number): StoredEvent | undefined {
    const sql = `SELECT ${EVENT_COLUMNS} FROM ${EVENT_TABLES} WHERE events.log = ? AND events.seq = ?`
    const row = this.#database.get<EventRow>(sql, log, seq)
    return row && eventOf(row)
  }

  /** What is here of `from` … `to`, which are all among the log's numbers. */
  #stretch(log: LogId, from: number, to: number): StoredEvent[] {
    const rows = this.#database.all<EventRow>(
      `SELECT ${EVENT_COLUMNS} FROM ${EVENT_TABLES}
       WHERE events.log = ? AND events.seq BETWEEN ? AND ?`,
      ...[log, from, to],
    )
    return eventsOf(rows, from, to)
  }

  /** What is here already must be what is given now. */
  #compare(log: LogId, events: readonly StoredEvent[], first: number, last: number): void {
    const known = events.filter(({ seq }) => seq >= first && seq <= last)
    const [from, to] = [known[0]?.seq, known.at(-1)?.seq]
    if (from === undefined || to === undefined) return
    for (const [at, here] of this.#stretch(log, from, to).entries()) {
      const given = known[at]
      // Of one that was damaged on either disk, nothing but its number can be compared.
      if (here.kind === UNREADABLE || given?.kind === UNREADABLE) continue
      if (given?.author.id !== here.author.id || given.cid !== here.cid) {
        throw new AppError('log_differs')
      }
      if (given.withdrawn !== undefined && here.withdrawn === undefined)
        this.#withdrawal.take(log, given.seq, given.withdrawn)
    }
  }

  /** The host gave a `cid` of an author twice: then its log is no continuation of ours. */
  #insertNew(log: LogId, events: readonly StoredEvent[]): void {
    try {
      for (const event of events) if (!this.#insert(log, event)) throw new AppError('log_differs')
    } catch (error) {
      if (faultOf(error) !== 'constraint') throw error
      throw new AppError('log_differs', {}, { cause: error })
    }
  }

  /** @returns false, and nothing is changed, when its author's cid is there already */
  #insert(log: LogId, event: StoredEvent): boolean {
    const { text, body } = columnsOf(event)
    const author = this.#author(event.author.id)
    const { changes } = this.#database.run(
      `INSERT INTO events (log, seq, kind, author, name, cid, time, text, target, body, withdrawn)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (author, log, cid) DO NOTHING`,
      ...[log, event.seq, event.kind, author, event.author.name],
      ...[event.cid, event.time, text, event.on, body, event.withdrawn ?? null],
    )
    if (changes === 0) return false
    if (event.on === null) return true
    this.#standing.add(log, event.on, author, event)
    if (withdraws(event)) this.#withdrawal.withdraw(log, event.on, event.seq)
    return true
  }

  #byCid(log: LogId, author: Fingerprint, cid: string): StoredEvent | undefined {
    const row = this.#database.get<EventRow>(
      `SELECT ${EVENT_COLUMNS} FROM ${EVENT_TABLES}
       WHERE authors.key = ? AND events.log = ? AND events.cid = ?
         AND typeof(events.seq) = 'integer'`,
      author,
      log,
      cid,
    )
    return row && eventOf(row)
  }

  #author(key: Fingerprint): number {
    const known = this.#authors.get(key)
    if (known !== undefined) return known
    const found = this.#database.get<{ id: number }>('SELECT id FROM authors WHERE key = ?', key)
    const id = found?.id ?? this.#database.run('INSERT INTO authors (key) VALUES (?)', key).id
    if (this.#authors.size >= AUTHORS_KNOWN) this.#authors.clear()
    this.#authors.set(key, id)
    return id
  }
}
