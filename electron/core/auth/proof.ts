/**
 * The proof that ties a finished OPAQUE login to one TLS connection between two keys in one room.
 * Somebody in the middle has two connections, so it cannot pass a proof from one on to the other.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Fingerprint } from '../../../shared/domain/fingerprint.ts'

/** Who gives the proof. In the text, so that one side's proof is not good as the other's. */
export type Prover = 'member' | 'host'

/** The connection a proof is for. */
export interface ProofContext {
  /** 32 bytes of the TLS exporter (RFC 9266, `tls-exporter`). */
  readonly binding: Uint8Array
  readonly memberKey: Fingerprint
  readonly hostKey: Fingerprint
  readonly roomId: string
}

const CONTEXT = 'tincan/1 password'
const BINDING_BYTES = 32

/**
 * HMAC-SHA-256 (RFC 2104) under the 64 bytes of the OPAQUE session key, over six fields, each
 * after its length in bytes as two bytes, big-endian: "tincan/1 password", the role, the binding,
 * the member's fingerprint, the host's fingerprint, the room's id. All but the binding are UTF-8.
 * @param sessionKey in base64url, as OPAQUE gives it
 * @returns 43 characters of base64url
 * @throws {RangeError} when the binding is not 32 bytes, or the room's id is over 65,535
 */
export function proofOf(sessionKey: string, role: Prover, context: ProofContext): string {
  const { binding, memberKey, hostKey, roomId } = context
  if (binding.length !== BINDING_BYTES) throw new RangeError('a binding has 32 bytes')
  const mac = createHmac('sha256', Buffer.from(sessionKey, 'base64url'))
  for (const field of [CONTEXT, role, binding, memberKey, hostKey, roomId]) {
    const bytes = typeof field === 'string' ? Buffer.from(field, 'utf8') : field
    const length = Buffer.alloc(2)
    length.writeUInt16BE(bytes.length)
    mac.update(length).update(bytes)
  }
  return mac.digest('base64url')
}

/** Whether two proofs are the same text; takes as long for a near miss as for a far one. */
export function sameProof(expected: string, given: string): boolean {
  const [left, right] = [Buffer.from(expected, 'utf8'), Buffer.from(given, 'utf8')]
  return left.length === right.length && timingSafeEqual(left, right)
}
