/**
 * Tells what happens in a session, in its order: the past that was asked for first, each message
 * once and by its number, over any number of connections. What happens before the first line
 * could be printed waits for it.
 */
import { errorValue } from '../../shared/errors.ts'
import { PAGE_EVENTS } from '../../shared/limits.ts'
import { entryOf } from '../session/catching-up.ts'
import type { SessionNews } from '../session/session-ports.ts'
import type { SessionService } from '../session/session-service.ts'
import type { TerminalEvent } from './output.ts'

export class Narrator {
  readonly #print: (event: TerminalEvent) => void
  /** News that wait for the first line. */
  #waiting: SessionNews[] | undefined = []
  /** The message before the next one to print. */
  #printed = 0
  #cut = false
  #session: SessionService | undefined

  constructor(print: (event: TerminalEvent) => void) {
    this.#print = print
  }

  /** Takes a piece of news; it is printed at once, or in its turn. */
  tell(news: SessionNews): void {
    if (this.#waiting === undefined) this.#tellNow(news)
    else this.#waiting.push(news)
  }

  /**
   * Prints the first line, then the past from `from` on (fetched where it is not here), then
   * what waited.
   */
  async begin(first: TerminalEvent, session: SessionService, from: number): Promise<void> {
    this.#print(first)
    this.#printed = Math.max(0, from - 1)
    await fetchBack(session, from)
    for (;;) {
      const events = await session.log.events({ after: this.#printed }, PAGE_EVENTS)
      const last = events.at(-1)
      if (last === undefined) break
      const ownKey = session.self?.id
      for (const event of events) {
        if (ownKey !== undefined) {
          this.#print({ type: 'entry', entry: entryOf({ ownKey }, event) })
        }
      }
      this.#printed = last.seq
    }
    this.#session = session
    const held = this.#waiting ?? []
    this.#waiting = undefined
    for (const news of held) this.#tellNow(news)
  }

  #tellNow(news: SessionNews): void {
    switch (news.type) {
      case 'entry': {
        const { at } = news.entry
        if (Number.isInteger(at)) {
          if (at <= this.#printed) return
          this.#printed = at
        }
        this.#print({ type: 'entry', entry: news.entry })
        return
      }
      case 'pending':
        if (news.message.error !== null) {
          this.#print({ type: 'unsent', ...news.message, error: news.message.error })
        }
        return
      case 'unpending':
        if (news.seq !== null) this.#print({ type: 'sent', cid: news.cid, seq: news.seq })
        return
      case 'connection':
        this.#connection(news.connection)
        return
      case 'members':
      case 'question':
        return
    }
  }

  /** Tries that fail are not told one by one: a cut is one cut. */
  #connection(connection: Extract<SessionNews, { type: 'connection' }>['connection']): void {
    if (connection.phase === 'interrupted' && !this.#cut) {
      this.#cut = true
      this.#print({ type: 'interrupted', error: connection.error })
    }
    if (connection.phase === 'live' && this.#cut) {
      this.#cut = false
      this.#print({ type: 'resumed' })
    }
    if (connection.phase === 'ended') {
      this.#unsent()
      this.#print({ type: 'ended', how: connection.how, error: connection.error })
    }
  }

  /** What still waits when the program ends: with a data folder, for the next run. */
  #unsent(): void {
    for (const { cid, text, error } of this.#session?.pending ?? []) {
      if (error !== null) continue
      this.#print({ type: 'unsent', cid, text, error: errorValue('not_in_room') })
    }
  }
}

async function fetchBack(session: SessionService, from: number): Promise<void> {
  while ((session.log.info?.first ?? 0) > from) {
    if (!(await session.fetchOlder(PAGE_EVENTS))) return
  }
}
