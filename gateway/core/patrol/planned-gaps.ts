/**
 * How long each zone goes without a patrol, as planned: the worst that the rounds allow when guards keep their times.
 * Needs no secret: of generated rounds only their guarantee is used, so a forecast gives nothing away.
 */

import type { Calendar } from '../calendar/calendar.ts';
import type { DayNumber } from '../calendar/civil-date.ts';
import { wallAt } from '../calendar/school-clock.ts';
import { holdsOn } from '../calendar/windows.ts';
import { gapOf } from './generate.ts';
import type { Checkpoint, FixedRound, GeneratedRounds, Patrol, Risk } from './patrol.ts';

/** No visit is planned between these two moments, epoch ms. */
export interface PlannedGap {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Some visit falls between `fromMs` and `toMs`. */
type Visit = PlannedGap;

interface Drawn extends PlannedGap {
  readonly gapMs: number;
}

const MINUTE_MS = 60_000;

/**
 * By zone, in order of time: every planned gap that touches that local day, whole (it may begin the day before and end the
 * day after). A zone that no round covers has one gap over the three days around it. Zones: those that a checkpoint covers.
 */
export function plannedGaps(
  patrol: Patrol,
  calendar: Calendar,
  day: DayNumber,
): ReadonlyMap<string, readonly PlannedGap[]> {
  const zones = new Set([...patrol.checkpoints.values()].flatMap((checkpoint) => checkpoint.covers));
  // Zones that the same checkpoints cover have the same gaps: of a hundred zones few are worked out.
  const known = new Map<string, readonly PlannedGap[]>();
  return new Map(
    [...zones].map((zone) => {
      const key = seenFrom(patrol, zone);
      const gaps = known.get(key) ?? gapsOf(patrol, calendar, day, zone);
      known.set(key, gaps);
      return [zone, gaps];
    }),
  );
}

const seenFrom = (patrol: Patrol, zone: string): string =>
  [...patrol.checkpoints.values()].flatMap(({ id, covers }) => (covers.includes(zone) ? [id] : [])).join('\n');

/** The longest of them that touches the day, in ms. */
export function longestPlannedGap(gaps: readonly PlannedGap[]): number {
  return Math.max(0, ...gaps.map((gap) => gap.toMs - gap.fromMs));
}

function gapsOf(patrol: Patrol, calendar: Calendar, day: DayNumber, zone: string): readonly PlannedGap[] {
  const { timeZone } = calendar;
  const visits: Visit[] = [];
  const drawn: Drawn[] = [];
  for (const date of [day - 1, day, day + 1]) {
    const at = (minute: number): number => wallAt(timeZone, date, minute);
    const runs = (rule: FixedRound): boolean => holdsOn(rule, calendar, date);
    for (const rule of patrol.rounds) {
      if (runs(rule) && covering(patrol, rule, zone).length > 0) {
        visits.push({ fromMs: at(rule.fromMinute), toMs: at(rule.toMinute) });
      }
    }
    for (const rule of patrol.generated) {
      const gapMs = runs(rule) ? drawnGap(patrol, rule, zone) : null;
      if (gapMs === null) continue;
      const [fromMs, toMs] = [at(rule.fromMinute), at(rule.toMinute)];
      drawn.push({ fromMs, toMs, gapMs });
      const patience = Math.min(gapMs, toMs - fromMs);
      visits.push({ fromMs, toMs: fromMs + patience }, { fromMs: toMs - patience, toMs });
    }
  }
  const [from, to] = [wallAt(timeZone, day, 0), wallAt(timeZone, day + 1, 0)];
  const edges = { first: wallAt(timeZone, day - 1, 0), last: wallAt(timeZone, day + 2, 0) };
  return between(visits, drawn, edges).filter((gap) => gap.toMs > from && gap.fromMs < to);
}

/** From the earliest that a visit can be to the latest that the next one can be; inside drawn rounds no longer than they allow. */
function between(
  visits: readonly Visit[],
  drawn: readonly Drawn[],
  edges: { readonly first: number; readonly last: number },
): readonly PlannedGap[] {
  const sorted = visits.toSorted((a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs);
  const gaps: PlannedGap[] = [];
  let since = edges.first;
  for (const visit of [...sorted, { fromMs: edges.last, toMs: edges.last }]) {
    if (visit.toMs > since) gaps.push(shortened({ fromMs: since, toMs: visit.toMs }, drawn));
    since = Math.max(since, visit.fromMs);
  }
  return gaps;
}

function shortened(gap: PlannedGap, drawn: readonly Drawn[]): PlannedGap {
  const rule = drawn.find((one) => gap.fromMs >= one.fromMs && gap.toMs <= one.toMs);
  return rule === undefined ? gap : { fromMs: gap.fromMs, toMs: Math.min(gap.toMs, gap.fromMs + rule.gapMs) };
}

function covering(patrol: Patrol, rule: FixedRound, zone: string): readonly Checkpoint[] {
  return (patrol.routes.get(rule.route)?.checkpoints ?? []).flatMap((id) => {
    const checkpoint = patrol.checkpoints.get(id);
    return checkpoint?.covers.includes(zone) ? [checkpoint] : [];
  });
}

function drawnGap(patrol: Patrol, rule: GeneratedRounds, zone: string): number | null {
  const risks = covering(patrol, rule, zone).map((checkpoint): Risk => checkpoint.risk);
  return risks.length === 0 ? null : Math.min(...risks.map((risk) => gapOf(rule, risk))) * MINUTE_MS;
}
