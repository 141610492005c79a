/**
 * What a fact adds to the hours. Counting is addition, so that the order of facts does not matter, and a late one only changes its own
 * hour. Drills add nothing; an incident that is closed as drill or test takes back what it had added.
 */

import type { Fact } from '../../../core/facts.ts';
import type { HourRow, Recorded } from '../../../ports/series.ts';
import { type EncodeContext, happenedMs, placeOf, slotAt, zoneOfDevice } from '../encode/context.ts';
import type { KnownIncident } from '../encode/memory.ts';
import { NONE } from '../../../contract/series/shared-tags.ts';
import { hourOf } from './hours.ts';

/** Row of the whole school: how long the gateway watched. */
export const WHOLE_SCHOOL = '';

type Counts = HourRow['counts'];

/** Corrections reach back this far; older hours are history. */
const REACH_MS = 35 * 86_400_000;

function hourRow(at: Recorded, zone: string | null, ms: number, counts: Counts, { school }: EncodeContext): HourRow[] {
  if (ms < at.atMs - REACH_MS) return [];
  const place = placeOf(school, zone);
  const startMs = hourOf(school, ms);
  return [{ startMs, zone: place.zone, slot: slotAt(school, ms, at.trusted), tags: { ...place }, counts }];
}

/** The hour of an incident is the one it was raised in. */
function incidentHour(at: Recorded, known: KnownIncident, counts: Counts, { school }: EncodeContext): HourRow[] {
  const raisedMs = Number(BigInt(known.ns) / 1_000_000n);
  if (raisedMs < at.atMs - REACH_MS) return [];
  const place = placeOf(school, known.tags['zone'] === NONE ? null : (known.tags['zone'] ?? null));
  const slot = known.tags['slot'] ?? 'unknown';
  return [{ startMs: hourOf(school, raisedMs), zone: place.zone, slot, tags: { ...place }, counts }];
}

const needsPeople = (level: string): boolean => level === 'help' || level === 'urgent';

function countTaken(at: Recorded, incident: string, context: EncodeContext): HourRow[] {
  const known = context.memory.incidents.get(incident);
  if (!known || known.fields['counted'] !== 1 || known.fields['taken_ms'] !== undefined) return [];
  if (!needsPeople(known.level)) return [];
  const ms = Math.max(0, Math.round(at.t - known.openedT));
  return incidentHour(at, known, { taken: 1, taken_ms: ms }, context);
}

function takeBack(at: Recorded, incident: string, context: EncodeContext): HourRow[] {
  const known = context.memory.incidents.get(incident);
  if (!known || known.fields['counted'] !== 1) return [];
  const needed = needsPeople(known.level) ? 1 : 0;
  const takenMs = known.fields['taken_ms'];
  const wasTaken = needed === 1 && typeof takenMs === 'number';
  const counts = {
    incidents: -1,
    alarms: -needed,
    ...(wasTaken ? { taken: -1, taken_ms: -takenMs } : {}),
  };
  const presses = known.pressed
    .filter(({ startMs }) => startMs >= at.atMs - REACH_MS)
    .map(({ startMs, zone, slot }): HourRow => {
      const tags = { ...placeOf(context.school, zone === NONE ? null : zone) };
      return { startMs, zone, slot, tags, counts: { presses: -1 } };
    });
  return [...incidentHour(at, known, counts, context), ...presses];
}

/** An incident that grows louder becomes an alarm in the hour it was raised in. */
function countLouder(at: Recorded, fact: Extract<Fact, { kind: 'incident-joined' }>, context: EncodeContext) {
  const known = context.memory.incidents.get(fact.incident);
  if (!known || known.fields['counted'] !== 1 || needsPeople(known.level) || !needsPeople(fact.level)) return [];
  return incidentHour(at, known, { alarms: 1 }, context);
}

const of = (body: unknown, key: string): unknown =>
  typeof body === 'object' && body !== null ? Object.getOwnPropertyDescriptor(body, key)?.value : undefined;

function countReading(at: Recorded, fact: Extract<Fact, { kind: 'reading' }>, context: EncodeContext): HourRow[] {
  const door = fact.type === 'door' && of(fact.body, 'open') === true;
  const motion = fact.type === 'motion' && of(fact.body, 'active') !== false;
  if (!door && !motion) return [];
  const age = of(fact.body, 'age');
  const ms = happenedMs(at.atMs, typeof age === 'number' ? age : 0);
  const counts = door ? { doors: 1, activity: 1 } : { motion: 1, activity: 1 };
  return hourRow(at, zoneOfDevice(context.school, fact.device), ms, counts, context);
}

/** Keys of what the intake gathers above a device's rate (flow/intake): `motion`, `motion:active`, `door:open` … */
function countFlood(at: Recorded, fact: Extract<Fact, { kind: 'coalesced' }>, context: EncodeContext): HourRow[] {
  const motion = (fact.counts['motion'] ?? 0) + (fact.counts['motion:active'] ?? 0);
  const doors = fact.counts['door:open'] ?? 0;
  if (motion + doors === 0) return [];
  const counts = { motion, doors, activity: motion + doors };
  return hourRow(at, zoneOfDevice(context.school, fact.device), at.atMs, counts, context);
}

/** To be asked before the fact is folded into `context.memory`. */
export function countFact(at: Recorded, context: EncodeContext): readonly HourRow[] {
  const { fact } = at;
  const { school } = context;
  switch (fact.kind) {
    case 'reading':
      return countReading(at, fact, context);
    case 'coalesced':
      return countFlood(at, fact, context);
    case 'press':
      return fact.drill ? [] : hourRow(at, fact.zone, happenedMs(at.atMs, fact.ageMs), { presses: 1 }, context);
    case 'incident-opened': {
      if (fact.drill) return [];
      return hourRow(at, fact.zone, at.atMs, { incidents: 1, alarms: needsPeople(fact.level) ? 1 : 0 }, context);
    }
    case 'incident-joined':
      return countLouder(at, fact, context);
    case 'incident-taken':
      return countTaken(at, fact.incident, context);
    case 'incident-closed':
      return fact.outcome === 'drill' || fact.outcome === 'test' ? takeBack(at, fact.incident, context) : [];
    case 'checkpoint-passed': {
      const zone = school.patrol?.checkpoints.get(fact.checkpoint)?.zone ?? null;
      return hourRow(at, zone, fact.atMs, { checkins: 1, activity: 1 }, context);
    }
    case 'checkpoint-missed': {
      const zone = school.patrol?.checkpoints.get(fact.checkpoint)?.zone ?? null;
      return fact.why === 'missed' ? hourRow(at, zone, at.atMs, { misses: 1 }, context) : [];
    }
    case 'gateway-measured': {
      const watched = hourRow(at, null, at.atMs, { watched_ms: fact.everyMs }, context);
      const uncovered = fact.uncovered.flatMap((zone) =>
        hourRow(at, zone, at.atMs, { uncovered_ms: fact.everyMs }, context),
      );
      return [...watched.map((row) => ({ ...row, zone: WHOLE_SCHOOL })), ...uncovered];
    }
    default:
      return [];
  }
}

const keyOf = ({ startMs, zone, slot }: HourRow): string => `${startMs} ${slot} ${zone}`;

/** Rows of one page of facts, added up. */
export function addUp(rows: readonly HourRow[]): readonly HourRow[] {
  const sums = new Map<string, { row: HourRow; counts: Record<string, number> }>();
  for (const row of rows) {
    const key = keyOf(row);
    const sum = sums.get(key);
    if (!sum) {
      sums.set(key, { row, counts: { ...row.counts } });
      continue;
    }
    for (const [name, count] of Object.entries(row.counts)) sum.counts[name] = (sum.counts[name] ?? 0) + count;
  }
  return [...sums.values()].map(({ row, counts }) => ({ ...row, counts }));
}
