/**
 * The file in which a person's key outlives the app. It is made at the first start and then only
 * ever read: what cannot be read is reported and left where it is, because a key that is written
 * over is a person who is gone.
 */
import { z } from 'zod'
import { AppError } from '../../shared/errors.ts'
import { createFile, readPrivate, replaceFile, systemCode } from '../store/safe-file.ts'
import { createIdentity, type Identity, identityWith } from './identity.ts'
import type { KeyStore } from './key-store.ts'

export { type KeyStore, noKeyStore } from './key-store.ts'

/** `system`: the key store seals the key. `file`: only the file's permissions guard it. */
export type Protection = 'system' | 'file'

export interface OpenedIdentity {
  readonly identity: Identity
  readonly protection: Protection
}

const fileSchema = z.strictObject({
  version: z.literal(1),
  protection: z.enum(['system', 'file']),
  /** PKCS #8 in PEM; sealed by the key store and in base64 when `protection` is `system`. */
  key: z.string().min(1),
  /** PEM. Without it, one is made. */
  certificate: z.string().optional(),
})
type File = z.infer<typeof fileSchema>

/**
 * Opens the identity in a file, or makes both at the first start. A key that was guarded by the
 * file alone is sealed as soon as there is a key store; a certificate out of its dates is renewed.
 * @throws {AppError} identity_damaged, the file as it was; identity_not_saved, with none made
 */
export async function openIdentity(path: string, keyStore: KeyStore): Promise<OpenedIdentity> {
  const text = read(path)
  if (text !== undefined) return load(path, text, keyStore)
  const identity = await createIdentity()
  const file = fileOf(identity, await protect(identity, keyStore))
  if (saved(path, () => createFile(path, textOf(file)))) {
    return { identity, protection: file.protection }
  }
  // Another Tincan, started at the same moment, was first: its key is ours.
  const theirs = read(path)
  if (theirs === undefined) throw damaged(path, new Error('the file comes and goes'))
  return load(path, theirs, keyStore)
}

/**
 * Puts another identity (one from a backup) in the place of the file's.
 * @throws {AppError} identity_not_saved, the old file as it was
 */
export async function replaceIdentity(
  path: string,
  identity: Identity,
  keyStore: KeyStore,
): Promise<OpenedIdentity> {
  const file = fileOf(identity, await protect(identity, keyStore))
  saved(path, () => replaceFile(path, textOf(file)))
  return { identity, protection: file.protection }
}

async function load(path: string, text: string, keyStore: KeyStore): Promise<OpenedIdentity> {
  const { file, identity } = await unseal(text, keyStore).catch((error: unknown) => {
    throw damaged(path, error)
  })
  // A sealed key stays as it is: sealing it again could only fail.
  const sealed = file.protection === 'file' ? await protect(identity, keyStore) : undefined
  const next = fileOf(identity, sealed, file)
  if (sealed === undefined && file.certificate === identity.certificate) {
    return { identity, protection: file.protection }
  }
  try {
    replaceFile(path, textOf(next))
    return { identity, protection: next.protection }
  } catch {
    // A folder that cannot be written: the key is as good as it was, and next time is soon enough.
    return { identity, protection: file.protection }
  }
}

async function unseal(
  text: string,
  keyStore: KeyStore,
): Promise<{ file: File; identity: Identity }> {
  const file = fileSchema.parse(JSON.parse(text))
  let key = file.key
  if (file.protection === 'system') {
    if (!(await keyStore.available())) throw new Error('the system’s key store is not available')
    key = (await keyStore.unprotect(Buffer.from(file.key, 'base64'))).toString('utf8')
  }
  return { file, identity: await identityWith(key, file.certificate) }
}

function fileOf(identity: Identity, sealed: Buffer | undefined, before?: File): File {
  const { key, certificate } = identity
  if (sealed !== undefined) {
    return { version: 1, protection: 'system', key: sealed.toString('base64'), certificate }
  }
  return { ...(before ?? { version: 1, protection: 'file', key }), certificate }
}

function textOf(file: File): string {
  return `${JSON.stringify(file, null, 2)}\n`
}

/** The key as sealed. A key store that fails, or does not give back what it took, is not used. */
async function protect({ key }: Identity, keyStore: KeyStore): Promise<Buffer | undefined> {
  try {
    if (!(await keyStore.available())) return undefined
    const sealed = await keyStore.protect(Buffer.from(key))
    return (await keyStore.unprotect(sealed)).equals(Buffer.from(key)) ? sealed : undefined
  } catch {
    return undefined
  }
}

function read(path: string): string | undefined {
  try {
    return readPrivate(path)
  } catch (error) {
    throw damaged(path, error)
  }
}

function saved<T>(path: string, write: () => T): T {
  try {
    return write()
  } catch (error) {
    const cause = systemCode(error)
    throw new AppError('identity_not_saved', { cause, path }, { cause: error })
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
