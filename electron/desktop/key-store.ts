/**
 * The system's key store, through Electron's `safeStorage`: Keychain, DPAPI, libsecret, KWallet.
 * What only seems to protect counts as absent, so that the app says so.
 */
import type { SafeStorage } from 'electron'
import type { KeyStore } from '../identity/key-store.ts'

/** The part of `safeStorage` in use. The asynchronous one: the other is deprecated, and it blocks. */
export type Safe = Pick<
  SafeStorage,
  | 'isAsyncEncryptionAvailable'
  | 'encryptStringAsync'
  | 'decryptStringAsync'
  | 'getSelectedStorageBackend'
>

/**
 * How Chromium marks what it sealed, on Linux, with a password that stands in its own source
 * (OSCrypt's version 10); what a keyring's key seals bears another mark.
 */
const SEALED_WITH_NOTHING = Buffer.from('v10')

/** @param safe Electron's `safeStorage`; used once the app is ready */
export function systemKeyStore(safe: Safe, platform: NodeJS.Platform = process.platform): KeyStore {
  const linux = platform === 'linux'
  return {
    async available() {
      if (linux && ['basic_text', 'unknown'].includes(safe.getSelectedStorageBackend()))
        return false
      try {
        return await safe.isAsyncEncryptionAvailable()
      } catch {
        return false
      }
    },
    async protect(bytes) {
      const sealed = await safe.encryptStringAsync(bytes.toString('base64'))
      if (linux && sealed.subarray(0, SEALED_WITH_NOTHING.length).equals(SEALED_WITH_NOTHING)) {
        throw new Error('the key store has no key of its own')
      }
      return sealed
    },
    async unprotect(bytes) {
      const { result } = await safe.decryptStringAsync(bytes)
      return Buffer.from(result, 'base64')
    },
  }
}
