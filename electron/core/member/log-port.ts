/**
 * What a session keeps: its log of the room, what it has said and not heard back, and the end of
 * the conversation. The session decides what; this does it, in the order in which it was asked.
 */

import { type ErrorValue, toErrorValue } from '../../../shared/domain/errors.ts'
import { SNAPSHOT_ENTRIES } from '../../../shared/domain/limits.ts'
import type { Entry, HistoryPage, PendingMessage } from '../../../shared/events/conversation.ts'
import type { LogFacts, LogInfo, LogKey, Store, StoredEvent } from '../store/store.ts'
import { ConversationTail } from './conversation-tail.ts'
import type { EntryBody, OwnLog } from './rules/state.ts'
import { entryOf } from './rules/sync.ts'

/** A stretch that somebody wants to see. */
export type Where =
  | { readonly before: number }
  | { readonly after: number }
  | { readonly around: number }

/** A log as it is found when the program starts. */
export interface KeptLog {
  readonly info: LogInfo
  readonly end: readonly StoredEvent[]
  readonly outbox: readonly PendingMessage[]
}

/** Reads what a session needs to begin where it was. Rejects as the {@link Store} does. */
export async function readKept(store: Store, info: LogInfo): Promise<KeptLog> {
  const [end, outbox] = await Promise.all([
    store.page(info.id, { before: info.last + 1, most: SNAPSHOT_ENTRIES }),
    store.outbox(info.id),
  ])
  return { info, end, outbox }
}

/**
 * A method that answers with an {@link ErrorValue} never rejects; `open`, `history` and `events`
 * reject as the {@link Store} does.
 */
/** `seq` of the event before the end that was read; an empty log goes on after its last number. */
const beforeEnd = ({ info, end }: KeptLog): number => (end[0]?.seq ?? info.last + 1) - 1

export class SessionLog {
  readonly #store: Store
  readonly #ownKey: LogKey['ownKey']
  #info: LogInfo | null
  #tail: ConversationTail

  constructor(store: Store, ownKey: LogKey['ownKey'], kept: KeptLog | null) {
    this.#store = store
    // What was said with an earlier key of ours was said by us all the same.
    this.#ownKey = kept?.info.ownKey ?? ownKey
    this.#info = kept?.info ?? null
    this.#tail = new ConversationTail(kept === null ? 0 : beforeEnd(kept))
    for (const event of kept?.end ?? []) this.append(entryOf({ ownKey: this.#ownKey }, event))
  }

  /** Null until the room was entered once. */
  get info(): LogInfo | null {
    return this.#info
  }

  /** Another one when `open` has found another log. */
  get tail(): ConversationTail {
    return this.#tail
  }

  /** To the tail alone, see {@link ConversationTail.append}; {@link keep} writes to the disk. */
  append(body: EntryBody): Entry {
    return this.#tail.append(body)
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
    const error = await this.#try((log) => this.#store.keep(log, events))
    const info = this.#info
    if (error === null && info !== null) {
      const [from, until] = [Math.min(info.first, first.seq), Math.max(info.last, last.seq)]
      this.#info = { ...info, first: from, last: until }
    }
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
   * @param floor the lowest `seq` that can be had at all
   */
  async history(where: Where, limit: number, floor: number): Promise<HistoryPage> {
    const events = await this.events(where, limit)
    const [first, last] = [events.at(0)?.seq, events.at(-1)?.seq]
    const { last: newest } = this.#tail
    const newer = last !== undefined && last < newest
    const from = 'after' in where ? where.after : (first ?? 0) - 1
    const until = 'before' in where ? where.before : newer ? last + 1 : Number.POSITIVE_INFINITY
    const entries = [
      ...events.map((event) => entryOf({ ownKey: this.#ownKey }, event)),
      ...this.#tail.notices(from, until),
    ].sort((one, other) => one.at - other.at)
    return { entries, older: (first ?? floor) > floor, newer }
  }

  /** The messages alone. */
  async events(where: Where, limit: number): Promise<readonly StoredEvent[]> {
    const { id } = this.#info ?? {}
    if (id === undefined) return []
    if ('before' in where) {
      return this.#store.page(id, { before: Math.ceil(where.before), most: limit })
    }
    if ('after' in where) {
      return this.#store.page(id, { after: Math.floor(where.after), most: limit })
    }
    const half = Math.ceil(limit / 2)
    const [before, after] = await Promise.all([
      this.#store.page(id, { before: where.around + 1, most: half }),
      this.#store.page(id, { after: where.around, most: limit - half }),
    ])
    return [...before, ...after]
  }

  /** Another log than before: its own conversation, and what was said in it and not heard back. */
  async #begin(info: LogInfo): Promise<KeptLog['outbox']> {
    const kept = await readKept(this.#store, info)
    this.#tail = new ConversationTail(beforeEnd(kept))
    for (const event of kept.end) this.append(entryOf({ ownKey: this.#ownKey }, event))
    return kept.outbox
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
