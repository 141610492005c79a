/** `series.db`: lines that wait for their sinks, apart from the journal so that neither can hurt the other. Numbered migrations. */

import { closeSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';

export const SERIES_FILE = 'series.db';

const MIGRATIONS: readonly string[] = [
  `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
-- Lines rendered together; sent as they stand here and in no other form. \`only\`: dead lines put back, for one sink.
CREATE TABLE block (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  lane INTEGER NOT NULL,
  bucket TEXT NOT NULL,
  only TEXT,
  at INTEGER NOT NULL,
  lines INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  text TEXT NOT NULL
) STRICT;
CREATE INDEX block_lane ON block (lane, id, lines, bytes, only, at);
-- The last block of a lane that the sink is done with.
CREATE TABLE sink (id TEXT NOT NULL, lane INTEGER NOT NULL, passed INTEGER NOT NULL, PRIMARY KEY (id, lane)) STRICT, WITHOUT ROWID;
CREATE TABLE shed (sink TEXT PRIMARY KEY, lines INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE dead (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sink TEXT NOT NULL,
  lane INTEGER NOT NULL,
  bucket TEXT NOT NULL,
  line TEXT NOT NULL,
  why TEXT NOT NULL,
  at INTEGER NOT NULL,
  UNIQUE (sink, line)
) STRICT;
CREATE TABLE hour (
  start INTEGER NOT NULL,
  zone TEXT NOT NULL,
  slot TEXT NOT NULL,
  tags TEXT NOT NULL,
  counts TEXT NOT NULL,
  changed INTEGER NOT NULL,
  PRIMARY KEY (start, zone, slot)
) STRICT, WITHOUT ROWID;
CREATE INDEX hour_changed ON hour (start) WHERE changed = 1;
`,
];

/**
 * Opens it and makes what is missing. A power cut may take the newest transactions (synchronous NORMAL: an fsync for each would stand
 * in the disk's queue before a press); they are read from the journal again, cursor and lines together.
 */
export function openSeriesDatabase(file: string): Database.Database {
  if (file !== ':memory:') closeSync(openSync(file, 'a', 0o600));
  const db = new Database(file, { timeout: 5000 });
  try {
    db.pragma('auto_vacuum = INCREMENTAL');
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.pragma('temp_store = MEMORY');
    db.pragma('journal_size_limit = 16777216');
    db.transaction(() => {
      const version = Number(db.pragma('user_version', { simple: true }));
      if (version > MIGRATIONS.length) throw new Error(`series.db has schema ${version}, made by a newer version`);
      for (const step of MIGRATIONS.slice(version)) db.exec(step);
      db.pragma(`user_version = ${MIGRATIONS.length}`);
    }).immediate();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
