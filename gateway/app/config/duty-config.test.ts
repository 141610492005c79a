import { describe, expect, it } from 'vitest';
import { ConfigFolder, SMALL_SCHOOL } from '../../../test/kit/config-folder.ts';
import { dayNumber } from '../../core/calendar/civil-date.ts';
import { schoolDay } from '../../core/calendar/school-day.ts';
import { windowAt } from '../../core/calendar/windows.ts';
import { epochMs } from '../../core/time.ts';
import { chineseHolidays } from './holidays.ts';
import { formatProblem, loadConfig } from './load.ts';

const SEPTEMBER = Date.parse('2026-09-07T10:00:00+08:00');
const DECEMBER = Date.parse('2026-12-20T10:00:00+08:00');

/** The small school with more lines at the end of its files. */
function load(more: { school?: string; staff?: string }, nowMs = SEPTEMBER) {
  using folder = new ConfigFolder();
  folder.write('school.yaml', `${SMALL_SCHOOL['school.yaml'] ?? ''}${more.school ?? ''}`);
  folder.write('staff.yaml', `${SMALL_SCHOOL['staff.yaml'] ?? ''}${more.staff ?? ''}`);
  return loadConfig(folder.dir, {}, {}, nowMs);
}

function problems(more: { school?: string; staff?: string }): readonly string[] {
  const result = load(more);
  return result.ok ? [] : result.problems.map((problem) => formatProblem(problem).replace(/: .* \| /, ': '));
}

const loaded = (more: { school?: string; staff?: string }, nowMs = SEPTEMBER) => {
  const result = load(more, nowMs);
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'));
  return result;
};

const english = (lines: readonly string[]): readonly string[] => lines.map((line) => line.replace(/: .* \| /, ': '));

describe('a calendar that cannot be meant', () => {
  it.each([
    [
      'a term that ends before it begins',
      'calendar: { terms: [{ name: 秋, from: 2026-09-01, to: 2026-08-01 }] }',
      'school.yaml:7:54 calendar.terms[0].to: `to` must not be before the date it starts with',
    ],
    [
      'a date that does not exist',
      'calendar: { terms: [{ name: 秋, from: 2026-09-31, to: 2027-01-20 }] }',
      'school.yaml:7:38 calendar.terms[0].from: a date that exists, written like 2026-10-01',
    ],
    [
      'two terms at once',
      'calendar: { terms: [{ name: 秋, from: 2026-09-01, to: 2027-01-20 }, { name: 春, from: 2027-01-20, to: 2027-07-01 }] }',
      'school.yaml:7:85 calendar.terms[1].from: overlaps the term on line 7 too: keep one of them',
    ],
    [
      'a make-up day without a timetable',
      'calendar: { days: [{ date: 2026-10-10, is: make-up, name: 补课 }] }',
      'school.yaml:7:20 calendar.days[0]: a make-up day needs `timetable`: whose bells hold, 1 is Monday',
    ],
    [
      'a day said two things of',
      'calendar: { days: [{ date: 2026-10-10, to: 2026-10-12, is: holiday, name: 假 }, { date: 2026-10-12, is: make-up, timetable: 1, name: 补课 }] }',
      'school.yaml:7:88 calendar.days[1].date: says of a day what is said on line 7 too: keep one of them',
    ],
    [
      'a window without length',
      'calendar: { windows: [{ window: closed, from: "08:00", to: "08:00" }] }',
      'school.yaml:7:60 calendar.windows[0].to: from and to are the same: a whole day is from: "00:00", to: "24:00"',
    ],
    [
      'a window that nobody knows',
      'calendar: { windows: [{ window: brek, from: "08:00", to: "09:00" }] }',
      'school.yaml:7:33 calendar.windows[0].window: is not known (it is "brek"), did you mean "break"?',
    ],
    [
      'bells that overlap',
      'bells:\n  - { name: 一, kind: lesson, days: [1], from: "08:00", to: "08:45" }\n  - { name: 二, kind: lesson, days: [1], from: "08:40", to: "09:00" }',
      'school.yaml:9:47 bells[1].from: overlaps the period on line 8: move one of them',
    ],
    [
      'bells of one grade that overlap those of all',
      'bells:\n  - { name: 一, kind: lesson, days: [1], from: "08:00", to: "08:45" }\n  - { name: 二, kind: lesson, grades: [七年级], days: [1], from: "08:40", to: "09:00" }',
      'school.yaml:9:62 bells[1].from: overlaps the period on line 8: move one of them',
    ],
  ])('%s', (_what, school, expected) => {
    expect(problems({ school })[0]).toBe(expected);
  });

  it('bells of two grades may overlap', () => {
    const bells = (second: string) =>
      `bells:\n  - { name: 一, kind: lesson, grades: [七年级], days: [1], from: "08:00", to: "08:45" }\n  - { name: 二, kind: lesson, grades: [${second}], days: [1], from: "08:40", to: "09:00" }`;
    expect(problems({ school: bells('八年级') })).toEqual([]);
    expect(problems({ school: bells('七年级') })).toHaveLength(1);
  });
});

describe('a roster that cannot be meant', () => {
  it.each([
    [
      'leave of somebody unknown',
      'leave: [{ person: zhoa, from: 2026-12-01, to: 2026-12-03 }]',
      'staff.yaml:20:19 leave[0].person: there is no person "zhoa", did you mean "zhao"?',
    ],
    [
      'leave covered by oneself',
      'leave: [{ person: zhao, cover: zhao, from: 2026-12-01, to: 2026-12-03 }]',
      'staff.yaml:20:32 leave[0].cover: who is on leave cannot stand in for themselves',
    ],
    [
      'leave that ends before it begins',
      'leave: [{ person: zhao, from: "2026-12-01 08:00", to: "2026-12-01 07:00" }]',
      'staff.yaml:20:55 leave[0].to: `to` must be later than `from`',
    ],
    [
      'an override with a slip in the year',
      'overrides: [{ post: gate, people: [lin], from: 2026-12-01, to: 2062-12-02 }]',
      'staff.yaml:20:64 overrides[0].to: is too long: at most 400 days',
    ],
    [
      'a rotation with an empty team',
      'rotations: [{ id: r, post: gate, anchor: 2026-09-07, turnDays: 7, teams: [[lin], []], from: "19:00", to: "07:00" }]',
      'staff.yaml:20:82 rotations[0].teams[1]: must not be empty',
    ],
    [
      'a rotation with a stranger',
      'rotations: [{ id: r, post: gate, anchor: 2026-09-07, turnDays: 7, teams: [[lin], [lim]], from: "19:00", to: "07:00" }]',
      'staff.yaml:20:83 rotations[0].teams[1][0]: there is no person "lim", did you mean "lin"?',
    ],
    [
      'a watch at a desk that has no such device',
      'presence: { devices: [btn-2], every: 7200 }',
      'staff.yaml:20:23 presence.devices[0]: there is no device "btn-2", did you mean "btn-1"?',
    ],
    [
      'a watch at a siren',
      'presence: { devices: [siren-1], every: 7200 }',
      "staff.yaml:20:23 presence.devices[0]: siren-1 is a siren and shows nobody's presence: name a reader, a button or a node",
    ],
    [
      'a watch whose periods do not fill a day',
      'presence: { every: 7000 }',
      'staff.yaml:20:20 presence.every: a day must be a whole number of periods of whole minutes: 3600, 7200, 14400 …',
    ],
  ])('%s', (_what, staff, expected) => {
    expect(problems({ staff })).toEqual([expected]);
  });
});

describe('a roster that loads and is a worry', () => {
  const warnings = (staff: string) => english(loaded({ staff }).warnings.map(formatProblem));

  it('leave that nobody covers', () => {
    expect(warnings('leave: [{ person: zhao, from: "2026-09-08 22:00", to: "2026-09-09 02:00" }]')).toEqual([
      'staff.yaml:20:1 leave: with it nobody holds guard 2026-09-08 22:00–2026-09-09 02:00: name a cover, or write an override',
    ]);
    expect(warnings('leave: [{ person: zhao, cover: lin, from: 2026-09-08, to: 2026-09-08 }]')).toEqual([
      'staff.yaml:14:1 shifts: the same person holds two posts at once (lin: leader, guard), e.g. 2026-09-08 00:00–2026-09-09 00:00: move one of them',
    ]);
  });

  it('a rotation fills the hours that the weekly shifts leave open', () => {
    using folder = new ConfigFolder();
    const whole = '  gate: [{ days: [1, 2, 3, 4, 5, 6, 7], from: "00:00", to: "24:00", people: [qian] }]\n';
    const staff = (SMALL_SCHOOL['staff.yaml'] ?? '').replace(whole, '');
    const rotation =
      'rotations: [{ id: r, post: gate, anchor: 2026-09-07, turnDays: 2, teams: [[qian], [wen]], from: "00:00", to: "24:00" }]';
    const wen =
      '  - { id: wen, name: 文, title: 门卫, role: duty, addresses: [{ channel: phones, to: "6" }, { channel: desk, to: w }] }';
    folder.write('staff.yaml', `${staff.replace('shifts:', `${wen}\nshifts:`)}${rotation}\n`);
    const result = loadConfig(folder.dir, {}, {}, SEPTEMBER);
    expect(result).toMatchObject({ ok: true, warnings: [] });
  });
});

describe('the holidays', () => {
  const at = (iso: string) => ({ wall: epochMs(Date.parse(iso)), trusted: true });
  const day = (iso: string): number => dayNumber(iso) ?? 0;

  it("2026's National Day, with its make-up days taught as the days given off for them", () => {
    const { school } = loaded({}).config;
    const sort = (iso: string) => schoolDay(school.calendar, day(iso));
    expect(sort('2026-10-01')).toMatchObject({ timetable: null, why: 'holiday', name: '国庆节' });
    expect(sort('2026-10-07')).toMatchObject({ timetable: null, why: 'holiday' });
    expect(sort('2026-10-08')).toMatchObject({ timetable: 4, why: 'weekday' });
    // A Sunday and a Saturday; off for them were Tuesday 6 and Wednesday 7 October.
    expect(sort('2026-09-20')).toMatchObject({ timetable: 2, why: 'make-up' });
    expect(sort('2026-10-10')).toMatchObject({ timetable: 3, why: 'make-up' });
    expect(windowAt(school.calendar, at('2026-10-10T10:00:00+08:00'))).toBe('class');
    expect(windowAt(school.calendar, at('2026-10-07T10:00:00+08:00'))).toBe('closed');
  });

  it('what the school writes by hand wins', () => {
    const { school } = loaded({
      school: 'calendar: { days: [{ date: 2026-10-10, is: make-up, timetable: 5, name: 补课 }] }',
    }).config;
    expect(schoolDay(school.calendar, day('2026-10-10'))).toMatchObject({ timetable: 5, name: '补课' });
  });

  it('every make-up day of the list is a weekend day with a timetable of its own', () => {
    const makeUp = [...chineseHolidays().special].filter(([, special]) => special.is === 'make-up');
    expect(makeUp.length).toBeGreaterThan(100);
    expect(makeUp.filter(([, { timetable }]) => timetable < 1 || timetable > 7)).toEqual([]);
  });

  it('a year without data is a warning a month ahead, until somebody writes its holidays', () => {
    const years = chineseHolidays().years;
    const last = Math.max(...years);
    const december = Date.parse(`${last}-12-20T10:00:00+08:00`);
    const warned = english(loaded({}, december).warnings.map(formatProblem));
    expect(warned).toEqual([expect.stringContaining(`the holidays of ${last + 1} are not known`)]);
    const known = loaded({ school: `calendar: { knownYears: [${last + 1}] }` }, december);
    expect(known.warnings).toEqual([]);
    expect(loaded({ school: 'calendar: { holidays: none }' }, december).warnings).toEqual([]);
    expect(loaded({}, DECEMBER - 60 * 86_400_000).warnings).toEqual([]);
  });
});
