/** A secret file that is made once, complete or not at all, whoever of several processes comes first. */

import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Returns the bytes of `path`; where it does not exist, `make()` is written there first, with fsync, mode 0600. */
export function readOrMake(path: string, make: () => Buffer): Buffer {
  const existing = readIfThere(path);
  if (existing !== null) return existing;
  const draft = writeDraft(path, make());
  try {
    // link(2) refuses to replace: of two processes that race, one wins and both then read the winner's bytes.
    linkSync(draft, path);
    syncFolder(dirname(path));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(path);
}

/** Replaces `path` as a whole (a reader sees the old bytes or the new ones), with fsync, mode 0600. */
export function replaceFile(path: string, content: Buffer): void {
  const draft = writeDraft(path, content);
  renameSync(draft, path);
  syncFolder(dirname(path));
}

export function readIfThere(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Tightens the mode where it is wider. A read-only or foreign file system that refuses is no reason not to serve. */
export function makePrivate(path: string, mode: 0o600 | 0o700): void {
  if ((statSync(path).mode & 0o777) === mode) return;
  try {
    chmodSync(path, mode);
  } catch (error) {
    if (!['EROFS', 'EPERM', 'ENOTSUP'].includes(codeOf(error) ?? '')) throw error;
  }
}

export const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;

function writeDraft(path: string, content: Buffer): string {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`);
  const fd = openSync(draft, 'wx', 0o600);
  try {
    writeSync(fd, content);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  return draft;
}

function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
