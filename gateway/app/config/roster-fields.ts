/** The parts of `staff.yaml` beside weekly shifts: rotations, leave, overrides, and the watch at the desk. */

import { z } from 'zod';
import { DUTY_POSTS } from '../../core/school.ts';
import { calendarDate, clockTime, days, id, localMoment, secondsBetween } from './fields.ts';
import { key } from './manual.ts';

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const reason = () =>
  key(z.string().trim().max(200).default(''), ['原因', 'Reason'], ['给人看', 'For people to read'], {
    example: '培训',
  });

const rotation = z.strictObject({
  id: key(id(), ['编号', 'Id'], ['这个轮班的编号', 'Names the rotation'], { example: 'night-guards' }),
  post: key(z.enum(DUTY_POSTS), ['岗位', 'Post'], ['轮的是哪个岗位', 'Which post takes turns'], { example: 'guard' }),
  anchor: key(
    calendarDate(),
    ['起始日', 'Anchor'],
    ['第一组从这天开始第一轮', 'The first team starts its first turn on this date'],
    { example: '2026-09-07' },
  ),
  turnDays: key(z.int().min(1).max(366), ['一轮几天', 'Days a turn'], ['7 就是每周轮换', '7 is a weekly rotation'], {
    example: '7',
  }),
  teams: key(
    z.array(z.array(id()).min(1)).min(1).max(60),
    ['各组', 'Teams'],
    ['按轮换顺序，每组写人员编号', 'In the order of their turns, each with the ids of its people'],
    { example: '[[zhao-gang], [sun-wei]]' },
  ),
  days: key(days().default(EVERY_DAY), ['星期', 'Days'], ['班次开始的那天', 'The day the shift starts'], {
    example: '[1, 2, 3, 4, 5]',
  }),
  from: key(clockTime(), ['上班', 'From'], ['时刻', 'Time of day'], { example: '"19:00"' }),
  to: key(clockTime(), ['下班', 'To'], ['早于上班时刻即为次日', 'Earlier than `from` means the next day'], {
    example: '"07:00"',
  }),
});

const from = () =>
  key(localMoment(), ['从', 'From'], ['日期，或日期加时刻', 'A date, or a date with a time of day'], {
    example: '"2026-10-01 07:00"',
  });
const to = () =>
  key(localMoment(), ['到', 'To'], ['只写日期则含这一天', 'A date alone includes that day'], { example: '2026-10-03' });

const leave = z.strictObject({
  person: key(id(), ['人员', 'Person'], ['谁请假', 'Who is on leave'], { example: 'sun-wei' }),
  from: from(),
  to: to(),
  cover: key(id().optional(), ['顶班', 'Cover'], ['谁顶班；不写则空缺', 'Who stands in; left out: nobody'], {
    example: 'zhao-gang',
  }),
  reason: reason(),
});

const override = z.strictObject({
  post: key(z.enum(DUTY_POSTS), ['岗位', 'Post'], ['改派哪个岗位', 'Which post is held by others'], {
    example: 'leader',
  }),
  people: key(z.array(id()).min(1), ['人员', 'People'], ['由这些人值班', 'These people hold it'], {
    example: '[lin-jing]',
  }),
  from: from(),
  to: to(),
  reason: reason(),
});

const presence = z.strictObject({
  devices: key(
    z.array(id()).max(16).default([]),
    ['设备', 'Devices'],
    [
      '在这些读卡器刷教职工的卡、或按钮自检，算有人在岗；不写则只认网页上的签到',
      'A card of the staff on one of these (or the self-test of a button) shows that somebody is there; none: only the button on the console',
    ],
    { example: '[reader-gate-main]' },
  ),
  every: key(
    secondsBetween(900, 86_400),
    ['间隔', 'Every'],
    ['每天从零点起，每段时间要签到一次（秒）', 'Once in each such period of the day, counted from midnight (seconds)'],
    { example: '7200' },
  ),
  grace: key(
    secondsBetween(0, 3600).default(300),
    ['宽限', 'Grace'],
    ['一段结束后多久算缺岗（秒）', 'How long after the end of a period it counts as missed (seconds)'],
    { example: '300' },
  ),
});

export const rosterFields = {
  rotations: key(
    z.array(rotation).default([]),
    ['轮班', 'Rotations'],
    ['几组人轮流，和每周班次并用', 'Teams that take turns, beside the weekly shifts'],
    { example: '见 docs/config.md' },
  ),
  leave: key(
    z.array(leave).default([]),
    ['请假', 'Leave'],
    ['请假期间不算在岗；也可以在网页或 API 里登记', 'Not on duty in that time; can be recorded while running too'],
    { example: '- { person: sun-wei, from: 2026-12-01, to: 2026-12-03, cover: zhao-gang }' },
  ),
  overrides: key(
    z.array(override).default([]),
    ['改派', 'Overrides'],
    ['某段时间某岗位改由这些人值班，如节假日', 'Others hold a post for a while, e.g. over a holiday'],
    { example: '- { post: leader, people: [lin-jing], from: 2026-10-01, to: 2026-10-03 }' },
  ),
  presence: key(
    presence.optional(),
    ['值班台签到', 'Watch at the desk'],
    [
      '24 小时值班台每段时间要有人签到，缺岗即报带班领导',
      'Somebody shows at the desk in each period; a missed one goes to the leader',
    ],
    { example: '{ devices: [reader-gate-main], every: 7200 }' },
  ),
};
