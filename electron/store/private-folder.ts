/**
 * A data folder that only its owner enters (0700) and whose files only its owner reads (0600),
 * also when an earlier version, a copy or a restored backup made them wider.
 */
import { chmodSync, lstatSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type ErrorValue, errorValue } from '../../shared/errors.ts'
import { systemCode } from './safe-file.ts'

const FOLDER = 0o700
const FILE = 0o600
/** Permissions of anybody but the owner. */
const OTHERS = 0o077
/** A folder that everybody writes to, such as /tmp: nobody's to narrow. */
const SHARED = 0o1000

/** What Tincan writes into its folder, copies of earlier states included. */
const OURS = /^(messages\.db|(identity|known-hosts|room-passwords|settings)\.json)/
const LOGS = 'logs'

/**
 * Makes a data folder, or narrows the one that is there and what Tincan keeps in it. A folder
 * with nothing of ours in it, but something of others', stays as it is; our files in it will not.
 * @returns what others may read all the same, for a person to know
 * @throws the system's error when there is no folder and none can be made
 */
export function openPrivateFolder(folder: string): ErrorValue | null {
  mkdirSync(folder, { recursive: true, mode: FOLDER })
  if (process.platform === 'win32') return null
  try {
    narrowKept(folder)
    return null
  } catch (error) {
    // Somebody else's, or a file system without permissions: it works as it did.
    const path = (error as NodeJS.ErrnoException).path ?? folder
    return errorValue('folder_not_private', { path, cause: systemCode(error) })
  }
}

function narrowKept(folder: string): void {
  const names = readdirSync(folder)
  const ours = names.filter((name) => OURS.test(name))
  const shared = (statSync(folder).mode & SHARED) !== 0
  if ((ours.length > 0 || names.length === 0) && !shared) narrow(folder, FOLDER)
  for (const name of ours) narrow(join(folder, name), FILE)
  const logs = join(folder, LOGS)
  if (ours.length === 0 || !names.includes(LOGS) || !lstatSync(logs).isDirectory()) return
  narrow(logs, FOLDER)
  for (const name of readdirSync(logs)) narrow(join(logs, name), FILE)
}

/** Takes what others may do. What a link leads to is not ours to change; but a folder may be one. */
function narrow(path: string, mode: number): void {
  const found = mode === FOLDER ? statSync(path) : lstatSync(path)
  if (found.isSymbolicLink() || (found.mode & OTHERS) === 0) return
  chmodSync(path, mode)
}
