/**
 * Opens the file with the messages, whatever state it is in. Invariants: a file of a
 * newer version or of another program is not touched, a damaged one is set aside and not deleted,
 * a file that was not closed in order is looked through before it is used, and what is wrong in the
 * search index costs nothing but the index, which is made anew.
 */
import {
  chmodSync,
  closeSync,
  existsSync,
  openSync,
  readSync,
  renameSync,
  statfsSync,
  statSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { AppError, type ErrorValue, errorValue } from '../../../shared/domain/errors.ts'
import { makeFolder, setAside } from '../settings/safe-file.ts'
import { backUp } from './backup.ts'
import { causeOf, Database, faultOf } from './database.ts'
import { mend } from './mending.ts'
import {
  APPLICATION_ID,
  type Mark,
  migrate,
  SCHEMA_VERSION,
  stepsFrom,
  versionOf,
} from './schema.ts'
import { areWhole, type Depth, INDEX_TABLES, IndexFault, makeAnew } from './search-tables.ts'
import { SqliteStore } from './sqlite-store.ts'

export interface OpenedFile {
  readonly sqlite: SqliteStore
  /** The file was set aside, and this is a new one. */
  readonly damage: ErrorValue | null
  /** Values that were mended, for the log file. */
  readonly mended: readonly string[]
}

/** How far a file of an earlier version has been brought to this one: from 0 to 1. */
export type OnProgress = (share: number) => void

/** A store in memory, gone when it is closed. */
export function openMemory(): OpenedFile {
  return { sqlite: sqliteOf(new Database(':memory:')), damage: null, mended: [] }
}

/**
 * Opens a file and takes its lock, or makes it.
 * @param freeOn bytes that can be written on the disk of a folder
 * @throws {AppError} storage_locked when another process has it, storage_newer, storage_full,
 *   storage_no_room, storage_unreadable: then the file is as it was
 */
export function openFile(
  path: string,
  onProgress: OnProgress = () => {},
  freeOn: (folder: string) => number = freeBytes,
): OpenedFile {
  try {
    makeFolder(dirname(path))
    ensurePrivate(path)
    try {
      return { ...openWhole(path, onProgress, freeOn), damage: null }
    } catch (error) {
      if (faultOf(error) !== 'damaged' && !(error instanceof Damaged)) throw error
      const kept = setAllAside(path)
      ensurePrivate(path)
      return {
        ...openWhole(path, onProgress, freeOn),
        damage: errorValue('storage_damaged', { kept }),
      }
    }
  } catch (error) {
    throw told(error, path)
  }
}

/** Makes the file when it is not there, before SQLite does and lets others read it. */
function ensurePrivate(path: string): void {
  closeSync(openSync(path, 'a', 0o600))
  if (process.platform !== 'win32') chmodSync(path, 0o600)
}

/** The file is not what SQLite or Tincan had written. */
class Damaged extends Error {}

function openWhole(
  path: string,
  onProgress: OnProgress,
  freeOn: (folder: string) => number,
): Pick<OpenedFile, 'sqlite' | 'mended'> {
  look(path)
  const database = new Database(path)
  try {
    const version = versionOf(database)
    judgeVersion(version, path)
    const older = hasTables(database) && version < SCHEMA_VERSION
    // The copy takes what the file takes, and so may what is written beside the file at first.
    const needed = 2 * sizeOf(path)
    if (older && freeOn(dirname(path)) < needed) {
      throw new AppError('storage_no_room', { megabytes: Math.ceil(needed / 1024 / 1024) })
    }
    // Looking through it and copying it are steps as well.
    const steps = stepsFrom(version) + 2
    let done = 0
    const onStep = () => {
      done += 1
      if (older) onProgress(done / steps)
    }
    if (older) onProgress(0)
    if (hasTables(database)) check(database)
    onStep()
    if (older) backUp(database, path)
    onStep()
    migrate(database, SCHEMA_VERSION, onStep)
    // Before the index is looked at: what is mended takes events out.
    const mended = mendAll(database)
    const sqlite = sqliteOf(database)
    mark(database)
    if (marked(database, 'compact')) finish(sqlite)
    return { sqlite, mended }
  } catch (error) {
    database.close()
    throw error
  }
}

function sqliteOf(database: Database, onStep?: () => void): SqliteStore {
  migrate(database, SCHEMA_VERSION, onStep)
  const sqlite = new SqliteStore(database)
  try {
    sqlite.prove()
    // What is found first, and all of what is not much; the rest comes in while others are served.
    sqlite.index()
  } catch {
    // No room for it now: the next step tries again.
  }
  return sqlite
}

/**
 * Reads the file's header without opening it as a database, which would change it. The version
 * stands there because a migration ends with a checkpoint.
 * @throws {AppError} storage_newer, storage_unreadable
 */
function look(path: string): void {
  const header = Buffer.alloc(72)
  const file = openSync(path, 'r')
  try {
    const length = readSync(file, header)
    // SQLite would take the log beside an empty file for a left-over, and delete it.
    if (length === 0 && sizeOf(`${path}-wal`) > 0) throw new Damaged()
    if (length < header.length || !header.toString('latin1').startsWith('SQLite format 3\0')) return
  } finally {
    closeSync(file)
  }
  const application = header.readUInt32BE(68)
  // Without an id it is ours only if the program ended before it had made more than one page.
  const begun = application === 0 && header.readUInt32BE(28) <= 1
  if (application !== APPLICATION_ID && !begun) {
    throw new AppError('storage_unreadable', { cause: 'it is another program’s', path })
  }
  judgeVersion(header.readUInt32BE(60), path)
}

function judgeVersion(version: number, path: string): void {
  if (version > SCHEMA_VERSION) throw new AppError('storage_newer', { path })
}

/**
 * Looks through the tables, where the file was not closed in order, and at the search index: at
 * its ends at every start, as tables before an update reads all of it, and by its own check, which
 * takes ten times as long, only if damage was met before.
 */
function check(database: Database): void {
  const suspect = marked(database, 'suspect')
  const open = suspect || marked(database, 'open')
  if (open) {
    const tables = database.all<{ name: string }>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0",
    )
    for (const { name } of tables)
      if (!INDEX_TABLES.includes(name)) checkOne(database, `PRAGMA quick_check("${name}")`)
  }
  const version = versionOf(database)
  const every = open || version < SCHEMA_VERSION
  const depth: Depth = suspect ? 'all' : every ? 'pages' : 'ends'
  const lost = marked(database, 'anew') || !areWhole(database, version, depth)
  if (lost) makeAnew(database, version)
  if (suspect) checkTogether(database, version, lost)
}

/**
 * The tables hold, each for itself; between them there may be pages that are nobody's or two
 * tables', which a file that is written anew does not have.
 */
function checkTogether(database: Database, version: number, lost: boolean): void {
  const holds = () => {
    try {
      checkOne(database, `PRAGMA quick_check(${FAULTS_LISTED})`)
      return true
    } catch (error) {
      if (faultOf(error) === 'damaged' || error instanceof Damaged) return false
      throw error
    }
  }
  if (!lost && holds()) return
  if (!lost) makeAnew(database, version)
  try {
    database.vacuum()
  } catch (error) {
    // No room to write it anew: it is read as it is.
    if (faultOf(error) === 'full') return
    throw error
  }
  if (!holds()) throw new Damaged()
  database.run("DELETE FROM marks WHERE name = 'orphans'")
}

/** See mending.ts. */
function mendAll(database: Database): string[] {
  try {
    return mend(database)
  } catch (error) {
    if (!(error instanceof IndexFault)) throw error
    makeAnew(database, SCHEMA_VERSION)
    return mend(database)
  }
}

/** What a check lists before it ends; SQLite's own choice for a table alone. */
const FAULTS_LISTED = 100

/** What SQLite says of a value that its column would not take; the row is whole all the same. */
const OF_A_VALUE = /^(?:non-)?\w+ value in |^CHECK constraint failed in /

/**
 * A value that is not what it was harms no other, and is mended or shown as what it is. But a file
 * that is full of them, or whose tables do not hold together, is damaged as a whole.
 */
function checkOne(database: Database, sql: string): void {
  const found = database.all<{ quick_check: string }>(sql).map((row) => row.quick_check)
  const worse = found.find((fault) => fault !== 'ok' && !OF_A_VALUE.test(fault))
  if (worse !== undefined || found.length >= FAULTS_LISTED) throw new Damaged(worse)
}

function hasTables(database: Database): boolean {
  return database.get("SELECT 1 FROM sqlite_schema WHERE name = 'marks'") !== undefined
}

function marked(database: Database, name: Mark): boolean {
  return database.get('SELECT 1 FROM marks WHERE name = ?', name) !== undefined
}

/** What can be written on the disk of a folder, in bytes. */
function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

/** A deletion was cut short, so that some words of what was deleted may still be in the file. */
function finish(sqlite: SqliteStore): void {
  try {
    sqlite.compact()
  } catch {
    // No room for it now: the mark stays, and the next start tries again.
  }
}

/** From here on an end without `close` shows, even if the log beside the file gets lost. */
function mark(database: Database): void {
  try {
    database.run("INSERT OR IGNORE INTO marks VALUES ('open')")
    database.checkpoint()
  } catch (error) {
    // Nothing can be written now, so nothing can be damaged; what is here can be read.
    if (faultOf(error) !== 'full') throw error
  }
}

/** Renames the file, and what belongs to it, to the first free `NAME.damaged-N`. */
function setAllAside(path: string): string {
  const kept = setAside(path)
  for (const suffix of ['-wal', '-shm', '-journal']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, kept + suffix)
  }
  return kept
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

function told(error: unknown, path: string): AppError {
  if (error instanceof AppError) return error
  const fault = faultOf(error)
  if (fault === 'locked') return new AppError('storage_locked', { path }, { cause: error })
  if (fault === 'full') return new AppError('storage_full', {}, { cause: error })
  return new AppError('storage_unreadable', { cause: causeOf(error), path }, { cause: error })
}
