/** A notice on its way over one channel. */

import type { NoticeOrder } from '../../core/facts.ts';
import { later, minutes, type Ms } from '../../core/time.ts';

/** A notice that nobody could be given within this is worth nothing any more; the escalation has long gone on. */
export const GIVE_UP_AFTER = minutes(15);

export type DropWhy = 'superseded' | 'closed' | 'expired';

export interface Entry {
  readonly order: NoticeOrder;
  /** Order of submission. */
  readonly serial: number;
  /** What it waits since, for the place in the line; taken over from a notice that it replaced. */
  readonly since: Ms;
  readonly expires: Ms;
  /** The person has not heard of the incident by this channel yet: goes first, and says "opened". */
  first: boolean;
  /** Attempts begun. */
  attempt: number;
  /** Not before: backoff, or what the channel asked for. */
  notBefore: Ms;
  sending: boolean;
  /** Decided while an attempt was under way: no further one. */
  ended: DropWhy | null;
  /** The last attempt did not reach the far side. */
  unreached: boolean;
}

export function newEntry(order: NoticeOrder, serial: number, now: Ms): Entry {
  return {
    order,
    serial,
    since: now,
    expires: later(now, GIVE_UP_AFTER),
    first: order.reason === 'opened',
    attempt: 0,
    notBefore: now,
    sending: false,
    ended: null,
    unreached: false,
  };
}

/** Notices with the same key say the same thing to the same person in the same way; the newest says it best. */
export function keyOf(order: NoticeOrder): string {
  return JSON.stringify([order.incident, order.channel, order.to, order.person]);
}
