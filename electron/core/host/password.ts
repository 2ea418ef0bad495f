/**
 * A room's password: which will do, the record of it that is kept, and the gate that judges by it.
 */
import { AppError, type ErrorDetails } from '../../../shared/domain/errors.ts'
import type { Fingerprint } from '../../../shared/domain/fingerprint.ts'
import { passwordFault } from '../../../shared/domain/text.ts'
import { elapsed } from '../../../shared/domain/time.ts'
import { GuessLimiter } from '../auth/guess-limiter.ts'
import { makePasswordRecord, type PasswordRecord } from '../auth/opaque.ts'
import {
  type Login,
  type LoginPeer,
  PasswordGate,
  type PasswordGateOptions,
} from '../auth/password-gate.ts'
import type { Clock } from '../clock.ts'

/** @throws {AppError} password_invalid for one that would guard nothing, or is too long */
export function judgePassword(password: string, details: ErrorDetails = {}): void {
  const reason = passwordFault(password)
  if (reason === undefined) return
  throw new AppError('password_invalid', { field: 'password', reason, ...details })
}

/**
 * Makes what a password is checked against; takes a fifth of a second or so of the thread.
 * @throws {AppError} password_invalid
 */
export async function recordOf(password: string, roomId: string): Promise<PasswordRecord> {
  judgePassword(password)
  return makePasswordRecord(password, roomId)
}

/** The gates of a room: one for each record, of which the last is used. */
export class PasswordGates {
  readonly #parts: Omit<PasswordGateOptions, 'record'>
  #gate: { readonly record: PasswordRecord; readonly gate: PasswordGate } | undefined

  constructor(roomId: string, hostKey: Fingerprint, clock: Pick<Clock, 'monotonic'>) {
    const opened = clock.monotonic()
    // One limiter for the room's life: a new password allows no new guesses.
    const limiter = new GuessLimiter()
    const now = () => elapsed(opened, clock.monotonic())
    this.#parts = { roomId, hostKey, limiter, now }
  }

  /** One connection's dealings with the password that this record is of. */
  login(record: PasswordRecord, peer: LoginPeer): Login {
    if (this.#gate?.record !== record) {
      this.#gate = { record, gate: new PasswordGate({ ...this.#parts, record }) }
    }
    return this.#gate.gate.login(peer)
  }
}
