/** The thread behind `threadWriter`: its own connection, one transaction per order, an answer for every order. */

import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from './database.ts';
import { keepSpare } from './spare.ts';
import { runWrites, type WriteName } from './statements.ts';
import type { WriteAnswer, WriteOrder } from './writer.ts';

const path = String(workerData);
const db = openDatabase(path);

/** Sessions come and go, and can be opened again by signing in; the rest cannot be had again. */
const PASSING: ReadonlySet<WriteName> = new Set([
  'session',
  'seeSession',
  'endSession',
  'endSessionsOf',
  'purgeSessions',
]);

parentPort?.on('message', (order: WriteOrder) => {
  let answer: WriteAnswer;
  try {
    answer = { id: order.id, changed: runWrites(db, order.writes) };
    db.pragma('wal_checkpoint(PASSIVE)');
  } catch (error) {
    answer = { id: order.id, failed: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(answer);
  if ('failed' in answer || order.writes.every(({ name }) => PASSING.has(name))) return;
  try {
    keepSpare(path, db);
  } catch {
    // No room for a copy: the database itself has it.
  }
});
