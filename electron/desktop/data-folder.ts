/**
 * The data folder, before its lock is asked for: Electron gives no lock of a folder that cannot be
 * written to, which would look as if another Tincan had it.
 */
import { accessSync, constants, mkdirSync } from 'node:fs'

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'it is on a disk that can only be read',
  ENOSPC: 'the disk is full',
  EEXIST: 'there is a file in its place',
  ENOTDIR: 'there is a file in its place',
}

/**
 * Makes the folder, or sees that it can be written to. (On Windows only the lock itself can tell
 * the latter: permissions there are not what `access` looks at.)
 * @throws {Error} which folder, why not, and what to do
 */
export function openDataFolder(dataDir: string, access = accessSync): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    access(dataDir, constants.W_OK)
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    throw new Error(
      `Tincan cannot keep its data in ${dataDir}: ${REASONS[code] ?? message}. Mend that, or start it with --data-dir and another folder.`,
      { cause: error },
    )
  }
}
