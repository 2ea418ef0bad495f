/**
 * A room's password as its service uses it: the record that is kept, and the gate that judges
 * what members send. Without a password there is neither.
 */
import { AppError, type ErrorDetails } from '../../shared/errors.ts'
import type { Fingerprint } from '../../shared/fingerprint.ts'
import { passwordFault } from '../../shared/text.ts'
import { elapsed } from '../../shared/time.ts'
import { GuessLimiter } from '../auth/guess-limiter.ts'
import { makePasswordRecord, opensWith, type PasswordRecord } from '../auth/opaque.ts'
import { type GateVisit, PasswordGate, type Visitor } from '../auth/password-gate.ts'
import type { Clock } from '../clock.ts'

/** @throws {AppError} password_invalid for one that would guard nothing, or is too long */
export function judgePassword(password: string, details: ErrorDetails = {}): void {
  const reason = passwordFault(password)
  if (reason === undefined) return
  throw new AppError('password_invalid', { field: 'password', reason, ...details })
}

export class RoomPassword {
  readonly #roomId: string
  readonly #hostKey: Fingerprint
  /** One for the room's life: a new password does not open the door to new guesses. */
  readonly #limiter = new GuessLimiter()
  readonly #now: () => number
  #record: PasswordRecord | null = null
  #gate: PasswordGate | undefined

  constructor(
    roomId: string,
    hostKey: Fingerprint,
    record: PasswordRecord | null,
    clock: Pick<Clock, 'monotonic'>,
  ) {
    this.#roomId = roomId
    this.#hostKey = hostKey
    const opened = clock.monotonic()
    this.#now = () => elapsed(opened, clock.monotonic())
    this.#take(record)
  }

  /** Null when the room has no password. */
  get record(): PasswordRecord | null {
    return this.#record
  }

  /** @param password null to take it away */
  async set(password: string | null): Promise<void> {
    this.#take(password === null ? null : await makePasswordRecord(password, this.#roomId))
  }

  /** Whether this is the password that holds. */
  async is(password: string): Promise<boolean> {
    return this.#record !== null && (await opensWith(this.#record, password, this.#roomId))
  }

  /** One connection's dealings with the password; undefined when there is none. */
  visit(visitor: Visitor): GateVisit | undefined {
    return this.#gate?.visit(visitor)
  }

  #take(record: PasswordRecord | null): void {
    this.#record = record
    const parts = { roomId: this.#roomId, hostKey: this.#hostKey, limiter: this.#limiter }
    this.#gate =
      record === null ? undefined : new PasswordGate({ ...parts, record, now: this.#now })
  }
}
