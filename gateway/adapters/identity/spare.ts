/**
 * A second copy of `identity.db`, made after every change of devices or accounts. A database that a failing card has damaged
 * would lock every button out, and new secrets would mean flashing all of them: the gateway puts the copy in its place.
 */

import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { IdentityError } from './identity-error.ts';
import { codeOf, readIfThere, replaceFile } from './once-file.ts';
import { migrate } from './statements.ts';

const spareOf = (path: string): string => join(dirname(path), 'identity.spare.db');

/** Waits for the disk: for the command line and the writer thread, never for the main loop. */
export function keepSpare(path: string, db: Database.Database): void {
  const bytes = db.serialize();
  if (readIfThere(spareOf(path))?.equals(bytes) !== true) replaceFile(spareOf(path), bytes);
}

/** Throws where a page of the file is damaged. The file is small: milliseconds. */
export function checkWhole(db: Database.Database): void {
  const said: unknown = db.pragma('quick_check', { simple: true });
  if (said !== 'ok') throw new IdentityError('damaged', 'identity.db is damaged');
}

export const isDamage = (error: unknown): boolean =>
  (error instanceof IdentityError && error.code === 'damaged') || /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error) ?? '');

/** What can be read of the file, else of its copy, in memory; null where neither is whole. A newer version's file still throws. */
export function readInMemory(path: string): Database.Database | null {
  return inMemory(readIfThere(path)) ?? inMemory(readIfThere(spareOf(path)));
}

/** Moves the damaged file aside, kept for inspection, and puts the copy in its place (or nothing, where there is none). */
export function replaceDamaged(path: string): void {
  const stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const spare = readIfThere(spareOf(path));
  const whole = inMemory(spare);
  whole?.close();
  for (const end of ['-wal', ''])
    if (existsSync(`${path}${end}`))
      renameSync(`${path}${end}`, join(dirname(path), `identity.corrupt-${stamp}.db${end}`));
  rmSync(`${path}-shm`, { force: true });
  if (whole !== null && spare !== null) replaceFile(path, spare);
}

function inMemory(bytes: Buffer | null): Database.Database | null {
  if (bytes === null || bytes.length < 100) return null;
  const image = Buffer.from(bytes);
  // The header says WAL, which a database in memory cannot have; 1 is the rollback journal (file format §1.3).
  image.fill(1, 18, 20);
  const copy = new Database(image);
  try {
    migrate(copy);
    checkWhole(copy);
    return copy;
  } catch (error) {
    copy.close();
    if (error instanceof IdentityError && error.code !== 'damaged') throw error;
    return null;
  }
}
