/** A host's gate and a member's prover over one imagined connection. */
import { createHash } from 'node:crypto'
import { GuessLimiter } from '../../../../electron/core/auth/guess-limiter.ts'
import { makePasswordRecord, type PasswordRecord } from '../../../../electron/core/auth/opaque.ts'
import { type Login, PasswordGate } from '../../../../electron/core/auth/password-gate.ts'
import { PasswordProver } from '../../../../electron/core/auth/password-prover.ts'
import type { ProofContext } from '../../../../electron/core/auth/proof.ts'
import type { Fingerprint } from '../../../../shared/domain/fingerprint.ts'

export const PASSWORD = 'gravel-untie-mascot-pebble-dwelling'
export const ROOM = '5f0c3d1e-6a0e-4a53-8c9e-0d6a1f6f2b11'

const digest = (of: string) => createHash('sha256').update(of).digest()

/** The fingerprint of a key that is only a word. */
export function keyOf(word: string): Fingerprint {
  return digest(`key ${word}`).toString('base64url') as Fingerprint
}

/** The TLS exporter's 32 bytes of a connection that is only a word. */
export function bindingOf(word: string): Uint8Array {
  return digest(`connection ${word}`)
}

export function contextOf(more: Partial<ProofContext> = {}): ProofContext {
  return {
    binding: bindingOf('one'),
    memberKey: keyOf('member'),
    hostKey: keyOf('host'),
    roomId: ROOM,
    ...more,
  }
}

let made: Promise<PasswordRecord> | undefined

/** The record of PASSWORD in ROOM; made once, because it takes a moment. */
export function sharedRecord(): Promise<PasswordRecord> {
  made ??= makePasswordRecord(PASSWORD, ROOM)
  return made
}

/** A login to a gate of its own, so that its limiter is fresh. */
export async function visitWith(
  more: Partial<ProofContext> = {},
  limiter = new GuessLimiter(),
  now: () => number = () => 0,
): Promise<Login> {
  const { binding, memberKey, hostKey, roomId } = contextOf(more)
  const record = await sharedRecord()
  return new PasswordGate({ record, roomId, hostKey, limiter, now }).login({ memberKey, binding })
}

/** The host's answer to a first message that is expected to get one. */
export function replyOf(login: Login, request: string): string {
  const verdict = login.start(request)
  if (verdict.kind !== 'reply') throw new Error(`expected a reply, got ${verdict.kind}`)
  return verdict.response
}

/** A whole login over `member`'s and `host`'s view of the connection. */
export async function logIn(
  password: string,
  member: Partial<ProofContext> = {},
  host: Partial<ProofContext> = {},
) {
  const login = await visitWith(host)
  const prover = new PasswordProver(contextOf(member))
  const answer = await prover.reply(replyOf(login, await prover.start(password)))
  return { login, prover, answer, verdict: login.finish(answer.finish, answer.proof) }
}
