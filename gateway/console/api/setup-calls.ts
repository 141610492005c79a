/** The two calls of the setup room. A change that would be wrong is an answer, not a failure. */

import { list } from '../../contract/api.ts';
import { type SetupEdit, type SetupFile, setupDone, setupFile, setupRefused } from '../../contract/setup-api.ts';
import { call, reading } from './client.ts';
import type { Answer } from './failure.ts';

export interface SetupChange {
  readonly file: string;
  readonly version: string;
  readonly edits: readonly SetupEdit[];
}

export type SetupAnswer =
  | { readonly ok: true; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly why: 'wrong' | 'changed' | 'failed'; readonly problems: readonly string[] };

const readFiles = reading(list(setupFile).transform((page) => page.items));
export const setupFiles = (): Promise<Answer<SetupFile[]>> => call('GET', '/api/setup?limit=1000', readFiles);

export async function changeSetup(change: SetupChange): Promise<SetupAnswer> {
  let problems: readonly string[] = [];
  const answer = await call('POST', '/api/setup', reading(setupDone), change, (body) => {
    const refused = setupRefused.safeParse(body);
    if (refused.success) problems = refused.data.problems;
  });
  if (answer.ok) return { ok: true, warnings: answer.data.warnings };
  const { why } = answer.failure;
  return { ok: false, why: problems.length > 0 ? 'wrong' : why === 'conflict' ? 'changed' : 'failed', problems };
}
