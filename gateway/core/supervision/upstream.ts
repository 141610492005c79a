/** A broker of the school that we are a client of: gone, it is one fault of kind `channel`; what is behind it is not supervised. */

import type { Context } from '../context.ts';
import type { Fact } from '../facts.ts';
import { openOrJoin } from '../incident/open.ts';
import { decideRestored, type FindOpen } from './faults.ts';

export const upstreamKey = (upstream: string): string => `upstream:${upstream}`;

export function decideUpstreamLost(upstream: string, code: string, open: FindOpen, ctx: Context): readonly Fact[] {
  const key = upstreamKey(upstream);
  const name = ctx.school.foreign?.upstreams.get(upstream)?.name ?? upstream;
  return [
    { kind: 'upstream-lost', upstream, code, detail: name },
    ...openOrJoin(
      open(key),
      {
        of: 'channel',
        key,
        level: 'fault',
        zone: null,
        device: null,
        drill: false,
        flags: [key, code],
        text: `${name}: ${code}`,
        press: null,
        devices: [],
      },
      ctx,
      'gateway',
    ),
  ];
}

export const decideUpstreamBack = (upstream: string, open: FindOpen): readonly Fact[] =>
  decideRestored({ kind: 'upstream-restored', upstream }, upstreamKey(upstream), open);
