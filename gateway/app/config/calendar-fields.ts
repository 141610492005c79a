/** The `calendar` of `school.yaml`: terms, days that differ, windows written by hand. */

import { z } from 'zod';
import { WINDOW_NAMES } from '../../core/calendar/calendar.ts';
import { calendarDate, clockTime, days, name } from './fields.ts';
import { key } from './manual.ts';

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

const term = z.strictObject({
  name: key(name(), ['名称', 'Name'], ['学期名', 'What the term is called'], { example: '秋季学期' }),
  from: key(calendarDate(), ['第一天', 'First day'], ['日期', 'A date'], { example: '2026-09-01' }),
  to: key(calendarDate(), ['最后一天', 'Last day'], ['含这一天', 'This day included'], { example: '2027-01-22' }),
});

const specialDay = z.strictObject({
  date: key(calendarDate(), ['日期', 'Date'], ['哪一天', 'Which day'], { example: '2026-10-10' }),
  to: key(
    calendarDate().optional(),
    ['到', 'To'],
    ['连续几天时的最后一天', 'The last day, where it is several in a row'],
    { example: '2026-10-08' },
  ),
  is: key(
    z.enum(['holiday', 'make-up']),
    ['是', 'Is'],
    [
      'holiday 放假；make-up 补课（调休），按 timetable 那天的作息',
      'A holiday, or a make-up day with the bells of `timetable`',
    ],
    { example: 'make-up' },
  ),
  timetable: key(
    z.int().min(1).max(7).optional(),
    ['按星期几的作息', 'Timetable'],
    ['补课日必填，1 是星期一', 'Whose bells hold on a make-up day, 1 is Monday'],
    { example: '3' },
  ),
  name: key(name(), ['名称', 'Name'], ['为什么', 'Why'], { example: '校运动会补课' }),
});

const windowByHand = z.strictObject({
  window: key(z.enum(WINDOW_NAMES), ['时段', 'Window'], ['规则里用的时段名', 'The window that rules refer to'], {
    example: 'closed',
  }),
  on: key(
    z.enum(['school-days', 'free-days', 'all-days']).default('all-days'),
    ['哪类日子', 'On'],
    ['上学日、放假日或每天', 'School days, free days, or all'],
    { example: 'free-days' },
  ),
  days: key(days().default(EVERY_DAY), ['星期', 'Days'], ['1 是星期一；开始那天', '1 is Monday; the day it starts'], {
    example: '[6, 7]',
  }),
  from: key(clockTime(), ['开始', 'From'], ['时刻', 'Time of day'], { example: '"09:00"' }),
  to: key(clockTime(), ['结束', 'To'], ['早于开始即为次日', 'Earlier than `from` means the next day'], {
    example: '"17:00"',
  }),
});

const night = z.strictObject({
  from: key(clockTime().default('22:00'), ['开始', 'From'], ['时刻', 'Time of day'], { example: '"22:00"' }),
  to: key(clockTime().default('06:00'), ['结束', 'To'], ['次日时刻', 'Time of day, on the next day'], {
    example: '"06:00"',
  }),
});

export const calendar = () =>
  z
    .strictObject({
      holidays: key(
        z.enum(['china', 'none']).optional(),
        ['节假日', 'Holidays'],
        [
          'china 用国家公布的节假日和调休；不写：中国时区用 china，其他时区用 none',
          'china: the published holidays and make-up days; left out: china in the time zones of China, none elsewhere',
        ],
        { example: 'china' },
      ),
      knownYears: key(
        z.array(z.int().min(2000).max(2199)).default([]),
        ['已手工写全的年份', 'Years written by hand'],
        [
          '这些年的节假日都写在 days 里了，不再提醒缺数据',
          'The holidays of these years are all in `days`: no warning that their data is missing',
        ],
        { example: '[2027]' },
      ),
      terms: key(
        z.array(term).default([]),
        ['学期', 'Terms'],
        ['学期以外没有作息；不写则全年都是学期', 'Outside the terms no bells hold; left out: it is always term'],
        { example: '- { name: 秋季学期, from: 2026-09-01, to: 2027-01-22 }' },
      ),
      days: key(
        z.array(specialDay).default([]),
        ['特别的日子', 'Special days'],
        ['手工写的放假和补课，优先于国家的安排', 'Holidays and make-up days by hand; they win over the published ones'],
        { example: '- { date: 2026-10-10, is: make-up, timetable: 3, name: 补课 }' },
      ),
      windows: key(
        z.array(windowByHand).default([]),
        ['手工时段', 'Windows by hand'],
        ['优先于由作息推出的时段；后写的优先', 'They win over what follows from the bells; later ones over earlier'],
        { example: '- { window: after-school, on: free-days, days: [6], from: "08:00", to: "12:00" }' },
      ),
      night: key(
        night.prefault({}),
        ['夜间', 'Night'],
        ['每天都算夜间的时间', 'What counts as night, every day of the year'],
        { example: '{ from: "22:00", to: "06:00" }' },
      ),
    })
    .prefault({});
