/**
 * The coverage forecast: at which minutes of the days to come nobody would look after a key area, because nobody on duty can
 * be reached, because no patrol comes within its period, or because nothing there could tell.
 */

import { localTime } from '../calendar/school-clock.ts';
import { policyFor } from '../escalation/policy-of.ts';
import { plannedGaps } from '../patrol/planned-gaps.ts';
import type { School, Zone } from '../school.ts';
import { minutes } from '../time.ts';
import { GAP_REASONS, type GapReason } from './duty-facts.ts';
import type { DutyState } from './duty-state.ts';
import { channelsOf } from './reachable.ts';
import { type DutyPiece, dutyPieces, merged, minutesIn, type Stretch } from './timeline.ts';

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

/** Five visits a day. */
const PATROL_PERIOD = minutes(288);

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

/** By zone: when its last visit may be longer ago than its period. A zone that no round covers has no entry. */
function unvisited(school: School, stretch: Stretch): ReadonlyMap<string, readonly Stretch[]> {
  const { timeZone } = school;
  const late = new Map<string, Stretch[]>();
  if (!school.patrol) return late;
  const last = localTime(timeZone, stretch.toMs - 1).day;
  const tooLong = (gaps: readonly Stretch[], period: number): readonly Stretch[] =>
    gaps.flatMap((gap) => {
      const fromMs = Math.max(stretch.fromMs, gap.fromMs + period);
      const toMs = Math.min(stretch.toMs, gap.toMs);
      return toMs > fromMs ? [{ fromMs, toMs }] : [];
    });
  for (let { day } = localTime(timeZone, stretch.fromMs); day <= last; day += 1) {
    for (const [zone, gaps] of plannedGaps(school.patrol, school.calendar, day)) {
      const found = late.get(zone) ?? [];
      late.set(zone, found);
      found.push(...tooLong(gaps, school.zones.get(zone)?.patrolEvery ?? PATROL_PERIOD));
    }
  }
  return late;
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
export function coverageOf(school: School, duty: Pick<DutyState, 'changes'>, stretch: Stretch): Coverage {
  const pieces = dutyPieces(school, duty, stretch);
  const sensed = new Set([...school.devices.values()].filter(({ kind }) => SENSING.has(kind)).map(({ zone }) => zone));
  const unpatrolled = unvisited(school, stretch);
  const byPolicy = new Map<string, readonly Stretch[]>();
  const unreachableIn = (zone: Zone): readonly Stretch[] => {
    const { id } = policyFor(school, 'panic', zone.id);
    const gaps = byPolicy.get(id) ?? unreachable(school, zone, pieces);
    byPolicy.set(id, gaps);
    return gaps;
  };
  const areas = [...school.zones.values()].filter(isKeyArea).map((zone) => {
    const late = unpatrolled.get(zone.id);
    return areaCoverage(zone, {
      'nobody-reachable': unreachableIn(zone),
      'no-patrol': late === undefined ? [stretch] : merged(late),
      'no-sensor': sensed.has(zone.id) ? [] : [stretch],
    });
  });
  return { ...stretch, areas, uncoveredMinutes: areas.reduce((sum, area) => sum + area.uncoveredMinutes, 0) };
}
