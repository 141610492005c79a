/**
 * One batch to one sink. What the sink refuses is halved until single lines are left: those are the poison, and everything else of the
 * batch has been taken. Lines that were taken before are taken again without harm: same series, same time, same values.
 */

import type { Batch, SinkCode, WriteResult } from '../../ports/series.ts';

export interface Poison {
  readonly line: string;
  readonly why: string;
}

export type Delivered =
  /** `suspect`: line for line everything was refused, and the sink did not say itself that it was the lines. */
  | { readonly ok: true; readonly dead: readonly Poison[]; readonly suspect: boolean }
  | {
      readonly ok: false;
      readonly code: SinkCode;
      readonly detail: string;
      readonly retryAfterMs?: number | undefined;
    };

type Write = (bucket: Batch['bucket'], lines: string) => Promise<WriteResult>;

/** Never throws where `write` does not. */
export async function deliver({ bucket, lines }: Batch, write: Write): Promise<Delivered> {
  const dead: Poison[] = [];
  const left: (readonly string[])[] = [lines];
  let sure = false;
  for (let part = left.pop(); part !== undefined; part = left.pop()) {
    if (part.length === 0) continue;
    const result = await write(bucket, part.join('\n'));
    if (result.is === 'failed') return { ok: false, ...result };
    sure ||= result.is === 'taken' || result.all;
    if (result.is === 'taken') continue;
    if (part.length === 1 || result.all) {
      const { why } = result;
      dead.push(...part.map((line) => ({ line, why })));
      continue;
    }
    const middle = part.length >> 1;
    left.push(part.slice(middle), part.slice(0, middle));
  }
  return { ok: true, dead, suspect: !sure };
}
