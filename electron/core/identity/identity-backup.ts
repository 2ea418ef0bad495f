/**
 * An identity as text to keep on paper or a stick, sealed with a passphrase.
 *
 * Between the two marks stands base64 of: version (1 byte, 1), log2 of scrypt's N, r, p (1 byte
 * each), salt (16), nonce (12), the PKCS #8 key under AES-256-GCM, its tag (16). All that stands
 * before the key is authenticated with it. The certificate is not kept; it is made anew.
 */

import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  randomBytes,
  scrypt,
} from 'node:crypto'
import { AppError } from '../../../shared/domain/errors.ts'
import { PASSPHRASE_CHARS } from '../../../shared/domain/limits.ts'
import { type Identity, identityFromKey } from './identity.ts'

const BEGIN = '-----BEGIN TINCAN KEY-----'
const END = '-----END TINCAN KEY-----'
const VERSION = 1

/** scrypt's cost: 128 MiB and about half a second a guess (OWASP's first choice for scrypt). */
const COST = { logN: 17, r: 8, p: 1 } as const
/** What a text from elsewhere may ask for: half a gigabyte of memory, and not a byte more. */
const DEAREST = { logN: 19, r: 8, p: 4 } as const

const SALT = 16
const NONCE = 12
const TAG = 16
const HEADER = 4 + SALT + NONCE
/** A sealed P-256 key is under 300 bytes; the text is judged before it is decoded. */
const LONGEST_TEXT = 4096

interface Cost {
  readonly logN: number
  readonly r: number
  readonly p: number
}

/**
 * Seals an identity with a passphrase.
 * @throws {AppError} passphrase_weak
 */
export async function exportIdentity(identity: Identity, passphrase: string): Promise<string> {
  if ([...passphrase.normalize('NFC')].length < PASSPHRASE_CHARS) {
    throw new AppError('passphrase_weak', { field: 'passphrase' })
  }
  const header = Buffer.concat([
    Buffer.from([VERSION, COST.logN, COST.r, COST.p]),
    randomBytes(SALT + NONCE),
  ])
  const cipher = createCipheriv(
    'aes-256-gcm',
    await derive(passphrase, header, COST),
    nonceOf(header),
  )
  cipher.setAAD(header)
  const key = createPrivateKey(identity.key).export({ type: 'pkcs8', format: 'der' })
  const sealed = Buffer.concat([header, cipher.update(key), cipher.final(), cipher.getAuthTag()])
  const lines = sealed.toString('base64').match(/.{1,64}/g) ?? []
  return [BEGIN, ...lines, END, ''].join('\n')
}

/**
 * Opens what {@link exportIdentity} sealed. White space around lines does not matter.
 * @throws {AppError} passphrase_wrong, alike for a wrong passphrase and for a text that was changed
 */
export async function importIdentity(text: string, passphrase: string): Promise<Identity> {
  try {
    return await identityFromKey(await open(text, passphrase))
  } catch (cause) {
    throw new AppError('passphrase_wrong', { field: 'passphrase' }, { cause })
  }
}

async function open(text: string, passphrase: string): Promise<string> {
  const sealed = unarmor(text)
  const header = sealed.subarray(0, HEADER)
  const key = await derive(passphrase, header, costOf(header))
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(header), { authTagLength: TAG })
  decipher.setAAD(header)
  decipher.setAuthTag(sealed.subarray(-TAG))
  const der = Buffer.concat([decipher.update(sealed.subarray(HEADER, -TAG)), decipher.final()])
  const secret = createPrivateKey({ key: der, type: 'pkcs8', format: 'der' })
  return secret.export({ type: 'pkcs8', format: 'pem' }).toString()
}

function unarmor(text: string): Buffer {
  if (text.length > LONGEST_TEXT) throw new Error('too long')
  const lines = text
    .trim()
    .split('\n')
    .map((line) => line.trim())
  if (lines.shift() !== BEGIN || lines.pop() !== END) throw new Error('not a Tincan key')
  const base64 = lines.join('')
  const sealed = Buffer.from(base64, 'base64')
  if (sealed.toString('base64') !== base64) throw new Error('not base64')
  if (sealed.length <= HEADER + TAG) throw new Error('too short')
  return sealed
}

/** Judged before scrypt runs, because the text is not yet proven to be ours. */
function costOf(header: Buffer): Cost {
  const [version = 0, logN = 0, r = 0, p = 0] = header
  if (version !== VERSION) throw new Error('another version')
  if (logN < 1 || logN > DEAREST.logN || r < 1 || r > DEAREST.r || p < 1 || p > DEAREST.p) {
    throw new Error('a cost out of bounds')
  }
  return { logN, r, p }
}

function derive(passphrase: string, header: Buffer, { logN, r, p }: Cost): Promise<Buffer> {
  const salt = header.subarray(4, 4 + SALT)
  const cost = 2 ** logN
  // What scrypt needs (RFC 7914): 128 r (N + p) bytes, and a little to work with.
  const maxmem = 128 * r * (cost + p) + 1024 * 1024
  return new Promise((resolve, reject) => {
    scrypt(
      passphrase.normalize('NFC'),
      salt,
      32,
      { cost, blockSize: r, parallelization: p, maxmem },
      (error, key) => (error === null ? resolve(key) : reject(error)),
    )
  })
}

function nonceOf(header: Buffer): Buffer {
  return header.subarray(4 + SALT, HEADER)
}
