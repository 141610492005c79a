/**
 * Facts that the command line adds to the ledger, beside a running gateway or without one. What it is about to do is on
 * record before it is done: no token exists that the ledger does not know of (promise 9).
 */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { z } from 'zod';
import { type LastKnown, SystemClock } from '../../adapters/clock/system-clock.ts';
import { JOURNAL_FILE } from '../../adapters/sqlite/database.ts';
import { toJournalError } from '../../adapters/sqlite/fault.ts';
import { LedgerFile } from '../../adapters/sqlite/ledger-file.ts';
import type { AccountableFact } from '../../core/facts.ts';
import type { Entry } from '../../ports/journal.ts';
import { CliError, oneLine, wrong } from './cli-error.ts';

/** How long another process may hold the journal before we give up. */
const BUSY_MS = 5_000;

const newest = z.object({ t: z.number(), at: z.number(), boot: z.string() });
const started = z.object({ boot: z.string(), data: z.string() });
const offset = z.object({ offsetMs: z.number() });

const NEWEST = 'SELECT t, at, boot FROM ledger ORDER BY seq DESC LIMIT 1';
const STARTED =
  "SELECT boot, data FROM ledger WHERE subject = 'gateway' AND kind = 'gateway-started' ORDER BY seq DESC LIMIT 1";

/** Where the campus timeline stood at the newest fact, so that ours goes on from there. */
function lastKnown(db: Database.Database): LastKnown | null {
  const last = newest.optional().parse(db.prepare(NEWEST).get());
  if (last === undefined) return null;
  const start = started.optional().parse(db.prepare(STARTED).get());
  const known = start?.boot === last.boot ? offset.safeParse(JSON.parse(start.data)) : null;
  return { t: last.t, wallMs: last.at, boot: last.boot, offsetMs: known?.success ? known.data.offsetMs : 0 };
}

/** Opens the ledger, also beside a running gateway. Fails with a CliError; then nothing is recorded. */
function withLedger<T>(data: string, work: (ledger: LedgerFile) => T): T {
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 });
    const ledger = new LedgerFile(join(data, JOURNAL_FILE), { busyMs: BUSY_MS });
    try {
      return work(ledger);
    } finally {
      ledger.close();
    }
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    const why = oneLine(toJournalError(cause));
    throw wrong(`没有记入台账，所以没有执行：${why}`, `not recorded in the ledger, so not done: ${why}`, { cause });
  }
}

const entry = (db: Database.Database, fact: AccountableFact): Entry => ({
  at: new SystemClock(lastKnown(db), 'auto').now(),
  actor: 'cli',
  fact,
});

/** Appends what `make` returns, in one transaction with what it reads. Returns the fact's seq. */
export const recordWith = (data: string, make: (db: Database.Database) => AccountableFact): number =>
  withLedger(data, (ledger) => ledger.commitWith((db) => entry(db, make(db))));

/** All of them or none. */
export function recordFacts(data: string, facts: readonly AccountableFact[]): void {
  if (facts.length > 0)
    withLedger(data, (ledger) => ledger.commit([[facts.map((fact) => entry(ledger.db, fact)), []]]));
}

export const recordFact = (data: string, fact: AccountableFact): void => recordFacts(data, [fact]);
