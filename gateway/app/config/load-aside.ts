/** `loadConfig` in a thread of its own. */

import { basename, resolve } from 'node:path';
import { aside } from './aside.ts';
import type { LoadResult } from './config.ts';
import type { Env } from './source.ts';

const GIVE_UP_MS = 20_000;

/** Settles within `giveUpMs`; never rejects. What goes wrong with the thread itself is a problem of the folder. */
export const loadConfigAside = (dir: string, env: Env, giveUpMs = GIVE_UP_MS): Promise<LoadResult> =>
  aside<LoadResult>('load-thread', { dir, env: { ...env } }, giveUpMs, (message) => {
    return { ok: false, problems: [{ file: basename(resolve(dir)), line: 1, col: 1, key: 'file', message }] };
  });
