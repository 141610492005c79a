/** Which rounds a day has: the calendar decides, make-up days and holidays of 2026 among them. */

import { describe, expect, it } from 'vitest';
import { patrolOfSix } from '../../../test/kit/patrol-of-six.ts';
import { type Calendar, plainCalendar } from '../calendar/calendar.ts';
import { dayNumber } from '../calendar/civil-date.ts';
import type { Patrol } from './patrol.ts';
import { roundsOf } from './plan-rounds.ts';

const day = (iso: string): number => dayNumber(iso) ?? Number.NaN;
/** National Day 2026: 1 to 7 October are free, Saturday the 10th has the timetable of a Wednesday. */
const calendar: Calendar = {
  ...plainCalendar('Asia/Shanghai'),
  special: new Map([
    [day('2026-10-01'), { is: 'holiday', name: '国庆节', timetable: 4 }],
    [day('2026-10-10'), { is: 'make-up', name: '国庆调休', timetable: 3 }],
  ]),
};
const noSeed = () => ({ draws: () => 0.5, commitment: '' });

function on(which: 'school-days' | 'free-days' | 'all-days', days: readonly number[]): Patrol {
  const six = patrolOfSix();
  return { ...six, rounds: six.rounds.slice(0, 1).map((rule) => ({ ...rule, on: which, days })), generated: [] };
}

const rounds = (patrol: Patrol, iso: string): readonly string[] =>
  roundsOf(patrol, calendar, day(iso), noSeed).map(({ round }) => round);

describe('the rounds of a day', () => {
  it('follow the calendar: none of a school day on a holiday, those of Wednesday on the make-up Saturday', () => {
    const wednesdays = on('school-days', [3]);
    expect(rounds(wednesdays, '2026-09-30')).toEqual(['2026-09-30.night-1']);
    expect(rounds(wednesdays, '2026-10-10')).toEqual(['2026-10-10.night-1']);
    expect(rounds(wednesdays, '2026-10-17')).toEqual([]);
    expect(rounds(on('school-days', [4]), '2026-10-01')).toEqual([]);
  });

  it('of free days begin on holidays and weekends only', () => {
    const free = on('free-days', [1, 2, 3, 4, 5, 6, 7]);
    expect(rounds(free, '2026-10-01')).toEqual(['2026-10-01.night-1']);
    expect(rounds(free, '2026-10-17')).toEqual(['2026-10-17.night-1']);
    expect(rounds(free, '2026-09-30')).toEqual([]);
    expect(rounds(free, '2026-10-10')).toEqual([]);
  });

  it('of all days begin by the weekday that it is', () => {
    expect(rounds(on('all-days', [6]), '2026-10-10')).toEqual(['2026-10-10.night-1']);
    expect(rounds(on('all-days', [3]), '2026-10-10')).toEqual([]);
  });

  it('are due so that what is left can still be walked, and end when they should', () => {
    const [round] = roundsOf(on('all-days', [1]), calendar, day('2026-09-07'), noSeed);
    const dues = round?.checkpoints.map(({ dueMs }) => (round.dueToMs - dueMs) / 1000);
    expect(dues).toEqual([375, 325, 265, 145, 45, 0]);
    expect(new Date(round?.dueToMs ?? 0).toISOString()).toBe('2026-09-07T15:15:00.000Z');
  });
});
