/**
 * What happened in a room as this member saw it: entries with their places, 0, 1, 2 …, which
 * only grow. Older ones are read in pages.
 */
import type { Entry } from '../../shared/snapshot.ts'
import type { EntryBody } from './session-state.ts'

export class Timeline {
  readonly #entries: Entry[] = []

  get total(): number {
    return this.#entries.length
  }

  /** Appends and answers the entry with its place. */
  append(body: EntryBody): Entry {
    const entry: Entry = { ...body, at: this.#entries.length }
    this.#entries.push(entry)
    return entry
  }

  /** Up to `limit` entries with `at < before`, oldest first. */
  page(before: number, limit: number): readonly Entry[] {
    const end = Math.min(before, this.#entries.length)
    return this.#entries.slice(Math.max(0, end - limit), end)
  }
}
