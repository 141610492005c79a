/** What became of a notice, as facts for the record. */

import type { AccountableFact } from '../../core/facts.ts';
import type { SendResult } from '../../ports/channel.ts';
import type { DropWhy, Entry } from './entry.ts';

function about({ order }: Entry) {
  return { notice: order.notice, incident: order.incident, person: order.person, channel: order.channel };
}

/** Delivered is said only where a receipt said so (promise 5), and then beside sent. */
export function sent(entry: Entry, state: 'sent' | 'delivered', tookMs: number, head: string): AccountableFact[] {
  const facts: AccountableFact[] = [
    { kind: 'notice-sent', ...about(entry), tookMs: Math.round(tookMs), attempt: entry.attempt, head },
  ];
  if (state === 'delivered') facts.push({ kind: 'notice-delivered', ...about(entry) });
  return facts;
}

export function failed(entry: Entry, result: Extract<SendResult, { ok: false }>, final: boolean): AccountableFact {
  const { code, detail } = result;
  return { kind: 'notice-failed', ...about(entry), attempt: entry.attempt, code, detail, final };
}

export function dropped({ order }: Entry, why: DropWhy): AccountableFact {
  return { kind: 'notice-dropped', notice: order.notice, incident: order.incident, why };
}
