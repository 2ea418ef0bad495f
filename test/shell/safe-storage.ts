/**
 * `safeStorage` of a Linux without a keyring. Such a one does not refuse: it seals with a
 * password that everybody knows, and marks it so.
 */
import type { SafeStorage } from 'electron'

const MARK = 'v10'

export const safeStorage = {
  encryptStringAsync: async (text: string) => Buffer.from(MARK + text),
  decryptStringAsync: async (sealed: Buffer) => {
    const text = sealed.toString()
    if (!text.startsWith(MARK)) throw new Error('Error while decrypting the ciphertext')
    return { shouldReEncrypt: false, result: text.slice(MARK.length) }
  },
} satisfies Pick<SafeStorage, 'encryptStringAsync' | 'decryptStringAsync'>
