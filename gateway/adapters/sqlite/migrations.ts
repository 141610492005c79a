/**
 * The journal's schema, as numbered steps. A step that was released is never changed; a new one is added.
 * Strings, not .sql files: `tsc` would not carry those into dist/.
 *
 * THE LEDGER IS APPEND-ONLY: no statement of this program updates or deletes a row of `ledger`, and the triggers hold us to it.
 * One index there and no more: each further random index costs 5× on insert.
 */

/** 'CGrd': tells our file from any other SQLite file. */
export const APPLICATION_ID = 0x43477264;

export const MIGRATIONS: readonly string[] = [
  `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES ('journal', lower(hex(randomblob(16)))), ('seq-floor', '0');

CREATE TABLE ledger (
  seq INTEGER PRIMARY KEY,
  n INTEGER NOT NULL,
  at INTEGER NOT NULL,
  t REAL NOT NULL,
  boot TEXT NOT NULL,
  trusted INTEGER NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  actor TEXT NOT NULL,
  data TEXT NOT NULL,
  prev BLOB NOT NULL,
  hash BLOB NOT NULL
) STRICT;
CREATE INDEX ledger_subject ON ledger (subject);
CREATE TRIGGER ledger_is_not_altered BEFORE UPDATE ON ledger BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_is_not_deleted BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

CREATE TABLE telemetry (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  t REAL NOT NULL,
  boot TEXT NOT NULL,
  trusted INTEGER NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  actor TEXT NOT NULL,
  data TEXT NOT NULL
) STRICT;

CREATE TABLE incidents (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  zone TEXT,
  status TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  json TEXT NOT NULL
) STRICT;
CREATE INDEX incidents_newest ON incidents (opened_at, id);
`,
];
