/**
 * The coverage forecast: at which minutes of the days to come nobody would look after a key area, because nobody on duty can
 * be reached, because no patrol comes within its period, or because nothing there could tell.
 */

import { policyFor } from '../escalation/policy-of.ts';
import type { School, Zone } from '../school.ts';
import { minutes } from '../time.ts';
import type { DutyState } from './duty-state.ts';
import { channelsOf } from './reachable.ts';
import { type DutyPiece, dutyPieces, merged, minutesIn, type Stretch } from './timeline.ts';

export const GAP_REASONS = ['nobody-reachable', 'no-patrol', 'no-sensor'] as const;
export type GapReason = (typeof GAP_REASONS)[number];

export interface CoverageGap extends Stretch {
  readonly why: GapReason;
}

export interface AreaCoverage {
  readonly zone: string;
  /** Minutes with at least one reason; a minute with two is counted once. */
  readonly uncoveredMinutes: number;
  readonly minutesBy: Readonly<Record<GapReason, number>>;
  readonly gaps: readonly CoverageGap[];
}

export interface Coverage extends Stretch {
  readonly areas: readonly AreaCoverage[];
  readonly uncoveredMinutes: number;
}

/**
 * Planned visits to a zone that fall into the stretch, each somewhere between its two moments, in order. Null: no patrol is
 * planned for it at all.
 */
export type PlannedVisits = (zone: string, stretch: Stretch) => readonly Stretch[] | null;

/** Five visits a day. */
export const PATROL_PERIOD = minutes(288);

export const isKeyArea = (zone: Zone): boolean => zone.keyArea ?? zone.blindSpot;

const SENSING = new Set(['button', 'door', 'motion', 'reader']);

/** Whoever the zone's own alarms would call, by post or by name. */
function unreachable(school: School, zone: Zone, pieces: readonly DutyPiece[]): readonly Stretch[] {
  const targets = policyFor(school, 'panic', zone.id).steps.flatMap((step) => step.notify);
  const posts = new Set(targets.flatMap((target) => ('post' in target ? [target.post] : [])));
  return merged(
    pieces.filter(
      ({ items }) => !items.some(({ post, person }) => posts.has(post) && channelsOf(school, person).length > 0),
    ),
  );
}

/** From the moment a visit may be too long ago until the latest moment of the next one. */
function unvisited(visits: readonly Stretch[] | null, period: number, { fromMs, toMs }: Stretch): readonly Stretch[] {
  if (visits === null) return [{ fromMs, toMs }];
  const gaps: Stretch[] = [];
  let seenMs = fromMs - period;
  const close = (untilMs: number): void => {
    const gap = { fromMs: Math.max(fromMs, seenMs + period), toMs: Math.min(toMs, untilMs) };
    if (gap.toMs > gap.fromMs) gaps.push(gap);
  };
  for (const visit of visits) {
    close(visit.toMs);
    seenMs = Math.max(seenMs, visit.fromMs);
  }
  close(toMs);
  return merged(gaps);
}

function areaCoverage(zone: Zone, by: Readonly<Record<GapReason, readonly Stretch[]>>): AreaCoverage {
  const gaps = GAP_REASONS.flatMap((why) => by[why].map((gap): CoverageGap => ({ ...gap, why })));
  return {
    zone: zone.id,
    uncoveredMinutes: minutesIn(merged(gaps)),
    minutesBy: {
      'nobody-reachable': minutesIn(by['nobody-reachable']),
      'no-patrol': minutesIn(by['no-patrol']),
      'no-sensor': minutesIn(by['no-sensor']),
    },
    gaps: gaps.sort((a, b) => a.fromMs - b.fromMs),
  };
}

/** Key areas in the order of the configuration. 100 zones over 14 days: see docs/performance.md. */
export function coverageOf(
  school: School,
  duty: Pick<DutyState, 'changes'>,
  plannedVisits: PlannedVisits,
  stretch: Stretch,
): Coverage {
  const pieces = dutyPieces(school, duty, stretch);
  const sensed = new Set([...school.devices.values()].filter(({ kind }) => SENSING.has(kind)).map(({ zone }) => zone));
  const byPolicy = new Map<string, readonly Stretch[]>();
  const unreachableIn = (zone: Zone): readonly Stretch[] => {
    const { id } = policyFor(school, 'panic', zone.id);
    const gaps = byPolicy.get(id) ?? unreachable(school, zone, pieces);
    byPolicy.set(id, gaps);
    return gaps;
  };
  const areas = [...school.zones.values()].filter(isKeyArea).map((zone) => {
    const period = zone.patrolEvery ?? PATROL_PERIOD;
    const around = { fromMs: stretch.fromMs - period, toMs: stretch.toMs + period };
    return areaCoverage(zone, {
      'nobody-reachable': unreachableIn(zone),
      'no-patrol': unvisited(plannedVisits(zone.id, around), period, stretch),
      'no-sensor': sensed.has(zone.id) ? [] : [stretch],
    });
  });
  return { ...stretch, areas, uncoveredMinutes: areas.reduce((sum, area) => sum + area.uncoveredMinutes, 0) };
}
