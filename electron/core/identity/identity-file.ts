/**
 * The file in which a person's key outlives the app. It is made at the first start and then only
 * ever read, sealed, or set aside on a person's word: what cannot be read is reported and left
 * where it is, because a key that is written over is a person who is gone.
 */
import { z } from 'zod'
import { AppError } from '../../../shared/domain/errors.ts'
import {
  createFile,
  isDanglingLink,
  makePrivate,
  readSmall,
  replaceFile,
  systemCode,
} from '../settings/safe-file.ts'
import { createIdentity, type Identity, identityWith } from './identity.ts'
import type { KeyStore } from './key-store.ts'

export { type KeyStore, noKeyStore } from './key-store.ts'

const fileSchema = z.strictObject({
  version: z.literal(1),
  /** `system`: the key store seals the key. `file`: only the file's permissions guard it. */
  protection: z.enum(['system', 'file']),
  /** PKCS #8 in PEM; sealed by the key store and in base64 when `protection` is `system`. */
  key: z.string().min(1),
  /** PEM. Without it, one is made. */
  certificate: z.string().optional(),
  /** Sealed and in base64: opens at a later start, if seals outlast this one. */
  probe: z.string().optional(),
})
export type KeyFile = z.infer<typeof fileSchema>

export interface OpenedIdentity {
  readonly identity: Identity
  readonly file: KeyFile
  /** The key store sealed it, with the key by which it seals now. */
  readonly sealed: boolean
}

/**
 * Opens the identity in a file, or makes both at the first start. A certificate out of its dates
 * is renewed.
 * @param asking the key store is about to be asked, which may take a person's time
 * @throws {AppError} identity_damaged or identity_sealed, the file as it was;
 *   identity_not_saved, with none made
 */
export async function openIdentity(
  path: string,
  keyStore: KeyStore,
  asking: () => void = () => {},
): Promise<OpenedIdentity> {
  const text = read(path)
  if (text !== undefined) return load(path, text, keyStore, asking)
  const identity = await createIdentity()
  const file = plainFile(identity)
  if (saved(path, () => createFile(path, textOf(file)))) return { identity, file, sealed: false }
  // Another Tincan, started at the same moment, was first: its key is ours.
  const theirs = read(path)
  if (theirs === undefined) {
    const why = isDanglingLink(path) ? 'it is a link that leads nowhere' : 'it comes and goes'
    throw damaged(path, new Error(why))
  }
  return load(path, theirs, keyStore, asking)
}

/** The file of an identity that only its permissions guard. */
export function plainFile({ key, certificate }: Identity): KeyFile {
  return { version: 1, protection: 'file', key, certificate }
}

/** As it stands on the disk: JSON, with a newline at its end. */
export function textOf(file: KeyFile): string {
  return `${JSON.stringify(file, null, 2)}\n`
}

/** @throws {AppError} identity_not_saved */
export function saved<T>(path: string, write: () => T): T {
  try {
    return write()
  } catch (error) {
    const cause = systemCode(error)
    throw new AppError('identity_not_saved', { cause, path }, { cause: error })
  }
}

async function load(
  path: string,
  text: string,
  keyStore: KeyStore,
  asking: () => void,
): Promise<OpenedIdentity> {
  const file = parse(path, text)
  makePrivate(path)
  const { key, sealed } = await keyOf(path, file, keyStore, asking)
  const identity = await identityWith(key, file.certificate).catch((error: unknown) => {
    throw damaged(path, error)
  })
  if (file.certificate === identity.certificate) return { identity, file, sealed }
  const renewed = { ...file, certificate: identity.certificate }
  try {
    replaceFile(path, textOf(renewed))
    return { identity, file: renewed, sealed }
  } catch {
    // A folder that cannot be written: the key is as good as it was, and next time is soon enough.
    return { identity, file, sealed }
  }
}

function parse(path: string, text: string): KeyFile {
  try {
    return fileSchema.parse(JSON.parse(text))
  } catch (error) {
    throw damaged(path, error)
  }
}

async function keyOf(
  path: string,
  file: KeyFile,
  keyStore: KeyStore,
  asking: () => void,
): Promise<{ key: string; sealed: boolean }> {
  if (file.protection === 'file') return { key: file.key, sealed: false }
  asking()
  try {
    const { bytes, outdated } = await keyStore.open(Buffer.from(file.key, 'base64'))
    return { key: bytes.toString('utf8'), sealed: !outdated }
  } catch (error) {
    const details = { cause: systemCode(error), kept: path }
    throw new AppError('identity_sealed', details, { cause: error })
  }
}

function read(path: string): string | undefined {
  try {
    return readSmall(path)
  } catch (error) {
    throw damaged(path, error)
  }
}

function damaged(path: string, error: unknown): AppError {
  return new AppError('identity_damaged', { cause: reason(error), kept: path }, { cause: error })
}

function reason(error: unknown): string {
  if (error instanceof SyntaxError || error instanceof z.ZodError) {
    return 'it is not a key file of this version of Tincan'
  }
  return systemCode(error)
}
