/**
 * What the core asks of the store: one database for all rooms of a data folder, the host's logs
 * and what members keep alike. Every write resolves when it is committed (flushed to the disk),
 * in the order in which it was asked for; writes that come within COMMIT_MS share a transaction,
 * but for one that finds the disk idle for as long.
 * `open-store.ts` makes one.
 */
import type { Address } from '../../../shared/domain/address.ts'
import type { ErrorValue } from '../../../shared/domain/errors.ts'
import type { Fingerprint } from '../../../shared/domain/fingerprint.ts'
import type { UnixMs } from '../../../shared/domain/time.ts'
import type { Said } from '../../../shared/events/kind.ts'

/** The database's file in a data folder. */
export const MESSAGES = 'messages.db'

/** A log's handle in this database. */
export type LogId = number

/** An event of a room's log as it is kept: what was said, by whom, and its place. */
export interface StoredEvent extends Said {
  /** 1, 2, 3 … as the host gave it. */
  readonly seq: number
  readonly author: { readonly id: Fingerprint; readonly name: string }
  readonly cid: string
  /** Host time. */
  readonly time: UnixMs
  /** The `seq` of the later event that has withdrawn its body, which is empty then. */
  readonly withdrawn?: number | undefined
}

/** What somebody says to the host, before the log has given it its place. */
export type NewEvent = Omit<StoredEvent, 'seq' | 'withdrawn'>

/** Which log: a room's id means something only together with the host's key, and ours. */
export interface LogKey {
  readonly roomId: string
  readonly hostKey: Fingerprint
  readonly ownKey: Fingerprint
}

/** What is remembered of a room besides its events. */
export interface LogFacts {
  /** The room's name. */
  readonly room: string
  /** Our name in it. */
  readonly name: string
  /** Where it is, best first; for a room of our own, where it listens. */
  readonly addresses: readonly Address[]
  /** This computer is its host. */
  readonly hosting: boolean
  /** We were in it when the program ended, and want to be again. */
  readonly open: boolean
  /** The lowest `seq` that the host lets us read. */
  readonly floor: number
}

/**
 * A part of the access list of a room of our own, under a name that it has once;
 * host/access-record.ts knows names and values.
 */
export interface AccessRow {
  readonly name: string
  /** As JSON. */
  readonly value: string
}

/** What a row is to hold; null for none. */
export interface AccessChange {
  readonly name: string
  readonly value: string | null
}

export interface LogInfo extends LogKey, LogFacts {
  readonly id: LogId
  /** Kept to read; a new log of the same room may stand beside it. */
  readonly readOnly: boolean
  /** The events here are first … last without holes; none while `last` is `first - 1`. */
  readonly first: number
  readonly last: number
  readonly draft: string
}

export interface OutboxMessage extends Said {
  readonly cid: string
  /** Local time it was said. */
  readonly time: UnixMs
  /** The host has refused it; it waits for a person. */
  readonly error: ErrorValue | null
}

/** What became of a `post` at the host. */
export type Appended =
  | { readonly kind: 'new'; readonly event: StoredEvent }
  /** The same author has said it before, under the same cid: the first event. */
  | { readonly kind: 'known'; readonly event: StoredEvent }
  /** The same author has said something else under this cid. */
  | { readonly kind: 'conflict' }
  /** What it would stand on is not there for its author, or is nothing to say this on. */
  | { readonly kind: 'refused'; readonly code: 'target_unknown' | 'not_allowed' }

export type PageQuery =
  | { readonly after: number; readonly most: number }
  | { readonly before: number; readonly most: number }

/** What of a log is unread, as of a moment. */
export interface Unread {
  readonly count: number
  /** The first of it; null when there is none. */
  readonly from: number | null
  /** The log's last `seq` at that moment. */
  readonly upTo: number
}

/** An event that stands on another and counts there, under its key one of so many. */
export interface StandingEvent extends StoredEvent {
  readonly of: number
}

/** What stands on events, as of a moment. */
export interface StandingOn {
  /** Under each key the first few and our own; in no order that counts. */
  readonly standing: readonly StandingEvent[]
  /** The log's last `seq` at that moment. */
  readonly folded: number
}

/** What stands on one event, and whether that one is withdrawn. */
export interface StandingOnOne extends StandingOn {
  readonly withdrawn: boolean
}

/** One event, and what counts on it: the first of that, in the order of `seq`. */
export interface LookedAt {
  readonly event: StoredEvent
  readonly on: readonly StoredEvent[]
}

/**
 * The rows among the events `from` … `to` (none for `from - 1 === to`), whose numbers say nothing
 * of the bounds: not every event makes a row.
 */
export interface RowsPage extends StandingOn {
  readonly from: number
  readonly to: number
  readonly rows: readonly StoredEvent[]
}

export interface FoundEvent {
  /** Place in the order of searching: a later search goes on below it. */
  readonly rank: number
  readonly log: LogId
  readonly event: StoredEvent
  readonly pieces: readonly { readonly text: string; readonly hit: boolean }[]
}

export type ExportFormat = 'text' | 'json' | 'markdown'

/**
 * All of it rejects with an AppError: storage_full, storage_failed, room_unknown for what would
 * add to a log that is deleted or read-only, or (from `keep`) log_differs for an event that does
 * not go on from what is here. Reading sees what is committed, and nothing of what waits.
 */
export interface Store extends StoreWrites {
  /** Every log, the one used last at the end. */
  logs(): Promise<readonly LogInfo[]>

  /**
   * A stretch without holes, oldest first.
   * @param bytes ends it behind the event with which there are more of them in bodies
   */
  page(log: LogId, query: PageQuery, bytes?: number): Promise<readonly StoredEvent[]>

  /** A stretch that has up to `most` rows, oldest first, with all that was said on them since. */
  rows(log: LogId, query: PageQuery): Promise<RowsPage>

  /** The `seq` from which on a log has `most` rows; its first when it has fewer. */
  rowsFrom(log: LogId, most: number): Promise<number>

  /**
   * What counts on one event; empty for no such event.
   * @param whole all of it; else as for a row
   */
  standing(log: LogId, target: number, whole: boolean): Promise<StandingOnOne>

  /** One event, and up to PAGE_EVENTS of what counts on it; null when it is not there. */
  look(log: LogId, seq: number): Promise<LookedAt | null>

  /** What others said above the read mark and counts as unread, up to UNREAD_MOST of it. */
  unread(log: LogId): Promise<Unread>

  /** All of an access list, in no order that counts; empty for a log that has none. */
  access(log: LogId): Promise<readonly AccessRow[]>

  /** In the order in which it was said; what the host has refused stays in it. */
  outbox(log: LogId): Promise<readonly OutboxMessage[]>

  /**
   * Messages with every word of `text` (the last may be a beginning), the latest kept first; of
   * those that are in the index, see `partial`.
   * @param below goes on below that rank; null from the top
   */
  search(
    text: string,
    log: LogId | null,
    below: number | null,
    most: number,
  ): Promise<readonly FoundEvent[]>

  /**
   * Whether there are messages that a search does not find yet: after an update they come into the
   * index little by little. Asked before a search, it holds for what that search answers.
   */
  partial(): Promise<boolean>

  /**
   * Writes a log to a file, whole or not at all; answers how many messages it has. Rejects with
   * export_failed when the file cannot be written, or the store is closed meanwhile.
   */
  export(log: LogId, format: ExportFormat, file: string): Promise<number>

  /**
   * Writes what waits, then closes the file in order; never rejects. A `keep` that still finds the
   * disk full is refused.
   */
  close(): Promise<void>
}

/**
 * What changes something. A new one is named here and in `sqlite-store.ts`, and nowhere between.
 */
export interface StoreWrites {
  /**
   * The log that can be written under this key, or a new, empty one that begins after `after`
   * (`first` is `after + 1`). Facts are brought up to date.
   */
  openLog(key: LogKey, facts: Partial<LogFacts>, after: number): Promise<LogInfo>
  /**
   * Those left out stay as they are. Also for a log that can only be read; room_unknown for one
   * that is deleted.
   */
  setFacts(log: LogId, facts: Partial<LogFacts>): Promise<void>
  /** Changes rows of the access list; those left out stay. For which logs, see `setFacts`. */
  keepAccess(log: LogId, changes: readonly AccessChange[]): Promise<void>
  /** From now on it can only be read; the next `openLog` makes a new one. */
  setReadOnly(log: LogId): Promise<void>
  /**
   * The host's: gives the next `seq` inside the transaction, unless the author's cid is known, and
   * judges there whether it may stand on its target. What it withdraws has no body any more when
   * this is committed.
   * @param floor the lowest `seq` that the author may read, and so say something on
   */
  append(log: LogId, said: NewEvent, floor: number): Promise<Appended>
  /**
   * A member's: keeps events that go on from what is here, at its end or before its beginning,
   * oldest first; those that are here already are skipped. What of them was ours leaves the
   * outbox in the same transaction, and what one of them, or one that is here, has withdrawn comes
   * in without its body. While the disk is full it waits, up to UNSTORED_EVENTS in
   * all; what is refused (storage_full) must be given again before what comes after it.
   */
  keep(log: LogId, events: readonly StoredEvent[]): Promise<void>
  /** Adds to the end of the outbox, or changes what is there under the same cid, in place. */
  queue(log: LogId, message: OutboxMessage): Promise<void>
  /**
   * While the disk is full it waits, like `keep`: what was taken back must not be sent tomorrow.
   */
  unqueue(log: LogId, cid: string): Promise<void>
  /** What was typed and not sent; empty for nothing. A log that is deleted is no fault. */
  draft(log: LogId, text: string): Promise<void>
  /** Everything up to `seq` has been seen. The mark never goes back. */
  read(log: LogId, seq: number): Promise<void>
  /**
   * Deletes a log with everything of it; the file gets smaller, nothing of it stays on the disk.
   * When it rejects after the log has left `logs` (no room to write the file anew), the last
   * traces go at the next start.
   */
  delete(log: LogId): Promise<void>
}

/** Their names, for what passes them on. */
export const WRITES = Object.keys({
  openLog: true,
  setFacts: true,
  keepAccess: true,
  setReadOnly: true,
  append: true,
  keep: true,
  queue: true,
  unqueue: true,
  draft: true,
  read: true,
  delete: true,
} satisfies Record<keyof StoreWrites, true>) as readonly (keyof StoreWrites)[]
