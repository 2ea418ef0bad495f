/**
 * Brings into the search index what was kept before the index was there, in small steps, the
 * latest first; and looks whether what was brought in is found. Invariants: each event comes in
 * once, whatever is said or deleted between two steps, and how far it came is on the disk with what
 * was done.
 *
 * `step` and `deleted` run inside a transaction that the caller holds.
 */
import {
  INDEX_STEP_CHARS,
  INDEX_STEP_EVENTS,
  PROVEN_EVENTS,
  PROVEN_STEP_EVENTS,
} from '../../../shared/domain/limits.ts'
import type { Database } from './database.ts'
import type { MessageSearch } from './search.ts'
import { IndexFault, ofIndex } from './search-tables.ts'

interface IndexedRow {
  readonly id: unknown
  readonly log: unknown
  readonly text: unknown
}

/**
 * What is to come into the index yet stands on the disk, in the table `unindexed`; what is to be
 * looked for in it, in memory: each start begins anew.
 */
export class Indexing {
  readonly #database: Database
  readonly #search: MessageSearch
  /** What is to be looked for yet: so many events below that id. */
  #unproven = { below: Number.MAX_SAFE_INTEGER, left: PROVEN_EVENTS }

  constructor(database: Database, search: MessageSearch) {
    this.#database = database
    this.#search = search
  }

  /** Whether there are events that a search does not find yet. */
  get partial(): boolean {
    if (this.#search.lost) return true
    return ofIndex(() => this.#database.get('SELECT 1 FROM unindexed')) !== undefined
  }

  /**
   * Brings in the next events, the latest first, until INDEX_STEP_EVENTS or INDEX_STEP_CHARS are
   * reached. Does nothing when none is missing.
   * @throws IndexFault, see {@link ofIndex}
   */
  step(): void {
    const below = this.#below()
    if (below === null) return
    const rows = this.#rows(below, INDEX_STEP_EVENTS)
    let done = 0
    for (let chars = 0; done < rows.length && chars < INDEX_STEP_CHARS; done += 1) {
      const { id, log, text } = rows[done] ?? {}
      // A disk can give back anything; such a row is no event that could be found.
      if (typeof id !== 'number' || typeof log !== 'number' || typeof text !== 'string') continue
      this.#search.add(id, log, text)
      chars += text.length
    }
    const reached = rows[done - 1]?.id
    ofIndex(() => {
      if (done < INDEX_STEP_EVENTS && done === rows.length)
        this.#database.run('DELETE FROM unindexed')
      else this.#database.run('UPDATE unindexed SET below = ?', Number(reached ?? below - 1))
    })
    this.#search.flush()
  }

  /**
   * Ids at the end that were deleted are given again, to events that come into the index at once.
   */
  deleted(): void {
    if (this.#search.lost) return
    ofIndex(() =>
      this.#database.run(
        'UPDATE unindexed SET below = min(below, (SELECT coalesce(max(id), 0) + 1 FROM events))',
      ),
    )
  }

  /**
   * Looks at the two ends of what is in the index, and at what comes into it next, which must not
   * be there: quick enough for every start.
   * @throws IndexFault when it is not as it should be
   */
  proveEnds(): void {
    const below = this.#below()
    const [newest] = this.#rows(Number.MAX_SAFE_INTEGER, 1)
    const [oldest] = this.#database.all<IndexedRow>(
      'SELECT id, log, text FROM events WHERE id >= ? ORDER BY id LIMIT 1',
      below ?? 0,
    )
    const next = below === null ? undefined : this.#rows(below, 1)[0]
    for (const row of [newest, oldest]) if (row && Number(row.id) >= (below ?? 0)) this.#prove(row)
    if (next && this.#search.knows(Number(next.id)))
      throw new IndexFault('it has more than it says')
  }

  /**
   * Looks for a few events by their words, the latest first, until as many were looked for as are
   * looked for after a start; answers whether there is more to look for.
   * @throws IndexFault when one is not found
   */
  prove(): boolean {
    const { below, left } = this.#unproven
    if (left <= 0) return false
    const rows = this.#rows(below, PROVEN_STEP_EVENTS)
    for (const row of rows) this.#prove(row)
    const reached = Number(rows.at(-1)?.id)
    const all = rows.length < PROVEN_STEP_EVENTS
    this.#unproven = { below: reached, left: all ? 0 : left - rows.length }
    return this.#unproven.left > 0
  }

  /** It was made anew, and what comes into it now is taken for proven. */
  renewed(): void {
    this.#unproven = { below: 0, left: 0 }
  }

  #prove({ id, log, text }: IndexedRow): void {
    if (typeof id !== 'number' || typeof log !== 'number' || typeof text !== 'string') return
    if (!this.#search.has(id, log, text)) throw new IndexFault(`it does not find ${id}`)
  }

  #rows(below: number, most: number): IndexedRow[] {
    return this.#database.all<IndexedRow>(
      'SELECT id, log, text FROM events WHERE id < ? ORDER BY id DESC LIMIT ?',
      below,
      most,
    )
  }

  /** Null when everything is in the index. */
  #below(): number | null {
    const row = ofIndex(() => this.#database.get<{ below: unknown }>('SELECT below FROM unindexed'))
    if (row === undefined) return null
    if (!Number.isSafeInteger(row.below)) throw new IndexFault('its place is lost')
    return Number(row.below)
  }
}
