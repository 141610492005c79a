/** `patrol.yaml`: where guards tap, the rounds they owe, and whose card is whose. */

import { z } from 'zod';
import { clockTime, days, id, name, secondsBetween } from './fields.ts';
import { key } from './manual.ts';
import { say } from './words.ts';

const cardNumber = () =>
  z
    .string()
    .regex(
      /^[0-9a-fA-F]{4,32}$/,
      say(
        '卡号由 4 到 32 个十六进制字符组成（0-9、A-F），照卡面或读卡器的显示写',
        'a card number is 4 to 32 hexadecimal digits (0-9, A-F), as the reader shows it',
      ),
    );

const checkpoint = z.strictObject({
  id: key(id(), ['编号', 'Id'], ['路线用它引用巡查点', 'Routes name the checkpoint by it'], { example: 'cp-gym' }),
  name: key(name(), ['名称', 'Name'], ['给人看的名称', 'The name people read'], { example: '体育馆后侧' }),
  nameEn: key(name().optional(), ['英文名', 'English name'], ['英文界面里的名称', 'Shown in English'], {
    example: 'Behind the gymnasium',
  }),
  device: key(
    id().optional(),
    ['读卡器', 'Reader'],
    ['墙上的读卡器，devices.yaml 里的编号', 'The reader on the wall, an id from devices.yaml'],
    { example: 'reader-gym-behind' },
  ),
  tag: key(
    cardNumber().optional(),
    ['标签', 'Tag'],
    ['贴在墙上、由手持机读取的标签号', 'Number of the tag on the wall that a handheld reads'],
    { example: '04A1B2C3' },
  ),
  camera: key(
    id().optional(),
    ['摄像机画面', 'Camera view'],
    ['视频巡查：在网页上看过画面后签字', 'Video check: the view is looked at and signed in the console'],
    { example: 'cam-bike-shed' },
  ),
  zone: key(
    id().optional(),
    ['区域', 'Zone'],
    ['不写则用读卡器所在区域；标签和画面必须写', 'Left out: the zone of the reader; tags and camera views need it'],
    { example: 'gym-behind' },
  ),
  covers: key(
    z.array(id()).max(32).default([]),
    ['一并巡到', 'Also covers'],
    ['走到这里必然经过、看过的其他区域', 'Further zones that nobody gets here without seeing'],
    { example: '[teach-4f-roof-door]' },
  ),
  risk: key(
    z.union([z.literal(1), z.literal(2), z.literal(3)]).optional(),
    ['风险', 'Risk'],
    [
      '3 最高：不可预知的巡查每次都到；2、1 可隔一次。不写：监管盲区 3，其他 1',
      '3 is highest: every generated round passes it; 2 and 1 may wait. Left out: 3 in blind spots, else 1',
    ],
    { example: '3' },
  ),
});

const handheld = z.strictObject({
  device: key(id(), ['手持机', 'Handheld'], ['devices.yaml 里的编号', 'An id from devices.yaml'], {
    example: 'reader-handheld-1',
  }),
  person: key(id(), ['人员', 'Person'], ['谁带着它', 'Who carries it'], { example: 'sun-wei' }),
});

const leg = z.strictObject({
  from: key(id(), ['从', 'From'], ['巡查点编号', 'A checkpoint id'], { example: 'cp-gate' }),
  to: key(id(), ['到', 'To'], ['巡查点编号；往返相同', 'A checkpoint id; the way back is the same'], {
    example: 'cp-gym',
  }),
  min: key(
    secondsBetween(0, 7200),
    ['最快', 'Quickest'],
    ['快走也要的秒数；更快就可疑', 'Seconds that even a quick walk takes; quicker is suspicious'],
    { example: '60' },
  ),
  max: key(secondsBetween(1, 14_400), ['最慢', 'Slowest'], ['慢走的秒数', 'Seconds of a slow walk'], {
    example: '300',
  }),
});

const route = z.strictObject({
  id: key(id(), ['编号', 'Id'], ['巡查用它引用路线', 'Rounds name the route by it'], { example: 'night' }),
  name: key(name(), ['名称', 'Name'], ['给人看的名称', 'The name people read'], { example: '夜间巡查' }),
  nameEn: key(name().optional(), ['英文名', 'English name'], ['英文界面里的名称', 'Shown in English'], {
    example: 'Night round',
  }),
  order: key(
    z.enum(['strict', 'free']).default('strict'),
    ['顺序', 'Order'],
    ['strict 按列出的顺序走；free 不限', 'strict: as listed; free: in any order'],
    { example: 'free' },
  ),
  checkpoints: key(z.array(id()).min(1).max(24), ['巡查点', 'Checkpoints'], ['巡查点编号', 'Ids of checkpoints'], {
    example: '[cp-gate, cp-gym]',
  }),
});

const rule = () => ({
  id: key(id(), ['编号', 'Id'], ['台账里这一轮的名字', 'What the ledger calls the round'], { example: 'night-1' }),
  route: key(id(), ['路线', 'Route'], ['路线编号', 'A route id'], { example: 'night' }),
  days: key(
    days().default([1, 2, 3, 4, 5, 6, 7]),
    ['星期', 'Days'],
    ['开始的那天，1 是星期一', 'The day it begins, 1 is Monday'],
    { example: '[1, 2, 3, 4, 5]' },
  ),
  on: key(
    z.enum(['school-days', 'free-days', 'all-days']).default('all-days'),
    ['哪些日子', 'On'],
    [
      '按校历：上学日、不上学的日子、每天；调休上学按所补的星期',
      'By the calendar; a make-up day counts as the weekday whose timetable it has',
    ],
    { example: 'school-days' },
  ),
  from: key(clockTime(), ['开始', 'From'], ['时刻', 'Time of day'], { example: '"22:30"' }),
  to: key(clockTime(), ['结束', 'To'], ['早于开始即为次日', 'Earlier than `from` means the next day'], {
    example: '"23:15"',
  }),
  tolerance: key(
    secondsBetween(0, 7200).optional(),
    ['容差', 'Tolerance'],
    ['秒；不写用本文件的 tolerance', 'Seconds; left out: the `tolerance` of this file'],
    { example: '300' },
  ),
  guard: key(
    id().optional(),
    ['人员', 'Guard'],
    ['该谁走；不写则谁走都算', 'Whose round it is; left out: whoever walks it'],
    { example: 'sun-wei' },
  ),
});

const fixedRound = z.strictObject(rule());

const generatedRounds = z.strictObject({
  ...rule(),
  within: key(
    secondsBetween(60, 14_400),
    ['一轮用时', 'Within'],
    ['走完一轮最多几秒', 'Seconds in which one round is walked'],
    { example: '2400' },
  ),
  maxGap: key(
    secondsBetween(600, 86_400),
    ['最长间隔', 'Longest gap'],
    [
      '风险 3 的巡查点最多隔几秒必到一次；每天的时间和顺序在此之内随机',
      'Seconds that a checkpoint of risk 3 waits at most; times and order of the day are drawn within that',
    ],
    { example: '10800' },
  ),
});

const card = z.strictObject({
  card: key(
    cardNumber(),
    ['卡号', 'Card'],
    ['照读卡器显示的写，不必加引号', 'As the reader shows it; quotes are not needed'],
    { example: '0A00513C7E' },
  ),
  person: key(id(), ['人员', 'Person'], ['一张卡只属于一个人', 'A card belongs to one person'], {
    example: 'sun-wei',
  }),
});

const lostCard = z.strictObject({
  card: key(cardNumber(), ['卡号', 'Card'], ['挂失的卡', 'The card that was lost'], { example: '0A00513C99' }),
  person: key(id().optional(), ['人员', 'Person'], ['谁丢的', 'Who lost it'], { example: 'sun-wei' }),
});

export const patrolFile = z.strictObject({
  tolerance: key(
    secondsBetween(0, 7200).default(300),
    ['容差', 'Tolerance'],
    [
      '秒：到点后这么久之内算迟到，再久算漏巡并报警',
      'Seconds: this much after it was due is late; longer is missed, and alarms',
    ],
    { example: '300' },
  ),
  batchWithin: key(
    secondsBetween(0, 600).default(40),
    ['集中刷卡', 'Batch'],
    [
      '秒：这么短的时间里刷了三处以上、又走不了这么快，就是集中刷卡',
      'Seconds: three or more checkpoints within it, quicker than anybody walks, are a batch',
    ],
    { example: '40' },
  ),
  unknownCards: key(
    z.int().min(1).max(1000).default(3),
    ['不认识的卡', 'Unknown cards'],
    [
      '同一读卡器十分钟内刷这么多次不认识的卡就报警；卡号从不记录',
      'So many taps of unknown cards at one reader in ten minutes alarm; their numbers are never recorded',
    ],
    { example: '3' },
  ),
  checkpoints: key(
    z.array(checkpoint).max(500).default([]),
    ['巡查点', 'Checkpoints'],
    ['读卡器、标签或摄像机画面', 'Readers, tags, or camera views'],
    { example: '见 config/patrol.yaml' },
  ),
  handhelds: key(
    z.array(handheld).default([]),
    ['手持机', 'Handhelds'],
    ['读墙上标签的手持机', 'Handheld readers for tags on the wall'],
    { example: '- { device: reader-handheld-1, person: sun-wei }' },
  ),
  walking: key(
    z
      .strictObject({
        min: key(
          secondsBetween(0, 3600).default(15),
          ['最快', 'Quickest'],
          ['legs 没写的两点之间', 'Between two checkpoints that no leg names'],
          { example: '15' },
        ),
        max: key(
          secondsBetween(1, 14_400).default(600),
          ['最慢', 'Slowest'],
          ['legs 没写的两点之间', 'Between two checkpoints that no leg names'],
          { example: '600' },
        ),
        legs: key(z.array(leg).default([]), ['路段', 'Legs'], ['相邻两点的步行时间', 'Walks between neighbours'], {
          example: '- { from: cp-gate, to: cp-gym, min: 60, max: 300 }',
        }),
      })
      .prefault({}),
    ['步行时间', 'Walking'],
    ['两点之间要走多久', 'How long it takes from one checkpoint to another'],
    { example: '见 config/patrol.yaml' },
  ),
  routes: key(z.array(route).default([]), ['路线', 'Routes'], ['巡查点的先后', 'Which checkpoints, in which order'], {
    example: '见 config/patrol.yaml',
  }),
  rounds: key(z.array(fixedRound).default([]), ['定时巡查', 'Rounds'], ['时间固定的巡查', 'Rounds at known times'], {
    example: '- { id: night-1, route: night, from: "22:30", to: "23:15" }',
  }),
  generated: key(
    z.array(generatedRounds).default([]),
    ['不可预知的巡查', 'Generated rounds'],
    [
      '每天随机排出时间和顺序；密钥在数据文件夹里，配置里看不出来。看当天安排：campus-guard patrol plan',
      'Times and order are drawn anew each day from a secret in the data folder; see the day with `campus-guard patrol plan`',
    ],
    {
      example: '- { id: day, route: key-areas, from: "07:00", to: "21:00", within: 2400, maxGap: 10800 }',
    },
  ),
  cards: key(z.array(card).default([]), ['巡更卡', 'Cards'], ['只写教职工的卡', 'Of staff only'], {
    example: '- { card: 0A00513C7E, person: sun-wei }',
  }),
  lostCards: key(
    z.array(lostCard).default([]),
    ['挂失的卡', 'Lost cards'],
    ['再出现就报警', 'They alarm where they turn up'],
    { example: '- { card: 0A00513C99, person: sun-wei }' },
  ),
});
export type PatrolFile = z.infer<typeof patrolFile>;
