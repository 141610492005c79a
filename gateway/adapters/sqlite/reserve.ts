/** Disk space held back for presses: `reserve.bin`, really allocated, given back when the disk is full. */

import { closeSync, fsyncSync, openSync, rmSync, statSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomFillSync } from 'node:crypto';

const RESERVE_FILE = 'reserve.bin';
const LEAST = 64 * 1024;
const CHUNK = 1024 * 1024;

export function reserveSize(dir: string): number {
  return statSync(join(dir, RESERVE_FILE), { throwIfNoEntry: false })?.size ?? 0;
}

/** Deletes the reserve; returns the bytes given back. */
export function giveBack(dir: string): number {
  const size = reserveSize(dir);
  rmSync(join(dir, RESERVE_FILE), { force: true });
  return size;
}

/**
 * Makes the reserve where it is missing; returns its size, null where there is no room. Takes at most 10 % of the free space, and
 * after it was given back waits for twice that to be free: else it would be nibbled away by telemetry, round after round.
 */
export function takeReserve(dir: string, bytes: number, given: number): number | null {
  const has = reserveSize(dir);
  if (has > 0) return has;
  const { bavail, bsize } = statfsSync(dir);
  const free = bavail * bsize;
  const size = Math.min(bytes, Math.floor(free / 10));
  if (free < LEAST || size < Math.min(LEAST, bytes) || free < 2 * given) return null;
  if (size === 0) return 0;
  const file = join(dir, RESERVE_FILE);
  const fd = openSync(file, 'w', 0o600);
  try {
    // Random bytes: a compressing or deduplicating file system would hold nothing back for zeros.
    const chunk = randomFillSync(Buffer.allocUnsafe(Math.min(CHUNK, size)));
    for (let left = size; left > 0; left -= chunk.length) writeFileSync(fd, chunk.subarray(0, left));
    fsyncSync(fd);
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
  return size;
}
