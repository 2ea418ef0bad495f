/**
 * A person's own key and the file it is kept in. The key store seals it only when it has shown
 * that its seals outlast a start: one that keeps its own key in memory first (on Windows for ten
 * seconds) would otherwise lose ours when the program is killed. So a probe is sealed beside the
 * unsealed key; a later start that can open it has the key sealed. What is sealed already is
 * sealed anew, with a key that the store has changed to, by the same rule.
 */

import { type ErrorValue, errorValue } from '../../../shared/domain/errors.ts'
import type { OwnIdentity } from '../../../shared/domain/own-identity.ts'
import type { Logger } from '../logger.ts'
import { replaceAside, replaceFile } from '../settings/safe-file.ts'
import { createIdentity, type Identity } from './identity.ts'
import {
  type KeyFile,
  type OpenedIdentity,
  openIdentity,
  plainFile,
  saved,
  textOf,
} from './identity-file.ts'
import type { KeyStore } from './key-store.ts'

export interface OwnKeyPorts {
  readonly path: string
  readonly keyStore: KeyStore
  readonly logger: Logger
}

/** What a probe holds: nothing worth protecting. */
const PROBE = Buffer.from('Tincan')

/**
 * One for each file: {@link OwnKey.open} or {@link OwnKey.beginAnew} makes it, and its owner calls
 * `settle` once.
 */
export class OwnKey {
  readonly #ports: OwnKeyPorts
  #identity: Identity
  #file: KeyFile
  /**
   * A seal of an earlier start has opened at this one: what is sealed now will open at the next.
   */
  #lasting: boolean
  /** The key store could not be used at this start. */
  #without = false
  /** The probe of an earlier start, until it is tried. */
  #earlier: string | undefined

  private constructor(ports: OwnKeyPorts, { identity, file, sealed }: OpenedIdentity) {
    this.#ports = ports
    this.#identity = identity
    this.#file = file
    this.#lasting = sealed
    this.#earlier = file.probe
  }

  /**
   * Opens the key, or makes one at the first start.
   * @param asking see {@link openIdentity}, as for what it throws
   */
  static async open(ports: OwnKeyPorts, asking?: () => void): Promise<OwnKey> {
    return new OwnKey(ports, await openIdentity(ports.path, ports.keyStore, asking))
  }

  /**
   * Begins with a new key, or the one from a backup, in place of a file that cannot be opened,
   * which is set aside.
   * @returns the key, and a warning that says where the old file is, if there was one
   * @throws {AppError} identity_not_saved, the old file as it was
   */
  static async beginAnew(
    ports: OwnKeyPorts,
    restored?: Identity,
  ): Promise<{ key: OwnKey; warning: ErrorValue | null }> {
    const identity = restored ?? (await createIdentity())
    const file = plainFile(identity)
    const kept = saved(ports.path, () => replaceAside(ports.path, textOf(file)))
    const code = restored === undefined ? 'identity_new' : 'identity_restored'
    const warning = kept === undefined ? null : errorValue(code, { kept })
    return { key: new OwnKey(ports, { identity, file, sealed: false }), warning }
  }

  /** Another one after `replace`: whoever keeps it keeps the old one. */
  get identity(): Identity {
    return this.#identity
  }

  /** Whether what is sealed now will open at the next start, as far as is known. */
  get lasting(): boolean {
    return this.#lasting
  }

  /** What a window shows of it. */
  get shown(): OwnIdentity {
    const { protection } = this.#file
    return {
      fingerprint: this.#identity.fingerprint,
      protection: protection === 'system' ? 'system' : this.#without ? 'file' : 'later',
    }
  }

  /** Has the key store seal the key, or a probe for the next start; nothing waits for it. */
  async settle(): Promise<void> {
    if (this.#lasting) return
    try {
      this.#lasting = await this.#opensEarlier()
      if (this.#lasting) await this.#sealKey()
      else await this.#sealProbe()
    } catch (error) {
      // The key is as good as it was, and the next start tries again.
      this.#without = true
      this.#ports.logger.info('the key store does not protect the key', error)
    }
  }

  /**
   * Takes another identity (one from a backup) in place of this one.
   * @throws {AppError} identity_not_saved, the old file as it was
   */
  async replace(identity: Identity): Promise<void> {
    const { probe } = this.#file
    const plain = plainFile(identity)
    const sealed = this.#lasting ? await this.#sealed(identity).catch(() => undefined) : undefined
    const file = sealed ?? (probe === undefined ? plain : { ...plain, probe })
    saved(this.#ports.path, () => replaceFile(this.#ports.path, textOf(file)))
    this.#identity = identity
    this.#file = file
  }

  /** Whether the probe of an earlier start opens, with the key that seals today. */
  async #opensEarlier(): Promise<boolean> {
    const probe = this.#earlier
    this.#earlier = undefined
    if (probe === undefined) return false
    try {
      const { bytes, outdated } = await this.#ports.keyStore.open(Buffer.from(probe, 'base64'))
      return bytes.equals(PROBE) && !outdated
    } catch (error) {
      this.#ports.logger.info('the key store does not open what it sealed before', error)
      return false
    }
  }

  async #sealKey(): Promise<void> {
    const before = this.#identity
    const file = await this.#sealed(before)
    // Meanwhile another may have been imported: it has taken its own way into the file.
    if (this.#identity === before) this.#keep(file)
  }

  async #sealProbe(): Promise<void> {
    const probe = (await this.#seal(PROBE)).toString('base64')
    this.#keep({ ...this.#file, probe })
  }

  async #sealed({ key, certificate }: Identity): Promise<KeyFile> {
    const sealed = await this.#seal(Buffer.from(key))
    return { version: 1, protection: 'system', key: sealed.toString('base64'), certificate }
  }

  /** A key store that does not give back what it took is not used. */
  async #seal(bytes: Buffer): Promise<Buffer> {
    const { keyStore } = this.#ports
    const sealed = await keyStore.seal(bytes)
    const back = await keyStore.open(sealed)
    if (!back.bytes.equals(bytes)) throw new Error('it does not give back what it took')
    return sealed
  }

  #keep(file: KeyFile): void {
    replaceFile(this.#ports.path, textOf(file))
    this.#file = file
  }
}
