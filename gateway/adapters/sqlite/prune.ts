/** Prunes telemetry in small steps, so that a commit never waits for more than one of them. Accountable facts are never touched. */

import type Database from 'better-sqlite3';

const STEP_ROWS = 2000;
const STEP_PAGES = 512;

const OLDEST = `SELECT seq, at, trusted FROM telemetry ORDER BY seq LIMIT ${STEP_ROWS}`;
/** A 1970 or otherwise untrusted clock says nothing about age: such rows go with the next trusted old one after them. */
const OLD_BY_AGE = `SELECT max(seq) FROM (${OLDEST}) WHERE trusted = 1 AND at < ?`;
const OLD_BY_SIZE = `SELECT max(seq) FROM (${OLDEST})`;
/** Cursors point at seq numbers: a number is never given out twice, even when its row is gone. */
const KEEP_FLOOR = "UPDATE meta SET value = CAST(max(CAST(value AS INTEGER), ?) AS TEXT) WHERE key = 'seq-floor'";

/** Bytes in use, without pages that wait to be used again. */
function liveBytes(db: Database.Database): number {
  const figure = (name: string): number => Number(db.pragma(name, { simple: true }));
  return (figure('page_count') - figure('freelist_count')) * figure('page_size');
}

/** Each `next()` is one short transaction and yields the rows it deleted; ends when nothing is left to do. */
export function* pruneSteps(db: Database.Database, beforeMs: number, maxBytes: number): Generator<number, void> {
  const byAge = db.prepare(OLD_BY_AGE).pluck();
  const bySize = db.prepare(OLD_BY_SIZE).pluck();
  const floor = db.prepare(KEEP_FLOOR);
  const remove = db.prepare('DELETE FROM telemetry WHERE seq <= ?');
  const step = db.transaction((find: () => unknown): number => {
    const upTo = find();
    if (typeof upTo !== 'number') return 0;
    floor.run(upTo);
    return remove.run(upTo).changes;
  });
  for (const find of [() => byAge.get(beforeMs), () => (liveBytes(db) > maxBytes ? bySize.get() : null)]) {
    for (let rows = step.immediate(find); rows > 0; rows = step.immediate(find)) yield rows;
  }
  while (Number(db.pragma('freelist_count', { simple: true })) > 0) {
    db.pragma(`incremental_vacuum(${STEP_PAGES})`);
    yield 0;
  }
}
