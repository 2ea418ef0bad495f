/**
 * A person's key and certificate. The key is who they are (its fingerprint); the certificate only
 * carries it through TLS and says nothing else: an empty-handed name, no dates that matter.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  randomBytes,
  webcrypto,
  X509Certificate,
} from 'node:crypto'
import { promisify } from 'node:util'
import type { Fingerprint } from '../../../shared/domain/fingerprint.ts'
import type { UnixMs } from '../../../shared/domain/time.ts'
import { systemClock } from '../clock.ts'

export interface Identity {
  /** PKCS #8, PEM. */
  readonly key: string
  /** X.509, PEM. */
  readonly certificate: string
  readonly fingerprint: Fingerprint
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const YEARS = 20

/**
 * How the SubjectPublicKeyInfo of every P-256 key begins (RFC 5480, the curve by name, the point
 * uncompressed); 64 bytes follow. Comparing bytes makes one key have one fingerprint, and asks
 * nothing that OpenSSL and BoringSSL answer differently.
 */
const P256_SPKI = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d03010703420004', 'hex')

/** Makes an ECDSA P-256 key and a self-signed certificate over it. */
export async function createIdentity(now: UnixMs = systemClock.wall()): Promise<Identity> {
  const { privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'prime256v1' })
  return identityFromKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), now)
}

/**
 * Makes a new certificate over a key that is there; the fingerprint is the key's and stays. The
 * library's defaults (RSA, SHA-1 in places, a year) are all overridden; keyUsage is
 * digitalSignature, as BoringSSL demands.
 * @param key PKCS #8, PEM
 * @throws {Error} when it is no P-256 key
 */
export async function identityFromKey(
  key: string,
  now: UnixMs = systemClock.wall(),
): Promise<Identity> {
  const secret = createPrivateKey(key)
  const spki = spkiOf(createPublicKey(secret))
  if (!isP256(spki)) throw new Error('not a P-256 key')
  // A hundred files, for what happens once a key. The first is for the second.
  await import('reflect-metadata')
  const x509 = await import('@peculiar/x509')
  x509.cryptoProvider.set(webcrypto)
  const { subtle } = webcrypto
  const pkcs8 = secret.export({ type: 'pkcs8', format: 'der' })
  const keys: webcrypto.CryptoKeyPair = {
    privateKey: await subtle.importKey('pkcs8', pkcs8, ALGORITHM, false, ['sign']),
    publicKey: await subtle.importKey('spki', spki, ALGORITHM, true, ['verify']),
  }
  // A day back, for clocks that disagree. Nobody checks the dates; they only have to be there.
  const notBefore = new Date(now - 24 * 3600 * 1000)
  const notAfter = new Date(notBefore)
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + YEARS)
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=tincan',
    serialNumber: serial(),
    notBefore,
    notAfter,
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    ],
  })
  return {
    key: secret.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: certificate.toString('pem'),
    fingerprint: hash(spki),
  }
}

/**
 * The identity of a key with the certificate that was kept beside it. One that is missing, broken
 * or out of its dates is made anew; one of another key is a fault.
 * @throws {Error} when the key is no P-256 key, or the certificate is another key's
 */
export async function identityWith(
  key: string,
  certificate: string | undefined,
  now: UnixMs = systemClock.wall(),
): Promise<Identity> {
  const kept = readCertificate(certificate)
  if (certificate === undefined || kept === undefined) return identityFromKey(key, now)
  const spki = spkiOf(createPublicKey(createPrivateKey(key)))
  if (!isP256(spki)) throw new Error('not a P-256 key')
  if (!spkiOf(kept.publicKey).equals(spki)) throw new Error('the certificate is another key’s')
  const valid = now >= Date.parse(kept.validFrom) && now < Date.parse(kept.validTo)
  if (!valid) return identityFromKey(key, now)
  return { key, certificate, fingerprint: hash(spki) }
}

/**
 * The fingerprint of a certificate (PEM or DER): SHA-256 of its SubjectPublicKeyInfo (RFC 5280).
 * @throws {Error} when it is no certificate
 */
export function fingerprintOf(certificate: string | Buffer): Fingerprint {
  return hash(spkiOf(new X509Certificate(certificate).publicKey))
}

/**
 * The fingerprint of a certificate's key.
 * @throws {Error} when that is no P-256 key in its one encoding
 */
export function p256FingerprintOf(certificate: X509Certificate): Fingerprint {
  const spki = spkiOf(certificate.publicKey)
  if (!isP256(spki)) throw new Error('not a P-256 key')
  return hash(spki)
}

function readCertificate(pem: string | undefined): X509Certificate | undefined {
  try {
    return pem === undefined ? undefined : new X509Certificate(pem)
  } catch {
    return undefined
  }
}

function spkiOf(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' })
}

function isP256(spki: Buffer): boolean {
  const { length } = P256_SPKI
  return spki.length === length + 64 && spki.subarray(0, length).equals(P256_SPKI)
}

function hash(spki: Buffer): Fingerprint {
  return createHash('sha256').update(spki).digest('base64url') as Fingerprint
}

/** A positive serial number of 16 random bytes (RFC 5280, section 4.1.2.2). */
function serial(): string {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return bytes.toString('hex')
}
