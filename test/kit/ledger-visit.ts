/** Another process at the same journal, as the command line is: short visits that append, read and export, one call each. */

import { join } from 'node:path';
import { isAccountable } from '../../gateway/core/facts.ts';
import type { Instant } from '../../gateway/core/time.ts';
import { type Entry, type Head, JournalError, type LedgerQuery } from '../../gateway/ports/journal.ts';
import { JOURNAL_FILE } from '../../gateway/adapters/sqlite/database.ts';
import { toJournalError } from '../../gateway/adapters/sqlite/fault.ts';
import { LedgerFile } from '../../gateway/adapters/sqlite/ledger-file.ts';
import { itemLine } from '../../gateway/adapters/sqlite/ledger-rows.ts';
import { factRows } from '../../gateway/adapters/sqlite/queries.ts';

const BUSY_MS = 10_000;

export interface ExportMark {
  readonly at: Instant;
  readonly actor: string;
  readonly format: string;
  /** ISO dates as asked for; null: unbounded. */
  readonly from: string | null;
  readonly to: string | null;
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

export interface LedgerVisit {
  /** Synced before it returns; the seq of the first. Accountable facts only. */
  append(entries: readonly Entry[]): number;
  head(): Head;
  /** The items' JSON lines, ascending; parse them where columns are needed. */
  lines(query: LedgerQuery): IterableIterator<string>;
  /**
   * Appends the `ledger-exported` fact, counted in the same transaction, and returns the lines of the export: the accountable
   * items of the range and, last, that fact itself, so that a cut file shows.
   */
  exportLines(mark: ExportMark): IterableIterator<string>;
  /** A consistent copy of the whole journal into a new file. */
  backupTo(file: string): Promise<void>;
  close(): void;
}

const guarded = <T>(work: () => T): T => {
  try {
    return work();
  } catch (error) {
    throw toJournalError(error);
  }
};

/** Opens the journal in `dir` (made where missing). Throws JournalError. */
export function visitLedger(dir: string): LedgerVisit {
  const ledger = guarded(() => new LedgerFile(join(dir, JOURNAL_FILE), { busyMs: BUSY_MS }));

  function* lines(query: LedgerQuery): IterableIterator<string> {
    for (const row of factRows(ledger.db, query)) yield itemLine(row);
  }

  function* exportLines(mark: ExportMark): IterableIterator<string> {
    const fromMs = mark.fromMs ?? Number.MIN_SAFE_INTEGER;
    const toMs = mark.toMs ?? Number.MAX_SAFE_INTEGER;
    const markSeq = guarded(() =>
      ledger.commitWith((db) => {
        const count = Number(
          db.prepare('SELECT count(*) FROM ledger WHERE at >= ? AND at < ?').pluck().get(fromMs, toMs),
        );
        const { format, from, to, at, actor } = mark;
        return { at, actor, fact: { kind: 'ledger-exported', format, from, to, count } };
      }),
    );
    const range = { accountableOnly: true, fromMs, toMs, limit: Number.MAX_SAFE_INTEGER };
    for (const row of factRows(ledger.db, range)) {
      if (row.seq >= markSeq) break;
      yield itemLine(row);
    }
    yield* lines({ accountableOnly: true, afterSeq: markSeq - 1, limit: 1 });
  }

  return {
    append(entries) {
      if (!entries.every((entry) => isAccountable(entry.fact)))
        throw new JournalError('io', 'telemetry comes from devices, not from the command line');
      return guarded(() => ledger.commit([[entries, []]]));
    },
    head: () => guarded(() => ledger.head()),
    lines,
    exportLines,
    async backupTo(file) {
      await ledger.db.backup(file).catch((error: unknown) => {
        throw toJournalError(error);
      });
    },
    close: () => ledger.close(),
  };
}
