import { createHash, createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createIdentity, fingerprintOf } from '../../../../electron/core/identity/identity.ts'
import {
  exportIdentity,
  importIdentity,
} from '../../../../electron/core/identity/identity-backup.ts'
import { noKeyStore, openIdentity } from '../../../../electron/core/identity/identity-file.ts'
import { unixMs } from '../../../../shared/domain/time.ts'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tincan-identity-'))
  path = join(folder, 'data', 'identity.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const stored = () => JSON.parse(readFileSync(path, 'utf8'))
const rewrite = (changes: object) =>
  writeFileSync(path, JSON.stringify({ ...stored(), ...changes }))
const code = (name: string) => expect.objectContaining({ code: name })

describe('an identity', () => {
  test('is a P-256 key with a certificate for 20 years that says nothing personal', async () => {
    const identity = await createIdentity()
    const certificate = new X509Certificate(identity.certificate)
    expect(certificate.subject).toBe('CN=tincan')
    expect(certificate.issuer).toBe('CN=tincan')
    expect(certificate.subjectAltName).toBeUndefined()
    expect(certificate.ca).toBe(false)
    expect(certificate.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1')
    expect(certificate.verify(certificate.publicKey)).toBe(true)
    const years =
      (Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / 31_556_952e3
    expect(years).toBeCloseTo(20, 1)
    const spki = createPublicKey(identity.key).export({ type: 'spki', format: 'der' })
    expect(identity.fingerprint).toBe(createHash('sha256').update(spki).digest('base64url'))
    expect(fingerprintOf(identity.certificate)).toBe(identity.fingerprint)
    expect(fingerprintOf(certificate.raw)).toBe(identity.fingerprint)
  })

  test('is made at the first start, in a file of its owner’s alone, and is the same after it', async () => {
    const first = await openIdentity(path, noKeyStore)
    expect(stored().protection).toBe('file')
    expect(readdirSync(join(folder, 'data'))).toEqual(['identity.json'])
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700)
    const before = readFileSync(path, 'utf8')
    expect(await openIdentity(path, noKeyStore)).toEqual(first)
    expect(readFileSync(path, 'utf8')).toBe(before)
  })

  test('is one, though ten Tincans start at the same moment', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => openIdentity(path, noKeyStore)))
    expect(new Set(all.map(({ identity }) => identity.fingerprint)).size).toBe(1)
    expect(readdirSync(join(folder, 'data'))).toEqual(['identity.json'])
  })

  test('keeps its key when the certificate is missing, broken or out of its dates', async () => {
    const { identity } = await openIdentity(path, noKeyStore)
    const old = await createIdentity(unixMs(Date.parse('2000-01-01')))
    rewrite({ key: old.key, certificate: old.certificate })
    const renewed = await openIdentity(path, noKeyStore)
    expect(renewed.identity.fingerprint).toBe(old.fingerprint)
    expect(renewed.identity.certificate).not.toBe(old.certificate)
    expect(stored().certificate).toBe(renewed.identity.certificate)
    for (const certificate of [undefined, 'broken']) {
      rewrite({ key: identity.key, certificate })
      const again = await openIdentity(path, noKeyStore)
      expect(again.identity.fingerprint).toBe(identity.fingerprint)
      expect(fingerprintOf(again.identity.certificate)).toBe(identity.fingerprint)
    }
  })

  test('is made private again when others could read its file', async () => {
    await openIdentity(path, noKeyStore)
    chmodSync(path, 0o644)
    await openIdentity(path, noKeyStore)
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })
})

describe('a key file that is not right', () => {
  const p384 = generateKeyPairSync('ec', { namedCurve: 'secp384r1' })
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = { type: 'pkcs8', format: 'pem' } as const
  const broken: readonly [what: string, damage: () => void | Promise<void>][] = [
    ['empty', () => writeFileSync(path, '')],
    ['cut short', () => writeFileSync(path, readFileSync(path, 'utf8').slice(0, 200))],
    ['noise', () => writeFileSync(path, Buffer.alloc(512, 0xee))],
    ['another version', () => rewrite({ version: 2 })],
    ['an unknown protection', () => rewrite({ protection: 'none' })],
    ['a field too many', () => rewrite({ more: 1 })],
    ['no key', () => rewrite({ key: 'x' })],
    ['a P-384 key', () => rewrite({ key: p384.privateKey.export(pem), certificate: undefined })],
    ['an RSA key', () => rewrite({ key: rsa.privateKey.export(pem), certificate: undefined })],
    ['another key’s certificate', async () => rewrite(pick(await createIdentity()))],
  ]
  const pick = ({ certificate }: { certificate: string }) => ({ certificate })

  test.each(broken)('(%s) is reported and left as it is', async (_, damage) => {
    await openIdentity(path, noKeyStore)
    await damage()
    const before = readFileSync(path)
    await expect(openIdentity(path, noKeyStore)).rejects.toThrow(
      expect.objectContaining({
        code: 'identity_damaged',
        details: { cause: expect.any(String), kept: path },
      }),
    )
    expect(readFileSync(path)).toEqual(before)
    expect(readdirSync(join(folder, 'data'))).toEqual(['identity.json'])
  })
})

// Each guess at a passphrase costs half a second on purpose, and more on a busy machine.
describe('a backup of an identity', () => {
  const passphrase = 'correct horse battery'

  test('gives back the same person for the passphrase, however it is typed', async () => {
    const identity = await createIdentity()
    const text = await exportIdentity(identity, 'Grüße an alle Dosen')
    expect(text).toMatch(
      /^-----BEGIN TINCAN KEY-----\n([A-Za-z0-9+/=]{1,64}\n)+-----END TINCAN KEY-----\n$/,
    )
    const mangled = `\r\n  ${text.replaceAll('\n', '\r\n  ')}`
    const back = await importIdentity(mangled, 'Gru\u0308ße an alle Dosen')
    expect(back.key).toBe(identity.key)
    expect(back.fingerprint).toBe(identity.fingerprint)
    expect(fingerprintOf(back.certificate)).toBe(identity.fingerprint)
  })

  test('is not made with a passphrase that could be guessed', async () => {
    const identity = await createIdentity()
    for (const weak of ['', 'elevenchars', '🥫'.repeat(11)]) {
      await expect(exportIdentity(identity, weak)).rejects.toThrow(code('passphrase_weak'))
    }
  })

  test('is different every time, and opens for no other passphrase', async () => {
    const identity = await createIdentity()
    const [one, other] = await Promise.all([
      exportIdentity(identity, passphrase),
      exportIdentity(identity, passphrase),
    ])
    expect(one).not.toBe(other)
    await expect(importIdentity(one, `${passphrase} `)).rejects.toThrow(code('passphrase_wrong'))
  })

  test('does not open when any part of it was changed', async () => {
    const text = await exportIdentity(await createIdentity(), passphrase)
    const bytes = Buffer.from(text.split('\n').slice(1, -2).join(''), 'base64')
    const armor = (body: Buffer) =>
      `-----BEGIN TINCAN KEY-----\n${body.toString('base64')}\n-----END TINCAN KEY-----`
    expect(await importIdentity(armor(bytes), passphrase)).toBeDefined()
    // Version, cost (dearer and cheaper), r, p, salt, nonce, key, tag.
    const changes = [
      [0, 3],
      [1, 1],
      [2, 8 ^ 4],
      [3, 3],
      [4, 1],
      [20, 1],
      [32, 1],
      [bytes.length - 1, 1],
    ]
    const changed = changes.map(([at = 0, bits = 0]) => {
      const copy = Buffer.from(bytes)
      copy[at] = (copy[at] ?? 0) ^ bits
      return armor(copy)
    })
    const texts = [
      ...changed,
      armor(bytes.subarray(0, -1)),
      armor(bytes.subarray(0, 40)),
      armor(Buffer.concat([bytes, Buffer.alloc(1)])),
      text.replace('BEGIN TINCAN', 'BEGIN PRIVATE'),
      text.replace('-----END TINCAN KEY-----', ''),
      text.replace('\n', '\n!'),
      `${text}${text}`,
      'x'.repeat(1_000_000),
      '',
    ]
    for (const broken of texts) {
      await expect(importIdentity(broken, passphrase)).rejects.toThrow(code('passphrase_wrong'))
    }
  })

  test('cannot ask for more memory than Tincan allows', async () => {
    const costs = [
      [20, 8, 1],
      [31, 8, 1],
      [255, 255, 255],
      [0, 8, 1],
      [17, 255, 1],
      [17, 8, 255],
    ] as const
    for (const [logN, r, p] of costs) {
      const body = Buffer.from([1, logN, r, p, ...Buffer.alloc(60)])
      const text = `-----BEGIN TINCAN KEY-----\n${body.toString('base64')}\n-----END TINCAN KEY-----`
      const error = await importIdentity(text, passphrase).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({
        code: 'passphrase_wrong',
        cause: { message: 'a cost out of bounds' },
      })
    }
  })
})
