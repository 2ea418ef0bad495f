/**
 * A data folder that only its owner enters (0700) and whose files only its owner reads (0600),
 * also when an earlier version, a copy or a restored backup made them wider.
 */
import { chmodSync, lstatSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type ErrorValue, errorValue } from '../../../shared/domain/errors.ts'
import { dropTemporaries, makeFolder, systemCode } from './safe-file.ts'

const FOLDER = 0o700
const FILE = 0o600
/** Permissions of anybody but the owner. */
const OTHERS = 0o077
/** A folder that everybody writes to, such as /tmp: nobody's to narrow. */
const SHARED = 0o1000

/** What Tincan writes into its folder, copies of earlier states included. */
const SMALL = ['identity.json', 'known-hosts.json', 'room-passwords.json', 'settings.json']
const OURS = /^(messages\.db|(identity|known-hosts|room-passwords|settings)\.json)/
const LOGS = 'logs'

/**
 * Makes a data folder, or narrows the one that is there and what Tincan keeps in it. A folder
 * with something of others' in it stays as it is; our files in it will not.
 * @param own the folder is Tincan's, whatever else (Chromium's files) is in it
 * @returns what others may read all the same, for a person to know
 * @throws the system's error when there is no folder and none can be made
 */
export function openPrivateFolder(folder: string, own = false): ErrorValue | null {
  makeFolder(folder)
  // One program has the folder: what is left of a write was left by one that was killed.
  if (own) for (const name of SMALL) dropTemporaries(join(folder, name))
  if (process.platform === 'win32') return null
  const wide: ErrorValue[] = []
  const orTell = (path: string, act: () => void) => {
    try {
      act()
    } catch (error) {
      // Somebody else's, or a file system without permissions: it works as it did.
      wide.push(errorValue('folder_not_private', { path, cause: systemCode(error) }))
    }
  }
  for (const [path, mode] of kept(folder, own)) orTell(path, () => narrow(path, mode))
  return wide[0] ?? null
}

/** What is to be private, and how. */
function kept(folder: string, own: boolean): [string, number][] {
  const names = readdirSync(folder)
  const ours = names.filter((name) => OURS.test(name))
  const alone = own || names.every((name) => OURS.test(name) || name === LOGS)
  const shared = (statSync(folder).mode & SHARED) !== 0
  const all = ours.map((name): [string, number] => [join(folder, name), FILE])
  if (alone && !shared) all.unshift([folder, FOLDER])
  const logs = join(folder, LOGS)
  if (!alone || !names.includes(LOGS) || !lstatSync(logs).isDirectory()) return all
  const inLogs = readdirSync(logs).map((name): [string, number] => [join(logs, name), FILE])
  return [...all, [logs, FOLDER], ...inLogs]
}

/**
 * Takes what others may do. What a link leads to is not ours to change; but a folder may be one.
 */
function narrow(path: string, mode: number): void {
  const found = mode === FOLDER ? statSync(path) : lstatSync(path)
  const right = mode === FOLDER ? found.isDirectory() : found.isFile()
  if (right && (found.mode & OTHERS) !== 0) chmodSync(path, mode)
}
