/**
 * The system's key store, through Electron's `safeStorage`: Keychain, DPAPI, libsecret, KWallet.
 * It is not asked what it is (by the desktop's name, which says little), only made to seal.
 */
import type { SafeStorage } from 'electron'
import type { KeyStore } from '../core/identity/key-store.ts'

/**
 * The part of `safeStorage` in use. The asynchronous one: the other is deprecated, and it blocks.
 */
export type Safe = Pick<SafeStorage, 'encryptStringAsync' | 'decryptStringAsync'>

/**
 * How Chromium marks what it sealed, on Linux, with a password that stands in its own source
 * (OSCrypt's version 10); what a keyring's key seals bears another mark.
 */
const SEALED_WITH_NOTHING = Buffer.from('v10')

/** @param safe Electron's `safeStorage`; used once the app is ready */
export function systemKeyStore(safe: Safe, platform: NodeJS.Platform = process.platform): KeyStore {
  return {
    async seal(bytes) {
      const sealed = await safe.encryptStringAsync(bytes.toString('base64'))
      const mark = sealed.subarray(0, SEALED_WITH_NOTHING.length)
      if (platform === 'linux' && mark.equals(SEALED_WITH_NOTHING)) {
        throw new Error('it has no key of its own')
      }
      return sealed
    },
    async open(sealed) {
      const { result, shouldReEncrypt } = await safe
        .decryptStringAsync(sealed)
        .catch((error: unknown) => Promise.reject(new Error(inWords(error), { cause: error })))
      return { bytes: Buffer.from(result, 'base64'), outdated: shouldReEncrypt }
    },
  }
}

/** Electron tells the two apart in its sentence alone; people read ours. */
function inWords(error: unknown): string {
  const later = error instanceof Error && error.message.includes('temporarily unavailable')
  return later ? 'it is not ready yet' : 'it has not got that key'
}
