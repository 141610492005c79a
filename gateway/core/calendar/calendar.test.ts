import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochMs } from '../time.ts';
import { type BellSpan, type Calendar, plainCalendar } from './calendar.ts';
import { civilOf, dayNumber, isoDate, weekdayOf } from './civil-date.ts';
import { localTime, wallAt } from './school-clock.ts';
import { schoolDay } from './school-day.ts';
import { windowAt, windowsOf } from './windows.ts';

const day = (iso: string): number => dayNumber(iso) ?? Number.NaN;
const bell = (window: BellSpan['window'], from: number, to: number, more: Partial<BellSpan> = {}): BellSpan => {
  return { window, days: [1, 2, 3, 4, 5], grades: [], fromMinute: from * 60, toMinute: to * 60, ...more };
};
const school: Calendar = {
  ...plainCalendar('Asia/Shanghai'),
  terms: [{ name: '秋季学期', from: day('2026-09-01'), to: day('2027-01-20') }],
  special: new Map([
    [day('2026-10-01'), { is: 'holiday', name: '国庆节', timetable: 0 }],
    [day('2026-10-10'), { is: 'make-up', name: '国庆节', timetable: 3 }],
  ]),
  knownYears: new Set([2026]),
  bells: [
    bell('class', 8, 9),
    bell('class', 9.5, 12),
    bell('lunch', 12, 14),
    bell('class', 14, 16),
    bell('after-school', 16, 17.5),
    bell('evening-study', 19, 20, { days: [3] }),
    bell('night', 21.5, 24, { days: [3] }),
  ],
};
const at = (iso: string, trusted = true) => ({ wall: epochMs(Date.parse(`${iso}+08:00`)), trusted });

describe('the days of the year', () => {
  it('are numbered as the world numbers them', () => {
    fc.assert(
      fc.property(fc.integer({ min: -200_000, max: 200_000 }), (number) => {
        const date = new Date(number * 86_400_000);
        expect(civilOf(number)).toEqual({
          year: date.getUTCFullYear(),
          month: date.getUTCMonth() + 1,
          day: date.getUTCDate(),
        });
        expect(weekdayOf(number)).toBe(date.getUTCDay() === 0 ? 7 : date.getUTCDay());
        if (number > -700_000 && date.getUTCFullYear() > 1000) expect(dayNumber(isoDate(number))).toBe(number);
      }),
    );
  });

  it('that do not exist are none', () => {
    expect(['2026-02-29', '2026-13-01', '2026-1-1', 'Friday'].map(dayNumber)).toEqual([null, null, null, null]);
  });
});

describe("the school's clock", () => {
  it.each(['Asia/Shanghai', 'Asia/Kathmandu', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Kiritimati'])(
    'in %s agrees with the zone table at every minute, both ways',
    (timeZone) => {
      const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
      fc.assert(
        fc.property(fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2035, 0) }), (wall) => {
          const local = localTime(timeZone, wall);
          const [date, time = ''] = format.format(wall).split(' ');
          const [hours, minutes] = time.split(':').map(Number);
          expect(isoDate(local.day)).toBe(date);
          expect(local.minute).toBe((hours ?? 0) * 60 + (minutes ?? 0));
          const back = wallAt(timeZone, local.day, local.minute);
          expect(localTime(timeZone, back)).toEqual(local);
          expect(Math.abs(wall - back)).toBeLessThan(3_600_000 + 60_000);
        }),
      );
    },
  );

  it('a minute beyond midnight is on the next day', () => {
    expect(wallAt('Asia/Shanghai', day('2026-10-09'), 1440 + 60)).toBe(Date.parse('2026-10-10T01:00:00+08:00'));
  });

  it('a minute that the clocks jump over is an hour later', () => {
    // 2026-03-08 02:30 does not exist in New York.
    expect(wallAt('America/New_York', day('2026-03-08'), 150)).toBe(Date.parse('2026-03-08T03:30:00-04:00'));
  });
});

describe('what sort of day it is', () => {
  it.each([
    ['2026-09-30', 3, 'weekday'],
    ['2026-10-01', null, 'holiday'],
    ['2026-10-10', 3, 'make-up'],
    ['2026-08-31', null, 'outside-term'],
    ['2027-01-20', 3, 'weekday'],
    ['2027-01-21', null, 'outside-term'],
  ] as const)('%s', (iso, timetable, why) => {
    expect(schoolDay(school, day(iso))).toMatchObject({ timetable, why });
  });

  it('says so where nobody has told it the holidays of the year', () => {
    expect(schoolDay(school, day('2026-12-31')).known).toBe(true);
    expect(schoolDay(school, day('2027-01-04')).known).toBe(false);
  });
});

describe('the windows of the day', () => {
  it.each([
    ['2026-09-30T05:59:59', 'night'],
    ['2026-09-30T06:30:00', 'closed'],
    ['2026-09-30T07:00:00', 'before-school'],
    ['2026-09-30T08:00:00', 'class'],
    ['2026-09-30T09:00:00', 'break'],
    ['2026-09-30T12:00:00', 'lunch'],
    ['2026-09-30T16:00:00', 'after-school'],
    ['2026-09-30T18:00:00', 'after-school'],
    ['2026-09-30T19:59:59', 'evening-study'],
    ['2026-09-30T20:00:00', 'after-school'],
    ['2026-09-30T21:00:00', 'closed'],
    ['2026-09-30T21:30:00', 'night'],
    ['2026-10-01T00:00:00', 'night'],
    ['2026-10-01T08:30:00', 'closed'],
    ['2026-10-03T12:00:00', 'closed'],
    ['2026-10-10T19:30:00', 'evening-study'],
    ['2026-10-09T17:30:00', 'closed'],
  ])('%s is %s', (iso, window) => {
    expect(windowAt(school, at(iso))).toBe(window);
  });

  it('nobody can say while the clock is not trusted', () => {
    expect(windowAt(school, at('2026-09-30T08:30:00', false))).toBeNull();
  });

  it('grades with bells of their own differ; the place as a whole is as lively as its liveliest grade', () => {
    const calendar = {
      ...school,
      bells: [bell('class', 8, 10, { grades: ['7'] }), bell('class', 8, 9, { grades: ['8'] })],
    };
    expect(windowAt(calendar, at('2026-09-30T09:30:00'), '7')).toBe('class');
    expect(windowAt(calendar, at('2026-09-30T09:30:00'), '8')).toBe('after-school');
    expect(windowAt(calendar, at('2026-09-30T09:30:00'))).toBe('after-school');
    expect(windowAt(calendar, at('2026-09-30T08:30:00'))).toBe('class');
  });

  it('what is written by hand wins, past midnight too', () => {
    const party = {
      window: 'after-school',
      days: [4],
      on: 'free-days',
      fromMinute: 20 * 60,
      toMinute: 25 * 60,
    } as const;
    const calendar = { ...school, windows: [party] };
    expect(windowAt(calendar, at('2026-10-01T23:59:00'))).toBe('after-school');
    expect(windowAt(calendar, at('2026-10-02T00:59:00'))).toBe('after-school');
    expect(windowAt(calendar, at('2026-10-02T01:00:00'))).toBe('night');
    expect(windowAt(calendar, at('2026-10-08T23:59:00'))).toBe('night');
  });

  it('every day is filled once, without gap or overlap, and a span says what each of its minutes says', () => {
    fc.assert(
      fc.property(fc.integer({ min: day('2026-08-01'), max: day('2027-03-01') }), (number) => {
        const spans = windowsOf(school, number);
        expect(spans.map((span) => span.fromMinute)).toEqual([0, ...spans.slice(0, -1).map((span) => span.toMinute)]);
        expect(spans.at(-1)?.toMinute).toBe(1440);
        for (const { window, fromMinute, toMinute } of spans) {
          for (const minute of [fromMinute, toMinute - 1])
            expect(windowAt(school, { wall: wallAt('Asia/Shanghai', number, minute), trusted: true })).toBe(window);
        }
      }),
    );
  });
});
