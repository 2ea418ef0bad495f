/**
 * The machine of a session: feeds what happens into the pure session, and carries out what it
 * decides: opens and closes connections, asks, keeps, tells. `session-service.ts` is what the
 * others see of it.
 */
import { assertNever } from '../../shared/assert-never.ts'
import { AppError, type ErrorValue, errorValue, toErrorValue } from '../../shared/errors.ts'
import { HANDSHAKE_MS, PAGE_MS } from '../../shared/limits.ts'
import type { ConnectionState, JoinStage, KnownHost } from '../../shared/snapshot.ts'
import type { StoredEvent } from '../store/store.ts'
import { type ProofEffect, ProofSteps } from './proof-steps.ts'
import { Retrying } from './retrying.ts'
import { hopeful } from './saying.ts'
import { stepSession } from './session.ts'
import { SessionLine } from './session-line.ts'
import { SessionLog } from './session-log.ts'
import type { SessionOptions } from './session-ports.ts'
import {
  reconnecting,
  type SessionEffect,
  type SessionInput,
  type SessionState,
  startSession,
} from './session-state.ts'

type Ended = Extract<ConnectionState, { phase: 'ended' }>

export interface SessionWatcher {
  /** After every step. */
  stepped(): void
  /** The answer to `older` came, or never will. */
  olderCame(): void
}

export class SessionCore {
  readonly log: SessionLog
  readonly retrying: Retrying
  state: SessionState
  readonly #options: SessionOptions
  readonly #watcher: SessionWatcher
  readonly #proofs: ProofSteps
  #connection: ConnectionState = { phase: 'ended', how: 'left', error: null }
  #line: SessionLine | undefined
  #dialling: AbortController | undefined
  #cancelHandshake: () => void = () => {}
  #outcome: PromiseWithResolvers<void> | undefined

  constructor(options: SessionOptions & { random: () => number }, watcher: SessionWatcher) {
    this.#options = options
    this.#watcher = watcher
    const { name, address, ticket, ownKey, kept = null, store, clock, network } = options
    const { random } = options
    this.log = new SessionLog(store, ownKey, kept)
    this.#proofs = new ProofSteps(ownKey)
    this.retrying = new Retrying({
      clock,
      again: () => this.again(),
      ...(network !== undefined && { network }),
      random,
    })
    this.state = startSession(name, address, {
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

  /** As it is now: an interrupted one says how long it is to the next try from this moment. */
  get connection(): ConnectionState {
    const connection = this.#connection
    if (connection.phase !== 'interrupted') return connection
    return { ...connection, retryIn: this.retrying.retryIn }
  }

  /**
   * Begins to enter the room; the promise is for its outcome, over all the tries that it takes.
   * What failed only because we were not there waits to be sent again.
   */
  begin(): Promise<void> {
    this.#outcome = Promise.withResolvers<void>()
    this.state = { ...this.state, pending: hopeful(this.state.pending) }
    return this.#outcome.promise
  }

  /** A try that a person sees each stage of. */
  connect(): void {
    this.#stage('resolving')
    void this.#dial((stage) => this.#stage(stage))
  }

  /** The next try at a connection that was lost. */
  again(): void {
    const lost = errorValue('connection_lost', { address: this.#options.address })
    this.#tell({ phase: 'interrupted', error: this.retrying.cause ?? lost, retryIn: null })
    void this.#dial(() => {})
  }

  leave(): void {
    if (this.#dialling !== undefined) this.#dialling.abort()
    else this.step({ type: 'leave' })
  }

  step(input: SessionInput): void {
    const { state, effects } = stepSession(this.state, input, this.#options.clock.wall())
    this.state = state
    for (const effect of effects) this.#do(effect)
    this.#watcher.stepped()
  }

  /** The other side owes an answer from now on. */
  watch(ms = HANDSHAKE_MS): void {
    this.#cancelHandshake()
    this.#cancelHandshake = this.#options.clock.after(ms, () => this.step({ type: 'late' }))
  }

  async #dial(onStage: (stage: JoinStage) => void): Promise<void> {
    this.state = reconnecting(this.state)
    const dialling = new AbortController()
    this.#dialling = dialling
    const expected = this.state.returning ? this.state.hostKey : null
    try {
      const opened = await this.#options.open(dialling.signal, onStage, expected)
      if (dialling.signal.aborted) {
        opened.stream.destroy()
        throw new AppError('cancelled')
      }
      this.#dialling = undefined
      this.state = { ...this.state, hostKey: opened.hostKey, trust: opened.trust }
      onStage('greeting')
      this.watch()
      const line: SessionLine = new SessionLine(opened, this.#options.clock, (input) => {
        // A line that was hung up may still speak while the next one is being made.
        if (this.#line === line) this.step(input)
      })
      this.#line = line
    } catch (thrown) {
      this.#dialling = undefined
      const error = toErrorValue(thrown)
      if (error.code !== 'cancelled') return this.step({ type: 'unreached', error })
      this.step({ type: 'leave' })
    }
  }

  #stage(stage: JoinStage): void {
    this.#tell({ phase: 'connecting', stage })
  }

  #tell(connection: ConnectionState): void {
    this.#connection = connection
    this.#options.onNews({ type: 'connection', connection })
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
        this.#watcher.olderCame()
        return
      case 'stage':
        if (effect.stage === 'waiting') this.#cancelHandshake()
        if (this.connection.phase === 'connecting') this.#stage(effect.stage)
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
        this.watch(PAGE_MS)
        this.#tell({ phase: 'catching_up', missing: effect.missing })
        return
      case 'live':
        this.#cancelHandshake()
        this.retrying.reached()
        this.#tell({ phase: 'live' })
        this.#outcome?.resolve()
        return
      case 'interrupted':
        this.retrying.lost(effect.error)
        this.#tell({
          phase: 'interrupted',
          error: effect.error,
          retryIn: this.retrying.retryIn,
        })
        return
      case 'keep':
        this.#keep(effect.events)
        return
      case 'olderCame':
        void this.log.keep(effect.events).then((error) => {
          // A page that does not go on from ours is of no use, and no harm.
          if (error?.code !== 'log_differs') this.#unlessKept(error)
          this.#watcher.olderCame()
        })
        return
      case 'queue': {
        const { cid } = effect.message
        void this.log.queue(effect.message).then((error) => {
          this.step({ type: 'queued', cid, error })
        })
        return
      }
      case 'unqueue':
        void this.log.unqueue(effect.cid).then((error) => this.#unlessKept(error))
        return
      case 'setReadOnly':
        void this.log.setReadOnly()
        return
      case 'entry':
        this.#options.onNews({ type: 'entry', entry: this.log.append(effect.entry) })
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
      const input = await this.#proofs.step(effect, this.state, line.binding)
      if (this.#line === line) this.step(input)
    } catch (cause) {
      if (this.#line === line) this.step({ type: 'failed', error: toErrorValue(cause) })
    }
  }

  #remember(by: KnownHost['by']): void {
    const { hostKey, room } = this.state
    if (hostKey === null) return
    try {
      this.#options.remember({ key: hostKey, room: room?.name ?? '', by })
    } catch (error) {
      this.step({ type: 'failed', error: toErrorValue(error) })
    }
  }

  async #openLog(after: number): Promise<void> {
    const line = this.#line
    const { room, hostKey, ownKey, self, floor } = this.state
    if (room === null || hostKey === null) return
    try {
      const facts = { ...this.#options.facts(), room: room.name, name: self?.name ?? '', floor }
      const log = await this.log.open({ roomId: room.id, hostKey, ownKey }, facts, after)
      if (this.#line === line) this.step({ type: 'opened', log })
    } catch (cause) {
      if (this.#line === line) this.step({ type: 'unreached', error: toErrorValue(cause) })
    }
  }

  #keep(events: readonly StoredEvent[]): void {
    const kept = this.log.keep(events).then((error) => this.#unlessKept(error))
    const bytes = events.reduce((sum, { text }) => sum + Buffer.byteLength(text ?? ''), 0)
    this.#line?.intake.take(bytes, kept)
  }

  /** What cannot be kept would be missing tomorrow: better to stop, and to fetch it again. */
  #unlessKept(error: ErrorValue | null): void {
    if (error !== null) this.step({ type: 'unreached', error })
  }

  #ended(connection: Ended): void {
    this.retrying.stop()
    this.#tell(connection)
    const { error } = connection
    const cause =
      error === null ? new AppError('cancelled') : new AppError(error.code, error.details)
    this.#outcome?.promise.catch(() => {})
    this.#outcome?.reject(cause)
  }
}
