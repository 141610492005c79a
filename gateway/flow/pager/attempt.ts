/** One attempt over one channel, with the guards that a misbehaving adapter would need. */

import type { AlertMessage } from '../../contract/alert.ts';
import type { NoticeOrder } from '../../core/facts.ts';
import { seconds } from '../../core/time.ts';
import type { Channel, ProbeResult, SendResult } from '../../ports/channel.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Entry } from './entry.ts';

/** The port promises 5 s; an adapter that breaks its promise must not hold its place for ever. */
const WATCHDOG = seconds(8);

type Lost = {
  readonly ok: false;
  readonly code: 'timeout' | 'internal';
  readonly detail: string;
  readonly retry: true;
};
const SILENT: Lost = { ok: false, code: 'timeout', detail: 'the channel did not settle within 8 s', retry: true };
const THREW: Lost = { ok: false, code: 'internal', detail: 'the channel threw', retry: true };

interface Composer {
  compose(order: NoticeOrder): AlertMessage | null;
}

export type Composed =
  | { readonly ok: true; readonly message: AlertMessage }
  | { readonly ok: false; readonly code: 'internal'; readonly detail: string; readonly retry: true };

/**
 * What is to be said now, null where nothing is; a person's first news says "opened", whatever the notice that it replaced was called.
 * A composer that throws spoils this one attempt, not the line behind it.
 */
export function composeEntry(composer: Composer, entry: Entry): Composed | null {
  const { order } = entry;
  try {
    const message = composer.compose(isFirstNews(entry) ? { ...order, reason: 'opened' } : order);
    return message === null ? null : { ok: true, message };
  } catch {
    return { ok: false, code: 'internal', detail: 'the message could not be composed', retry: true };
  }
}

/** A siren hears no news, and "taken over, then nothing" or "closed" says more than "opened" would. */
function isFirstNews({ first, order }: Entry): boolean {
  return first && order.person !== null && order.reason !== 'closed' && order.reason !== 're-alarm';
}

/** Starts at once, in this very call; `done` is called exactly once, later. */
export function sendOnce(
  channel: Channel,
  clock: Clock,
  order: NoticeOrder,
  message: AlertMessage,
  done: (result: SendResult) => void,
): void {
  watch(clock, () => channel.send({ idempotencyKey: order.notice, to: order.to, message }), done);
}

export function probeOnce(channel: Channel, clock: Clock, done: (result: ProbeResult) => void): void {
  watch<ProbeResult>(clock, () => channel.probe(), done);
}

function watch<T>(clock: Clock, begin: () => Promise<T>, done: (result: T | Lost) => void): void {
  let settled = false;
  const settle = (result: T | Lost) => {
    if (settled) return;
    settled = true;
    cancel();
    done(result);
  };
  const cancel = clock.after(WATCHDOG, () => settle(SILENT));
  try {
    begin().then(settle, () => settle(THREW));
  } catch {
    queueMicrotask(() => settle(THREW));
  }
}
