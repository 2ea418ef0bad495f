/** The own key over the starts of the program: when it is sealed, and that it is never lost. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createIdentity } from '../../../../electron/core/identity/identity.ts'
import { type KeyStore, noKeyStore } from '../../../../electron/core/identity/identity-file.ts'
import { withDeadline } from '../../../../electron/core/identity/key-store.ts'
import { OwnKey } from '../../../../electron/core/identity/own-key.ts'
import { KEY_STORE_MS } from '../../../../shared/domain/limits.ts'
import { FakeClock } from '../../../support/fake-clock.ts'
import { FakeKeyStore } from '../../../support/fake-key-store.ts'

let folder: string
let path: string
let computer: FakeKeyStore

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tincan-own-key-'))
  path = join(folder, 'data', 'identity.json')
  computer = new FakeKeyStore()
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const logger = { info() {}, warn() {}, error() {} }
const text = () => readFileSync(path, 'utf8')
const stored = () => JSON.parse(text())
const files = () => readdirSync(join(folder, 'data')).sort()
const code = (name: string) => expect.objectContaining({ code: name })
const ports = (keyStore: KeyStore) => ({ path, keyStore, logger })

/** One start of the program, as far as the key store has its say. */
async function start(keyStore: KeyStore = computer.start()): Promise<OwnKey> {
  const key = await OwnKey.open(ports(keyStore))
  await key.settle()
  return key
}

/** Starts until the key is sealed; its fingerprint. */
async function sealed(): Promise<string> {
  await start()
  computer.write()
  const { shown } = await start()
  expect(shown.protection).toBe('system')
  return shown.fingerprint
}

describe('a key store', () => {
  test('seals the key at the second start, when it has opened what it sealed at the first', async () => {
    const first = await start()
    expect(first.shown.protection).toBe('later')
    expect(stored().protection).toBe('file')
    computer.write()
    const second = await start()
    expect(second.shown).toEqual({ ...first.shown, protection: 'system' })
    expect(text()).not.toContain('PRIVATE KEY')
    expect(stored().probe).toBeUndefined()
    const before = text()
    expect((await start()).shown).toEqual(second.shown)
    expect(text()).toBe(before)
    expect(files()).toEqual(['identity.json'])
  })

  test('that loses its key in a kill, however often, never has the only copy of ours', async () => {
    const first = await start()
    for (let n = 0; n < 3; n += 1) {
      expect((await start()).shown).toEqual(first.shown)
      expect(stored().protection).toBe('file')
    }
    computer.write()
    expect((await start()).shown).toEqual({ ...first.shown, protection: 'system' })
  })

  test('is not asked before the key is there, and holds nothing up when it never answers', async () => {
    computer.mood = 'silent'
    const clock = new FakeClock()
    const key = await OwnKey.open(ports(withDeadline(computer.start(), clock)))
    expect(computer.asked).toEqual([])
    const settled = key.settle()
    expect(key.shown.protection).toBe('later')
    await new Promise((resolve) => setImmediate(resolve))
    clock.advance(KEY_STORE_MS)
    await settled
    expect(key.shown.protection).toBe('file')
    expect(clock.waiting).toBe(0)
  })

  test.each(['refuses', 'lossy'] as const)(
    'that %s is not used, and the app says so',
    async (mood) => {
      computer.mood = mood
      computer.write()
      const first = await start()
      expect(first.shown.protection).toBe('file')
      expect(await start()).toMatchObject({ shown: first.shown })
      expect(stored().protection).toBe('file')
      computer.mood = 'works'
      await start()
      computer.write()
      expect((await start()).shown).toEqual({ ...first.shown, protection: 'system' })
    },
  )

  test('that is another one at each start is not given the key', async () => {
    const other = new FakeKeyStore()
    for (const store of [computer, other]) store.rotate()
    const first = await start()
    for (const store of [other, computer, other]) {
      expect((await start(store.start())).shown).toEqual(first.shown)
    }
    await start(other.start())
    expect(stored().protection).toBe('system')
  })

  test('that has changed its key gets ours anew, once the new one has outlasted a start', async () => {
    const fingerprint = await sealed()
    const { key } = stored()
    computer.rotate()
    expect((await start()).shown).toEqual({ fingerprint, protection: 'system' })
    expect(stored()).toMatchObject({ protection: 'system', key, probe: expect.any(String) })
    await start()
    expect(stored().key).not.toBe(key)
    expect(stored().probe).toBeUndefined()
    const before = text()
    expect((await start()).shown).toEqual({ fingerprint, protection: 'system' })
    expect(text()).toBe(before)
  })

  test('seals anew only what it gives back: a refusal leaves the old seal', async () => {
    const fingerprint = await sealed()
    computer.rotate()
    await start()
    const before = text()
    const works = computer.start()
    const refuses = { ...works, seal: () => Promise.reject(new Error('refused')) }
    expect((await start(refuses)).shown).toEqual({ fingerprint, protection: 'system' })
    expect(text()).toBe(before)
  })

  test('keeps the seal while a certificate out of its dates is renewed', async () => {
    const fingerprint = await sealed()
    const { key } = stored()
    writeFileSync(path, JSON.stringify({ ...stored(), certificate: undefined }))
    expect((await start()).shown.fingerprint).toBe(fingerprint)
    expect(stored()).toMatchObject({ protection: 'system', key, certificate: expect.any(String) })
  })

  test('is not taken for one that protects in a folder that cannot be written', async () => {
    const key = await OwnKey.open(ports(computer.start()))
    rmSync(join(folder, 'data'), { recursive: true })
    writeFileSync(join(folder, 'data'), '')
    await key.settle()
    expect(key.shown.protection).toBe('file')
  })

  test('whatever it does, whenever the program ends: the person is the same', {
    timeout: 60_000,
  }, async () => {
    const steps = fc.constantFrom('start', 'write', 'lose', 'rotate', 'refuses', 'lossy', 'works')
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { maxLength: 12 }), async (all) => {
        rmSync(join(folder, 'data'), { recursive: true, force: true })
        computer = new FakeKeyStore()
        const { fingerprint } = (await start()).shown
        for (const step of all) {
          if (step === 'start') {
            const key = await start().catch(() => undefined)
            if (key !== undefined) expect(key.shown.fingerprint).toBe(fingerprint)
            // Only what was sealed, and whose key was lost or is refused, may fail to open.
            else expect(stored().protection).toBe('system')
          } else if (step === 'write') computer.write()
          else if (step === 'lose') computer.lose()
          else if (step === 'rotate') computer.rotate()
          else computer.mood = step
        }
        // Without a loss on the disk, no kill and no mood has made it unreadable.
        if (all.includes('lose') || all.includes('rotate')) return
        computer.mood = 'works'
        expect((await start()).shown.fingerprint).toBe(fingerprint)
      }),
      { numRuns: 40 },
    )
  })
})

describe('a sealed key', () => {
  test('that its key store does not open is reported and left as it is', async () => {
    await sealed()
    const before = text()
    computer.mood = 'refuses'
    const refusing = computer.start()
    computer.lose()
    for (const store of [noKeyStore, refusing, computer.start()]) {
      await expect(OwnKey.open(ports(store))).rejects.toThrow(code('identity_sealed'))
    }
    expect(text()).toBe(before)
    expect(files()).toEqual(['identity.json'])
  })

  test('that comes out as something else is reported and left as it is', async () => {
    await sealed()
    const before = text()
    computer.mood = 'lossy'
    await expect(OwnKey.open(ports(computer.start()))).rejects.toThrow(code('identity_damaged'))
    expect(text()).toBe(before)
  })

  test('says that the key store is asked, and is given up when it never answers', async () => {
    await sealed()
    computer.mood = 'silent'
    const clock = new FakeClock()
    const asking = Promise.withResolvers<void>()
    const opening = OwnKey.open(ports(withDeadline(computer.start(), clock)), asking.resolve)
    await asking.promise
    await new Promise((resolve) => setImmediate(resolve))
    clock.advance(KEY_STORE_MS)
    await expect(opening).rejects.toThrow('does not answer')
    computer.mood = 'works'
    expect((await start()).shown.protection).toBe('system')
  })

  test('an unsealed one is opened without asking anybody', async () => {
    await start(noKeyStore)
    const asked: string[] = []
    await OwnKey.open(ports(computer.start()), () => asked.push('asked'))
    expect(asked).toEqual([])
  })
})

describe('a key that cannot be opened', () => {
  const broken: readonly [string, () => Promise<void>][] = [
    [
      'sealed by a key store that lost its key',
      async () => {
        await sealed()
        computer.lose()
      },
    ],
    [
      'damaged',
      async () => {
        await start()
        writeFileSync(path, 'noise')
      },
    ],
  ]

  test.each(broken)('(%s) makes place for a new one, and is kept aside', async (_, damage) => {
    await damage()
    const before = text()
    const { key, warning } = await OwnKey.beginAnew(ports(computer.start()))
    expect(warning).toMatchObject({ code: 'identity_new', details: { kept: `${path}.damaged-1` } })
    expect(files()).toEqual(['identity.json', 'identity.json.damaged-1'])
    expect(readFileSync(`${path}.damaged-1`, 'utf8')).toBe(before)
    expect((await start()).shown.fingerprint).toBe(key.shown.fingerprint)
  })

  test.each(broken)('(%s) makes place for the one from a backup', async (_, damage) => {
    await damage()
    const identity = await createIdentity()
    const { key, warning } = await OwnKey.beginAnew(ports(computer.start()), identity)
    expect(warning).toMatchObject({ code: 'identity_restored' })
    expect(key.identity).toEqual(identity)
    expect((await start()).identity).toEqual(identity)
    expect(files()).toEqual(['identity.json', 'identity.json.damaged-1'])
  })

  test('stays in its place when no other can be written', async () => {
    await start()
    rmSync(join(folder, 'data'), { recursive: true })
    writeFileSync(join(folder, 'data'), '')
    await expect(OwnKey.beginAnew(ports(noKeyStore))).rejects.toThrow(code('identity_not_saved'))
    expect(existsSync(path)).toBe(false)
  })

  test('that was moved away by hand meanwhile leaves nothing to keep aside', async () => {
    await start()
    rmSync(path)
    const { warning } = await OwnKey.beginAnew(ports(noKeyStore))
    expect(warning).toBeNull()
    expect(files()).toEqual(['identity.json'])
  })
})

describe('another key, from a backup', () => {
  test('is sealed at once where seals have shown to last, and with the next start where not', async () => {
    await sealed()
    const key = await start()
    const other = await createIdentity()
    await key.replace(other)
    expect(key.shown).toEqual({ fingerprint: other.fingerprint, protection: 'system' })
    expect((await start()).identity).toEqual(other)

    rmSync(path)
    const fresh = await start()
    await fresh.replace(other)
    expect(fresh.shown.protection).toBe('later')
    expect((await start()).shown).toEqual({ fingerprint: other.fingerprint, protection: 'system' })
    expect(files()).toEqual(['identity.json'])
  })

  test('is not overtaken by the old one, which is being sealed at that moment', async () => {
    await start()
    computer.write()
    const key = await OwnKey.open(ports(computer.start()))
    const other = await createIdentity()
    await Promise.all([key.settle(), key.replace(other)])
    expect(key.identity).toEqual(other)
    expect((await start()).identity).toEqual(other)
  })

  test('is not taken where it cannot be saved', async () => {
    const key = await start()
    rmSync(join(folder, 'data'), { recursive: true })
    writeFileSync(join(folder, 'data'), '')
    await expect(key.replace(await createIdentity())).rejects.toThrow(code('identity_not_saved'))
    expect(key.shown.fingerprint).not.toBe('')
  })
})
