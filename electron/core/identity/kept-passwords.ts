/**
 * The passwords of the rooms hosted here, for their host to see again. They stand in a file beside
 * the identity only as the system's key store has sealed them; without one they are known as long
 * as the program runs. Rooms themselves never need them: they keep an OPAQUE record.
 *
 * A seal of this start may not outlive it (see own-key.ts). So what is changed before that is
 * known is written beside the text that has opened, not in its place; the next start takes the
 * newer of the two that opens.
 */

import { z } from 'zod'
import type { Logger } from '../logger.ts'
import { readSmall, replaceAside, replaceFile } from '../settings/safe-file.ts'
import type { KeyStore } from './key-store.ts'

const fileSchema = z.strictObject({
  version: z.literal(1),
  sealed: z.base64(),
  /** Newer, by a seal that may not have outlived its start. */
  next: z.base64().optional(),
})
const passwordsSchema = z.record(z.string(), z.string())
type Passwords = Map<string, string>

/**
 * One for each file. Nothing here rejects: what the key store or the disk does not give or take is
 * told to the log file.
 */
export class KeptPasswords {
  readonly #path: string
  readonly #keyStore: KeyStore
  readonly #logger: Logger
  /** By the id of the room; read when it is first asked for, since a key store may take its time. */
  #passwords: Promise<Passwords> | undefined
  #written: Promise<void> = Promise.resolve()
  /** The file holds what could not be read. */
  #unread = false
  /** A sealed text of an earlier start, which has opened at this one. */
  #opened: string | undefined
  /** The file should be sealed anew, once that will last. */
  #outdated = false
  readonly #lasting: () => Promise<boolean>
  /** What is sealed now will open at the next start. */
  #lasts = false
  #settling: Promise<void> = Promise.resolve()

  /** @param lasting whether what is sealed now will open at the next start, once that is known */
  constructor(path: string, keyStore: KeyStore, logger: Logger, lasting = async () => true) {
    this.#path = path
    this.#keyStore = keyStore
    this.#logger = logger
    this.#lasting = lasting
  }

  /** Null where there is none, or none that is still known. */
  async of(roomId: string): Promise<string | null> {
    return (await this.#all()).get(roomId) ?? null
  }

  /**
   * Keeps a room's password, or (null) forgets it; resolves when that is written, where it can be.
   * That is done at once: it waits for no word about how long seals last.
   */
  async keep(roomId: string, password: string | null): Promise<void> {
    const passwords = await this.#all()
    if (this.#unread) await this.#readAgain(passwords)
    if ((passwords.get(roomId) ?? null) === password) return
    if (password === null) passwords.delete(roomId)
    else passwords.set(roomId, password)
    await this.#write(passwords)
  }

  /** Resolves when all that was asked for is written, where it can be. */
  async settled(): Promise<void> {
    await this.#passwords
    await this.#settling
    await this.#written
  }

  #all(): Promise<Passwords> {
    this.#passwords ??= this.#read().then((passwords) => {
      this.#settling = this.#settle(passwords)
      return passwords
    })
    return this.#passwords
  }

  /** Once seals last, one text is enough. */
  async #settle(passwords: Passwords): Promise<void> {
    this.#lasts = await this.#lasting()
    if (this.#lasts && this.#outdated && !this.#unread) await this.#write(passwords)
  }

  async #read(): Promise<Passwords> {
    try {
      const text = readSmall(this.#path)
      if (text === undefined) return new Map()
      const { sealed, next } = fileSchema.parse(JSON.parse(text))
      if (next === undefined) return await this.#open(sealed)
      this.#outdated = true
      // The older first: a key store that opens it is there, so that what it cannot open is lost.
      const older = await this.#open(sealed).catch(() => undefined)
      return await this.#open(next).catch((error) => {
        if (older === undefined) throw error
        this.#logger.warn('the newest passwords of hosted rooms cannot be read', error)
        return older
      })
    } catch (error) {
      this.#logger.warn('the passwords of hosted rooms cannot be read', error)
      // Another start, with the key store open, may read them.
      this.#unread = true
      return new Map()
    }
  }

  /** A key store that was not there at the first look may be there now. */
  async #readAgain(passwords: Passwords): Promise<void> {
    this.#unread = false
    for (const [roomId, password] of await this.#read()) {
      if (!passwords.has(roomId)) passwords.set(roomId, password)
    }
  }

  async #open(sealed: string): Promise<Passwords> {
    const { bytes, outdated } = await this.#keyStore.open(Buffer.from(sealed, 'base64'))
    const passwords = passwordsSchema.parse(JSON.parse(bytes.toString('utf8')))
    this.#opened = sealed
    this.#outdated ||= outdated
    return new Map(Object.entries(passwords))
  }

  /** One after the other, each with what is known when its turn comes. */
  #write(passwords: Passwords): Promise<void> {
    this.#written = this.#written.then(() => this.#writeNow(passwords))
    return this.#written
  }

  async #writeNow(passwords: Passwords): Promise<void> {
    try {
      const lasts = this.#lasts
      this.#outdated ||= !lasts
      const text = JSON.stringify(Object.fromEntries(passwords))
      const seal = await this.#keyStore.seal(Buffer.from(text))
      const newest = seal.toString('base64')
      const beside = lasts ? undefined : this.#opened
      const file =
        beside === undefined
          ? { version: 1, sealed: newest }
          : { version: 1, sealed: beside, next: newest }
      const put = this.#unread ? replaceAside : replaceFile
      put(this.#path, `${JSON.stringify(file)}\n`)
      this.#unread = false
      this.#outdated &&= !lasts
    } catch (error) {
      // As where there is no key store: they are known as long as the program runs.
      this.#logger.info('the passwords of hosted rooms are not kept', error)
    }
  }
}
