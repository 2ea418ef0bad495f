/**
 * Brings events into the search index in small steps: first what was said since the last step, then
 * what was kept before the index was there, the latest first; and looks whether what was brought in
 * is found. Invariants: each event comes in once, whatever is said or deleted between two steps, and
 * how far it came is on the disk with what was done: `unindexed` says from where on downwards
 * something is missing, and above the highest id that the index has everything is.
 *
 * `step` and `deleted` run inside a transaction that the caller holds; `undo` ends one that was
 * rolled back.
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

/** What is to be looked for in the index is in memory: each start begins anew. */
export class Indexing {
  readonly #database: Database
  readonly #search: MessageSearch
  /** What is to be looked for yet: so many events below that id. */
  #unproven = { below: Number.MAX_SAFE_INTEGER, left: PROVEN_EVENTS }
  /** Above this id nothing was brought in; undefined when the disk has to be asked. */
  #reached: number | undefined

  constructor(database: Database, search: MessageSearch) {
    this.#database = database
    this.#search = search
  }

  /** Whether there are events that a search does not find yet. */
  get partial(): boolean {
    if (this.#search.lost) return true
    return this.behind || ofIndex(() => this.#database.get('SELECT 1 FROM unindexed')) !== undefined
  }

  /** Whether something was said that did not come in yet. */
  get behind(): boolean {
    return !this.#search.lost && this.#newest() > this.#top()
  }

  /** Nothing of the transaction has happened: the disk has to be asked again how far it came. */
  undo(): void {
    this.#search.undo()
    this.#reached = undefined
  }

  /**
   * Brings in the next events until INDEX_STEP_EVENTS or INDEX_STEP_CHARS are reached. Does nothing
   * when none is missing.
   * @throws IndexFault, see {@link ofIndex}
   */
  step(): void {
    const later = this.#database.all<IndexedRow>(
      'SELECT id, log, text FROM events WHERE id > ? ORDER BY id LIMIT ?',
      ...[this.#top(), INDEX_STEP_EVENTS],
    )
    if (later.length > 0) this.#reached = Number(later[this.#bringIn(later) - 1]?.id)
    else this.#earlier()
    this.#search.flush()
  }

  #earlier(): void {
    const below = this.#below()
    if (below === null) return
    const rows = this.#rows(below, INDEX_STEP_EVENTS)
    const done = this.#bringIn(rows)
    const reached = rows[done - 1]?.id
    ofIndex(() => {
      if (done < INDEX_STEP_EVENTS && done === rows.length)
        this.#database.run('DELETE FROM unindexed')
      else this.#database.run('UPDATE unindexed SET below = ?', Number(reached ?? below - 1))
    })
  }

  /** @returns how many of them it has come to, until INDEX_STEP_CHARS were reached */
  #bringIn(rows: readonly IndexedRow[]): number {
    let done = 0
    for (let chars = 0; done < rows.length && chars < INDEX_STEP_CHARS; done += 1) {
      const { id, log, text } = rows[done] ?? {}
      // A disk can give back anything; such a row is no event that could be found.
      if (typeof id !== 'number' || typeof log !== 'number' || typeof text !== 'string') continue
      this.#search.add(id, log, text)
      chars += text.length
    }
    return done
  }

  /**
   * Ids at the end that were deleted are given again, to events that come into the index at once.
   */
  deleted(): void {
    this.#reached = undefined
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
    const [below, top] = [this.#below(), this.#top()]
    if (top > this.#newest() && top >= (below ?? 0))
      throw new IndexFault('it has more than there is')
    const [newest] = this.#rows(top + 1, 1)
    const [oldest] = this.#database.all<IndexedRow>(
      'SELECT id, log, text FROM events WHERE id >= ? ORDER BY id LIMIT 1',
      below ?? 0,
    )
    const next = below === null ? undefined : this.#rows(below, 1)[0]
    for (const row of [newest, oldest]) {
      if (row && Number(row.id) >= (below ?? 0) && Number(row.id) <= top) this.#prove(row)
    }
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
    this.#reached = undefined
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

  /** The highest id there is; 0 without events. */
  #newest(): number {
    const row = this.#database.get<{ id: unknown }>('SELECT max(id) AS id FROM events')
    return Number(row?.id ?? 0)
  }

  /** Up to this id nothing is missing that was said since the index is there. */
  #top(): number {
    this.#reached ??= Math.max((this.#below() ?? 1) - 1, this.#search.top)
    return this.#reached
  }

  /** Null when what was kept before the index was there is in it. */
  #below(): number | null {
    const row = ofIndex(() => this.#database.get<{ below: unknown }>('SELECT below FROM unindexed'))
    if (row === undefined) return null
    if (!Number.isSafeInteger(row.below)) throw new IndexFault('its place is lost')
    return Number(row.below)
  }
}
