/**
 * Full-text search over everything that was said. The index (FTS5) holds words and no texts;
 * what goes into it and what is asked of it has gone through words.ts.
 */
import { SEARCH_CHARS } from '../../../shared/domain/limits.ts'
import type { Database } from './database.ts'
import { EVENT_COLUMNS, EVENT_TABLES, type EventRow, eventOf } from './event-row.ts'
import { snippetOf } from './snippet.ts'
import type { FoundEvent, LogId } from './store.ts'
import { wordsOf } from './tokenizer.ts'

/**
 * The word that stands before the text of each event, so that one room can be searched as
 * quickly as all. It begins with a private character, which no word of a text has (words.ts).
 */
const logWord = (log: LogId): string => `\ue000${log}`

/** What the index is given of an event. */
function indexed(log: LogId, text: string): string {
  return [logWord(log), ...wordsOf(text)].join(' ')
}

export class Search {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  add(id: number, log: LogId, text: string): void {
    this.#database.run('INSERT INTO words (rowid, text) VALUES (?, ?)', id, indexed(log, text))
  }

  /** Forgets the words of a log, whose events are still there. */
  remove(log: LogId): void {
    this.#database.run(
      'DELETE FROM words WHERE rowid IN (SELECT id FROM events WHERE log = ? AND text IS NOT NULL)',
      log,
    )
  }

  /** Forgets everything. */
  clear(): void {
    this.#database.run("INSERT INTO words (words) VALUES ('delete-all')")
  }

  /** Rewrites the index without what was forgotten. */
  compact(): void {
    this.#database.run("INSERT INTO words (words) VALUES ('optimize')")
  }

  /** See {@link Store.search}. */
  find(text: string, log: LogId | null, below: number | null, most: number): FoundEvent[] {
    const asked = text.slice(0, SEARCH_CHARS)
    const query = queryOf(asked)
    if (query === '') return []
    const rows = this.#database.all<EventRow & { rank: number; log: LogId }>(
      `SELECT words.rowid AS rank, events.log, ${EVENT_COLUMNS}
       FROM words CROSS JOIN ${EVENT_TABLES}
       WHERE words MATCH ? AND words.rowid < ? AND events.id = words.rowid
       ORDER BY words.rowid DESC LIMIT ?`,
      log === null ? query : `"${logWord(log)}" AND ${query}`,
      below ?? Number.MAX_SAFE_INTEGER,
      most,
    )
    return rows.map((row) => {
      const event = eventOf(row)
      return { rank: row.rank, log: row.log, event, pieces: snippetOf(event.text ?? '', asked) }
    })
  }
}

/** Every word typed, the last as a beginning; words in quotes are nothing but words to FTS5. */
function queryOf(text: string): string {
  const phrases = text
    .split(/[\s--\ufeff]+/v)
    .map((typed) => wordsOf(typed).join(' '))
    .filter((words) => words !== '')
    .map((words) => `"${words}"`)
  return phrases.length === 0 ? '' : `${phrases.join(' AND ')} *`
}
