/**
 * Tells what happens in a session, in its order: the past that was asked for first, each message
 * once and by its number, over any number of connections. Never faster than the output takes it:
 * meanwhile messages wait in the log, from which they are read again, and other news in memory,
 * up to a limit.
 */
import { errorValue, toErrorValue } from '../../shared/domain/errors.ts'
import { HISTORY_PAGE, OUTPUT_NEWS, PAGE_EVENTS } from '../../shared/domain/limits.ts'
import type { SessionNews } from '../core/member/ports.ts'
import type { SessionService } from '../core/member/session-service.ts'
import type { TerminalEvent } from './output.ts'
import type { TerminalOutput } from './terminal-output.ts'

/** `tell` may be called before `begin`: what it takes waits for the first line. */
export class Narrator {
  readonly #output: Pick<TerminalOutput, 'print' | 'omit' | 'full' | 'room'>
  /** News that wait for the first line, or for the output to take more. */
  #waiting: SessionNews[] = []
  /** Something waits, so what comes waits behind it. */
  #behind = true
  #caughtUp: Promise<void> = Promise.resolve()
  /** News that were left out, to be told with what is told next. */
  #omitted = 0
  /** The message before the next one to print. */
  #printed = 0
  /** Something that waited was left to be read from the log. */
  #leftToLog = false
  #cut = false
  #readable = true
  #session: SessionService | undefined

  constructor(output: Pick<TerminalOutput, 'print' | 'omit' | 'full' | 'room'>) {
    this.#output = output
  }

  /** Takes a piece of news; it is printed at once, or in its turn. */
  tell(news: SessionNews): void {
    if (isSilent(news)) return
    if (!this.#behind && !this.#output.full) {
      this.#tellNow(news)
      return
    }
    this.#wait(news)
    if (this.#behind) return
    this.#behind = true
    this.#caughtUp = this.#catchUp().catch((error) => this.#withoutLog(error))
  }

  /**
   * Prints the first line, then the past from `from` on (fetched where it is not here), then
   * what waited.
   */
  begin(first: TerminalEvent, session: SessionService, from: number | Promise<number>): void {
    this.#output.print(first)
    this.#session = session
    const caughtUp = async () => {
      const seq = await from
      this.#printed = Math.max(0, seq - 1)
      await fetchBack(session, seq)
      await this.#catchUp()
    }
    this.#caughtUp = caughtUp().catch((error) => this.#withoutLog(error))
  }

  /** Resolves when all that was told so far has been printed. */
  told(): Promise<void> {
    return this.#caughtUp
  }

  #wait(news: SessionNews): void {
    this.#waiting.push(news)
    if (this.#waiting.length <= OUTPUT_NEWS) return
    // What the log has is read from there, and takes no place from what is told once.
    const last = this.#readable ? (this.#session?.log.info?.last ?? 0) : 0
    this.#leftToLog = true
    this.#waiting = this.#waiting.filter((one) => (seqOf(one) ?? Number.POSITIVE_INFINITY) > last)
    if (this.#waiting.length <= OUTPUT_NEWS) return
    this.#waiting.shift()
    this.#omitted += 1
  }

  async #catchUp(): Promise<void> {
    while (this.#behind) {
      const before = this.#printed
      this.#leftToLog = false
      await this.#printLog()
      await this.#output.room()
      this.#printWaiting(this.#printed > before || this.#leftToLog)
    }
  }

  /** The log cannot be read any more: what waits is told all the same. */
  async #withoutLog(error: unknown): Promise<void> {
    const { code, message } = toErrorValue(error)
    this.#output.print({ type: 'error', code, text: message })
    this.#readable = false
    await this.#catchUp()
  }

  /**
   * What the log has by now and was not printed yet. What is said meanwhile is for the next round:
   * in a room that is never silent there would be no end to it.
   */
  async #printLog(): Promise<void> {
    if (!this.#readable || this.#session === undefined) return
    const { log } = this.#session
    const last = log.info?.last ?? 0
    while (this.#printed < last) {
      await this.#output.room()
      const events = await log.events(this.#printed, PAGE_EVENTS)
      if (events.length === 0) return
      for (const event of events) {
        this.#output.print({ type: 'said', event })
        this.#printed = event.seq
        if (this.#output.full) break
      }
    }
  }

  /**
   * What waited, as long as there is room.
   * @param readOn the log may have more by now: then a message is not printed before those that
   *   are missing in front of it
   */
  #printWaiting(readOn: boolean): void {
    if (this.#omitted > 0) this.#output.omit(this.#omitted)
    this.#omitted = 0
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (this.#output.full) return
      if (readOn && (seqOf(next) ?? 0) > this.#printed + 1) return
      this.#waiting.shift()
      this.#tellNow(next)
    }
    this.#behind = false
  }

  #tellNow(news: SessionNews): void {
    switch (news.type) {
      case 'event':
        if (news.event.seq <= this.#printed) return
        this.#printed = news.event.seq
        this.#output.print({ type: 'said', event: news.event })
        return
      case 'notice':
        this.#output.print({ type: 'notice', entry: news.notice })
        return
      case 'pending':
        if (news.message.error !== null) {
          const { cid, error } = news.message
          this.#output.print({ type: 'unsent', cid, said: news.message, error })
        }
        return
      case 'unpending':
        if (news.seq !== null) this.#output.print({ type: 'sent', cid: news.cid, seq: news.seq })
        return
      case 'connection':
        this.#connection(news.connection)
        return
      case 'members':
      case 'question':
      case 'shown':
        return
    }
  }

  /** Tries that fail are not told one by one: a cut is one cut. */
  #connection(connection: Extract<SessionNews, { type: 'connection' }>['connection']): void {
    if (connection.phase === 'interrupted' && !this.#cut) {
      this.#cut = true
      this.#output.print({ type: 'interrupted', error: connection.error })
    }
    if (connection.phase === 'live' && this.#cut) {
      this.#cut = false
      this.#output.print({ type: 'resumed' })
    }
    if (connection.phase === 'ended') {
      this.#unsent()
      this.#output.print({ type: 'ended', how: connection.how, error: connection.error })
    }
  }

  /** What still waits when the program ends: with a data folder, for the next run. */
  #unsent(): void {
    for (const said of this.#session?.pending ?? []) {
      if (said.error !== null) continue
      const { cid } = said
      this.#output.print({ type: 'unsent', cid, said, error: errorValue('not_in_room') })
    }
  }
}

/** Of which nothing is printed. */
function isSilent(news: SessionNews): boolean {
  switch (news.type) {
    case 'members':
    case 'question':
    case 'shown':
      return true
    case 'pending':
      return news.message.error === null
    case 'unpending':
      return news.seq === null
    case 'connection':
      return news.connection.phase === 'connecting' || news.connection.phase === 'catching_up'
    case 'event':
    case 'notice':
      return false
  }
}

/** The number of the event that a piece of news is; undefined for all other news. */
function seqOf(news: SessionNews | undefined): number | undefined {
  return news?.type === 'event' ? news.event.seq : undefined
}

async function fetchBack(session: SessionService, from: number): Promise<void> {
  while ((session.log.info?.first ?? 0) > from) {
    if (!(await session.fetchOlder(PAGE_EVENTS))) return
  }
}

/**
 * The `seq` from which on there are `most` rows up to `last`, or as many as can be had; what is
 * said on them since comes with them.
 */
export async function firstOfRows(
  session: SessionService,
  last: number,
  most: number,
): Promise<number> {
  let from = last + 1
  for (let left = most; left > 0; ) {
    const page = await session.history({ before: from }, Math.min(left, HISTORY_PAGE))
    if (page.from >= from) break
    from = page.from
    left -= page.entries.filter(({ at }) => Number.isInteger(at)).length
    if (!page.older) break
  }
  return from
}
