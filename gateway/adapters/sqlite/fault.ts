/** What SQLite and the file system throw, in the journal's own words. No path outside the data folder, no secret. */

import { SqliteError } from 'better-sqlite3';
import { JournalError, type JournalErrorCode } from '../../ports/journal.ts';

const BY_PREFIX: readonly (readonly [string, JournalErrorCode])[] = [
  ['SQLITE_FULL', 'full'],
  ['SQLITE_READONLY', 'read-only'],
  ['SQLITE_PERM', 'read-only'],
  ['SQLITE_CANTOPEN', 'read-only'],
  ['SQLITE_CORRUPT', 'corrupt'],
  ['SQLITE_NOTADB', 'corrupt'],
  ['ENOSPC', 'full'],
  ['EDQUOT', 'full'],
  ['EROFS', 'read-only'],
  ['EACCES', 'read-only'],
  ['EPERM', 'read-only'],
];

function codeOf(error: unknown): string {
  if (error instanceof SqliteError) return error.code;
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

export function toJournalError(error: unknown): JournalError {
  if (error instanceof JournalError) return error;
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  const found = BY_PREFIX.find(([prefix]) => code.startsWith(prefix));
  return new JournalError(found?.[1] ?? 'io', `${code || 'error'}: ${message}`, { cause: error });
}

/** Another process is writing at the moment: wait and try again, nothing is wrong. */
export const isBusy = (error: unknown): boolean => /^SQLITE_(BUSY|LOCKED)/.test(codeOf(error));

/** The value was at fault, not the storage: the same disk takes other facts. */
export const isUnfit = (error: unknown): boolean =>
  error instanceof TypeError ||
  error instanceof RangeError ||
  /^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG|RANGE)/.test(codeOf(error));
