/** What this person is doing to incidents: in flight, and how it ended. One deed per incident at a time. */

import type { Failure } from '../api/failure.ts';

export type Deed = 'take' | 'arrive' | 'note' | 'handover' | 'close';

export type DeedState =
  | { readonly at: 'doing'; readonly deed: Deed }
  /** `stored` is false where it counts and was announced, but is not on disk yet. */
  | { readonly at: 'done'; readonly deed: Deed; readonly stored: boolean }
  | { readonly at: 'failed'; readonly deed: Deed; readonly failure: Failure };

export type Deeds = ReadonlyMap<string, DeedState>;

export type DeedEvent =
  | { readonly type: 'started'; readonly incident: string; readonly deed: Deed }
  | { readonly type: 'done'; readonly incident: string; readonly deed: Deed; readonly stored: boolean }
  | { readonly type: 'failed'; readonly incident: string; readonly deed: Deed; readonly failure: Failure }
  | { readonly type: 'forget'; readonly incident: string };

export const NO_DEEDS: Deeds = new Map();

export function deeds(state: Deeds, event: DeedEvent): Deeds {
  const next = new Map(state);
  switch (event.type) {
    case 'started':
      return next.set(event.incident, { at: 'doing', deed: event.deed });
    case 'done':
      return next.set(event.incident, { at: 'done', deed: event.deed, stored: event.stored });
    case 'failed':
      return next.set(event.incident, { at: 'failed', deed: event.deed, failure: event.failure });
    case 'forget':
      next.delete(event.incident);
      return next;
  }
}
