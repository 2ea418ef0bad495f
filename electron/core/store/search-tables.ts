/**
 * The tables of the search index, as what they are: made from the events, and made anew from them
 * when anything is wrong in there. Invariants: what is damaged in them harms nothing else,
 * and no page of theirs is followed to throw them away. Their trees are left where they are, since
 * a damaged one may lead into the events; rewriting the file (the mark `orphans`) takes them away.
 */
import { type Database, faultOf } from './database.ts'
import { NEW_INDEX, NEW_WORDS } from './schema.ts'

const WORDS = ['words', 'words_data', 'words_idx', 'words_docsize', 'words_config']
/** Whatever is wrong in one of these concerns the search alone. */
export const INDEX_TABLES: readonly string[] = [...WORDS, 'unindexed']

/** The search index could not do what it was asked for; everything else is as it was. */
export class IndexFault extends Error {}

/**
 * Runs what needs the index and nothing else.
 * @throws IndexFault for whatever fails in there, but not for a disk that has no room
 */
export function ofIndex<T>(act: () => T): T {
  try {
    return act()
  } catch (error) {
    const fault = faultOf(error)
    if (fault === undefined || fault === 'full' || fault === 'locked') throw error
    throw new IndexFault('the search index is damaged', { cause: error })
  }
}

/** Throws the index away and makes an empty one, into which everything comes little by little. */
export function makeAnew(database: Database, version: number): void {
  if (version < FIRST) return
  database.withSchema(() => {
    const names = INDEX_TABLES.map((name) => `'${name}'`).join(', ')
    database.exec(`DELETE FROM sqlite_schema WHERE tbl_name IN (${names})`)
    return () => {
      // Before version 3 it only has to be there: the step to that version drops it.
      database.exec(version < OWN ? NEW_WORDS : NEW_INDEX)
      database.exec("INSERT OR IGNORE INTO marks VALUES ('orphans')")
      database.exec("DELETE FROM marks WHERE name = 'anew'")
    }
  })
}

/** The versions that began to have an index, and `unindexed`. */
const FIRST = 2
const OWN = 3

/** How closely to look: `pages` reads every page, `all` has the engine follow every word. */
export type Depth = 'ends' | 'pages' | 'all'

/** Whether the tables are there and can be read. What they have in them is search.ts's to judge. */
export function areWhole(database: Database, version: number, depth: Depth): boolean {
  if (version < FIRST) return true
  const tables = version < OWN ? WORDS : INDEX_TABLES
  try {
    return ofIndex(() => {
      if (!tables.every((name) => isThere(database, name))) return false
      if (version >= OWN && declared(database) !== plain(NEW_WORDS)) return false
      database.all(`SELECT rowid FROM words WHERE words MATCH '"a"' LIMIT 1`)
      if (depth !== 'ends' && !tables.every((name) => isClean(database, name, depth))) return false
      return version < OWN || placeHolds(database)
    })
  } catch (error) {
    if (error instanceof IndexFault) return false
    throw error
  }
}

function isThere(database: Database, name: string): boolean {
  return database.get('SELECT 1 FROM sqlite_schema WHERE name = ?', name) !== undefined
}

function isClean(database: Database, name: string, depth: Depth): boolean {
  // The check of the virtual table itself is the engine's own, which takes ten times as long.
  if (name === 'words' && depth !== 'all') return true
  const found = database.all<{ quick_check: string }>(`PRAGMA quick_check("${name}")`)
  return found.every((row) => row.quick_check === 'ok')
}

function declared(database: Database): string {
  const sql = "SELECT sql FROM sqlite_schema WHERE name = 'words'"
  return plain(database.get<{ sql: string }>(sql)?.sql ?? '')
}

const plain = (sql: string): string => sql.replace(/[\s;]+/g, ' ').trim()

/** At most one place, and one that can be. */
function placeHolds(database: Database): boolean {
  const rows = database.all<{ below: unknown }>('SELECT below FROM unindexed LIMIT 2')
  return rows.length < 2 && rows.every(({ below }) => Number.isSafeInteger(below))
}
