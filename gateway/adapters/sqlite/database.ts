/** Opens `journal.db`: durable settings, numbered migrations, and a structural look that is quick at any size. */

import { closeSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import { JournalError } from '../../ports/journal.ts';
import { APPLICATION_ID, MIGRATIONS } from './migrations.ts';

export const JOURNAL_FILE = 'journal.db';

export interface OpenOptions {
  /** How long SQLite itself waits for another writer before it says busy. */
  readonly busyMs: number;
  readonly checkpointPages?: number;
}

/** Opens for writing and makes what is missing. Throws what SQLite throws; see `toJournalError`. */
export function openDatabase(file: string, options: OpenOptions): Database.Database {
  // Made by us first, so that the WAL and its index inherit 0600.
  closeSync(openSync(file, 'a', 0o600));
  const db = new Database(file, { timeout: options.busyMs });
  try {
    db.pragma('auto_vacuum = INCREMENTAL');
    db.pragma('journal_mode = WAL');
    // [promise 2] every commit is fsynced before it counts; NORMAL would lose the newest commits on a power cut.
    db.pragma('synchronous = FULL');
    db.pragma('temp_store = MEMORY');
    db.pragma(`wal_autocheckpoint = ${options.checkpointPages ?? 1000}`);
    db.pragma('journal_size_limit = 16777216');
    migrate(db);
    look(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Opens for reading only; sees every commit made after it. */
export function openReadOnly(file: string): Database.Database {
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: 2000 });
  db.pragma('temp_store = MEMORY');
  return db;
}

function migrate(db: Database.Database): void {
  const version = (): number => Number(db.pragma('user_version', { simple: true }));
  if (version() === MIGRATIONS.length) return;
  db.transaction(() => {
    const from = version();
    const foreign = Number(db.pragma('application_id', { simple: true })) !== APPLICATION_ID;
    const tables = Number(db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get());
    if (foreign && tables > 0) throw new JournalError('corrupt', 'journal.db is not a journal of this program');
    if (from > MIGRATIONS.length)
      throw new JournalError(
        'io',
        `journal.db has schema ${from}, made by a newer version; this one knows ${MIGRATIONS.length}`,
      );
    for (const step of MIGRATIONS.slice(from)) db.exec(step);
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.pragma(`user_version = ${MIGRATIONS.length}`);
  }).immediate();
}

/** Both ends of every table and the shape of the schema; a full integrity scan would cost seconds per million facts. */
function look(db: Database.Database): void {
  try {
    for (const table of ['ledger', 'telemetry'])
      db.prepare(
        `SELECT * FROM ${table} WHERE seq IN ((SELECT min(seq) FROM ${table}), (SELECT max(seq) FROM ${table}))`,
      ).all();
    db.prepare('SELECT * FROM ledger WHERE subject >= (SELECT max(subject) FROM ledger) LIMIT 1').all();
    db.prepare('SELECT * FROM incidents ORDER BY opened_at DESC, id DESC LIMIT 1').all();
    db.prepare('SELECT * FROM meta').all();
  } catch (error) {
    if (error instanceof Error && /no such (table|column)/.test(error.message))
      throw new JournalError('corrupt', `journal.db lacks a part: ${error.message}`, { cause: error });
    throw error;
  }
}
