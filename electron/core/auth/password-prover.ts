/**
 * The member's side of a room's password: proves it without showing it, and checks that the host
 * knows it too. Knows no socket.
 *
 * A prover is for one connection. Each try is `start`, then `reply`; after the host's `proven`
 * comes `check`. Until that is true the host may be anybody, and nothing is sent to it.
 */
import { randomBytes } from 'node:crypto'
import { type MemberState, memberFinish, memberStart, opaqueReady } from './opaque.ts'
import { type ProofContext, proofOf, sameProof } from './proof.ts'

/** What to send to the host in `opaque_finish`, and what the member now knows. */
export interface ProverReply {
  readonly finish: string
  readonly proof: string
  /**
   * True when the password is not this host's (or the answer was none, or the host is an
   * impostor; the three cannot be told apart). `finish` and `proof` are noise then. Send them all
   * the same, so that the host sees one flow for all and says how many tries are left.
   */
  readonly wrong: boolean
}

const FINISH_BYTES = 64
const PROOF_BYTES = 32

/**
 * A step out of turn is no fault, but a wrong password.
 * @throws {RangeError} in `reply`, when the binding is not 32 bytes
 */
export class PasswordProver {
  readonly #context: ProofContext
  #begun: MemberState | undefined
  #sessionKey: string | undefined

  constructor(context: ProofContext) {
    this.#context = { ...context, binding: Uint8Array.from(context.binding) }
  }

  /** Begins a try; an earlier one is forgotten. Resolves with the request for `opaque_start`. */
  async start(password: string): Promise<string> {
    await opaqueReady()
    const { request, state } = memberStart(password)
    this.#begun = state
    this.#sessionKey = undefined
    return request
  }

  /**
   * Answers the host's `opaque_reply`. Takes a fifth of a second or so of the thread (Argon2id);
   * never rejects for what a host sent. Out of turn it is `wrong`.
   */
  async reply(response: string): Promise<ProverReply> {
    const begun = this.#begun
    this.#begun = undefined
    this.#sessionKey = undefined
    const finished = begun === undefined ? undefined : await memberFinish(begun, response)
    if (finished === undefined) {
      const noise = (bytes: number) => randomBytes(bytes).toString('base64url')
      return { finish: noise(FINISH_BYTES), proof: noise(PROOF_BYTES), wrong: true }
    }
    this.#sessionKey = finished.sessionKey
    const proof = proofOf(finished.sessionKey, 'member', this.#context)
    return { finish: finished.finish, proof, wrong: false }
  }

  /** Whether the proof in the host's `proven` shows that it knows the password. */
  check(hostProof: string): boolean {
    const key = this.#sessionKey
    return key !== undefined && sameProof(proofOf(key, 'host', this.#context), hostProof)
  }
}
