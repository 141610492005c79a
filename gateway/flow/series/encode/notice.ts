/** Notices: a point for every result, and the moment at which the first one reached a channel. */

import type { NOTICE_RESULTS } from '../../../contract/series/alarms.ts';
import { NONE } from '../../../contract/series/shared-tags.ts';
import type { Recorded } from '../../../ports/series.ts';
import type { EncodeContext } from './context.ts';
import { notified } from './incident.ts';
import { type Line, line, nanos } from './line.ts';
import { keepNotice } from './memory.ts';

interface Result {
  readonly result: (typeof NOTICE_RESULTS)[number];
  readonly final: boolean;
  readonly channel?: string;
  readonly attempt?: number;
  readonly tookMs?: number;
  readonly code?: string;
}

function resultLine(at: Recorded, notice: string, incident: string, one: Result, { memory }: EncodeContext): Line {
  const known = memory.notices.get(notice);
  const about = memory.incidents.get(incident);
  return line(
    'notice',
    {
      channel: one.channel ?? known?.channel ?? NONE,
      result: one.result,
      reason: known?.reason ?? NONE,
      kind: about?.tags['kind'] ?? NONE,
      mode: about?.tags['mode'] ?? 'real',
      final: one.final ? 'yes' : 'no',
    },
    {
      n: 1,
      notice,
      incident,
      attempt: one.attempt ?? null,
      took_ms: one.tookMs ?? null,
      since_queued_ms: known ? Math.max(0, at.t - known.queuedT) : null,
      code: one.code ?? null,
    },
    nanos(at.atMs, at.seq),
  );
}

export function encodeNotice(at: Recorded, context: EncodeContext): Line[] {
  const { fact } = at;
  switch (fact.kind) {
    case 'notice-queued': {
      const { notice, incident, channel, reason, person } = fact;
      keepNotice(context.memory, notice, { incident, channel, reason, toPerson: person !== null, queuedT: at.t });
      return [resultLine(at, notice, incident, { result: 'queued', final: false, channel }, context)];
    }
    case 'notice-sent':
    case 'notice-delivered': {
      const result = fact.kind === 'notice-sent' ? 'sent' : 'delivered';
      const more = fact.kind === 'notice-sent' ? { attempt: fact.attempt, tookMs: fact.tookMs } : {};
      const one = { result, final: true, channel: fact.channel, ...more } as const;
      const lines = [resultLine(at, fact.notice, fact.incident, one, context)];
      return fact.person === null ? lines : [...lines, ...notified(at, fact.incident, context)];
    }
    case 'notice-failed': {
      const { notice, incident, channel, attempt, code, final } = fact;
      const failed = resultLine(at, notice, incident, { result: 'failed', final, channel, attempt, code }, context);
      if (final) context.memory.notices.delete(notice);
      return [failed];
    }
    case 'notice-dropped': {
      const dropped = { result: 'dropped', final: true, code: fact.why } as const;
      const lines = [resultLine(at, fact.notice, fact.incident, dropped, context)];
      context.memory.notices.delete(fact.notice);
      return lines;
    }
    default:
      return [];
  }
}
