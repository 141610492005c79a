/**
 * Ninety days of the whole example school on the shipped spine, from the first day of term over National Day with its make-up
 * days into December. Every figure of every day's summary is checked against an account made from the facts in another way,
 * and against what the story itself did.
 */

import { beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../gateway/app/config/load.ts';
import { walkedPlan } from '../../gateway/app/cli/patrol/walked-plan.ts';
import { dayNumber, isoDate } from '../../gateway/core/calendar/civil-date.ts';
import { wallAt } from '../../gateway/core/calendar/school-clock.ts';
import { coverageOf } from '../../gateway/core/duty/coverage.ts';
import { emptyDuty } from '../../gateway/core/duty/duty-state.ts';
import type { School } from '../../gateway/core/school.ts';
import type { DaySummary } from '../../gateway/core/summary/summary-facts.ts';
import { PATROL_SECRET, SchoolLife } from '../kit/school-life.ts';
import { LedgerCount } from './days/ledger-count.ts';
import { type Done, OrdinaryDays } from './days/ordinary-day.ts';
import { Staff } from './days/staff.ts';

const DAYS = 90;
const FIRST = dayNumber('2026-09-01') ?? 0;
const NOW = Date.parse('2026-09-01T00:00:00+08:00');

function exampleSchool(): School {
  const loaded = loadConfig('config', process.env, {}, NOW);
  if (!loaded.ok) throw new Error('the example school does not load');
  return loaded.config.school;
}

interface Day {
  readonly closed: DaySummary;
  readonly counted: Omit<DaySummary, 'uncoveredMinutes'>;
  readonly done: Done;
}

const days = new Map<string, Day>();
const school = exampleSchool();
let facts = 0;
let bugs: readonly unknown[] = [];

beforeAll(async () => {
  const count = new LedgerCount(school.timeZone);
  const opened = new Set<string>();
  const life: SchoolLife = new SchoolLife({
    school,
    from: '2026-09-01T00:00:00+08:00',
    lookMs: 30_000,
    told: (entry) => {
      facts += 1;
      count.told(entry);
      if (entry.fact.kind === 'incident-opened' && !opened.has(entry.fact.incident)) {
        opened.add(entry.fact.incident);
        staff.called(entry.fact);
      }
      if (entry.fact.kind !== 'day-closed') return;
      const { kind: _kind, ...closed } = entry.fact;
      days.set(closed.date, { closed, counted: count.figures(closed.date), done: story.of(closed.date) });
      count.forget(closed.date);
    },
  });
  const staff = new Staff(life);
  const walks = walkedPlan(school, PATROL_SECRET, () => life.clock.wall);
  if (!walks) throw new Error('the example school has a patrol');
  const story = new OrdinaryDays(life, walks);
  for (let day = FIRST; day < FIRST + DAYS; day += 1) {
    story.plan(day);
    await life.until(wallAt(school.timeZone, day + 1, 0));
  }
  await life.until(wallAt(school.timeZone, FIRST + DAYS, 9 * 60 + 1));
  bugs = life.bugs;
}, 120_000);

const dates = Array.from({ length: DAYS }, (_, i) => isoDate(FIRST + i));
const total = (figure: (day: Day) => number): number => [...days.values()].reduce((sum, day) => sum + figure(day), 0);

describe('ninety days of the example school', () => {
  it('close every day with its figures, and nothing threw', () => {
    expect(bugs).toEqual([]);
    expect([...days.keys()]).toEqual(dates);
    expect(facts).toBeGreaterThan(200_000);
  });

  it('every figure is the one that the facts give when they are counted another way', () => {
    for (const [date, { closed, counted }] of days) {
      const { uncoveredMinutes, ...figures } = closed;
      expect(figures, date).toEqual(counted);
      const day = dayNumber(date) ?? 0;
      const stretch = { fromMs: wallAt(school.timeZone, day, 0), toMs: wallAt(school.timeZone, day + 1, 0) };
      expect(uncoveredMinutes, date).toBe(coverageOf(school, emptyDuty, stretch).uncoveredMinutes);
    }
  });

  it('every figure is what the story did', () => {
    for (const [date, { closed, done }] of days) {
      expect({ date, ...partOf(closed) }).toEqual({ date, ...partDone(done) });
    }
  });

  it('holds a whole term: school days and holidays, presses, drills, missed rounds, an empty desk', () => {
    expect(total(({ closed }) => closed.presses)).toBeGreaterThan(70);
    expect(total(({ closed }) => closed.drillPresses)).toBe(3);
    expect(total(({ closed }) => closed.doorOpenings + closed.motions)).toBeGreaterThan(80_000);
    expect(total(({ closed }) => closed.rounds.done)).toBeGreaterThan(600);
    expect(total(({ closed }) => closed.rounds.missed)).toBeGreaterThan(5);
    expect(total(({ closed }) => closed.presence.missed)).toBe(10);
    expect(total(({ closed }) => closed.handovers.complete)).toBe(18);
    const bustle = (date: string): number => days.get(date)?.closed.motions ?? 0;
    // National Day: nobody is there. Its make-up Saturday is as lively as the Wednesday it is taught as.
    expect(bustle('2026-10-02')).toBeLessThan(3);
    expect(bustle('2026-10-10')).toBe(bustle('2026-10-14'));
  });
});

const partOf = (closed: DaySummary) => ({
  presses: closed.presses,
  drillPresses: closed.drillPresses,
  panics: closed.incidents.panic ?? 0,
  afterHours: closed.incidents['after-hours'] ?? 0,
  heldDoors: closed.incidents['door-held'] ?? 0,
  patrolMissed: closed.incidents['patrol-missed'] ?? 0,
  doorOpenings: closed.doorOpenings,
  motions: closed.motions,
  taps: closed.taps,
  presence: closed.presence,
  signatures: closed.handovers.signatures,
  roundsMissed: closed.rounds.missed,
});
const partDone = (done: Done) => ({
  presses: done.presses,
  drillPresses: done.drillPresses,
  panics: done.panics + done.drillPresses,
  afterHours: done.afterHours + done.lingerings,
  heldDoors: done.heldDoors,
  patrolMissed: done.deskMissed + done.roundsSkipped,
  doorOpenings: done.doorOpenings,
  motions: done.motions,
  taps: done.taps,
  presence: { seen: done.deskSeen, missed: done.deskMissed },
  signatures: done.signatures,
  roundsMissed: done.roundsSkipped,
});
