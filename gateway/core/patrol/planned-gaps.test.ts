/** The forecast of patrol gaps: never shorter than what a day can really bring. */

import { describe, expect, it } from 'vitest';
import { patrolOfSix } from '../../../test/kit/patrol-of-six.ts';
import { SeededRandom } from '../../../test/kit/seeded-random.ts';
import { plainCalendar } from '../calendar/calendar.ts';
import { dayNumber } from '../calendar/civil-date.ts';
import { wallAt } from '../calendar/school-clock.ts';
import { longestPlannedGap, plannedGaps } from './planned-gaps.ts';
import { roundsOf } from './plan-rounds.ts';

const ZONE = 'Asia/Shanghai';
const calendar = plainCalendar(ZONE);
const monday = dayNumber('2026-09-07') ?? 0;
const HOUR = 3_600_000;

describe('planned gaps', () => {
  it('a zone seen by fixed rounds waits from the earliest visit of one to the latest of the next', () => {
    const patrol = { ...patrolOfSix(), generated: [] };
    const gaps = plannedGaps(patrol, calendar, monday).get('z-2') ?? [];
    // Rounds at 22:30–23:15, 01:30–02:15 and 04:30–05:15 every day: the day without any is the longest wait.
    expect(longestPlannedGap(gaps)).toBe(wallAt(ZONE, monday, 23 * 60 + 15) - wallAt(ZONE, monday, 4 * 60 + 30));
  });

  it('a zone that no round covers has one gap over three days', () => {
    const patrol = { ...patrolOfSix(), generated: [], rounds: [] };
    expect(plannedGaps(patrol, calendar, monday).get('z-2')).toEqual([
      { fromMs: wallAt(ZONE, monday - 1, 0), toMs: wallAt(ZONE, monday + 2, 0) },
    ]);
  });

  it('is never exceeded by the days that are really drawn, whichever zone', () => {
    const patrol = patrolOfSix();
    const forecast = plannedGaps(patrol, calendar, monday);
    for (let seed = 0; seed < 200; seed++) {
      const random = new SeededRandom(seed);
      const seedOf = () => ({ draws: () => random.fraction(), commitment: '' });
      const rounds = [monday - 1, monday, monday + 1].flatMap((day) => roundsOf(patrol, calendar, day, seedOf));
      for (const [zone, gaps] of forecast) {
        const covers = (id: string): boolean => patrol.checkpoints.get(id)?.covers.includes(zone) ?? false;
        const visits = rounds
          .flatMap((round) =>
            round.checkpoints
              .filter(({ checkpoint }) => covers(checkpoint))
              .map(({ dueMs }) => [round.dueFromMs, dueMs] as const),
          )
          .toSorted((a, b) => a[0] - b[0]);
        for (const [index, [, latest]] of visits.entries()) {
          const earliestBefore = visits[index - 1]?.[0];
          const inside = latest > wallAt(ZONE, monday, 0) && (earliestBefore ?? 0) < wallAt(ZONE, monday + 1, 0);
          if (earliestBefore === undefined || !inside) continue;
          expect(latest - earliestBefore).toBeLessThanOrEqual(longestPlannedGap(gaps));
        }
      }
    }
    expect(longestPlannedGap(forecast.get('z-2') ?? [])).toBe(5.5 * HOUR);
  });
});
