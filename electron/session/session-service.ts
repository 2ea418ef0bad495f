/**
 * Carries out what the pure session decides: opens the connection, feeds what is heard into it,
 * does its effects and tells its listener. One service is one place in one room, over as many
 * connections as it takes: what was lost is made again (see retry.ts), until somebody leaves or
 * is refused.
 */
import { assertNever } from '../../shared/assert-never.ts'
import { AppError, type ErrorValue, toErrorValue } from '../../shared/errors.ts'
import type { Fingerprint } from '../../shared/fingerprint.ts'
import { DRAIN_MS, HANDSHAKE_MS } from '../../shared/limits.ts'
import type {
  ConnectionState,
  HistoryPage,
  JoinStage,
  KnownHost,
  Member,
  PendingMessage,
} from '../../shared/snapshot.ts'
import { textFault } from '../../shared/text.ts'
import { type ProofEffect, ProofSteps } from './proof-steps.ts'
import { Retrying } from './retrying.ts'
import { hopeful } from './saying.ts'
import { stepSession } from './session.ts'
import { SessionLine } from './session-line.ts'
import { SessionLog, type Where } from './session-log.ts'
import type { SessionOptions } from './session-ports.ts'
import {
  type JoinAnswer,
  reconnecting,
  type SessionEffect,
  type SessionInput,
  type SessionState,
  startSession,
} from './session-state.ts'

type Ended = Extract<ConnectionState, { phase: 'ended' }>

export class SessionService {
  readonly #options: SessionOptions
  readonly #log: SessionLog
  readonly #proofs: ProofSteps
  readonly #retrying: Retrying
  #state: SessionState
  #connection: ConnectionState = { phase: 'ended', how: 'left', error: null }
  #line: SessionLine | undefined
  #dialling: AbortController | undefined
  #cancelHandshake: () => void = () => {}
  #outcome: PromiseWithResolvers<void> | undefined
  #drained: (() => void) | undefined
  #olderCame: (() => void) | undefined

  constructor(options: SessionOptions) {
    this.#options = options
    const { name, address, ticket, ownKey, kept = null, store, clock, network } = options
    const { random = Math.random } = options
    this.#log = new SessionLog(store, ownKey, kept)
    this.#proofs = new ProofSteps(ownKey)
    this.#retrying = new Retrying({
      clock,
      again: () => this.#again(),
      ...(network !== undefined && { network }),
      random,
    })
    this.#state = startSession(name, address, {
      ownKey,
      ticket,
      retries: options.retry ?? true,
      room: kept === null ? null : { id: kept.info.roomId, name: kept.info.room },
      hostKey: kept?.info.hostKey ?? null,
      seq: kept?.info.last ?? 0,
      floor: kept?.info.floor ?? 1,
      pending: new Map(kept?.outbox.map((message) => [message.cid, message])),
    })
  }

  get address(): string {
    return this.#options.address
  }
  get connection(): ConnectionState {
    return this.#connection
  }
  get room(): { readonly id: string; readonly name: string } | null {
    return this.#state.room
  }
  /** The host's key as TLS has proven it; null before the first connection. */
  get hostKey(): Fingerprint | null {
    return this.#state.hostKey
  }
  get self(): Member | null {
    return this.#state.self
  }
  get members(): readonly Member[] {
    return [...this.#state.members.values()]
  }
  get pending(): readonly PendingMessage[] {
    return [...this.#state.pending.values()]
  }
  /** What is kept of the room on this computer. */
  get log(): Pick<SessionLog, 'info' | 'timeline' | 'events' | 'setFacts'> {
    return this.#log
  }
  /** `seq` of the last message before we came in. */
  get entered(): number {
    return this.#state.entered
  }
  /** `seq` of the oldest message that can be had, here or from the host. */
  get oldest(): number {
    const { floor } = this.#state
    const first = this.#log.info?.first ?? floor
    return this.#connection.phase === 'live' ? Math.min(floor, first) : first
  }

  /**
   * Connects and enters the room; again after an end, in place. Resolves when everything said
   * so far is here. A room that was entered before goes on trying; see {@link connection}.
   * @throws {AppError} why it could not; the session has then ended with the same error
   */
  async connect(): Promise<void> {
    const { promise } = this.#begin()
    this.#stage('resolving')
    void this.#dial((stage) => this.#stage(stage))
    return promise
  }

  /** Enters a room that we were in when the program ended, quietly, as after a cut. */
  resume(): void {
    this.#begin().promise.catch(() => {})
    this.#retrying.start()
    this.#again()
  }

  /** An interrupted connection is made again now. */
  retryNow(): void {
    this.#retrying.now()
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
    const said = text.toWellFormed()
    const waiting = this.#state.pending.get(cid)
    if (waiting !== undefined && waiting.text !== said) throw new AppError('cid_conflict')
    if (waiting === undefined) this.#step({ type: 'say', cid, text: said })
  }

  retry(cid: string): void {
    this.#step({ type: 'retry', cid })
  }

  /** Takes a failed message back; answers its text, or undefined when it is not to be had. */
  withdraw(cid: string): string | undefined {
    const message = this.#state.pending.get(cid)
    this.#step({ type: 'withdraw', cid })
    return message?.error ? message.text : undefined
  }

  /** A stretch of the conversation; what is older than what is here is fetched from the host. */
  async history(where: Where, limit: number): Promise<HistoryPage> {
    const page = await this.#log.history(where, limit, this.oldest)
    const first = this.#log.info?.first ?? 0
    const short = page.entries.filter(({ at }) => Number.isInteger(at)).length < limit
    if (!('before' in where) || !short || this.oldest >= first) return page
    return (await this.fetchOlder(limit))
      ? this.#log.history(where, limit, this.oldest)
      : { ...page, older: true }
  }

  /** Fetches up to `most` events older than what is here; answers whether any came. */
  async fetchOlder(most: number): Promise<boolean> {
    const before = this.#log.info?.first ?? 0
    if (this.#olderCame !== undefined || this.oldest >= before) return false
    await new Promise<void>((resolve) => {
      this.#olderCame = resolve
      this.#step({ type: 'older', before, most })
    })
    return (this.#log.info?.first ?? 0) < before
  }

  /** Resolves when the host has all that was said, the session has ended, or after DRAIN_MS. */
  async drain(): Promise<void> {
    if (this.#settled()) return
    await new Promise<void>((resolve) => {
      const cancel = this.#options.clock.after(DRAIN_MS, resolve)
      this.#drained = () => {
        cancel()
        resolve()
      }
    })
    this.#drained = undefined
  }

  /** Answers a question of the news. An answer to a question not asked is ignored. */
  answer(answer: JoinAnswer): void {
    this.#watch()
    this.#step({ type: 'answer', answer })
  }

  /** Ends a join with this error: nobody is there to answer its question. */
  giveUp(error: ErrorValue): void {
    this.#step({ type: 'failed', error })
  }

  /** Says goodbye and closes; gives up a connection still being made. */
  leave(): void {
    if (this.#dialling !== undefined) this.#dialling.abort()
    else this.#step({ type: 'leave' })
  }

  #begin(): PromiseWithResolvers<void> {
    this.#outcome = Promise.withResolvers<void>()
    this.#state = { ...this.#state, pending: hopeful(this.#state.pending) }
    return this.#outcome
  }

  /** The next try at a connection that was lost. */
  #again(): void {
    const error = this.#retrying.cause ?? this.#error('connection_lost')
    this.#tell({ phase: 'interrupted', error, retryAt: null })
    void this.#dial(() => {})
  }

  async #dial(onStage: (stage: JoinStage) => void): Promise<void> {
    this.#state = reconnecting(this.#state)
    const dialling = new AbortController()
    this.#dialling = dialling
    const expected = this.#state.returning ? this.#state.hostKey : null
    try {
      const opened = await this.#options.open(dialling.signal, onStage, expected)
      if (dialling.signal.aborted) {
        opened.stream.destroy()
        throw new AppError('cancelled')
      }
      this.#dialling = undefined
      this.#state = { ...this.#state, hostKey: opened.hostKey, trust: opened.trust }
      onStage('greeting')
      this.#watch()
      const line: SessionLine = new SessionLine(opened, this.#options.clock, (input) => {
        // A line that was hung up may still speak while the next one is being made.
        if (this.#line === line) this.#step(input)
      })
      this.#line = line
    } catch (thrown) {
      this.#dialling = undefined
      const error = toErrorValue(thrown)
      if (error.code !== 'cancelled') return this.#step({ type: 'unreached', error })
      this.#step({ type: 'leave' })
    }
  }

  #settled(): boolean {
    return this.#state.phase === 'ended' || this.pending.every((message) => message.error !== null)
  }

  #watch(): void {
    this.#cancelHandshake()
    this.#cancelHandshake = this.#options.clock.after(HANDSHAKE_MS, () =>
      this.#step({ type: 'late' }),
    )
  }

  #stage(stage: JoinStage): void {
    this.#tell({ phase: 'connecting', stage })
  }

  #tell(connection: ConnectionState): void {
    this.#connection = connection
    this.#options.onNews({ type: 'connection', connection })
  }

  #step(input: SessionInput): void {
    const { state, effects } = stepSession(this.#state, input, this.#options.clock.now())
    this.#state = state
    for (const effect of effects) this.#do(effect)
    if (this.#settled()) this.#drained?.()
  }

  #do(effect: SessionEffect): void {
    switch (effect.type) {
      case 'send':
        this.#line?.send(effect.message)
        return
      case 'hangUp':
        this.#cancelHandshake()
        this.#line?.close()
        this.#line = undefined
        this.#olderArrived()
        return
      case 'stage':
        if (effect.stage === 'waiting') this.#cancelHandshake()
        if (this.#connection.phase === 'connecting') this.#stage(effect.stage)
        return
      case 'ask':
        this.#cancelHandshake()
        this.#options.onNews({ type: 'question', question: effect.question })
        return
      case 'beginProof':
      case 'makeProof':
      case 'checkProof':
        void this.#prove(effect)
        return
      case 'remember':
        this.#remember(effect.by)
        return
      case 'openLog':
        this.#cancelHandshake()
        void this.#openLog(effect.after)
        return
      case 'catchingUp':
        this.#tell({ phase: 'catching_up', missing: effect.missing })
        return
      case 'live':
        this.#retrying.reached()
        this.#tell({ phase: 'live' })
        this.#outcome?.resolve()
        return
      case 'interrupted':
        this.#tell({
          phase: 'interrupted',
          error: effect.error,
          retryAt: this.#retrying.lost(effect.error),
        })
        return
      case 'keep':
        void this.#log.keep(effect.events).then((error) => this.#unlessKept(error))
        return
      case 'olderCame':
        void this.#log.keep(effect.events).then((error) => {
          this.#unlessKept(error)
          this.#olderArrived()
        })
        return
      case 'queue': {
        const { cid } = effect.message
        void this.#log.queue(effect.message).then((error) => {
          this.#step({ type: 'queued', cid, error })
        })
        return
      }
      case 'unqueue':
        void this.#log.unqueue(effect.cid).then((error) => this.#unlessKept(error))
        return
      case 'setReadOnly':
        void this.#log.setReadOnly()
        return
      case 'entry':
        this.#options.onNews({ type: 'entry', entry: this.#log.append(effect.entry) })
        return
      case 'ended':
        this.#ended({ phase: 'ended', how: effect.how, error: effect.error })
        return
      case 'members':
      case 'pending':
      case 'unpending':
        this.#options.onNews(effect)
        return
      default:
        assertNever(effect)
    }
  }

  /** One step of the password's proof. It is real work, done off this turn of the loop. */
  async #prove(effect: ProofEffect): Promise<void> {
    const line = this.#line
    if (line === undefined) return
    try {
      const input = await this.#proofs.step(effect, this.#state, line.binding)
      if (this.#line === line) this.#step(input)
    } catch (cause) {
      if (this.#line === line) this.#step({ type: 'failed', error: toErrorValue(cause) })
    }
  }

  #remember(by: KnownHost['by']): void {
    const { hostKey, room } = this.#state
    if (hostKey === null) return
    try {
      this.#options.remember({ key: hostKey, room: room?.name ?? '', by })
    } catch (error) {
      this.#step({ type: 'failed', error: toErrorValue(error) })
    }
  }

  async #openLog(after: number): Promise<void> {
    const line = this.#line
    const { room, hostKey, ownKey, self, floor } = this.#state
    if (room === null || hostKey === null) return
    try {
      const facts = { ...this.#options.facts(), room: room.name, name: self?.name ?? '', floor }
      const log = await this.#log.open({ roomId: room.id, hostKey, ownKey }, facts, after)
      if (this.#line === line) this.#step({ type: 'opened', log })
    } catch (cause) {
      if (this.#line === line) this.#step({ type: 'failed', error: toErrorValue(cause) })
    }
  }

  /** What cannot be kept would be missing tomorrow: better to stop, and to fetch it again. */
  #unlessKept(error: ErrorValue | null): void {
    if (error !== null) this.#step({ type: 'failed', error })
  }

  #olderArrived(): void {
    this.#olderCame?.()
    this.#olderCame = undefined
  }

  #ended(connection: Ended): void {
    this.#retrying.stop()
    this.#tell(connection)
    const { error } = connection
    const cause =
      error === null ? new AppError('cancelled') : new AppError(error.code, error.details)
    this.#outcome?.promise.catch(() => {})
    this.#outcome?.reject(cause)
  }

  #error(code: 'connection_lost'): ErrorValue {
    return toErrorValue(new AppError(code, { address: this.address }))
  }
}
