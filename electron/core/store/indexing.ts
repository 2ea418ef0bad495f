/**
 * Brings into the search index what was kept before the index was there, in small steps, the
 * latest first. What must stay true: each event comes in once, whatever is said or deleted between
 * two steps, and how far it came is on the disk with what was done.
 *
 * All but `partial` runs inside a transaction that the caller holds.
 */
import { INDEX_STEP_CHARS, INDEX_STEP_EVENTS } from '../../../shared/domain/limits.ts'
import type { Database } from './database.ts'
import type { Search } from './search.ts'

export class Indexing {
  readonly #database: Database
  readonly #search: Search

  constructor(database: Database, search: Search) {
    this.#database = database
    this.#search = search
  }

  /** Whether there are events that a search does not find yet. */
  get partial(): boolean {
    return this.#database.get('SELECT 1 FROM unindexed') !== undefined
  }

  step(): void {
    const below = this.#below()
    const rows = this.#database.all<{ id: unknown; log: unknown; text: unknown }>(
      'SELECT id, log, text FROM events WHERE id < ? ORDER BY id DESC LIMIT ?',
      below,
      INDEX_STEP_EVENTS,
    )
    let done = 0
    for (let chars = 0; done < rows.length && chars < INDEX_STEP_CHARS; done += 1) {
      const { id, log, text } = rows[done] ?? {}
      // A disk can give back anything; such a row is no event that could be found.
      if (typeof id !== 'number' || typeof log !== 'number' || typeof text !== 'string') continue
      this.#search.add(id, log, text)
      chars += text.length
    }
    const reached = rows[done - 1]?.id
    if (done < INDEX_STEP_EVENTS && done === rows.length)
      this.#database.run('DELETE FROM unindexed')
    else this.#database.run('UPDATE unindexed SET below = ?', Number(reached ?? below - 1))
  }

  /** Ids at the end that were deleted are given again, to events that come into the index at once. */
  deleted(): void {
    this.#database.run(
      'UPDATE unindexed SET below = min(below, (SELECT coalesce(max(id), 0) + 1 FROM events))',
    )
  }

  /** A number that a disk has made unusable tells nothing of what is in the index: all over again. */
  #below(): number {
    const below = this.#database.get<{ below: unknown }>('SELECT below FROM unindexed')?.below
    if (Number.isSafeInteger(below)) return Number(below)
    this.#search.clear()
    this.#database.run('DELETE FROM unindexed')
    this.#database.run('INSERT INTO unindexed VALUES (?)', Number.MAX_SAFE_INTEGER)
    return Number.MAX_SAFE_INTEGER
  }
}
