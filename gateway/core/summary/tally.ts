/**
 * Counts by quarter of an hour of UTC: every zone's midnight is a border of them, so a day in any zone is a sum, and the
 * fold needs to know no zone. Only what happened while the clock was believed has a date.
 */

import type { Fact, IncidentKind, Outcome } from '../facts.ts';
import type { Instant } from '../time.ts';

export interface Tally {
  /** Grows with each change. */
  version: number;
  presses: number;
  drillPresses: number;
  incidents: Partial<Record<IncidentKind, number>>;
  closed: Partial<Record<Outcome, number>>;
  doorOpenings: number;
  motions: number;
  taps: number;
  cardsFlagged: number;
  sensorsQuarantined: number;
  devicesSilent: number;
  presenceSeen: number;
  presenceMissed: number;
  signatures: number;
  handovers: number;
  /** `<person> <incident>`. */
  told: Set<string>;
}

/** By quarter of an hour since 1970. */
export type Tallies = Map<number, Tally>;

export const QUARTER_MS = 900_000;
/** Older days are in the ledger. */
const KEPT_QUARTERS = 4 * 96;

export const emptyTally = (): Tally => ({
  version: 0,
  presses: 0,
  drillPresses: 0,
  incidents: {},
  closed: {},
  doorOpenings: 0,
  motions: 0,
  taps: 0,
  cardsFlagged: 0,
  sensorsQuarantined: 0,
  devicesSilent: 0,
  presenceSeen: 0,
  presenceMissed: 0,
  signatures: 0,
  handovers: 0,
  told: new Set(),
});

function tallyAt(tallies: Tallies, wallMs: number): Tally {
  const quarter = Math.floor(wallMs / QUARTER_MS);
  let tally = tallies.get(quarter);
  if (!tally) {
    tally = emptyTally();
    tallies.set(quarter, tally);
    for (const old of tallies.keys()) if (old < quarter - KEPT_QUARTERS) tallies.delete(old);
  }
  tally.version += 1;
  return tally;
}

const count = <K extends string>(by: Partial<Record<K, number>>, key: K): void => {
  by[key] = (by[key] ?? 0) + 1;
};

/** What a reading adds; heartbeats and the like add nothing, and make no tally. */
function countReading({ type, body }: Extract<Fact, { kind: 'reading' }>): 'doorOpenings' | 'motions' | 'taps' | null {
  if (type === 'checkin') return 'taps';
  if (typeof body !== 'object' || body === null) return null;
  if (type === 'door' && 'open' in body && body.open === true) return 'doorOpenings';
  if (type === 'motion' && 'active' in body && body.active === true) return 'motions';
  return null;
}

/** Coalesced readings are counted by what they were: `door:open`, `motion:active`, `checkin`. */
function countCoalesced(tally: Tally, counts: Readonly<Record<string, number>>): void {
  tally.doorOpenings += counts['door:open'] ?? 0;
  tally.motions += counts['motion:active'] ?? 0;
  tally.taps += counts['checkin'] ?? 0;
}

function countPeople(tally: Tally, { person, incident, reason }: Extract<Fact, { kind: 'notice-queued' }>): void {
  if (person !== null && reason !== 'closed') tally.told.add(`${person} ${incident}`);
}

/** Folds one fact. Facts that no figure counts leave everything as it is. */
export function evolveTallies(tallies: Tallies, fact: Fact, at: Instant): void {
  if (!at.trusted) return;
  const tally = (): Tally => tallyAt(tallies, at.wall);
  switch (fact.kind) {
    case 'reading': {
      const figure = countReading(fact);
      if (figure !== null) tally()[figure] += 1;
      return;
    }
    case 'coalesced':
      return countCoalesced(tally(), fact.counts);
    case 'press':
      tally()[fact.drill ? 'drillPresses' : 'presses'] += 1;
      return;
    case 'incident-opened':
      return count(tally().incidents, fact.of);
    case 'incident-closed':
      return count(tally().closed, fact.outcome);
    case 'notice-queued':
      return countPeople(tally(), fact);
    case 'card-flagged':
      tally().cardsFlagged += 1;
      return;
    case 'sensor-quarantined':
      tally().sensorsQuarantined += 1;
      return;
    case 'device-silent':
      tally().devicesSilent += 1;
      return;
    case 'duty-presence-seen':
      tally().presenceSeen += 1;
      return;
    case 'duty-presence-missed':
      tally().presenceMissed += 1;
      return;
    case 'duty-handed-over':
      tally().signatures += 1;
      if (fact.complete) tally().handovers += 1;
      return;
    default:
  }
}
