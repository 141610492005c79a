/** Today's closed incidents: read page by page when asked for, newest first, kept current by what is heard live. */

import type { Incident } from '../../contract/api.ts';

export interface Closed {
  readonly status: 'folded' | 'loading' | 'shown' | 'failed';
  readonly items: readonly Incident[];
  readonly next: string | null;
}

export type ClosedEvent =
  | { readonly type: 'unfold' }
  | { readonly type: 'fold' }
  | { readonly type: 'page'; readonly items: readonly Incident[]; readonly next: string | null }
  | { readonly type: 'failed' }
  | { readonly type: 'incident'; readonly incident: Incident };

export const NO_CLOSED: Closed = { status: 'folded', items: [], next: null };

export function closed(state: Closed, event: ClosedEvent): Closed {
  switch (event.type) {
    case 'unfold':
      return { ...state, status: 'loading' };
    case 'fold':
      return NO_CLOSED;
    case 'page':
      return { status: 'shown', items: joined(state.items, event.items), next: event.next };
    case 'failed':
      return { ...state, status: 'failed' };
    case 'incident':
      if (state.status === 'folded') return state;
      if (event.incident.status !== 'closed') return state;
      return { ...state, items: joined([event.incident], without(state.items, event.incident.id)) };
  }
}

const without = (items: readonly Incident[], id: string): readonly Incident[] => items.filter((i) => i.id !== id);

function joined(first: readonly Incident[], second: readonly Incident[]): readonly Incident[] {
  const seen = new Set(first.map((i) => i.id));
  return [...first, ...second.filter((i) => !seen.has(i.id))];
}
