/**
 * Opens the journal whatever state the folder is in. A corrupt database does not stop the gateway (promise 3): it is moved
 * aside, kept for inspection, and a new journal starts with the newest snapshot as its beginning.
 */

import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { GENESIS } from '../../core/ledger/chain.ts';
import { JOURNAL_FILE, type OpenOptions } from './database.ts';
import { toJournalError } from './fault.ts';
import { LedgerFile } from './ledger-file.ts';
import { adoptSnapshot } from './snapshot-files.ts';
import { readWitnesses, WITNESS_FILE } from './witness-file.ts';

export interface Opened {
  readonly ledger: LedgerFile;
  /** What was found damaged, in words for the storage incident; null: nothing. */
  readonly damage: string | null;
}

/** Throws where the folder itself cannot be used (read-only, full, no permission). */
export function openOrReplace(dir: string, options: OpenOptions): Opened {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const file = join(dir, JOURNAL_FILE);
  try {
    const ledger = new LedgerFile(file, options);
    return { ledger, damage: missing(dir, ledger) };
  } catch (error) {
    const fault = toJournalError(error);
    if (fault.code !== 'corrupt') throw error;
    return {
      ledger: replace(dir, options),
      damage: `${fault.message}; the old file is kept as journal.corrupt-*.db, a new journal has begun`,
    };
  }
}

/** Moves the corrupt files aside and begins anew. */
export function replace(dir: string, options: OpenOptions): LedgerFile {
  const stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const file = join(dir, JOURNAL_FILE);
  const aside = (from: string, to: string): void => {
    if (existsSync(from)) renameSync(from, join(dir, to));
  };
  aside(`${file}-wal`, `journal.corrupt-${stamp}.db-wal`);
  aside(file, `journal.corrupt-${stamp}.db`);
  aside(join(dir, WITNESS_FILE), `witness.corrupt-${stamp}.jsonl`);
  rmSync(`${file}-shm`, { force: true });
  const ledger = new LedgerFile(file, options);
  try {
    adoptSnapshot(dir, { journal: ledger.journalId, hash: GENESIS });
  } catch {
    // Only the starting state is lost (a full disk): the new journal is good, and the corrupt one is told of anyway.
  }
  return ledger;
}

/** Facts that a witness saw and the file does not hold: SQLite itself takes a torn WAL for an older, whole one. */
function missing(dir: string, ledger: LedgerFile): string | null {
  const { count } = ledger.head();
  const lines = readWitnesses(dir);
  const ours = lines.filter((line) => line.journal === ledger.journalId);
  const seen = (ours.length > 0 ? ours : lines).reduce((most, line) => Math.max(most, line.count), 0);
  if (ours.length === 0 && seen > 0 && count === 0)
    return `journal.db is new, but a witness saw ${seen} facts in this folder`;
  return seen > count && ours.length > 0 ? `journal.db ends at fact ${count}, but a witness saw ${seen}` : null;
}
