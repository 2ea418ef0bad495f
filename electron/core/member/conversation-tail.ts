/**
 * The end of a conversation as this member saw it, in memory: rows at their event's `seq`, and
 * what else happened between them. Older rows are in the store; notices are not kept.
 */

import { NOTICES_BETWEEN, TAIL_ENTRIES } from '../../../shared/domain/limits.ts'
import {
  type Entry,
  type NoticeEntry,
  type RowFold,
  type Stretch,
  shownAs,
} from '../../../shared/events/conversation.ts'
import type { NoticeBody } from './rules/state.ts'

export class ConversationTail {
  readonly #notices: NoticeEntry[] = []
  #entries: Entry[] = []
  #between = 0
  /** `seq` of the first event that the entries tell of; as `last + 1` while there is none. */
  #from: number
  #last: number

  /** @param last `seq` of the event before the first that is told of */
  constructor(last: number) {
    this.#last = last
    this.#from = last + 1
  }

  /** `seq` of the newest event; what the tail began after when there is none. */
  get last(): number {
    return this.#last
  }

  /**
   * Goes on to an event.
   * @param row null when it makes none
   */
  event(seq: number, row: Entry | null): void {
    this.#last = seq
    this.#between = 0
    if (row !== null) this.#push(row)
  }

  /** Appends a notice behind the newest event, and answers it with its position. */
  notice(body: NoticeBody): NoticeEntry {
    this.#between = Math.min(this.#between + 1, NOTICES_BETWEEN - 1)
    const notice = { ...body, at: this.#last + this.#between / NOTICES_BETWEEN }
    this.#notices.push(notice)
    if (this.#notices.length > TAIL_ENTRIES) this.#notices.shift()
    this.#push(notice)
    return notice
  }

  /** What stands on a row has changed, or the row is withdrawn. */
  show(row: RowFold): void {
    const at = this.#entries.findLastIndex((entry) => entry.at === row.seq)
    const entry = this.#entries[at]
    if (entry?.kind === 'message') this.#entries[at] = shownAs(entry, row)
  }

  /** The newest entries, oldest first, with the events that they tell of. */
  latest(most: number): Stretch {
    const entries = this.#entries.slice(-most)
    const all = entries.length === this.#entries.length
    const from = all ? this.#from : Math.ceil(entries[0]?.at ?? this.#last + 1)
    return { from, to: this.#last, entries }
  }

  /** Notices with `after < at < before`. */
  notices(after: number, before: number): readonly NoticeEntry[] {
    return this.#notices.filter(({ at }) => at > after && at < before)
  }

  #push(entry: Entry): void {
    this.#entries.push(entry)
    if (this.#entries.length <= 2 * TAIL_ENTRIES) return
    this.#entries = this.#entries.slice(-TAIL_ENTRIES)
    this.#from = Math.ceil(this.#entries[0]?.at ?? this.#last + 1)
  }
}
