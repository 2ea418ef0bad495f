/**
 * Takes words that were withdrawn out of the file: the engine overwrites them in the tables, but the
 * search index keeps them until it is merged, and the log beside the file until it is emptied.
 * Invariants: what is left to do is marked in the file, with the withdrawal; a step is so small that
 * a commit hardly waits for it.
 */
import { dropBackUps } from './backup.ts'
import type { Database } from './database.ts'
import type { MessageSearch } from './search.ts'
import type { Withdrawal } from './withdrawal.ts'

/** What it throws is the engine's, or an IndexFault; the mark is still there then. */
export class Forgetting {
  readonly #database: Database
  readonly #search: MessageSearch
  readonly #withdrawal: Pick<Withdrawal, 'times'>
  /** How often words had been withdrawn when the round began that goes on. */
  #round: number | undefined

  constructor(database: Database, search: MessageSearch, withdrawal: Pick<Withdrawal, 'times'>) {
    this.#database = database
    this.#search = search
    this.#withdrawal = withdrawal
  }

  /** Does a little; answers whether there is more to do. */
  step(): boolean {
    if (!this.#marked) {
      this.#round = undefined
      return false
    }
    const begins = this.#round === undefined
    this.#round ??= this.#withdrawal.times()
    if (this.#database.transaction(() => this.#search.forget(begins))) return true
    const all = this.#round === this.#withdrawal.times()
    this.#round = undefined
    if (all) this.#done()
    return !all
  }

  /** Does all that is left at once. */
  finish(): void {
    if (!this.#marked) return
    this.#search.compact()
    this.#done()
  }

  get #marked(): boolean {
    return this.#database.get("SELECT 1 FROM marks WHERE name = 'forget'") !== undefined
  }

  #done(): void {
    if (this.#database.path !== ':memory:') dropBackUps(this.#database.path)
    // Before the mark goes: what is cut short in between is done once more.
    this.#database.checkpoint()
    this.#database.run("DELETE FROM marks WHERE name = 'forget'")
  }
}
