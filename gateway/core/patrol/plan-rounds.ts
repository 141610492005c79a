/** The rounds of a day: the fixed ones, and those drawn from that day's seeds. */

import type { Calendar } from '../calendar/calendar.ts';
import { type DayNumber, isoDate } from '../calendar/civil-date.ts';
import { wallAt } from '../calendar/school-clock.ts';
import { holdsOn } from '../calendar/windows.ts';
import { type Draws, generateDay, spacingOf } from './generate.ts';
import type { FixedRound, Patrol } from './patrol.ts';
import type { Derivation, PlannedCheckpoint, PlannedRound } from './patrol-facts.ts';
import { walkBetween } from './walk.ts';

/** The draws of one rule on one date, and what was published of their seed. */
export interface DaySeed {
  readonly draws: Draws;
  readonly commitment: string;
}
export type SeedOf = (plan: string, date: string) => DaySeed;

/** Rounds that begin on that local day, by their begin. */
export function roundsOf(patrol: Patrol, calendar: Calendar, day: DayNumber, seedOf: SeedOf): readonly PlannedRound[] {
  const date = isoDate(day);
  const at = (minute: number): number => wallAt(calendar.timeZone, day, minute);
  const fixed = patrol.rounds
    .filter((rule) => holdsOn(rule, calendar, day))
    .flatMap((rule): readonly PlannedRound[] => {
      const route = patrol.routes.get(rule.route);
      if (!route) return [];
      const span = { dueFromMs: at(rule.fromMinute), dueToMs: at(rule.toMinute) };
      const round = { round: `${date}.${rule.id}`, order: route.order, derivation: null };
      return [planned(patrol, rule, date, span, round, route.checkpoints)];
    });
  const drawn = patrol.generated
    .filter((rule) => holdsOn(rule, calendar, day))
    .flatMap((rule) => {
      const { draws, commitment } = seedOf(rule.id, date);
      const { within } = spacingOf(rule);
      return generateDay(patrol, rule, draws).map(({ startMinute, checkpoints }, index): PlannedRound => {
        const span = { dueFromMs: at(startMinute), dueToMs: at(startMinute + within) };
        const derivation: Derivation = { scheme: 'hmac-sha256/1', commitment, index };
        const round = { round: `${date}.${rule.id}.${index + 1}`, order: 'strict' as const, derivation };
        return planned(patrol, rule, date, span, round, checkpoints);
      });
    });
  return [...fixed, ...drawn].toSorted((a, b) => a.dueFromMs - b.dueFromMs || (a.round < b.round ? -1 : 1));
}

function planned(
  patrol: Patrol,
  rule: FixedRound,
  date: string,
  span: { readonly dueFromMs: number; readonly dueToMs: number },
  round: Pick<PlannedRound, 'round' | 'order' | 'derivation'>,
  checkpoints: readonly string[],
): PlannedRound {
  return {
    ...round,
    ...span,
    route: rule.route,
    date,
    toleranceMs: rule.tolerance,
    checkpoints: dues(patrol, checkpoints, round.order, span.dueToMs),
    guard: rule.guard,
  };
}

/** In a strict order the last moment from which the rest can still be walked in time; else the end of the round. */
function dues(
  patrol: Patrol,
  checkpoints: readonly string[],
  order: 'strict' | 'free',
  dueToMs: number,
): readonly PlannedCheckpoint[] {
  let dueMs = dueToMs;
  const backwards = checkpoints.toReversed().map((checkpoint, index, list) => {
    const after = list[index - 1];
    if (order === 'strict' && after !== undefined) dueMs -= walkBetween(patrol, checkpoint, after).min;
    return { checkpoint, dueMs };
  });
  return backwards.toReversed();
}
