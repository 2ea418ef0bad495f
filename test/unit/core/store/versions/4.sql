-- The file of a Tincan with version 4 of the tables, as that version wrote it. Never changed.
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
    text TEXT, target INTEGER, body TEXT,
    UNIQUE (log, seq),
    UNIQUE (author, log, cid)
  ) STRICT;
CREATE VIRTUAL TABLE words USING fts5 (
    text, content = '', contentless_delete = 1, prefix = '1 2 3', tokenize = 'ascii'
  );
CREATE TABLE unindexed (below INTEGER NOT NULL) STRICT;
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
CREATE TABLE access (
    log INTEGER NOT NULL REFERENCES logs ON DELETE CASCADE,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (log, name)
  ) STRICT, WITHOUT ROWID;
INSERT INTO logs VALUES (1, 'lab', 'AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE', 'AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI', 'Lab', 'Ann', '["192.168.1.5:62260"]', 0, 1, 5, 0, 6, 8, 'half a sen', 2);
INSERT INTO logs VALUES (2, 'lab', 'AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE', 'AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI', 'Lab', 'Ann', '[]', 1, 0, 1, 1, 1, 1, '', 1);
INSERT INTO logs VALUES (3, 'world', 'AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE', 'AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI', 'World', 'Ann', '[]', 0, 0, 1, 0, 1, 3, '', 3);
INSERT INTO authors VALUES (1, 'AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI');
INSERT INTO authors VALUES (2, 'AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM');
INSERT INTO events VALUES (1, 1, 6, 'message', 2, 'Bob', 'b-6', 1767225600006, 'Tea at five?', NULL, NULL);
INSERT INTO events VALUES (2, 1, 7, 'message', 1, 'Ann', 'a-7', 1767225600007, '東京タワーで', NULL, NULL);
INSERT INTO events VALUES (3, 1, 8, 'renamed', 2, 'Bobby', 'b-8', 1767225600008, NULL, NULL, NULL);
INSERT INTO events VALUES (4, 2, 1, 'message', 1, 'Ann', 'a-1', 1767225600001, 'Old tea', NULL, NULL);
INSERT INTO events VALUES (5, 3, 1, 'message', 2, 'Bob', 'b-20', 1767225700000, 'قال مُحَمَّد: مـحـمـد', NULL, NULL);
INSERT INTO events VALUES (6, 3, 2, 'message', 2, 'Bob', 'b-21', 1767225700001, 'ΟΔΟΣ, Straße 🎉', NULL, NULL);
INSERT INTO events VALUES (7, 3, 3, 'message', 2, 'Bob', 'b-22', 1767225700002, 'ສະບາຍດີ', NULL, NULL);
INSERT INTO outbox VALUES (1, 1, 'a-5', 'message', NULL, '{"text":"refused"}', 1767225600005, '{"code":"not_accepted","message":"No.","details":{"said":"no"}}');
INSERT INTO outbox VALUES (3, 1, 'a-9', 'message', NULL, '{"text":"waiting"}', 1767225600009, NULL);
INSERT INTO reads VALUES (1, 8);
INSERT INTO reads VALUES (2, 1);
INSERT INTO reads VALUES (3, 3);
INSERT INTO access VALUES (2, 'unreadable', '"{\"locked\":true}"');
INSERT INTO sqlite_sequence VALUES ('logs', 3);
INSERT INTO sqlite_sequence VALUES ('outbox', 3);
INSERT INTO words (rowid, text) VALUES (1, '1 tea at five');
INSERT INTO words (rowid, text) VALUES (2, '1 東 京 タ ワ ー で');
INSERT INTO words (rowid, text) VALUES (4, '2 old tea');
INSERT INTO words (rowid, text) VALUES (5, '3 قال محمد محمد');
INSERT INTO words (rowid, text) VALUES (6, '3 οδοσ strasse 🎉');
INSERT INTO words (rowid, text) VALUES (7, '3 ສ ະ ບ າ ຍ ດີ');
PRAGMA application_id = 1416195651;
PRAGMA user_version = 4;
