/**
 * Who somebody is: SHA-256 of the public key (SPKI, DER), as 43 characters of base64url. It
 * outlives names, addresses and certificates. Here is how it is checked and shown to people.
 */
/** 32 bytes in base64url without padding: 43 characters, the last of which carries 4 bits. */
const FINGERPRINT = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/

export type Fingerprint = string & { readonly fingerprint: unique symbol }

/** Stands where a key is not known: not yet, or not any more. */
export const NOBODY = 'A'.repeat(43) as Fingerprint

/** Whether it is one in its only spelling; {@link NOBODY} is one as well. */
export function isFingerprint(text: string): text is Fingerprint {
  return FINGERPRINT.test(text)
}

/** The 32 bytes. */
export function fingerprintBytes(fingerprint: Fingerprint): Uint8Array {
  const binary = atob(fingerprint.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (character) => character.charCodeAt(0))
}

/** Letters and digits that are not taken for one another when read out (Crockford, base 32). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * The first 80 bits for reading out and comparing, such as `K7QM-2F9A-0XTR-B3WD`. Enough that
 * nobody makes a key to match it (2^80 tries); programs always compare all of it.
 */
export function readableFingerprint(fingerprint: Fingerprint): string {
  const bytes = fingerprintBytes(fingerprint)
  let text = ''
  for (let at = 0; at < 16; at += 1) {
    const bit = at * 5
    const window = ((bytes[bit >> 3] ?? 0) << 8) | (bytes[(bit >> 3) + 1] ?? 0)
    text += ALPHABET[(window >> (11 - (bit & 7))) & 31]
    if (at % 4 === 3 && at < 15) text += '-'
  }
  return text
}
