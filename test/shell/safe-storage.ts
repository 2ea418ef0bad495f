/** `safeStorage` of a computer without a key store: it is asked, and says that there is none. */
import type { SafeStorage } from 'electron'

const none = async (): Promise<never> => {
  throw new Error('The stand-in shell has no key store.')
}

export const safeStorage = {
  isAsyncEncryptionAvailable: async () => false,
  encryptStringAsync: none,
  decryptStringAsync: none,
  getSelectedStorageBackend: () => 'basic_text',
} satisfies Pick<
  SafeStorage,
  | 'isAsyncEncryptionAvailable'
  | 'encryptStringAsync'
  | 'decryptStringAsync'
  | 'getSelectedStorageBackend'
>
