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
import { type Safe, systemKeyStore } from '../../electron/desktop/key-store.ts'
import { createIdentity, fingerprintOf } from '../../electron/identity/identity.ts'
import { exportIdentity, importIdentity } from '../../electron/identity/identity-backup.ts'
import {
  type KeyStore,
  noKeyStore,
  openIdentity,
  replaceIdentity,
} from '../../electron/identity/identity-file.ts'

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

/** A key store that turns bits around; `state` is what the test does to it. */
function keyStore(state: { available?: boolean; lossy?: boolean; refuses?: boolean } = {}) {
  const turn = (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ 0x55))
  return {
    available: async () => state.available ?? true,
    protect: async (bytes) => {
      if (state.refuses) throw new Error('refused')
      return turn(bytes)
    },
    unprotect: async (bytes) => {
      if (state.refuses) throw new Error('refused')
      return state.lossy ? Buffer.alloc(3) : turn(bytes)
    },
  } satisfies KeyStore
}

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
    expect(first.protection).toBe('file')
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

  test('is sealed by the key store where there is one, and does not stand in the file', async () => {
    const { identity, protection } = await openIdentity(path, keyStore())
    expect(protection).toBe('system')
    expect(readFileSync(path, 'utf8')).not.toContain('PRIVATE KEY')
    expect(stored().protection).toBe('system')
    expect(await openIdentity(path, keyStore())).toEqual({ identity, protection: 'system' })
  })

  test.each([
    ['refuses', { refuses: true }],
    ['does not give back what it took', { lossy: true }],
  ])('is guarded by the file alone when the key store %s, and says so', async (_, state) => {
    expect((await openIdentity(path, keyStore(state))).protection).toBe('file')
    expect((await openIdentity(path, noKeyStore)).protection).toBe('file')
  })

  test('is sealed as soon as there is a key store', async () => {
    const { identity } = await openIdentity(path, noKeyStore)
    expect(await openIdentity(path, keyStore())).toEqual({ identity, protection: 'system' })
    expect(readFileSync(path, 'utf8')).not.toContain('PRIVATE KEY')
  })

  test('keeps its key when the certificate is missing, broken or out of its dates', async () => {
    const { identity } = await openIdentity(path, noKeyStore)
    const old = await createIdentity(Date.parse('2000-01-01'))
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

  test('stays sealed while its certificate is renewed', async () => {
    const { identity } = await openIdentity(path, keyStore())
    const { key } = stored()
    rewrite({ certificate: undefined })
    const renewed = await openIdentity(path, keyStore())
    expect(renewed.identity.fingerprint).toBe(identity.fingerprint)
    expect(stored()).toMatchObject({ protection: 'system', key })
  })

  test('is made private again when others could read its file', async () => {
    await openIdentity(path, noKeyStore)
    chmodSync(path, 0o644)
    await openIdentity(path, noKeyStore)
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  test('can be replaced by another', async () => {
    await openIdentity(path, noKeyStore)
    const other = await createIdentity()
    expect(await replaceIdentity(path, other, keyStore())).toMatchObject({ protection: 'system' })
    expect((await openIdentity(path, keyStore())).identity).toEqual(other)
    expect(readdirSync(join(folder, 'data'))).toEqual(['identity.json'])
  })

  test('is not made where it cannot be saved', async () => {
    writeFileSync(join(folder, 'data'), '')
    await expect(replaceIdentity(path, await createIdentity(), noKeyStore)).rejects.toThrow(
      code('identity_not_saved'),
    )
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
    ['sealed, and the key store gone', () => rewrite({ protection: 'system' })],
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

  test('(sealed by a key store that is gone, or refuses) is reported and left as it is', async () => {
    await openIdentity(path, keyStore())
    const before = readFileSync(path)
    for (const store of [noKeyStore, keyStore({ available: false }), keyStore({ refuses: true })]) {
      await expect(openIdentity(path, store)).rejects.toThrow(code('identity_damaged'))
    }
    await expect(openIdentity(path, keyStore({ lossy: true }))).rejects.toThrow(
      code('identity_damaged'),
    )
    expect(readFileSync(path)).toEqual(before)
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

describe('the system’s key store', () => {
  function safe(changes: Partial<Safe> = {}): Safe {
    return {
      isAsyncEncryptionAvailable: async () => true,
      getSelectedStorageBackend: () => 'gnome_libsecret',
      encryptStringAsync: async (text) => Buffer.from(`v11${text}`),
      decryptStringAsync: async (bytes) => ({
        shouldReEncrypt: false,
        result: bytes.toString().slice(3),
      }),
      ...changes,
    }
  }

  test('seals and opens bytes of any kind', async () => {
    const store = systemKeyStore(safe(), 'linux')
    const bytes = Buffer.from([0, 255, 128, 10, 0xed, 0xa0, 0x80])
    expect(await store.available()).toBe(true)
    expect(await store.unprotect(await store.protect(bytes))).toEqual(bytes)
  })

  test.each(['basic_text', 'unknown'] as const)('counts as absent on Linux as %s', async (name) => {
    const changes = { getSelectedStorageBackend: () => name }
    expect(await systemKeyStore(safe(changes), 'linux').available()).toBe(false)
    expect(await systemKeyStore(safe(changes), 'darwin').available()).toBe(true)
  })

  test('counts as absent where it says so or fails, and where it seals with a public password', async () => {
    const no = { isAsyncEncryptionAvailable: async () => false }
    const fails = { isAsyncEncryptionAvailable: () => Promise.reject(new Error('locked')) }
    expect(await systemKeyStore(safe(no), 'win32').available()).toBe(false)
    expect(await systemKeyStore(safe(fails), 'darwin').available()).toBe(false)
    const open = { encryptStringAsync: async (text: string) => Buffer.from(`v10${text}`) }
    await expect(systemKeyStore(safe(open), 'linux').protect(Buffer.from('x'))).rejects.toThrow()
    expect(await openIdentity(path, systemKeyStore(safe(open), 'linux'))).toMatchObject({
      protection: 'file',
    })
  })
})
