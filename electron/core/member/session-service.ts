/**
 * One place in one room, over as many connections as it takes: what was lost is made again (see
 * rules/backoff.ts), until somebody leaves or is refused. A window or a terminal talks to this, and
 * hears of what happens by its news.
 */

import { AppError, type ErrorValue } from '../../../shared/domain/errors.ts'
import type { Fingerprint } from '../../../shared/domain/fingerprint.ts'
import { DRAIN_MS, UNSTORED_SAID } from '../../../shared/domain/limits.ts'
import type { ConnectionState, Member } from '../../../shared/domain/session.ts'
import { textFault } from '../../../shared/domain/text.ts'
import type { HistoryPage, PendingMessage } from '../../../shared/events/conversation.ts'
import type { Said } from '../../../shared/events/kind.ts'
import { sameSaid } from '../../../shared/events/kinds.ts'
import type { LookedAt } from '../store/store.ts'
import type { SessionLog, Where } from './log-port.ts'
import type { SessionOptions } from './ports.ts'
import type { JoinAnswer } from './rules/state.ts'
import { SessionDriver } from './session-driver.ts'

/**
 * Made without a connection: `connect` or `resume` comes first. Its getters show what holds now,
 * and wait for nothing.
 */
export class SessionService {
  readonly #options: SessionOptions
  readonly #driver: SessionDriver
  /** Looks whether what is drained for has come. */
  #drained: (() => void) | undefined
  #draining: Promise<void> | undefined
  #takes: PromiseWithResolvers<void> | undefined
  #olderCame: (() => void) | undefined
  /** Who waits to see which event. */
  readonly #looks = new Map<number, PromiseWithResolvers<LookedAt | null>>()

  constructor(options: SessionOptions) {
    this.#options = options
    this.#driver = new SessionDriver(
      { random: Math.random, ...options },
      {
        stepped: () => {
          this.#drained?.()
          if (this.#mayTake()) this.#takes?.resolve()
        },
        olderCame: () => {
          this.#olderCame?.()
          this.#olderCame = undefined
        },
        looked: (seq, found) => this.#looked(seq, found),
        hungUp: () => {
          for (const seq of this.#looks.keys()) this.#looked(seq, null)
        },
      },
    )
  }

  /** Where it goes, for people; of a room that is hosted here, its name. */
  get address(): string {
    return this.#options.address
  }
  /** See {@link SessionDriver.connection}. */
  get connection(): ConnectionState {
    return this.#driver.connection
  }
  /** As the host last called it; null for one not met yet. The id is the wire’s, not a window’s. */
  get room(): { readonly id: string; readonly name: string } | null {
    return this.#driver.state.room
  }
  /** The host's key as TLS has proven it; null before the first connection. */
  get hostKey(): Fingerprint | null {
    return this.#driver.state.hostKey
  }
  /** As the host has named us; null until it has let us in. */
  get self(): Member | null {
    return this.#driver.state.self
  }
  /**
   * Who is in, ourselves included: in the roster’s order, then as they came. Complete while the
   * connection is `catching_up` or `live`; empty after the end.
   */
  get members(): readonly Member[] {
    return [...this.#driver.state.members.values()]
  }
  /**
   * What the host has not confirmed, failed messages included, in the order in which it was said.
   */
  get pending(): readonly PendingMessage[] {
    return [...this.#driver.state.pending.values()]
  }
  /** What is kept of the room on this computer. */
  get log(): Pick<SessionLog, 'info' | 'tail' | 'events' | 'standing' | 'setFacts'> {
    return this.#driver.log
  }
  /** `seq` of the last message before we came in. */
  get entrySeq(): number {
    return this.#driver.state.entrySeq
  }
  /** `seq` of the oldest message that can be had, here or from the host. */
  get oldest(): number {
    const { floor } = this.#driver.state
    const first = this.#driver.log.info?.first ?? floor
    return this.#driver.connection.phase === 'live' ? Math.min(floor, first) : first
  }

  /**
   * Connects and enters the room; again after an end, in place. Resolves when everything said
   * so far is here. A room that was entered before goes on trying; see {@link connection}.
   * @throws {AppError} why it could not; the session has then ended with the same error
   */
  async connect(): Promise<void> {
    return this.#driver.enter()
  }

  /** Enters a room that we were in when the program ended, quietly, as after a cut. */
  resume(): void {
    this.#driver.enter(true).catch(() => {})
  }

  /** An interrupted connection is made again now. */
  reconnectNow(): void {
    this.#driver.reconnectNow()
  }

  /**
   * Says something: it is pending at once, leaves when it is on our own disk, and becomes an
   * entry when the host has it.
   * @throws {AppError} text_empty, text_too_long, cid_conflict; then nothing new is pending
   */
  say(cid: string, text: string): void {
    const fault = textFault(text)
    if (fault === 'empty') throw new AppError('text_empty')
    if (fault === 'too_long')
      throw new AppError('text_too_long', { bytes: Buffer.byteLength(text) })
    this.post(cid, { kind: 'message', on: null, body: { text: text.toWellFormed() } })
  }

  /**
   * As {@link say}, for a thing of any kind; the host judges it.
   * @throws {AppError} cid_conflict
   */
  post(cid: string, said: Said): void {
    const waiting = this.#driver.state.pending.get(cid)
    if (waiting !== undefined && !sameSaid(waiting, said)) throw new AppError('cid_conflict')
    if (waiting === undefined) this.#driver.put({ type: 'post', cid, said })
  }

  /** Sends a failed message once more, under its cid; for any other it does nothing. */
  resend(cid: string): void {
    this.#driver.put({ type: 'resend', cid })
  }

  /** Takes a failed message back; answers what it said, or undefined when it is not to be had. */
  unqueue(cid: string): Said | undefined {
    const message = this.#driver.state.pending.get(cid)
    this.#driver.put({ type: 'unqueue', cid })
    return message?.error ? message : undefined
  }

  /**
   * A stretch of the conversation; what is older than what is here is fetched from the host, until
   * there are rows, or nothing more.
   */
  async history(where: Where, limit: number): Promise<HistoryPage> {
    const { log } = this.#driver
    for (let fetched = false; ; fetched = true) {
      const page = await log.history(where, limit, this.oldest)
      const rows = page.entries.filter(({ at }) => Number.isInteger(at)).length
      const enough = fetched ? rows > 0 : rows >= limit
      if (!('before' in where) || enough || this.oldest >= (log.info?.first ?? 0)) return page
      if (!(await this.fetchOlder(limit))) return { ...page, older: true }
    }
  }

  /** Fetches up to `most` events older than what is here; answers whether any came. */
  async fetchOlder(most: number): Promise<boolean> {
    const before = this.#driver.log.info?.first ?? 0
    if (this.#olderCame !== undefined || this.oldest >= before) return false
    await new Promise<void>((resolve) => {
      this.#olderCame = resolve
      this.#driver.put({ type: 'older', before, most })
    })
    return (this.#driver.log.info?.first ?? 0) < before
  }

  /**
   * One event and what stands on it, from our own log or, when it is not there, from the host; what
   * comes from there is not kept. Null when there is nothing to see, or nobody to ask.
   * @throws {AppError} as the store does
   */
  async look(seq: number): Promise<LookedAt | null> {
    const own = await this.#driver.log.look(seq)
    if (own !== null) return own
    const asked = this.#looks.get(seq) ?? Promise.withResolvers<LookedAt | null>()
    this.#looks.set(seq, asked)
    this.#driver.put({ type: 'look', seq })
    return asked.promise
  }

  #looked(seq: number, found: LookedAt | null): void {
    this.#looks.get(seq)?.resolve(found)
    this.#looks.delete(seq)
  }

  /** Resolves when so little waits for our own disk that more can be said. */
  async takes(): Promise<void> {
    if (this.#mayTake()) return
    this.#takes ??= Promise.withResolvers()
    await this.#takes.promise
    this.#takes = undefined
  }

  /**
   * Resolves when the host has all that was said, when the session has ended, or when DRAIN_MS
   * went by in which the host has confirmed nothing.
   */
  drain(): Promise<void> {
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = undefined
    })
    return this.#draining
  }

  async #drain(): Promise<void> {
    if (this.#settled()) return
    const { clock } = this.#options
    await new Promise<void>((resolve) => {
      let next = this.#nextConfirmed()
      let cancel = clock.after(DRAIN_MS, resolve)
      this.#drained = () => {
        const waits = this.#nextConfirmed()
        if (waits === next) return
        next = waits
        cancel()
        if (this.#settled()) resolve()
        else cancel = clock.after(DRAIN_MS, resolve)
      }
    })
    this.#drained = undefined
  }

  /** Answers a question of the news. An answer to a question not asked is ignored. */
  answer(answer: JoinAnswer): void {
    this.#driver.put({ type: 'answer', answer })
  }

  /** Ends a join with this error: nobody is there to answer its question. */
  giveUp(error: ErrorValue): void {
    this.#driver.put({ type: 'failed', error })
  }

  /** Says goodbye and closes; gives up a connection still being made. */
  leave(): void {
    this.#driver.put({ type: 'leave' })
  }

  /**
   * The message that is confirmed next, since that goes in order; undefined for none, or an end.
   */
  #nextConfirmed(): string | undefined {
    const { phase, pending } = this.#driver.state
    return phase === 'ended' ? undefined : pending.findKey((message) => message.error === null)
  }

  #mayTake(): boolean {
    const { phase, unstored } = this.#driver.state
    return phase === 'ended' || unstored.size < UNSTORED_SAID
  }

  #settled(): boolean {
    return (
      this.#driver.state.phase === 'ended' ||
      this.#driver.state.pending.every((message) => message.error !== null)
    )
  }
}
