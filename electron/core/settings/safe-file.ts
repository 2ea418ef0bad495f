/**
 * Small private files that are whole or not there: readable by their owner alone (0600, in a
 * folder made 0700), written to a temporary file beside them, flushed, then put in place.
 */
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'

const PRIVATE = 0o600

/** What a file may have, in bytes: a thousand known hosts need a third of it. */
const LARGEST = 1024 * 1024

/** File systems without hard links (FAT, some network shares) answer one of these. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'])

/**
 * The text of a file, or undefined when there is none. One that others may read or write is made
 * private.
 * @throws the system's error for whatever else hinders reading
 */
export function readPrivate(path: string): string | undefined {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  }
  try {
    const { mode, size } = fstatSync(file)
    if (size > LARGEST) throw new Error('the file is too large')
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) tighten(path)
    return readFileSync(file, 'utf8')
  } finally {
    closeSync(file)
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
    const kept = existsSync(path) ? setAside(path) : undefined
    try {
      renameSync(temporary, path)
      return kept
    } catch (error) {
      if (kept !== undefined) renameSync(kept, path)
      throw error
    }
  })
}

/** Renames a file to the first free `NAME.damaged-N`, and answers that name. */
export function setAside(path: string): string {
  let n = 1
  while (existsSync(`${path}.damaged-${n}`)) n += 1
  const kept = `${path}.damaged-${n}`
  renameSync(path, kept)
  return kept
}

/** The system's word for an error (`ENOENT`), or its message. */
export function systemCode(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return (error as NodeJS.ErrnoException).code ?? error.message
}

function withTemporary<T>(path: string, text: string, act: (temporary: string) => T): T {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
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

/** Makes the new name itself outlast a power cut. Where folders cannot be flushed, they need not. */
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

function tighten(path: string): void {
  try {
    chmodSync(path, PRIVATE)
  } catch {
    // Somebody else's file: it can be read, and that is all that was asked.
  }
}
