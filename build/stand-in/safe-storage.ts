/**
 * `safeStorage`, by TINCAN_STAND_IN_KEY_STORE: of a Linux without a keyring (which does not
 * refuse: it seals with a password that everybody knows, and marks it so); `silent`, a keyring
 * that never answers and says that it was asked; or `FILE`, a keyring that keeps its key there.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { SafeStorage } from 'electron'
import { standIn } from './app.ts'

type Part = Pick<SafeStorage, 'encryptStringAsync' | 'decryptStringAsync'>

const FAILED = 'Error while decrypting the ciphertext provided to safeStorage.decryptStringAsync.'
const KNOWN = 'v10'
const SECRET = 'v11'
const NONCE = 12
const TAG = 16

const withoutKeyring: Part = {
  encryptStringAsync: async (text) => Buffer.from(KNOWN + text),
  decryptStringAsync: async (sealed) => {
    const text = sealed.toString()
    if (!text.startsWith(KNOWN)) throw new Error(FAILED)
    return { shouldReEncrypt: false, result: text.slice(KNOWN.length) }
  },
}

function never(): Promise<never> {
  process.stderr.write('stand-in: the key store was asked\n')
  return new Promise(() => {})
}
const silent: Part = { encryptStringAsync: never, decryptStringAsync: never }

function keyring(file: string): Part {
  const key = () => {
    if (!existsSync(file)) writeFileSync(file, randomBytes(32))
    return readFileSync(file)
  }
  return {
    encryptStringAsync: async (text) => {
      const nonce = randomBytes(NONCE)
      const cipher = createCipheriv('aes-256-gcm', key(), nonce)
      const words = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([Buffer.from(SECRET), nonce, words, cipher.getAuthTag()])
    },
    decryptStringAsync: async (sealed) => {
      try {
        const nonce = sealed.subarray(SECRET.length, SECRET.length + NONCE)
        const decipher = createDecipheriv('aes-256-gcm', key(), nonce, { authTagLength: TAG })
        decipher.setAuthTag(sealed.subarray(-TAG))
        const words = decipher.update(sealed.subarray(SECRET.length + NONCE, -TAG))
        const result = Buffer.concat([words, decipher.final()]).toString()
        return { shouldReEncrypt: false, result }
      } catch {
        throw new Error(FAILED)
      }
    },
  }
}

function chosen(): Part {
  const name = process.env.TINCAN_STAND_IN_KEY_STORE
  if (name === undefined) return withoutKeyring
  return name === 'silent' ? silent : keyring(name)
}

const part = chosen()

/** As in Electron, which refuses it by a rejection. */
async function ready(): Promise<void> {
  if (!standIn.isReady()) throw new Error('safeStorage cannot be used before app is ready')
}

export const safeStorage: Part = {
  encryptStringAsync: async (text) => ready().then(() => part.encryptStringAsync(text)),
  decryptStringAsync: async (sealed) => ready().then(() => part.decryptStringAsync(sealed)),
}
