/**
 * Reads a journal on a read-only disk. SQLite cannot open a WAL database where it may not make its index file; a closed
 * journal (no WAL beside it) is read whole into memory instead, marked as not in WAL mode there.
 */

import { readFileSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';

const LARGEST = 512 * 1024 * 1024;
/** "File format write version" and "read version" of the SQLite header: 2 is WAL, 1 is legacy. */
const FORMAT_BYTES = [18, 19] as const;

/** Null where there is a WAL with content, or the file is too large. Throws what the file system throws. */
export function openStillImage(file: string): Database.Database | null {
  const wal = statSync(`${file}-wal`, { throwIfNoEntry: false });
  if ((wal && wal.size > 0) || statSync(file).size > LARGEST) return null;
  const image = readFileSync(file);
  for (const at of FORMAT_BYTES) image[at] = 1;
  return new Database(image, { readonly: true });
}
