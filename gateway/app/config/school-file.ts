/** `school.yaml`: the name, the places and the bells. */

import { z } from 'zod';
import { ZONE_KINDS } from '../../core/school.ts';
import { calendar } from './calendar-fields.ts';
import { clockTime, coordinate, days, extent, id, name, secondsBetween } from './fields.ts';
import { key } from './manual.ts';

export const BELL_KINDS = ['lesson', 'break', 'meal', 'arrival', 'after-school', 'evening', 'rest'] as const;

const floor = z.strictObject({
  level: key(
    z.int().min(-5).max(60),
    ['层号', 'Level'],
    ['整数，一层为 1，地下一层为 -1', 'A whole number: 1 is the ground floor, -1 the basement'],
    { example: '3' },
  ),
  name: key(name(), ['名称', 'Name'], ['给人看的楼层名', 'The name people read'], { example: '三层' }),
  nameEn: key(name().optional(), ['英文名', 'English name'], ['英文界面里的名称', 'Shown in English'], {
    example: 'Floor 3',
  }),
});

const building = z.strictObject({
  id: key(id(), ['编号', 'Id'], ['区域用它引用楼栋', 'Zones name the building by it'], { example: 'teaching' }),
  name: key(name(), ['名称', 'Name'], ['给人看的楼名', 'The name people read'], { example: '教学楼' }),
  nameEn: key(name().optional(), ['英文名', 'English name'], ['英文界面里的名称', 'Shown in English'], {
    example: 'Teaching Building',
  }),
  floors: key(z.array(floor).min(1), ['楼层', 'Floors'], ['这栋楼有哪些层', 'The floors of this building'], {
    example: '- { level: 1, name: 一层 }',
  }),
});

const zone = z.strictObject({
  id: key(id(), ['编号', 'Id'], ['设备用它引用区域', 'Devices name the zone by it'], {
    example: 'teach-3f-west-toilet',
  }),
  name: key(
    name(),
    ['名称', 'Name'],
    ['写进报警信息，要让人一看就知道往哪跑', 'Goes into every alert: who reads it must know where to run'],
    { example: '教学楼三层西侧卫生间外' },
  ),
  nameEn: key(name().optional(), ['英文名', 'English name'], ['英文界面里的名称', 'Shown in English'], {
    example: 'Teaching Building 3F, corridor outside the west toilets',
  }),
  building: key(
    id().nullable().default(null),
    ['楼栋', 'Building'],
    ['buildings 里的编号；室外不写', 'An id from `buildings`; leave it out for outdoor places'],
    { example: 'teaching' },
  ),
  floor: key(z.int().nullable().default(null), ['楼层', 'Floor'], ['该楼栋的层号', 'A level of that building'], {
    example: '3',
  }),
  kind: key(z.enum(ZONE_KINDS), ['类型', 'Kind'], ['这是什么样的地方', 'What sort of place it is'], {
    example: 'corridor',
  }),
  blindSpot: key(
    z.boolean().default(false),
    ['监管盲区', 'Blind spot'],
    [
      '监控看不到、平时没人的地方；每个盲区都应有求助按钮',
      'No camera sees it and nobody passes by; each should have a help button',
    ],
    { example: 'true' },
  ),
  keyArea: key(
    z.boolean().optional(),
    ['重点区域', 'Key area'],
    [
      '要按时巡查、时刻有人照看的地方；不写则监管盲区都算',
      'A place to be patrolled in time and watched at every minute; left out: blind spots are',
    ],
    { example: 'true' },
  ),
  patrolEvery: key(
    secondsBetween(600, 604_800).optional(),
    ['巡查间隔', 'Patrolled every'],
    [
      '两次巡查最多隔多久（秒）；不写则一天至少 5 次',
      'At most this long between two visits (seconds); left out: 5 visits a day',
    ],
    { example: '14400' },
  ),
  policy: key(
    id().optional(),
    ['专用处置策略', 'Policy of its own'],
    [
      '这里的求助用 alarm.yaml 里的哪个策略；不写则按事件类型',
      'The policy in alarm.yaml for a panic here; left out: by kind of incident',
    ],
    { example: 'panic' },
  ),
  plan: key(
    z.tuple([coordinate(), coordinate(), extent(), extent()]).optional(),
    ['平面图位置', 'Place on the plan'],
    [
      '在本层平面图上的矩形 [左, 上, 宽, 高]，单位自定；不写就自动排成示意图',
      'A rectangle on the plan of its floor: [left, top, width, height] in any unit; left out: drawn as a schematic',
    ],
    { example: '[0, 0, 220, 140]' },
  ),
});

const bell = z.strictObject({
  name: key(name(), ['名称', 'Name'], ['时段名', 'What the period is called'], { example: '第一节课' }),
  nameEn: key(name().optional(), ['英文名', 'English name'], ['英文界面里的名称', 'Shown in English'], {
    example: 'Period 1',
  }),
  kind: key(z.enum(BELL_KINDS), ['类型', 'Kind'], ['上课、课间、用餐等', 'Lesson, break, meal …'], {
    example: 'break',
  }),
  days: key(days(), ['星期', 'Days'], ['1 是星期一，7 是星期日', '1 is Monday, 7 is Sunday'], {
    example: '[1, 2, 3, 4, 5]',
  }),
  grades: key(
    z.array(name()).max(20).optional(),
    ['年级', 'Grades'],
    ['只对这些年级；不写则全校', 'For these grades only; left out: the whole school'],
    { example: '[七年级]' },
  ),
  from: key(clockTime(), ['开始', 'From'], ['时刻，如 "08:00"', 'Time of day, e.g. "08:00"'], { example: '"08:00"' }),
  to: key(clockTime(), ['结束', 'To'], ['时刻，晚于开始', 'Time of day, later than `from`'], { example: '"08:45"' }),
});

export const schoolFile = z.strictObject({
  name: key(name(), ['校名', 'School name'], ['显示在界面和报警信息里', 'Shown in the console and in alerts'], {
    example: '芙蓉初中',
  }),
  nameEn: key(name().optional(), ['英文校名', 'English name'], ['英文界面里的校名', 'Shown in English'], {
    example: 'Furong Junior High School',
  }),
  timeZone: key(
    z.string().min(1).default('Asia/Shanghai'),
    ['时区', 'Time zone'],
    ['IANA 时区名；班次和铃声按它计算', 'IANA name; shifts and bells follow it'],
    { example: 'Asia/Shanghai' },
  ),
  language: key(
    z.enum(['zh-CN', 'en']).default('zh-CN'),
    ['语言', 'Language'],
    ['报警信息的语言', 'Language of the alerts'],
    { example: 'zh-CN' },
  ),
  buildings: key(
    z.array(building).default([]),
    ['楼栋', 'Buildings'],
    ['学校有哪些楼', 'The buildings of the school'],
    {
      example: '见 config/school.yaml',
    },
  ),
  zones: key(
    z.array(zone).default([]),
    ['区域', 'Zones'],
    [
      '报警所说的"地方"；按钮装在厕所门外、宿舍门外，不装在里面',
      'The places alarms speak of; buttons hang outside toilets and dormitory rooms, never inside',
    ],
    { example: '见 config/school.yaml' },
  ),
  bells: key(
    z.array(bell).default([]),
    ['作息铃声', 'Bell timetable'],
    ['每周作息；同一天的时段不能重叠', 'The weekly timetable; periods of one day do not overlap'],
    { example: '见 config/school.yaml' },
  ),
  calendar: key(
    calendar(),
    ['校历', 'Calendar'],
    ['学期、放假和补课、由作息推出的时段', 'Terms, holidays and make-up days, and windows beside those the bells give'],
    { example: '见 config/school.yaml' },
  ),
});
export type SchoolFile = z.infer<typeof schoolFile>;
