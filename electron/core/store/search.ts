/**
 * Full-text search over everything that was said. The index (FTS5) holds words and no texts;
 * what goes into it and what is asked of it has gone through tokenizer.ts.
 */
import { MERGE_PAGES, PROVEN_WORDS, SEARCH_CHARS } from '../../../shared/domain/limits.ts'
import type { Database } from './database.ts'
import { EVENT_COLUMNS, EVENT_TABLES, type EventRow, eventOf } from './event-row.ts'
import { IndexFault, ofIndex } from './search-tables.ts'
import { snippetOf } from './snippet.ts'
import type { FoundEvent, LogId } from './store.ts'
import { wordsOf } from './tokenizer.ts'

/**
 * The word that stands before the text of each event, so that one room can be searched as
 * quickly as all. It begins with a private character, which no word of a text has (tokenizer.ts).
 */
const logWord = (log: LogId): string => `\ue000${log}`

/** What the index is given of an event. */
function indexed(log: LogId, text: string): string {
  return [logWord(log), ...wordsOf(text)].join(' ')
}

/** All of it throws an IndexFault when the index cannot do what it is asked for. */
export class MessageSearch {
  readonly #database: Database
  #changed = false
  #calm = false
  /** It could not even be made anew: until it is, nothing is found and nothing comes in. */
  lost = false
  /** It has found an event that does not have the words. */
  doubtful = false

  constructor(database: Database) {
    this.#database = database
  }

  /** What is there already under this id is replaced. */
  add(id: number, log: LogId, text: string): void {
    if (this.lost) return
    this.#changed = true
    const sql = 'INSERT OR REPLACE INTO words (rowid, text) VALUES (?, ?)'
    ofIndex(() => {
      this.#becalm()
      this.#database.run(sql, id, indexed(log, text))
    })
  }

  /** It was made anew. */
  renewed(): void {
    this.lost = false
    this.undo()
  }

  /** Nothing of the transaction has happened. */
  undo(): void {
    this.#changed = false
    this.#calm = false
  }

  /**
   * Merges a little where segments of the index have become many; answers whether it did. The engine
   * does none of it by itself, lest somebody waits for a merge that happens to be large.
   */
  merge(): boolean {
    return !this.lost && ofIndex(() => this.#merge(MERGE_PAGES))
  }

  /**
   * Forgets the words of one event. They are in the file until the index was merged; see
   * {@link forget}.
   */
  withdraw(id: number, log: LogId): void {
    if (this.lost) return
    ofIndex(() => {
      if (this.knows(id)) {
        this.#changed = true
        this.#database.run('DELETE FROM words WHERE rowid = ?', id)
        return
      }
      // Words of a row that the index has lost track of would stay in it for good.
      const missing = this.#database.get<{ below: number }>('SELECT below FROM unindexed')
      const lost = id >= (missing?.below ?? 0) && id <= this.top
      const kept = 'SELECT 1 FROM words WHERE words MATCH ? AND rowid = ?'
      if (lost || this.#database.get(kept, `"${logWord(log)}"`, id))
        throw new IndexFault(`it does not know ${id}`)
    })
  }

  /**
   * Does a little of what takes forgotten words out of the file: segments of the index are merged,
   * page by page (https://sqlite.org/fts5.html#the_merge_command). A merge that is under way goes on,
   * though it may have written words before they were forgotten: what it has made is merged again
   * then. When the engine would not go on by itself, all segments begin to become one.
   * @returns whether there may be more to do
   */
  forget(): boolean {
    if (this.lost) return false
    return ofIndex(() => {
      if (!this.#hasForgotten) return false
      if (!this.#merge(MERGE_PAGES) && !this.#merge(-MERGE_PAGES))
        throw new IndexFault('it keeps what was forgotten')
      return true
    })
  }

  /** Forgets the words of a log, whose events are still there. */
  remove(log: LogId): void {
    if (this.lost) return
    this.#changed = true
    ofIndex(() => {
      this.#database.run(
        'DELETE FROM words WHERE rowid IN (SELECT id FROM events WHERE log = ? AND text IS NOT NULL)',
        log,
      )
      // What is deleted has to be gone, also where the index has lost track of what it has.
      const left = 'SELECT 1 FROM words WHERE words MATCH ? LIMIT 1'
      if (this.#database.get(left, `"${logWord(log)}"`)) throw new IndexFault('words are left')
    })
  }

  /** To be called last in a transaction, or the engine fails only at its end, and all of it. */
  flush(): void {
    if (this.lost) this.#database.run("INSERT OR IGNORE INTO marks VALUES ('anew')")
    else if (this.#changed)
      ofIndex(() => this.#database.run("INSERT INTO words (words) VALUES ('flush')"))
    this.#changed = false
  }

  /** Rewrites the index without what was forgotten. */
  compact(): void {
    if (this.lost) return
    const optimize = () => this.#database.run("INSERT INTO words (words) VALUES ('optimize')")
    ofIndex(() => {
      optimize()
      // Only what a merge that was under way had not written yet is gone now.
      if (this.#hasForgotten) optimize()
    })
  }

  /** Whether an event is found by its words, and by how they begin. */
  has(id: number, log: LogId, text: string): boolean {
    const words = [...new Set(wordsOf(text).slice(0, PROVEN_WORDS))]
    const begun = words.flatMap((word) => [1, 2, 3].map((length) => beginning(word, length)))
    const query = [logWord(log), ...words].map((word) => `"${word}"`)
    for (const begin of new Set(begun)) query.push(`"${begin}" *`)
    const found = 'SELECT 1 FROM words WHERE words MATCH ? AND rowid = ?'
    return ofIndex(
      () => this.knows(id) && this.#database.get(found, query.join(' AND '), id) !== undefined,
    )
  }

  /** The highest id that was brought in and not taken out; 0 for none. */
  get top(): number {
    const sql = 'SELECT max(id) AS id FROM words_docsize'
    return Number(ofIndex(() => this.#database.get<{ id: unknown }>(sql))?.id ?? 0)
  }

  /** Whether an event can be taken out again. */
  knows(id: number): boolean {
    const sql = 'SELECT 1 FROM words_docsize WHERE id = ?'
    return ofIndex(() => this.#database.get(sql, id) !== undefined)
  }

  /**
   * Whether words that were forgotten are in the file: FTS5 lists the rows that it has deleted from a
   * segment beside that segment, under ids that nothing else has, until the segment is merged.
   */
  get #hasForgotten(): boolean {
    return this.#database.get(`SELECT 1 FROM words_data WHERE id >= 1 << 53 LIMIT 1`) !== undefined
  }

  /** See https://sqlite.org/fts5.html#the_automerge_configuration_option, which is kept in the file. */
  #becalm(): void {
    if (this.#calm) return
    this.#calm = true
    const kept = this.#database.get<{ v: unknown }>(
      "SELECT v FROM words_config WHERE k = 'automerge'",
    )
    if (kept?.v !== 0) this.#database.run("INSERT INTO words (words, rank) VALUES ('automerge', 0)")
  }

  /** Merges up to so many pages; answers whether there was something to merge. */
  #merge(pages: number): boolean {
    const before = this.#database.totalChanges
    this.#database.run("INSERT INTO words (words, rank) VALUES ('merge', ?)", pages)
    // The statement itself counts as one.
    return this.#database.totalChanges - before > 1
  }

  /** See {@link Store.search}. */
  find(text: string, log: LogId | null, below: number | null, most: number): FoundEvent[] {
    const asked = text.slice(0, SEARCH_CHARS)
    const phrases = phrasesOf(asked)
    if (phrases.length === 0 || this.lost) return []
    const query = queryOf(phrases)
    const ranks = ofIndex(() =>
      this.#database.all<{ rank: number }>(
        `SELECT rowid AS rank FROM words WHERE words MATCH ? AND rowid < ?
         ORDER BY rowid DESC LIMIT ?`,
        log === null ? query : `"${logWord(log)}" AND ${query}`,
        below ?? Number.MAX_SAFE_INTEGER,
        most,
      ),
    )
    return ranks.flatMap(({ rank }) => {
      const row = this.#database.get<EventRow & { log: LogId }>(
        `SELECT events.log, ${EVENT_COLUMNS} FROM ${EVENT_TABLES} WHERE events.id = ?`,
        rank,
      )
      if (row === undefined || !answers(row, log, phrases)) {
        // Whose text is none any more is damaged itself, and would be no better in another index.
        this.doubtful ||= row === undefined || typeof row.text === 'string'
        return []
      }
      const event = eventOf(row)
      return [{ rank, log: row.log, event, pieces: snippetOf(String(row.text), asked) }]
    })
  }
}

/** Whether what the index has found is what was asked for. */
function answers(row: EventRow & { log: unknown }, log: LogId | null, phrases: string[]): boolean {
  if (typeof row.text !== 'string' || (log !== null && row.log !== log)) return false
  const words = ` ${wordsOf(row.text).join(' ')} `
  return phrases.every((phrase, at) =>
    words.includes(at === phrases.length - 1 ? ` ${phrase}` : ` ${phrase} `),
  )
}

/** The words of what stands between spaces. */
function phrasesOf(text: string): string[] {
  return text
    .toWellFormed()
    .split(/[\s--\ufeff]+/v)
    .map((typed) => wordsOf(typed).join(' '))
    .filter((words) => words !== '')
}

/** Every word typed, the last as a beginning; words in quotes are nothing but words to FTS5. */
function queryOf(phrases: readonly string[]): string {
  return `${phrases.map((words) => `"${words}"`).join(' AND ')} *`
}

function beginning(word: string, length: number): string {
  return [...word].slice(0, length).join('')
}
