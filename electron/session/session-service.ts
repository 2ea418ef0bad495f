/**
 * Carries out what the pure session decides: opens the connection, feeds what is heard into it,
 * does its effects and tells its listener. One service is one place in one room, over as many
 * connections as it takes (see {@link SessionService.connect}).
 */
import type { Duplex } from 'node:stream'
import { assertNever } from '../../shared/assert-never.ts'
import { AppError, type ErrorValue, toErrorValue } from '../../shared/errors.ts'
import type { Fingerprint } from '../../shared/fingerprint.ts'
import { DRAIN_MS, HANDSHAKE_MS, LINE_BYTES } from '../../shared/limits.ts'
import { type HostMessage, type MemberMessage, parseHostLine } from '../../shared/protocol.ts'
import type {
  ConnectionState,
  JoinStage,
  KnownHost,
  Member,
  PendingMessage,
} from '../../shared/snapshot.ts'
import { textFault } from '../../shared/text.ts'
import { Connection } from '../net/connection.ts'
import { type ProofEffect, ProofSteps } from './proof-steps.ts'
import { stepSession } from './session.ts'
import type { SessionOptions } from './session-ports.ts'
import {
  type JoinAnswer,
  type SessionEffect,
  type SessionInput,
  type SessionState,
  startSession,
} from './session-state.ts'

import { Timeline } from './timeline.ts'

export class SessionService {
  readonly timeline = new Timeline()
  readonly #options: SessionOptions
  #state: SessionState
  #connection: ConnectionState = { phase: 'connecting', stage: 'resolving' }
  #line: Connection<HostMessage, MemberMessage> | undefined
  #abort = new AbortController()
  #cancelHandshake: () => void = () => {}
  #outcome: { resolve(): void; reject(error: AppError): void } | undefined
  #drained: (() => void) | undefined
  #binding: Uint8Array = new Uint8Array()
  readonly #proofs: ProofSteps

  constructor(options: SessionOptions) {
    this.#options = options
    const { name, address, ticket, ownKey } = options
    this.#proofs = new ProofSteps(ownKey)
    this.#state = startSession(name, address, { ownKey, hostKey: null, trust: null, ticket })
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

  /**
   * Connects and enters the room; again after an end, in place.
   * @throws {AppError} why it could not; the session has then ended with the same error
   */
  async connect(): Promise<void> {
    const { name, address, ticket, ownKey, open } = this.#options
    const { self, room, pending } = this.#state
    this.#abort = new AbortController()
    const meeting = { ownKey, hostKey: this.#state.hostKey, trust: null, ticket }
    this.#state = { ...startSession(name, address, meeting, pending), self, room }
    const outcome = new Promise<void>((resolve, reject) => {
      this.#outcome = { resolve, reject }
    })
    this.#stage('resolving')
    try {
      const opened = await open(this.#abort.signal, (stage) => this.#stage(stage))
      if (this.#abort.signal.aborted) {
        opened.stream.destroy()
        throw new AppError('cancelled')
      }
      const { hostKey, trust, binding } = opened
      this.#state = { ...this.#state, hostKey, trust }
      this.#stage('greeting')
      this.#watch()
      this.#line = this.#listenTo(opened.stream)
      this.#binding = binding
    } catch (error) {
      this.#fail(
        error instanceof AppError
          ? error
          : new AppError('internal', { cause: String(error) }, { cause: error }),
      )
    }
    return outcome
  }

  /**
   * Says something: it is pending at once and becomes an entry when the host has it.
   * @throws {AppError} text_empty, text_too_long; then nothing is pending
   */
  say(cid: string, text: string): void {
    const fault = textFault(text)
    if (fault === 'empty') throw new AppError('text_empty')
    if (fault === 'too_long')
      throw new AppError('text_too_long', { bytes: Buffer.byteLength(text) })
    this.#step({ type: 'say', cid, text: text.toWellFormed() })
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
    if (this.#line !== undefined) this.#step({ type: 'leave' })
    else this.#abort.abort()
  }

  #settled(): boolean {
    return this.#state.phase === 'ended' || this.pending.every((message) => message.error !== null)
  }

  #listenTo(stream: Duplex): Connection<HostMessage, MemberMessage> {
    // A line that was hung up may still speak while the next one is being made.
    const current = (input: SessionInput) => {
      if (this.#line === line) this.#step(input)
    }
    const line = new Connection<HostMessage, MemberMessage>({
      stream,
      clock: this.#options.clock,
      parse: parseHostLine,
      lineLimit: LINE_BYTES,
      onMessage: (message) => current({ type: 'heard', message }),
      onBad: () => current({ type: 'bad' }),
      onClose: (cause) => current({ type: 'gone', slow: cause.kind === 'too_slow' }),
    })
    return line
  }

  #watch(): void {
    this.#cancelHandshake()
    this.#cancelHandshake = this.#options.clock.after(HANDSHAKE_MS, () =>
      this.#step({ type: 'late' }),
    )
  }

  /** One step of the password's proof. It is real work, done off this turn of the loop. */
  async #prove(effect: ProofEffect): Promise<void> {
    const line = this.#line
    try {
      const input = await this.#proofs.step(effect, this.#state, this.#binding)
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

  #stage(stage: JoinStage): void {
    this.#connection = { phase: 'connecting', stage }
    this.#options.onNews({ type: 'connection', connection: this.#connection })
  }

  /** The connection could not even be made: no session to step, but the same end. */
  #fail(error: AppError): void {
    const how = error.code === 'cancelled' ? 'left' : 'lost'
    this.#state = { ...this.#state, phase: 'ended' }
    this.#ended({ phase: 'ended', how, error: error.toValue() })
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
        this.#line?.close()
        this.#line = undefined
        return
      case 'stage':
        if (effect.stage === 'waiting') this.#cancelHandshake()
        this.#stage(effect.stage)
        return
      case 'ask':
        // A person has the time that the host gives; see THINKING_MS.
        this.#cancelHandshake()
        this.#options.onNews({ type: 'question', question: effect.question })
        return
      case 'beginProof':
      case 'makeProof':
      case 'checkProof':
        this.#prove(effect)
        return
      case 'remember':
        this.#remember(effect.by)
        return
      case 'live':
        this.#cancelHandshake()
        this.#connection = { phase: 'live' }
        this.#options.onNews({ type: 'connection', connection: this.#connection })
        this.#outcome?.resolve()
        return
      case 'entry':
        this.#options.onNews({ type: 'entry', entry: this.timeline.append(effect.entry) })
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

  #ended(connection: Extract<ConnectionState, { phase: 'ended' }>): void {
    this.#cancelHandshake()
    this.#connection = connection
    this.#options.onNews({ type: 'connection', connection })
    this.#outcome?.reject(asError(connection.error))
  }
}

function asError(value: ErrorValue | null): AppError {
  return value === null ? new AppError('cancelled') : new AppError(value.code, value.details)
}
