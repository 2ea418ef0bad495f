/**
 * The copy of the messages that is made before their tables are changed: `NAME.before-N` beside
 * the file, N the version it comes to. Only the last one is kept.
 */
import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Database } from './database.ts'
import { SCHEMA_VERSION } from './schema.ts'

/**
 * Copies what the database has now, as one whole file that only its owner can read.
 * @throws an error of the driver or the system; then an earlier copy is still there
 */
export function backUp(database: Database, path: string): void {
  const copy = `${path}.before-${SCHEMA_VERSION}`
  const temporary = `${copy}.tmp`
  rmSync(temporary, { force: true })
  try {
    // Made here and not by SQLite, which would let others read it.
    closeSync(openSync(temporary, 'wx', 0o600))
    database.run('VACUUM INTO ?', temporary)
    flush(temporary)
    renameSync(temporary, copy)
  } finally {
    rmSync(temporary, { force: true })
  }
  const older = backUpsOf(path).filter((name) => name !== basename(copy))
  for (const name of older) rmSync(join(dirname(path), name))
}

/** Removes every copy: what was deleted must not live on in one. */
export function dropBackUps(path: string): void {
  for (const name of backUpsOf(path)) rmSync(join(dirname(path), name), { force: true })
}

function backUpsOf(path: string): string[] {
  return readdirSync(dirname(path)).filter((name) => name.startsWith(`${basename(path)}.before-`))
}

/** SQLite leaves that to whoever wants the copy. */
function flush(path: string): void {
  const file = openSync(path, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
