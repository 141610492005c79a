/** The thread behind `threadWriter`: its own connection, one transaction per order, an answer for every order. */

import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from './database.ts';
import { runWrites } from './statements.ts';
import type { WriteAnswer, WriteOrder } from './writer.ts';

const db = openDatabase(String(workerData));

parentPort?.on('message', (order: WriteOrder) => {
  let answer: WriteAnswer;
  try {
    answer = { id: order.id, changed: runWrites(db, order.writes) };
    db.pragma('wal_checkpoint(PASSIVE)');
  } catch (error) {
    answer = { id: order.id, failed: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(answer);
});
