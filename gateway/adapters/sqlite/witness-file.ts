/** `witness.jsonl` beside the journal: heads as they were, so that a journal that lost its tail does not pass for whole. */

import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Head } from '../../ports/journal.ts';

export const WITNESS_FILE = 'witness.jsonl';

export interface WitnessLine {
  readonly journal: string;
  readonly count: number;
  readonly head: string;
  readonly at: string;
}

function readLine(line: string): WitnessLine | null {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null) return null;
    const { journal, count, head, at } = value as Partial<Record<keyof WitnessLine, unknown>>;
    return typeof journal === 'string' &&
      typeof count === 'number' &&
      typeof head === 'string' &&
      typeof at === 'string'
      ? { journal, count, head, at }
      : null;
  } catch {
    return null;
  }
}

/** All readable lines, oldest first; a torn last line is left out. */
export function readWitnesses(dir: string): readonly WitnessLine[] {
  const file = join(dir, WITNESS_FILE);
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .map(readLine)
    .filter((line) => line !== null);
}

/** Not fsynced: a lost line costs nothing, a commit that waits would. A full disk only costs the line. */
export function addWitness(dir: string, journal: string, head: Head): void {
  const line: WitnessLine = { journal, count: head.count, head: head.hash, at: new Date().toISOString() };
  try {
    appendFileSync(join(dir, WITNESS_FILE), `${JSON.stringify(line)}\n`, { mode: 0o600 });
  } catch {
    // The ledger itself is on disk; the outside witness is the alert texts.
  }
}
