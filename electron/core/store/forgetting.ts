/**
 * Takes words that were withdrawn out of the file: the engine overwrites them in the tables, but the
 * search index keeps them until it is merged, and the log beside the file until it is emptied.
 * Invariants: what is left to do is marked in the file, with the withdrawal; a step is so small that
 * a commit hardly waits for it.
 */
import { dropBackUps } from './backup.ts'
import type { Database } from './database.ts'
import type { Mark } from './schema.ts'
import type { MessageSearch } from './search.ts'

/** What it throws is the engine's, or an IndexFault; the mark is still there then. */
export class Forgetting {
  readonly #database: Database
  readonly #search: MessageSearch

  constructor(database: Database, search: MessageSearch) {
    this.#database = database
    this.#search = search
  }

  /** Does a little; answers whether there is more to do. */
  step(): boolean {
    // An index that is lost is made anew first.
    if (!this.#has('forget') || this.#search.lost) return false
    if (this.#database.transaction(() => this.#search.forget(), false)) return true
    // The pages of an index that was made anew have words as well, until the file is written anew.
    if (!this.#has('orphans')) this.#done()
    return false
  }

  /** Does all that is left at once. */
  finish(): void {
    while (this.step());
  }

  #has(mark: Mark): boolean {
    return this.#database.get('SELECT 1 FROM marks WHERE name = ?', mark) !== undefined
  }

  #done(): void {
    if (this.#database.path !== ':memory:') dropBackUps(this.#database.path)
    // Before the mark goes: what is cut short in between is done once more.
    this.#database.checkpoint()
    this.#database.run("DELETE FROM marks WHERE name = 'forget'")
  }
}
