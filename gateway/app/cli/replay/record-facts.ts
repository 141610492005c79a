/**
 * The facts of a journal in the order in which they were decided, beside a running gateway: page by page, so that no long read
 * keeps its log from being tidied up.
 */

import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { JOURNAL_FILE, openReadOnly } from '../../../adapters/sqlite/database.ts';
import type { FactRow } from '../../../adapters/sqlite/ledger-rows.ts';
import { factRows } from '../../../adapters/sqlite/queries.ts';
import type { Happened } from '../../../core/campus.ts';
import type { Fact } from '../../../core/facts.ts';
import { epochMs, ms } from '../../../core/time.ts';

const PAGE = 10_000;
/** A fact that the disk refused at first stands later than it was decided, by fewer than this many. */
const REORDER = 50_000;

export interface FactRange {
  /** Wall time, epoch ms; `toMs` is exclusive. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

/** The journal holds only what this program wrote, and `verify` checks it apart. */
const happenedIn = (row: FactRow): Happened => ({
  at: { t: ms(row.t), wall: epochMs(row.at), boot: row.boot, trusted: row.trusted === 1 },
  actor: row.actor,
  fact: { kind: row.kind, ...JSON.parse(row.data) } as Fact,
});

function page(db: Database.Database, range: FactRange, afterSeq: number): FactRow[] {
  const query = {
    afterSeq,
    accountableOnly: false,
    limit: PAGE,
    ...(range.fromMs === null ? {} : { fromMs: range.fromMs }),
    ...(range.toMs === null ? {} : { toMs: range.toMs }),
  };
  return [...factRows(db, query)];
}

const isInOrder = (rows: readonly FactRow[]): boolean =>
  rows.every((row, index) => index === 0 || row.t >= (rows[index - 1]?.t ?? 0));

/** @param progress told the share that was read, from 0 to 1, after each page */
export function* recordFacts(data: string, range: FactRange, progress: (share: number) => void): Generator<Happened> {
  const db = openReadOnly(join(data, JOURNAL_FILE));
  try {
    const last = Number(
      db
        .prepare(
          'SELECT max(coalesce((SELECT max(seq) FROM ledger), 0), coalesce((SELECT max(seq) FROM telemetry), 0))',
        )
        .pluck()
        .get(),
    );
    let waiting: FactRow[] = [];
    for (let seq = 0; ; ) {
      const rows = page(db, range, seq);
      seq = rows.at(-1)?.seq ?? last;
      waiting.push(...rows);
      const over = rows.length < PAGE;
      if (waiting.length > 2 * REORDER || over) {
        if (!isInOrder(waiting)) waiting.sort((a, b) => a.t - b.t || a.seq - b.seq);
        const ready = over ? waiting.length : REORDER;
        for (const row of waiting.slice(0, ready)) yield happenedIn(row);
        waiting = waiting.slice(ready);
      }
      progress(last === 0 ? 1 : Math.min(1, seq / last));
      if (over) return;
    }
  } finally {
    db.close();
  }
}
