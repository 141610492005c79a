import type { Ms } from '../../core/time.ts';
import type { Breaker } from './breaker.ts';
import type { Entry } from './entry.ts';
import type { RateWindows } from './rate-window.ts';

export interface LaneView {
  readonly windows: RateWindows;
  readonly breaker: Breaker;
  readonly heldUntil: Ms;
}

/**
 * When a queue should be looked at again without anything else happening: the earliest of a backoff's end, room in the rate window,
 * the breaker's next trial, the end of a throttling, an expiry. null: nothing waits, or only for attempts under way.
 */
export function nextWake(entries: Iterable<Entry>, now: Ms, view: LaneView): Ms | null {
  const times: (Ms | null)[] = [];
  const due = { urgent: false, status: false };
  for (const entry of entries) {
    if (entry.sending) continue;
    times.push(entry.expires);
    if (entry.notBefore > now) times.push(entry.notBefore);
    else if (entry.order.urgent) due.urgent = true;
    else due.status = true;
  }
  if (due.urgent) times.push(view.windows.roomAt(now, true));
  if (due.status) times.push(view.windows.roomAt(now, false), view.heldUntil, view.breaker.nextTrial);
  let earliest: Ms | null = null;
  for (const time of times) if (time !== null && time > now && (earliest === null || time < earliest)) earliest = time;
  return earliest;
}
