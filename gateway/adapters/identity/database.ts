/** Opening `identity.db`: on disk where that works, and for the gateway as a copy in memory where it does not. */

import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { makePrivate } from './once-file.ts';
import { readInMemory } from './spare.ts';
import { migrate } from './statements.ts';

/** How long a command waits for another process that is writing. */
const COMMAND_BUSY_MS = 5000;
/** The gateway's main loop reads only, and waits for nobody: memory answers (promise 4). */
export const LOOP_BUSY_MS = 0;

/**
 * One connection: WAL with full sync, so that what a command printed survives a power cut. The file is private (0600)
 * before SQLite first writes to it; WAL and shared-memory files take over its mode.
 */
export function openDatabase(path: string, busyMs = COMMAND_BUSY_MS): Database.Database {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
  makePrivate(path, 0o600);
  const db = new Database(path, { timeout: COMMAND_BUSY_MS });
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    migrate(db);
    db.pragma(`busy_timeout = ${busyMs}`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * What can still be read of the file (or of its spare), in memory: a gateway that starts on a full, read-only or broken disk
 * lets the same buttons and people in (promise 3). What is changed there is lost at the next start.
 */
export function openCopy(path: string): Database.Database {
  const copy = readInMemory(path);
  if (copy !== null) return copy;
  const empty = new Database(':memory:');
  migrate(empty);
  return empty;
}
