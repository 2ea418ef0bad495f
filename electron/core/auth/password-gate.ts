/**
 * The host's side of a room's password: judges what members send and knows no socket.
 *
 * Invariants: every answer but `proven` says the same, whatever was wrong. A message
 * that is cut off, altered, swapped, played again, meant for another connection or out of turn
 * comes out as a wrong password does, after the same work; nothing a peer sends makes it throw.
 *
 * What counts as a guess is the first message, because its answer already lets the member find
 * out whether the password was right. It is taken from the room's limiter, and given back when
 * the password turns out right.
 */
import { randomBytes } from 'node:crypto'
import type { Fingerprint } from '../../../shared/domain/fingerprint.ts'
import { PASSWORD_TRIES } from '../../../shared/domain/limits.ts'
import type { GuessLimiter } from './guess-limiter.ts'
import { type HostState, hostFinish, hostStart, type PasswordRecord } from './opaque.ts'
import { type ProofContext, proofOf, sameProof } from './proof.ts'

/** What becomes of a member's first message (KE1). `retryAfter` is in whole seconds. */
export type StartVerdict =
  | { readonly kind: 'reply'; readonly response: string }
  | { readonly kind: 'limited'; readonly retryAfter: number }
  | { readonly kind: 'refused' }

/** What becomes of a member's third message (KE3) and proof. `triesLeft` is one or more. */
export type FinishVerdict =
  | { readonly kind: 'proven'; readonly proof: string }
  | { readonly kind: 'wrong'; readonly triesLeft: number }
  | { readonly kind: 'refused' }

export interface PasswordGateOptions {
  readonly record: PasswordRecord
  readonly roomId: string
  readonly hostKey: Fingerprint
  /** One for the room's life: a new password allows no new guesses. */
  readonly limiter: GuessLimiter
  /** Milliseconds of a clock that does not go back. */
  readonly now: () => number
}

/** Who logins, over which connection. */
export interface LoginPeer {
  readonly memberKey: Fingerprint
  /** 32 bytes of the TLS exporter (RFC 9266). */
  readonly binding: Uint8Array
}

/** Judges by one record. A new password gets a new gate, with the same limiter. */
export class PasswordGate {
  readonly #options: PasswordGateOptions

  constructor(options: PasswordGateOptions) {
    this.#options = options
  }

  /**
   * One connection's dealings with the password. One per connection, or its tries do not count.
   * @throws {RangeError} when the binding is not 32 bytes
   */
  login(peer: LoginPeer): Login {
    return new Login(this.#options, peer)
  }
}

/** A login of which the first half was done. `takenAt` is what the limiter gets back. */
interface Begun {
  readonly state: HostState
  readonly takenAt: number
}

/**
 * One connection’s tries, PASSWORD_TRIES at most. {@link PasswordGate.login} makes it.
 * @throws {Error} in `start`, when the record itself is damaged
 */
export class Login {
  readonly #options: PasswordGateOptions
  readonly #context: ProofContext
  #tries = 0
  #begun: Begun | undefined
  /** Proven or refused: nothing more is judged on this connection. */
  #over = false

  constructor(options: PasswordGateOptions, { memberKey, binding }: LoginPeer) {
    this.#options = options
    const { hostKey, roomId } = options
    this.#context = { binding: Uint8Array.from(binding), memberKey, hostKey, roomId }
    // Fails here, at the host's own mistake, and not later at the member's message.
    proofOf('', 'host', this.#context)
  }

  /** Judges a first message. Each that is answered uses up one try, finished or not. */
  start(request: string): StartVerdict {
    this.#begun = undefined
    if (this.#over || this.#tries >= PASSWORD_TRIES) {
      this.#over = true
      return { kind: 'refused' }
    }
    const { limiter, now, record, roomId } = this.#options
    const taken = limiter.take(now())
    if (!taken.ok) return { kind: 'limited', retryAfter: Math.ceil(taken.retryAfter / 1000) }
    this.#tries += 1
    const { response, state } = hostStart(record, roomId, request)
    this.#begun = { state, takenAt: taken.at }
    return { kind: 'reply', response }
  }

  /** Judges a third message. Without a first one it uses up a try, as a wrong password does. */
  finish(finish: string, proof: string): FinishVerdict {
    if (this.#over) return { kind: 'refused' }
    const begun = this.#begun
    this.#begun = undefined
    if (begun === undefined) this.#tries += 1
    const sessionKey = begun === undefined ? undefined : hostFinish(begun.state, finish)
    // Without a session key the same sums are done with one that nobody knows.
    const key = sessionKey ?? randomBytes(64).toString('base64url')
    const proven = sameProof(proofOf(key, 'member', this.#context), proof)
    const own = proofOf(key, 'host', this.#context)
    if (begun !== undefined && sessionKey !== undefined && proven) {
      this.#over = true
      this.#options.limiter.giveBack(begun.takenAt)
      return { kind: 'proven', proof: own }
    }
    if (this.#tries >= PASSWORD_TRIES) {
      this.#over = true
      return { kind: 'refused' }
    }
    return { kind: 'wrong', triesLeft: PASSWORD_TRIES - this.#tries }
  }
}
