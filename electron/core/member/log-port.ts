/**
 * What a session keeps: its log of the room, what it has said and not heard back, and the end of
 * the conversation. The session decides what; this does it, in the order in which it was asked.
 */

import { type ErrorValue, toErrorValue } from '../../../shared/domain/errors.ts'
import { SNAPSHOT_ENTRIES } from '../../../shared/domain/limits.ts'
import type {
  Entry,
  HistoryPage,
  PendingMessage,
  RowFold,
} from '../../../shared/events/conversation.ts'
import { fold, type Shown } from '../../../shared/events/kinds.ts'
import type {
  LogFacts,
  LogInfo,
  LogKey,
  LookedAt,
  RowsPage,
  Store,
  StoredEvent,
} from '../store/store.ts'
import { ConversationTail } from './conversation-tail.ts'
import { isRow, rowOf } from './rules/rows.ts'
import type { OwnLog } from './rules/state.ts'

/** A stretch that somebody wants to see. */
export type Where =
  | { readonly before: number }
  | { readonly after: number }
  | { readonly around: number }

/** A log as it is found when the program starts. */
export interface KeptLog {
  readonly info: LogInfo
  readonly end: RowsPage
  readonly outbox: readonly PendingMessage[]
}

/** Reads what a session needs to begin where it was. Rejects as the {@link Store} does. */
export async function readKept(store: Store, info: LogInfo): Promise<KeptLog> {
  const [end, outbox] = await Promise.all([
    store.rows(info.id, { before: info.last + 1, most: SNAPSHOT_ENTRIES }),
    store.outbox(info.id),
  ])
  return { info, end, outbox }
}

/**
 * A method that answers with an {@link ErrorValue} never rejects; `open`, `history` and `events`
 * reject as the {@link Store} does.
 */
export class SessionLog {
  readonly #store: Store
  readonly #ownKey: LogKey['ownKey']
  readonly #hosting: boolean
  #info: LogInfo | null
  #tail: ConversationTail

  /** @param hosting the log is the room's own, in which everything is before anybody hears of it */
  constructor(store: Store, ownKey: LogKey['ownKey'], kept: KeptLog | null, hosting = false) {
    this.#store = store
    this.#hosting = hosting
    // What was said with an earlier key of ours was said by us all the same.
    this.#ownKey = kept?.info.ownKey ?? ownKey
    this.#info = kept?.info ?? null
    this.#tail = kept === null ? new ConversationTail(0) : this.#tailOf(kept.end)
  }

  /** Null until the room was entered once. */
  get info(): LogInfo | null {
    return this.#info
  }

  /** Another one when `open` has found another log. */
  get tail(): ConversationTail {
    return this.#tail
  }

  /**
   * To the tail alone; {@link keep} writes to the disk.
   * @returns the row of an event that makes one
   */
  append(event: StoredEvent): Entry | null {
    const row = isRow(event) ? rowOf(this.#ownKey, event) : null
    this.#tail.event(event.seq, row)
    return row
  }

  /**
   * What stands on a row, with everybody's name.
   * @throws {AppError} as the {@link Store} does
   */
  async standing(target: number): Promise<Shown> {
    const { id } = this.#info ?? {}
    if (id === undefined) return {}
    const { standing } = await this.#store.standing(id, target, true)
    return fold(standing, this.#ownKey, true)
  }

  /** One event of our own log, and what counts on it; null when it is not there. */
  async look(seq: number): Promise<LookedAt | null> {
    const { id, first, last } = this.#info ?? { id: 0, first: 1, last: 0 }
    return seq < first || seq > last ? null : this.#store.look(id, seq)
  }

  /**
   * What stands on a row as the disk has it, folded; null when the disk cannot say. The tail's row
   * shows it from now on.
   */
  async fold(target: number): Promise<RowFold | null> {
    const { id } = this.#info ?? {}
    if (id === undefined) return null
    try {
      const { standing, folded, withdrawn } = await this.#store.standing(id, target, false)
      const row = { seq: target, withdrawn, shown: fold(standing, this.#ownKey), folded }
      // Another log may have been opened meanwhile, whose rows are others.
      if (this.#info?.id === id) this.#tail.show(row)
      return row
    } catch {
      // It is read again with the next page.
      return null
    }
  }

  /** Opens our log of this room, or begins one after `after`. */
  async open(key: LogKey, facts: Partial<LogFacts>, after: number): Promise<OwnLog> {
    const info = await this.#store.openLog(key, { ...facts, open: true }, after)
    const before = this.#info
    this.#info = info
    const outbox = before?.id === info.id ? [] : await this.#begin(info)
    const [tail = null] = await this.#store.page(info.id, { before: info.last + 1, most: 1 })
    return { first: info.first, last: info.last, tail, outbox }
  }

  /** @returns why it cannot, or null when it is on the disk */
  async keep(events: readonly StoredEvent[]): Promise<ErrorValue | null> {
    const [first, last] = [events.at(0), events.at(-1)]
    if (first === undefined || last === undefined) return null
    if (this.#hosting) {
      this.#reach(first.seq, last.seq)
      return this.#confirm(events)
    }
    const error = await this.#keep(events)
    if (error === null) this.#reach(first.seq, last.seq)
    return error
  }

  /** Writes a message to the outbox. @returns as {@link keep}, and null without a log */
  async queue(message: PendingMessage): Promise<ErrorValue | null> {
    return this.#try((log) => this.#store.queue(log, message))
  }

  /** Takes it out of the outbox. @returns as {@link queue} */
  async unqueue(cid: string): Promise<ErrorValue | null> {
    return this.#try((log) => this.#store.unqueue(log, cid))
  }

  /** Those left out stay as they are. @returns as {@link queue} */
  async setFacts(facts: Partial<LogFacts>): Promise<ErrorValue | null> {
    return this.#try((log) => this.#store.setFacts(log, facts))
  }

  /** Here at once, whatever the disk says. @returns as {@link queue} */
  async setReadOnly(): Promise<ErrorValue | null> {
    if (this.#info !== null) this.#info = { ...this.#info, readOnly: true }
    return this.#try((log) => this.#store.setReadOnly(log))
  }

  /**
   * A stretch of the conversation from the store, with the notices that stand in it.
   * @param limit most rows
   * @param floor the lowest `seq` that can be had at all
   */
  async history(where: Where, limit: number, floor: number): Promise<HistoryPage> {
    const page = await this.rows(where, limit)
    const { from, to } = page
    const newer = to < this.#tail.last
    const after = 'after' in where ? where.after : from - 1
    const until = 'before' in where ? where.before : newer ? to + 1 : Number.POSITIVE_INFINITY
    const entries = [...this.#rowsOf(page), ...this.#tail.notices(after, until)]
    entries.sort((one, other) => one.at - other.at)
    return { from, to, entries, older: from > floor, newer }
  }

  /** The events that make rows, and what stands on them. */
  async rows(where: Where, limit: number): Promise<RowsPage> {
    const { id, last = 0 } = this.#info ?? {}
    if (id === undefined) return { from: last + 1, to: last, rows: [], standing: [], folded: last }
    if ('before' in where) {
      return this.#store.rows(id, { before: Math.ceil(where.before), most: limit })
    }
    if ('after' in where) {
      return this.#store.rows(id, { after: Math.floor(where.after), most: limit })
    }
    const half = Math.ceil(limit / 2)
    const [before, after] = await Promise.all([
      this.#store.rows(id, { before: where.around + 1, most: half }),
      this.#store.rows(id, { after: where.around, most: limit - half }),
    ])
    return {
      from: before.from,
      to: after.to,
      rows: [...before.rows, ...after.rows],
      standing: [...before.standing, ...after.standing],
      folded: Math.min(before.folded, after.folded),
    }
  }

  /** Everything that was said after a number, rows or not. */
  async events(after: number, most: number): Promise<readonly StoredEvent[]> {
    const { id } = this.#info ?? {}
    return id === undefined ? [] : this.#store.page(id, { after, most })
  }

  #rowsOf({ rows, standing, folded }: Omit<RowsPage, 'from' | 'to'>): Entry[] {
    const byTarget = Map.groupBy(standing, ({ on }) => on)
    return rows.map((event) => rowOf(this.#ownKey, event, byTarget.get(event.seq), folded))
  }

  #tailOf(page: RowsPage): ConversationTail {
    const { from, to } = page
    const tail = new ConversationTail(from - 1)
    for (const row of this.#rowsOf(page)) tail.event(row.at, row)
    tail.event(to, null)
    return tail
  }

  /** Another log than before: its own conversation, and what was said in it and not heard back. */
  async #begin(info: LogInfo): Promise<KeptLog['outbox']> {
    const { end, outbox } = await readKept(this.#store, info)
    this.#tail = this.#tailOf(end)
    return outbox
  }

  #reach(first: number, last: number): void {
    const info = this.#info
    if (info === null) return
    this.#info = { ...info, first: Math.min(info.first, first), last: Math.max(info.last, last) }
  }

  #keep(events: readonly StoredEvent[]): Promise<ErrorValue | null> {
    return this.#try((log) => this.#store.keep(log, events))
  }

  /** What of it was our own leaves the outbox. */
  async #confirm(events: readonly StoredEvent[]): Promise<ErrorValue | null> {
    const own = events.filter(({ author }) => author.id === this.#ownKey)
    const errors = await Promise.all(own.map(({ cid }) => this.unqueue(cid)))
    return errors.find((error) => error !== null) ?? null
  }

  async #try(act: (log: number) => Promise<void>): Promise<ErrorValue | null> {
    // Before the room was entered there is nothing to keep it in.
    if (this.#info === null) return null
    try {
      await act(this.#info.id)
      return null
    } catch (error) {
      return toErrorValue(error)
    }
  }
}
