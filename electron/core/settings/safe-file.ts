/**
 * Small private files that are whole or not there: readable by their owner alone (0600, in a
 * folder made 0700), written to a temporary file beside them, flushed, then put in place.
 */

import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { SMALL_FILE_BYTES } from '../../../shared/domain/limits.ts'

const PRIVATE = 0o600

/** What {@link withTemporary} calls its file. */
const TEMPORARY = /\.[0-9a-f]{12}\.tmp$/

/** File systems without hard links (FAT, some network shares) answer one of these. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'])

/**
 * The text of a file, or undefined when there is none. Nothing of it is changed: whoever knows that
 * it is theirs calls {@link makePrivate}.
 * @throws the system's error for whatever else hinders reading
 */
export function readSmall(path: string): string | undefined {
  let file: number
  try {
    // A pipe would have us wait for its writer.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  }
  try {
    const found = fstatSync(file)
    if (!found.isFile()) throw new Error(found.isDirectory() ? 'it is a folder' : 'it is no file')
    if (found.size > SMALL_FILE_BYTES) throw new Error('the file is too large')
    return readFileSync(file, 'utf8')
  } finally {
    closeSync(file)
  }
}

/** Takes from others what they may do with a file of ours. */
export function makePrivate(path: string): void {
  if (process.platform === 'win32') return
  try {
    const found = statSync(path)
    if (found.isFile() && (found.mode & 0o077) !== 0) chmodSync(path, PRIVATE)
  } catch {
    // Somebody else's: it can be read, and that is all that was asked.
  }
}

/** Makes a folder and those above it, for their owner alone. @throws the system's error */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if (systemCode(error) === 'EEXIST' && statSync(path).isDirectory()) return
    if (systemCode(error) !== 'ENOENT' || dirname(path) === path) throw error
    // By hand: Node's own way never ends where the system says so of a folder that is there
    // (/proc).
    makeFolder(dirname(path))
    mkdirSync(path, { mode: 0o700 })
  }
}

/**
 * Puts `text` in the place of a file, whole.
 * @throws the system's error; the old file is then as it was
 */
export function replaceFile(path: string, text: string): void {
  const target = existsSync(path) ? realpathSync(path) : path
  withTemporary(target, text, (temporary) => {
    renameSync(temporary, target)
  })
}

/**
 * Makes a file that is not there yet, whole.
 * @returns false when there is one already, which is left as it is
 * @throws the system's error
 */
export function createFile(path: string, text: string): boolean {
  return withTemporary(path, text, (temporary) => {
    try {
      linkSync(temporary, path)
      return true
    } catch (error) {
      if (systemCode(error) === 'EEXIST') return false
      if (!NO_LINKS.has(systemCode(error))) throw error
      return createDirectly(path, text)
    }
  })
}

/**
 * Puts `text` in the place of a file, whole, and sets the old one aside, if there is one.
 * @returns the old one's name now
 * @throws the system's error; the old file is then where it was
 */
export function replaceAside(path: string, text: string): string | undefined {
  return withTemporary(path, text, (temporary) => {
    const kept = isThere(path) ? keptName(path) : undefined
    if (kept !== undefined) keepAs(path, kept)
    try {
      renameSync(temporary, path)
      return kept
    } catch (error) {
      if (kept !== undefined) renameSync(kept, path)
      throw error
    }
  })
}

/** Both names for a moment: whoever is killed now has the old file in its place. */
function keepAs(path: string, kept: string): void {
  try {
    linkSync(path, kept)
  } catch (error) {
    if (!NO_LINKS.has(systemCode(error))) throw error
    renameSync(path, kept)
  }
}

/** Renames a file to the first free `NAME.damaged-N`, and answers that name. */
export function setAside(path: string): string {
  const kept = keptName(path)
  renameSync(path, kept)
  return kept
}

function keptName(path: string): string {
  let n = 1
  while (isThere(`${path}.damaged-${n}`)) n += 1
  return `${path}.damaged-${n}`
}

/** A link that leads nowhere is there. */
const isThere = (path: string) => lstatSync(path, { throwIfNoEntry: false }) !== undefined

/** Whether there is a link, and nothing where it leads. */
export const isDanglingLink = (path: string) =>
  lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true && !existsSync(path)

/** Removes what writers that were killed have left beside a file; nobody may be writing it. */
export function dropTemporaries(path: string): void {
  const begun = `${basename(path)}.`
  for (const name of readdirSync(dirname(path))) {
    if (name.startsWith(begun) && TEMPORARY.test(name)) {
      rmSync(join(dirname(path), name), { force: true })
    }
  }
}

/** The system's word for an error (`ENOENT`), or its message. */
export function systemCode(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return (error as NodeJS.ErrnoException).code ?? error.message
}

function withTemporary<T>(path: string, text: string, act: (temporary: string) => T): T {
  makeFolder(dirname(path))
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`
  try {
    writeWhole(temporary, text)
    const result = act(temporary)
    flushFolder(dirname(path))
    return result
  } finally {
    rmSync(temporary, { force: true })
  }
}

/** Without links: only one start can make the file, but another may see it half written. */
function createDirectly(path: string, text: string): boolean {
  try {
    writeWhole(path, text)
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw error
  }
}

function writeWhole(path: string, text: string): void {
  const file = openSync(path, 'wx', PRIVATE)
  try {
    writeFileSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/**
 * Makes the new name itself outlast a power cut. Where folders cannot be flushed, they need not.
 */
function flushFolder(folder: string): void {
  try {
    const handle = openSync(folder, 'r')
    try {
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
  } catch {
    // Windows, and some network shares.
  }
}
