/**
 * The end of a conversation as this member saw it, in memory: messages at their `seq`, and what
 * else happened between them. Older messages are in the store; notices are not kept.
 */

import { NOTICES_BETWEEN, TAIL_ENTRIES } from '../../../shared/domain/limits.ts'
import type { Entry, NoticeEntry } from '../../../shared/events/conversation.ts'
import type { EntryBody } from './rules/state.ts'

/**
 * Positions never fall. It holds the newest entries, from TAIL_ENTRIES on up to twice as many, and
 * apart from them the newest TAIL_ENTRIES notices.
 */
export class ConversationTail {
  readonly #notices: NoticeEntry[] = []
  #entries: Entry[] = []
  #between = 0
  #last: number

  /** @param last `seq` of the message before the first that is appended */
  constructor(last: number) {
    this.#last = last
  }

  /** `seq` of the newest message; what the tail began after when there is none. */
  get last(): number {
    return this.#last
  }

  /** Appends and answers the entry with its position. */
  append(body: EntryBody): Entry {
    const entry = this.#placed(body)
    this.#entries.push(entry)
    if (this.#entries.length > 2 * TAIL_ENTRIES) {
      this.#entries = this.#entries.slice(-TAIL_ENTRIES)
    }
    return entry
  }

  /** The newest entries, oldest first. */
  latest(most: number): readonly Entry[] {
    return this.#entries.slice(-most)
  }

  /** Notices with `after < at < before`. */
  notices(after: number, before: number): readonly NoticeEntry[] {
    return this.#notices.filter(({ at }) => at > after && at < before)
  }

  #placed(body: EntryBody): Entry {
    if ('at' in body) {
      this.#last = body.at
      this.#between = 0
      return body
    }
    this.#between = Math.min(this.#between + 1, NOTICES_BETWEEN - 1)
    const notice = { ...body, at: this.#last + this.#between / NOTICES_BETWEEN }
    this.#notices.push(notice)
    if (this.#notices.length > TAIL_ENTRIES) this.#notices.shift()
    return notice
  }
}
