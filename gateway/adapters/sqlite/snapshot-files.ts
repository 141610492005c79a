/**
 * Snapshots as files beside the journal, so that writing one never delays a commit. Invariant: a snapshot is believed only where
 * the ledger at that point is the very ledger it was taken from (same journal, same hash), for instance not after an older
 * backup was restored.
 */

import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

const NAME = /^snapshot-(\d+)\.json$/;
const KEPT = 2;

/** Where in which ledger the state was taken: the newest accountable fact up to `seq`. */
export interface Anchor {
  readonly journal: string;
  readonly seq: number;
  readonly hash: string;
}

export interface StoredSnapshot {
  readonly anchor: Anchor;
  /** JSON text. */
  readonly state: string;
}

const seqOf = (name: string): number => Number(NAME.exec(name)?.[1] ?? -1);

/** File names, newest first. */
function names(dir: string): readonly string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .filter((name) => NAME.test(name))
    .sort((a, b) => seqOf(b) - seqOf(a));
}

function syncFolder(dir: string): void {
  const fd = openSync(dir, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Written, synced and renamed: a crash leaves the snapshot before it. Keeps the last two. */
export function writeSnapshot(dir: string, { anchor, state }: StoredSnapshot): void {
  const file = join(dir, `snapshot-${anchor.seq}.json`);
  const fd = openSync(`${file}.tmp`, 'w', 0o600);
  try {
    writeFileSync(fd, `${JSON.stringify({ ...anchor, length: state.length })}\n${state}`);
    fsyncSync(fd);
  } catch (error) {
    rmSync(`${file}.tmp`, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
  renameSync(`${file}.tmp`, file);
  syncFolder(dir);
  for (const old of names(dir).slice(KEPT)) rmSync(join(dir, old), { force: true });
}

function readSnapshot(file: string): StoredSnapshot | null {
  try {
    const text = readFileSync(file, 'utf8');
    const end = text.indexOf('\n');
    const header: unknown = JSON.parse(text.slice(0, end));
    if (typeof header !== 'object' || header === null) return null;
    const { journal, seq, hash, length } = header as Partial<Record<keyof Anchor | 'length', unknown>>;
    const state = text.slice(end + 1);
    if (typeof journal !== 'string' || typeof seq !== 'number' || typeof hash !== 'string' || state.length !== length)
      return null;
    return { anchor: { journal, seq, hash }, state };
  } catch {
    return null;
  }
}

/** The newest whole snapshot that `believes` accepts. */
export function newestSnapshot(dir: string, believes: (anchor: Anchor) => boolean): StoredSnapshot | null {
  for (const name of names(dir)) {
    const stored = readSnapshot(join(dir, name));
    if (stored && believes(stored.anchor)) return stored;
  }
  return null;
}

/** Takes the newest state over into a new, empty journal, as what was before its first fact; the other files go. */
export function adoptSnapshot(dir: string, anchor: Omit<Anchor, 'seq'>): void {
  const newest = newestSnapshot(dir, () => true);
  for (const name of names(dir)) rmSync(join(dir, name), { force: true });
  if (newest) writeSnapshot(dir, { anchor: { ...anchor, seq: 0 }, state: newest.state });
}
