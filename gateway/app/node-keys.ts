/** Keys of wired help buttons, one file each (0600) among the other keys of the data folder, so that a backup holds them too. */

import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const nodeKey = z.object({
  node: z.number().int().min(1).max(65_534),
  /** 64 hex digits. */
  key: z.string().regex(/^[0-9a-f]{64}$/),
});
export type NodeKey = z.infer<typeof nodeKey>;

/** `next`: given to the board, and not confirmed by it yet. */
type Which = 'present' | 'next';

const fileOf = (data: string, device: string, which: Which): string =>
  join(data, 'keys', `node-${device}${which === 'next' ? '.next' : ''}`);

/** Null where there is none. Throws where the file is damaged: a button would alarm unverified and nobody would know why. */
export function readNodeKey(data: string, device: string, which: Which = 'present'): NodeKey | null {
  let text: string;
  try {
    text = readFileSync(fileOf(data, device, which), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  return nodeKey.parse(JSON.parse(text));
}

/** On disk before it is on its way to a board. */
export function keepNextKey(data: string, device: string, next: NodeKey): void {
  const folder = join(data, 'keys');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, `.node-${process.pid}`);
  const handle = openSync(draft, 'w', 0o600);
  try {
    writeSync(handle, JSON.stringify(next));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(draft, fileOf(data, device, 'next'));
}

/** The board has confirmed it. */
export function adoptNextKey(data: string, device: string): void {
  renameSync(fileOf(data, device, 'next'), fileOf(data, device, 'present'));
}

export function forgetNextKey(data: string, device: string): void {
  rmSync(fileOf(data, device, 'next'), { force: true });
}
