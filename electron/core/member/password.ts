/**
 * Carries out the steps of the password's proof that the pure session decides on: an effect in,
 * the next input out. Real work (Argon2id), so it is done off the turn of the loop that asked.
 */

import { AppError } from '../../../shared/domain/errors.ts'
import type { Fingerprint } from '../../../shared/domain/fingerprint.ts'
import { PasswordProver } from '../auth/password-prover.ts'
import type { SessionEffect, SessionInput, SessionState } from './rules/state.ts'

export type ProofEffect = Extract<
  SessionEffect,
  { type: 'beginProof' | 'makeProof' | 'checkProof' }
>

/**
 * One for a session. Each `beginProof` makes a new prover, so that no try can use an earlier one.
 */
export class ProofSteps {
  readonly #ownKey: Fingerprint
  #prover: PasswordProver | undefined

  constructor(ownKey: Fingerprint) {
    this.#ownKey = ownKey
  }

  /**
   * @param binding the 32 bytes of RFC 9266 of the connection that the proof is for
   * @throws {AppError} protocol_broken when a step comes out of turn
   */
  async step(
    effect: ProofEffect,
    { hostKey, room }: Pick<SessionState, 'hostKey' | 'room'>,
    binding: Uint8Array,
  ): Promise<SessionInput> {
    if (effect.type === 'beginProof') {
      if (hostKey === null || room === null) throw new AppError('protocol_broken')
      this.#prover = new PasswordProver({
        memberKey: this.#ownKey,
        hostKey,
        binding,
        roomId: room.id,
      })
      return { type: 'proofBegun', request: await this.#prover.start(effect.password) }
    }
    if (this.#prover === undefined) throw new AppError('protocol_broken')
    if (effect.type === 'checkProof') {
      return { type: 'proofChecked', good: this.#prover.check(effect.proof) }
    }
    const { finish, proof } = await this.#prover.reply(effect.response)
    return { type: 'proofMade', finish, proof }
  }
}
