/** The live board: incidents that are not closed, and the gateway's health. A pure fold over what the gateway said. */

import type { GatewayHealth, Incident } from '../../contract/api.ts';

export interface Board {
  /** By id; closed ones leave. */
  readonly incidents: ReadonlyMap<string, Incident>;
  readonly health: GatewayHealth | null;
  /** The list has been read at least once: before that an empty board means nothing. */
  readonly loaded: boolean;
  /** Ids heard live while a list was on its way: what was heard is newer than the list. */
  readonly heardDuringFetch: ReadonlySet<string> | null;
}

export type BoardEvent =
  | { readonly type: 'fetching' }
  | { readonly type: 'listed'; readonly items: readonly Incident[] }
  | { readonly type: 'fetch-failed' }
  | { readonly type: 'incident'; readonly incident: Incident }
  | { readonly type: 'health'; readonly health: GatewayHealth };

export const EMPTY_BOARD: Board = { incidents: new Map(), health: null, loaded: false, heardDuringFetch: null };

export function board(state: Board, event: BoardEvent): Board {
  switch (event.type) {
    case 'fetching':
      return { ...state, heardDuringFetch: new Set() };
    case 'fetch-failed':
      return { ...state, heardDuringFetch: null };
    case 'listed':
      return { ...state, incidents: merged(state, event.items), loaded: true, heardDuringFetch: null };
    case 'incident':
      return hear(state, event.incident);
    case 'health':
      return { ...state, health: event.health };
  }
}

function hear(state: Board, incident: Incident): Board {
  const incidents = new Map(state.incidents);
  if (incident.status === 'closed') incidents.delete(incident.id);
  else incidents.set(incident.id, incident);
  const heardDuringFetch = state.heardDuringFetch && new Set(state.heardDuringFetch).add(incident.id);
  return { ...state, incidents, heardDuringFetch };
}

function merged(state: Board, items: readonly Incident[]): Map<string, Incident> {
  const incidents = new Map<string, Incident>();
  for (const item of items) if (item.status !== 'closed') incidents.set(item.id, item);
  for (const id of state.heardDuringFetch ?? []) {
    const heard = state.incidents.get(id);
    if (heard) incidents.set(id, heard);
    else incidents.delete(id);
  }
  return incidents;
}

const RANK: Readonly<Record<Incident['level'], number>> = { urgent: 5, help: 4, fault: 2, info: 1 };
/** A drill comes after everybody who is really in need, whatever its level, and before broken things. */
const rank = (incident: Incident): number =>
  incident.drill ? Math.min(3, RANK[incident.level]) : RANK[incident.level];

/** People in need first, then drills, then broken things; within that what nobody has in hand, and then the oldest, first. */
export function inOrder(incidents: Iterable<Incident>): Incident[] {
  return [...incidents].sort(
    (a, b) =>
      rank(b) - rank(a) ||
      Number(needsSomeone(b)) - Number(needsSomeone(a)) ||
      Date.parse(a.openedAt) - Date.parse(b.openedAt) ||
      (a.id < b.id ? -1 : 1),
  );
}

/** Nobody owns it, or its owner went quiet. */
export const needsSomeone = (incident: Incident): boolean =>
  incident.status === 'open' || (incident.stale && incident.status !== 'closed');
