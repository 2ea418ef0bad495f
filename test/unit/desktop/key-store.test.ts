/** The system's key store, as Electron gives it: tried, and not asked for its name. */
import { describe, expect, test } from 'vitest'
import { withDeadline } from '../../../electron/core/identity/key-store.ts'
import { type Safe, systemKeyStore } from '../../../electron/desktop/key-store.ts'
import { KEY_STORE_MS } from '../../../shared/domain/limits.ts'
import { FakeClock } from '../../support/fake-clock.ts'

function safe(changes: Partial<Safe> = {}): Safe {
  return {
    encryptStringAsync: async (text) => Buffer.from(`v11${text}`),
    decryptStringAsync: async (bytes) => ({
      shouldReEncrypt: false,
      result: bytes.toString().slice(3),
    }),
    ...changes,
  }
}

describe('the system’s key store', () => {
  test('seals and opens bytes of any kind', async () => {
    const store = systemKeyStore(safe(), 'linux')
    const bytes = Buffer.from([0, 255, 128, 10, 0xed, 0xa0, 0x80])
    expect(await store.open(await store.seal(bytes))).toEqual({ bytes, outdated: false })
  })

  test('passes on that it has changed its key', async () => {
    const decryptStringAsync = async () => ({ shouldReEncrypt: true, result: 'eA==' })
    const store = systemKeyStore(safe({ decryptStringAsync }), 'darwin')
    expect(await store.open(Buffer.from('v10'))).toEqual({
      bytes: Buffer.from('x'),
      outdated: true,
    })
  })

  test('does not seal on Linux with the password that everybody knows', async () => {
    const open = { encryptStringAsync: async (text: string) => Buffer.from(`v10${text}`) }
    await expect(systemKeyStore(safe(open), 'linux').seal(Buffer.from('x'))).rejects.toThrow(
      'it has no key of its own',
    )
    for (const platform of ['darwin', 'win32'] as const) {
      expect(await systemKeyStore(safe(open), platform).seal(Buffer.from('x'))).toBeDefined()
    }
  })

  test.each([
    ['Error while decrypting the ciphertext provided.', 'it has not got that key'],
    ['decryptStringAsync is temporarily unavailable. Please try again.', 'it is not ready yet'],
  ])('just tries to open, whatever the desktop is called; “%s” is %s', async (said, words) => {
    const failure = new Error(said)
    const decryptStringAsync = () => Promise.reject(failure)
    const store = systemKeyStore(safe({ decryptStringAsync }), 'linux')
    const opened = store.open(Buffer.from('v11'))
    await expect(opened).rejects.toThrow(words)
    await expect(opened).rejects.toMatchObject({ cause: failure })
  })
})

describe('a key store with a deadline', () => {
  const never = {
    seal: () => new Promise<never>(() => {}),
    open: () => new Promise<never>(() => {}),
  }

  test('is given up when it has not answered for a minute', async () => {
    const clock = new FakeClock()
    const store = withDeadline(never, clock)
    const asked = [store.seal(Buffer.from('x')), store.open(Buffer.from('x'))]
    const failed = Promise.allSettled(asked)
    clock.advance(KEY_STORE_MS)
    expect(await failed).toEqual(
      asked.map(() => ({ status: 'rejected', reason: new Error('it does not answer') })),
    )
  })

  test('gives its answers, and its failures, and leaves no timer behind', async () => {
    const clock = new FakeClock()
    const store = withDeadline(systemKeyStore(safe(), 'linux'), clock)
    const sealed = await store.seal(Buffer.from('x'))
    expect((await store.open(sealed)).bytes).toEqual(Buffer.from('x'))
    const fails = systemKeyStore(safe({ encryptStringAsync: () => Promise.reject('no') }), 'linux')
    await expect(withDeadline(fails, clock).seal(Buffer.from('x'))).rejects.toBe('no')
    expect(clock.waiting).toBe(0)
  })
})
