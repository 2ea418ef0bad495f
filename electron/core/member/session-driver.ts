/**
 * A session on this computer: has the effects of the session's rules done by a table of ports, and
 * puts in what comes of them. `session-service.ts` is what the others see of it.
 */

import { AppError, type ErrorValue, toErrorValue } from '../../../shared/domain/errors.ts'
import type { KnownHost } from '../../../shared/domain/known-host.ts'
import type { ConnectionState, JoinStage } from '../../../shared/domain/session.ts'
import { elapsed } from '../../../shared/domain/time.ts'
import { eventCost } from '../../../shared/events/body.ts'
import { Driver, type Ports } from '../driver.ts'
import { LocalEnd } from '../net/local-link.ts'
import type { LookedAt, StoredEvent } from '../store/store.ts'
import { SessionConnection } from './connection.ts'
import { SessionLog } from './log-port.ts'
import { type ProofEffect, ProofSteps } from './password.ts'
import type { OpenedLine, SessionOptions } from './ports.ts'
import { Reconnect } from './reconnect.ts'
import { RowFolds } from './row-folds.ts'
import { stepSession } from './rules/session.ts'
import {
  type SessionEffect,
  type SessionInput,
  type SessionState,
  startSession,
} from './rules/state.ts'

type Ended = Extract<ConnectionState, { phase: 'ended' }>
type Dial = Extract<SessionEffect, { type: 'dial' }>

export interface SessionWatcher {
  /** After every `put`. What is put from within a port may still be to do then. */
  stepped(): void
  /** The answer to `older` came, or never will. */
  olderCame(): void
  /** What was found at a number. */
  looked(seq: number, found: LookedAt | null): void
  /** Nothing that was asked for comes any more. */
  hungUp(): void
}

/**
 * Owns the log, the clocks and the one line of a session. A line that was hung up may still speak,
 * and is not heard.
 */
export class SessionDriver {
  readonly log: SessionLog
  readonly #options: SessionOptions
  readonly #watcher: SessionWatcher
  readonly #driver: Driver<SessionState, SessionInput, SessionEffect>
  readonly #reconnect: Reconnect
  readonly #proofs: ProofSteps
  readonly #folds: RowFolds
  #connection: ConnectionState = { phase: 'ended', how: 'left', error: null }
  #line: SessionConnection | undefined
  #dialling: AbortController | undefined
  /** What the timer of `late` was set for; see {@link SessionState.due}. */
  #due: SessionState['due'] = null
  #cancelLate: () => void = () => {}
  #outcome: PromiseWithResolvers<void> | undefined

  constructor(options: SessionOptions & { random: () => number }, watcher: SessionWatcher) {
    this.#options = options
    this.#watcher = watcher
    const { name, address, ticket, ownKey, kept = null, store, clock, network } = options
    this.log = new SessionLog(store, ownKey, kept, options.hosting)
    this.#proofs = new ProofSteps(ownKey)
    this.#folds = new RowFolds(this.log, options.onNews)
    this.#reconnect = new Reconnect({
      clock,
      again: () => this.put({ type: 'again' }),
      ...(network !== undefined && { network }),
      random: options.random,
    })
    const state = startSession(name, address, {
      ownKey,
      ticket,
      reconnects: options.reconnect ?? true,
      room: kept === null ? null : { id: kept.info.roomId, name: kept.info.room },
      hostKey: kept?.info.hostKey ?? null,
      seq: kept?.info.last ?? 0,
      floor: kept?.info.floor ?? 1,
      pending: new Map(kept?.outbox.map((message) => [message.cid, message])),
    })
    const rules = (before: SessionState, input: SessionInput) =>
      stepSession(before, input, { wall: clock.wall(), monotonic: clock.monotonic() })
    this.#driver = new Driver(state, rules, this.#ports())
  }

  /** See {@link Driver.state}. */
  get state(): SessionState {
    return this.#driver.state
  }

  /** As it is now: an interrupted one says how long it is to the next try from this moment. */
  get connection(): ConnectionState {
    const connection = this.#connection
    if (connection.phase !== 'interrupted') return connection
    return { ...connection, retryIn: this.#reconnect.retryIn }
  }

  /** See {@link Driver.put}; and tells the watcher. */
  put(input: SessionInput): void {
    this.#driver.put(input)
    this.#watchDue()
    this.#watcher.stepped()
  }

  /**
   * Begins to enter the room, where a person sees each stage, or quietly; the promise is for its
   * outcome, over all the tries that it takes. While that goes on it is not begun anew, and the
   * outcome is the same.
   */
  enter(quietly = false): Promise<void> {
    if (this.#outcome !== undefined && this.state.phase !== 'ended') return this.#outcome.promise
    this.#outcome = Promise.withResolvers<void>()
    const { promise } = this.#outcome
    this.put({ type: 'enter', quietly })
    return promise
  }

  /** See {@link Reconnect.now}: without a wait it does nothing. */
  reconnectNow(): void {
    this.#reconnect.now()
  }

  #ports(): Ports<SessionEffect> {
    const { onNews } = this.#options
    return {
      dial: (effect) => void this.#dial(effect),
      send: ({ message }) => this.#line?.send(message),
      hangUp: () => {
        this.#dialling?.abort()
        this.#line?.close()
        this.#line = undefined
        this.#watcher.olderCame()
        this.#watcher.hungUp()
      },
      stage: ({ stage }) => {
        if (this.connection.phase === 'connecting') this.#stage(stage)
      },
      ask: ({ question }) => onNews({ type: 'question', question }),
      beginProof: (effect) => void this.#prove(effect),
      makeProof: (effect) => void this.#prove(effect),
      checkProof: (effect) => void this.#prove(effect),
      remember: ({ by }) => this.#remember(by),
      openLog: ({ after }) => void this.#openLog(after),
      catchingUp: ({ missing }) => this.#tell({ phase: 'catching_up', missing }),
      live: () => {
        this.#reconnect.stop()
        this.#tell({ phase: 'live' })
        this.#outcome?.resolve()
      },
      interrupted: ({ error, tries }) => {
        this.#reconnect.wait(tries)
        this.#tell({ phase: 'interrupted', error, retryIn: this.#reconnect.retryIn })
      },
      keep: ({ events }) => this.#keep(events),
      olderCame: ({ events }) => {
        const line = this.#line
        void this.log.keep(events).then((error) => {
          if (this.#line !== line) return
          this.put({ type: 'olderKept', error })
          this.#watcher.olderCame()
        })
      },
      looked: ({ seq, found }) => this.#watcher.looked(seq, found),
      queue: ({ message }) => {
        const { cid } = message
        void this.log.queue(message).then((error) => this.put({ type: 'queued', cid, error }))
      },
      unqueue: ({ cid }) => {
        const line = this.#line
        void this.log.unqueue(cid).then((error) => this.#unlessKept(error, line))
      },
      setReadOnly: () => void this.log.setReadOnly(),
      event: ({ event }) => {
        onNews({ type: 'event', event, row: this.log.append(event) })
      },
      notice: ({ notice }) => onNews({ type: 'notice', notice: this.log.tail.notice(notice) }),
      ended: ({ how, error }) => this.#ended({ phase: 'ended', how, error }),
      members: onNews,
      pending: onNews,
      unpending: onNews,
    }
  }

  #watchDue(): void {
    const { due } = this.state
    if (due === this.#due) return
    this.#due = due
    this.#cancelLate()
    const { clock } = this.#options
    this.#cancelLate =
      due === null
        ? () => {}
        : clock.after(elapsed(clock.monotonic(), due), () => this.put({ type: 'late' }))
  }

  async #dial({ expected, lost }: Dial): Promise<void> {
    const dialling = new AbortController()
    this.#dialling = dialling
    const onStage = (stage: JoinStage) => {
      if (lost === null && !dialling.signal.aborted) this.#stage(stage)
    }
    if (lost !== null) this.#tell({ phase: 'interrupted', error: lost, retryIn: null })
    onStage('resolving')
    try {
      const opened = await this.#options.open(dialling.signal, onStage, expected)
      if (dialling.signal.aborted) {
        discard(opened)
        return
      }
      this.#dialling = undefined
      onStage('greeting')
      const line: SessionConnection = new SessionConnection(
        opened,
        this.#options.clock,
        (input) => {
          // A line that was hung up may still speak while the next one is being made.
          if (this.#line === line) this.put(input)
        },
      )
      this.#line = line
      this.put({ type: 'connected', hostKey: opened.hostKey, trust: opened.trust })
    } catch (thrown) {
      if (!dialling.signal.aborted) this.put({ type: 'unreached', error: toErrorValue(thrown) })
    }
  }

  #stage(stage: JoinStage): void {
    this.#tell({ phase: 'connecting', stage })
  }

  #tell(connection: ConnectionState): void {
    this.#connection = connection
    this.#options.onNews({ type: 'connection', connection })
  }

  /** One step of the password's proof. It is real work, done off this turn of the loop. */
  async #prove(effect: ProofEffect): Promise<void> {
    const line = this.#line
    if (line === undefined) return
    try {
      const input = await this.#proofs.step(effect, this.state, line.binding)
      if (this.#line === line) this.put(input)
    } catch (cause) {
      if (this.#line === line) this.put({ type: 'failed', error: toErrorValue(cause) })
    }
  }

  #remember(by: KnownHost['by']): void {
    const { hostKey, room } = this.state
    if (hostKey === null) return
    try {
      this.#options.remember({ key: hostKey, room: room?.name ?? '', by })
    } catch (error) {
      this.put({ type: 'failed', error: toErrorValue(error) })
      return
    }
    this.put({ type: 'remembered' })
  }

  async #openLog(after: number): Promise<void> {
    const line = this.#line
    const { room, hostKey, ownKey, self, floor } = this.state
    if (room === null || hostKey === null) return
    try {
      const facts = { ...this.#options.facts(), room: room.name, name: self?.name ?? '', floor }
      const log = await this.log.open({ roomId: room.id, hostKey, ownKey }, facts, after)
      if (this.#line === line) this.put({ type: 'opened', log })
    } catch (cause) {
      if (this.#line === line) this.put({ type: 'unreached', error: toErrorValue(cause) })
    }
  }

  #keep(events: readonly StoredEvent[]): void {
    const line = this.#line
    const kept = this.log.keep(events).then((error) => this.#unlessKept(error, line))
    // Also what was heard before and is kept only now, after a full disk.
    for (const { on } of events) if (on !== null) this.#folds.touch(on, kept)
    const cost = events.reduce((sum, event) => sum + eventCost(event), 0)
    this.#line?.intake.take(cost, kept)
  }

  /** What cannot be kept would be missing tomorrow: better to stop, and to fetch it again. */
  #unlessKept(error: ErrorValue | null, line: SessionConnection | undefined): void {
    // Of a connection that is over, the next one is not to blame.
    if (error !== null && this.#line === line) this.put({ type: 'unreached', error })
  }

  #ended(connection: Ended): void {
    this.#reconnect.stop()
    // Who hears of it may enter again, which has an outcome of its own.
    const outcome = this.#outcome
    this.#tell(connection)
    const { error } = connection
    const cause =
      error === null ? new AppError('cancelled') : new AppError(error.code, error.details)
    outcome?.promise.catch(() => {})
    outcome?.reject(cause)
  }
}

function discard({ stream }: OpenedLine): void {
  if (stream instanceof LocalEnd) stream.close()
  else stream.destroy()
}
