/**
 * The database's tables, as a list of steps from one version to the next. Invariants:
 * a step that was ever released is never changed; a new version is a new step at the end.
 */
import { canonical } from '../../../shared/events/body.ts'
import { rowsOfText } from './access-text.ts'
import type { Database } from './database.ts'

/** "TinC": how Tincan knows its own files. */
export const APPLICATION_ID = 0x54696e43

/**
 * What `marks` tells the next start about this one: `open` while the file is open, `suspect` when
 * damage was met, `compact` while something deleted may not be gone from the file yet; `anew` when
 * the search index has to be made anew, `orphans` while the pages of an earlier one are in the
 * file; `forget` while words that were withdrawn may still be somewhere.
 */
export type Mark = 'open' | 'suspect' | 'compact' | 'anew' | 'orphans' | 'forget'

/** Version 1: the logs, their events, and what waits to be sent. */
const LOGS_EVENTS_OUTBOX = `
  CREATE TABLE marks (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

  CREATE TABLE logs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    room_id TEXT NOT NULL,
    host_key TEXT NOT NULL,
    own_key TEXT NOT NULL,
    room TEXT NOT NULL,
    name TEXT NOT NULL,
    addresses TEXT NOT NULL,
    hosting INTEGER NOT NULL,
    open INTEGER NOT NULL,
    floor INTEGER NOT NULL,
    door TEXT,
    read_only INTEGER NOT NULL DEFAULT 0,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL CHECK (last >= first - 1),
    draft TEXT NOT NULL DEFAULT '',
    used INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX logs_writable ON logs (room_id, host_key, own_key) WHERE read_only = 0;
  CREATE INDEX logs_used ON logs (used);

  CREATE TABLE authors (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE) STRICT;

  CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    log INTEGER NOT NULL REFERENCES logs ON DELETE CASCADE,
    seq INTEGER NOT NULL CHECK (seq >= 1),
    kind TEXT NOT NULL,
    author INTEGER NOT NULL REFERENCES authors,
    name TEXT NOT NULL,
    cid TEXT NOT NULL,
    time INTEGER NOT NULL,
    text TEXT,
    UNIQUE (log, seq),
    UNIQUE (author, log, cid)
  ) STRICT;

  CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    log INTEGER NOT NULL REFERENCES logs ON DELETE CASCADE,
    cid TEXT NOT NULL,
    text TEXT NOT NULL,
    time INTEGER NOT NULL,
    error TEXT,
    UNIQUE (log, cid)
  ) STRICT;
`

/**
 * Version 2: full-text search. The index has no copy of the texts, only their words, and learns
 * of each event from search.ts; the prefix indexes answer while somebody types.
 */
const SEARCH = `
  CREATE VIRTUAL TABLE words USING fts5 (
    text, content = '', contentless_delete = 1, prefix = '1 2 3',
    tokenize = 'unicode61 remove_diacritics 2'
  );
  INSERT INTO words (rowid, text)
    SELECT id, words_of(log, text) FROM events WHERE text IS NOT NULL;
`

/** The index's words, empty. */
export const NEW_WORDS = `
  CREATE VIRTUAL TABLE words USING fts5 (
    text, content = '', contentless_delete = 1, prefix = '1 2 3', tokenize = 'ascii'
  );
`

/** The index, empty, and that all events have to come into it yet. */
export const NEW_INDEX = `
  ${NEW_WORDS.trim()}
  CREATE TABLE unindexed (below INTEGER NOT NULL) STRICT;
  INSERT INTO unindexed
    SELECT min(max(id), ${Number.MAX_SAFE_INTEGER - 1}) + 1 FROM events HAVING count(*) > 0;
`

/**
 * Version 3: words are cut and folded by tokenizer.ts alone, and the engine, whose Unicode is
 * older, parts them at the spaces between. The index begins empty; events below `unindexed.below`
 * come into it one step after the other, the latest first (indexing.ts). Without a row none is
 * missing.
 */
const FOLDED_WORDS = `
  DROP TABLE words;
  ${NEW_INDEX.trim()}
`

/** Whether a column holds what STRICT promises; a disk can give back anything. */
const odd = (column: string, type: 'text' | 'integer') => `typeof(${column}) <> '${type}'`
const mendedText = (column: string, otherwise: string) =>
  `${column} = CASE WHEN ${odd(column, 'text')} THEN ${otherwise} ELSE ${column} END`

/**
 * Version 4: everything said is an event of a kind. `text` goes on to be what a search is told;
 * `body` is the body as canonical JSON where it is more than `{"text": text}` or, without a text,
 * `{}`: so what was kept before stays as it is. `standing` has the latest that an author said
 * under one key on an event, and whether that counts; `reads` how far somebody has read, to begin
 * with everything. Columns can be added only to rows that are whole: what is damaged beyond use
 * goes, and its place is read as a damaged one. What waits and is damaged becomes what mending.ts
 * takes for damaged: no id, and no JSON.
 *
 * The access list has rows of its own; a text that cannot be read becomes one that no list has, so
 * that its room stays closed. The text's column is dropped, and not emptied, which whole rows alone
 * would let happen.
 */
const KINDS_AND_BODIES = `
  DELETE FROM events WHERE ${odd('seq', 'integer')} OR seq < 1
    OR ${odd('log', 'integer')} OR ${odd('author', 'integer')};
  UPDATE events SET
    kind = CASE WHEN ${odd('kind', 'text')} OR ${odd('cid', 'text')} THEN 'unreadable' ELSE kind END,
    ${mendedText('name', "''")},
    ${mendedText('cid', "'unreadable:' || id")},
    time = CASE WHEN ${odd('time', 'integer')} THEN 0 ELSE time END,
    text = CASE WHEN ${odd('text', 'text')} THEN NULL ELSE text END
    WHERE ${odd('kind', 'text')} OR ${odd('name', 'text')} OR ${odd('cid', 'text')}
      OR ${odd('time', 'integer')} OR typeof(text) NOT IN ('text', 'null');
  ALTER TABLE events ADD COLUMN target INTEGER;
  ALTER TABLE events ADD COLUMN body TEXT;
  CREATE INDEX events_rows ON events (log, seq) WHERE target IS NULL;

  CREATE TABLE standing (
    log INTEGER NOT NULL REFERENCES logs ON DELETE CASCADE,
    target INTEGER NOT NULL,
    kind TEXT NOT NULL,
    author INTEGER NOT NULL REFERENCES authors,
    key TEXT NOT NULL,
    seq INTEGER NOT NULL,
    counts INTEGER NOT NULL,
    PRIMARY KEY (log, target, kind, author, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX standing_counting ON standing (log, target, kind, key, seq) WHERE counts = 1;

  CREATE TABLE reads (
    log INTEGER PRIMARY KEY REFERENCES logs ON DELETE CASCADE,
    seq INTEGER NOT NULL
  ) STRICT;
  INSERT INTO reads SELECT id, last FROM logs WHERE NOT (${odd('last', 'integer')});

  ALTER TABLE outbox RENAME TO outbox_before;
  CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    log INTEGER NOT NULL REFERENCES logs ON DELETE CASCADE,
    cid TEXT NOT NULL,
    kind TEXT NOT NULL,
    target INTEGER,
    body TEXT NOT NULL,
    time INTEGER NOT NULL,
    error TEXT,
    UNIQUE (log, cid)
  ) STRICT;
  INSERT INTO outbox (id, log, cid, kind, body, time, error)
    SELECT id, log, CASE WHEN ${odd('cid', 'text')} THEN 'lost ' || id ELSE cid END, 'message',
      CASE WHEN ${odd('text', 'text')} THEN '' ELSE body_of(id, text) END,
      CASE WHEN ${odd('time', 'integer')} THEN -1 ELSE time END,
      CASE WHEN typeof(error) NOT IN ('text', 'null') THEN '' ELSE error END
    FROM outbox_before WHERE log IN (SELECT id FROM logs) ORDER BY id;
  DROP TABLE outbox_before;

  CREATE TABLE access (
    log INTEGER NOT NULL REFERENCES logs ON DELETE CASCADE,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (log, name)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO access
    SELECT logs.id, entry.value ->> 0, entry.value ->> 1 FROM logs,
      json_each(access_of(logs.id, CASE WHEN ${odd('door', 'text')} THEN '' ELSE door END)) AS entry
    WHERE door IS NOT NULL;
  ALTER TABLE logs DROP COLUMN door;
`

/**
 * Version 5: what was said can be withdrawn. Such an event has neither `text` nor `body`, but the
 * `seq` of the one that has withdrawn it. What stands on an event is found by an index, also what
 * is of a kind that nobody here knows.
 */
const WITHDRAWN = `
  ALTER TABLE events ADD COLUMN withdrawn INTEGER;
  CREATE INDEX events_on ON events (log, target, seq) WHERE target IS NOT NULL;
`

/** What leads from version n to n + 1, at place n. */
export const MIGRATIONS: readonly string[] = [
  LOGS_EVENTS_OUTBOX,
  SEARCH,
  FOLDED_WORDS,
  KINDS_AND_BODIES,
  WITHDRAWN,
]

/** The version of the tables in this program. */
export const SCHEMA_VERSION = MIGRATIONS.length

/** The version of the tables in a file; 0 for an empty one. */
export function versionOf(database: Database): number {
  return database.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0
}

/** The statements that lead from one version to another. */
const statements = (from: number, to: number): string[] =>
  MIGRATIONS.slice(from, to).flatMap((step) =>
    step.split(/;\s*\n/).filter((sql) => sql.trim() !== ''),
  )

/** How many steps a migration takes; 0 for a file that has this version. */
export const stepsFrom = (version: number): number => statements(version, SCHEMA_VERSION).length

/**
 * Brings the tables to a version, in one transaction.
 * @param onStep called after each of {@link stepsFrom}
 * @throws an error of the driver; the file is then as it was
 */
export function migrate(database: Database, to = SCHEMA_VERSION, onStep = () => {}): void {
  const from = versionOf(database)
  if (from >= to) return
  // Step 2 fills an index by it that step 3 throws away.
  database.define('words_of', () => '')
  database.define('body_of', (_, text) => canonical({ text }))
  database.define('access_of', (_, text) => JSON.stringify(rowsOfText(text)))
  database.transaction(() => {
    for (const statement of statements(from, to)) {
      database.exec(statement)
      onStep()
    }
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${to}`)
  })
}
