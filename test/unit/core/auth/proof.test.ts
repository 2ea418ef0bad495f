import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { proofOf, sameProof } from '../../../../electron/core/auth/proof.ts'
import { bindingOf, contextOf, keyOf } from './password-kit.ts'

const KEY = Buffer.alloc(64, 7).toString('base64url')

describe('a proof', () => {
  test('is the HMAC that the protocol’s document describes', () => {
    const { binding, memberKey, hostKey, roomId } = contextOf()
    const field = (text: string) => [Buffer.from([0, text.length]), Buffer.from(text)]
    const fields = [
      ...field('tincan/1 password'),
      ...field('member'),
      Buffer.from([0, 32]),
      binding,
      ...field(memberKey),
      ...field(hostKey),
      ...field(roomId),
    ]
    const mac = createHmac('sha256', Buffer.alloc(64, 7)).update(Buffer.concat(fields))
    expect(proofOf(KEY, 'member', contextOf())).toBe(mac.digest('base64url'))
  })

  test('changes with each thing it is about', () => {
    const proofs = [
      proofOf(KEY, 'member', contextOf()),
      proofOf(KEY, 'host', contextOf()),
      proofOf(Buffer.alloc(64, 8).toString('base64url'), 'member', contextOf()),
      proofOf(KEY, 'member', contextOf({ binding: bindingOf('two') })),
      proofOf(KEY, 'member', contextOf({ memberKey: keyOf('other') })),
      proofOf(KEY, 'member', contextOf({ hostKey: keyOf('other') })),
      proofOf(KEY, 'member', contextOf({ memberKey: keyOf('host'), hostKey: keyOf('member') })),
      proofOf(KEY, 'member', contextOf({ roomId: 'other' })),
    ]
    expect(new Set(proofs).size).toBe(proofs.length)
    for (const proof of proofs) expect(proof).toMatch(/^[\w-]{43}$/)
  })

  test('is the same as itself and as nothing else', () => {
    const proof = proofOf(KEY, 'member', contextOf())
    expect(sameProof(proof, proof)).toBe(true)
    fc.assert(fc.property(fc.string(), (other) => sameProof(proof, other) === (proof === other)))
    for (let length = 0; length < 43; length += 1) {
      expect(sameProof(proof, proof.slice(0, length))).toBe(false)
    }
  })
})
