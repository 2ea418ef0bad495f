/**
 * The passwords of the rooms hosted here, for their host to see again. They stand in a file beside
 * the identity only as the system's key store has sealed them; without one they are known as long
 * as the program runs. Rooms themselves never need them: they keep an OPAQUE record.
 */

import { z } from 'zod'
import type { Logger } from '../logger.ts'
import { readSmall, replaceFile, setAside } from '../settings/safe-file.ts'
import type { KeyStore } from './key-store.ts'

const fileSchema = z.strictObject({ version: z.literal(1), sealed: z.base64() })
const passwordsSchema = z.record(z.string(), z.string())

export class KeptPasswords {
  readonly #path: string
  readonly #keyStore: KeyStore
  readonly #log: Logger
  /** By the id of the room; read when it is first asked for, since a key store may take its time. */
  #passwords: Promise<Map<string, string>> | undefined
  #written: Promise<void> = Promise.resolve()
  /** The file holds what could not be read. */
  #unread = false
  /** The file opens, and the key store asks for it to be sealed anew. */
  #outdated = false
  readonly #lasting: () => Promise<boolean>

  /** @param lasting whether what is sealed now will open at the next start, once that is known */
  constructor(path: string, keyStore: KeyStore, log: Logger, lasting = async () => true) {
    this.#path = path
    this.#keyStore = keyStore
    this.#log = log
    this.#lasting = lasting
  }

  /** Null where there is none, or none that is still known. */
  async of(roomId: string): Promise<string | null> {
    return (await this.#all()).get(roomId) ?? null
  }

  /** Keeps a room's password, or (null) forgets it; resolves when that is written, where it can be. */
  async keep(roomId: string, password: string | null): Promise<void> {
    const passwords = await this.#all()
    if ((passwords.get(roomId) ?? null) === password) return
    if (password === null) passwords.delete(roomId)
    else passwords.set(roomId, password)
    this.#written = this.#written.then(() => this.#write(passwords))
    await this.#written
  }

  /** Resolves when all that was asked for is written, where it can be. */
  async settled(): Promise<void> {
    await this.#passwords
    await this.#written
  }

  #all(): Promise<Map<string, string>> {
    this.#passwords ??= this.#read().then((passwords) => {
      if (this.#outdated) this.#written = this.#written.then(() => this.#sealAnew(passwords))
      return passwords
    })
    return this.#passwords
  }

  /** An old seal that opens is worth more than a new one that may not outlive this start. */
  async #sealAnew(passwords: ReadonlyMap<string, string>): Promise<void> {
    if (await this.#lasting()) await this.#write(passwords)
  }

  async #read(): Promise<Map<string, string>> {
    try {
      const text = readSmall(this.#path)
      if (text === undefined) return new Map()
      const { sealed } = fileSchema.parse(JSON.parse(text))
      const { bytes, outdated } = await this.#keyStore.open(Buffer.from(sealed, 'base64'))
      this.#outdated = outdated
      return new Map(Object.entries(passwordsSchema.parse(JSON.parse(bytes.toString('utf8')))))
    } catch (error) {
      this.#log.warn('the passwords of hosted rooms cannot be read', error)
      // Another start, with the key store open, may read them.
      this.#unread = true
      return new Map()
    }
  }

  async #write(passwords: ReadonlyMap<string, string>): Promise<void> {
    try {
      const text = JSON.stringify(Object.fromEntries(passwords))
      const sealed = await this.#keyStore.seal(Buffer.from(text))
      const file = { version: 1, sealed: sealed.toString('base64') }
      if (this.#unread) setAside(this.#path)
      this.#unread = false
      replaceFile(this.#path, `${JSON.stringify(file)}\n`)
    } catch (error) {
      // As where there is no key store: they are known as long as the program runs.
      this.#log.info('the passwords of hosted rooms are not kept', error)
    }
  }
}
