-- The file of a Tincan with version 1 of the tables, as that version wrote it. Never changed.
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
PRAGMA application_id = 0x54696e43;
PRAGMA user_version = 1;

INSERT INTO logs VALUES (1, 'lab', 'AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE', 'AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI', 'Lab', 'Ann', '["192.168.1.5:62260"]', 0, 1, 5, NULL, 0, 6, 8, 'half a sen', 2);
INSERT INTO logs VALUES (2, 'lab', 'AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE', 'AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI', 'Lab', 'Ann', '[]', 1, 0, 1, '{"locked":true}', 1, 1, 1, '', 1);
INSERT INTO authors VALUES (1, 'AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI');
INSERT INTO authors VALUES (2, 'AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM');
INSERT INTO events VALUES (1, 1, 6, 'message', 2, 'Bob', 'b-6', 1767225600006, 'Tea at five?');
INSERT INTO events VALUES (2, 1, 7, 'message', 1, 'Ann', 'a-7', 1767225600007, '東京タワーで');
INSERT INTO events VALUES (3, 1, 8, 'renamed', 2, 'Bobby', 'b-8', 1767225600008, NULL);
INSERT INTO events VALUES (4, 2, 1, 'message', 1, 'Ann', 'a-1', 1767225600001, 'Old tea');
INSERT INTO outbox VALUES (3, 1, 'a-9', 'waiting', 1767225600009, NULL);
INSERT INTO outbox VALUES (1, 1, 'a-5', 'refused', 1767225600005, '{"code":"not_accepted","message":"No.","details":{"said":"no"}}');
