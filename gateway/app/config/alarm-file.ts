/** `alarm.yaml`: the ways to reach people, and how an alarm climbs until somebody owns it. */

import { z } from 'zod';
import { channelConfig } from '../../adapters/channels/config.ts';
import { INCIDENT_KINDS } from '../../core/facts.ts';
import { DUTY_POSTS } from '../../core/school.ts';
import { id, secondsBetween } from './fields.ts';
import { key } from './manual.ts';

const step = z.strictObject({
  after: key(
    secondsBetween(0, 86_400),
    ['多久以后', 'After'],
    [
      '事件发生后的秒数，逐级递增，第一级应为 0',
      'Seconds since the incident opened; each step later than the one before, the first at 0',
    ],
    { example: '30' },
  ),
  posts: key(
    z.array(z.enum(DUTY_POSTS)).default([]),
    ['通知岗位', 'Posts'],
    ['通知当时在岗的人', 'Whoever holds these posts at that moment'],
    { example: '[guard, teacher]' },
  ),
  people: key(
    z.array(id()).default([]),
    ['通知人员', 'People'],
    ['指名通知；最后一级必须有一位 leader', 'By name; the last step must name a person whose role is leader'],
    { example: '[lin-jing]' },
  ),
  outputs: key(
    z.array(id()).default([]),
    ['声光', 'Outputs'],
    ['要响的警号、要亮的警灯（设备编号）', 'Sirens and lamps to sound, by device id'],
    { example: '[siren-duty-room]' },
  ),
});

const policy = z.strictObject({
  steps: key(
    z.array(step).min(1).max(20),
    ['步骤', 'Steps'],
    ['没有人接手就一级一级往上走，到校领导为止', 'Climbed one by one until somebody takes over; ends at a leader'],
    { example: '- { after: 0, posts: [guard, teacher] }' },
  ),
  repeatEvery: key(
    secondsBetween(5, 3600).default(60),
    ['重复间隔', 'Repeat every'],
    [
      '秒；最后一级之后每隔多久再叫一遍，直到有人接手',
      'Seconds; after the last step it is told again this often until somebody takes over',
    ],
    { example: '60' },
  ),
  arriveWithin: key(
    secondsBetween(10, 86_400).default(180),
    ['到场时限', 'Arrive within'],
    ['秒；接手后这么久还没到场，重新报警', 'Seconds; taken over and nobody arrived: it alarms again'],
    { example: '180' },
  ),
  closeWithin: key(
    secondsBetween(60, 604_800).default(1800),
    ['办结时限', 'Close within'],
    ['秒；到场后这么久还没办结，重新报警', 'Seconds; arrived and not closed: it alarms again'],
    { example: '1800' },
  ),
  joinWindow: key(
    secondsBetween(0, 3600).default(120),
    ['合并窗口', 'Join window'],
    [
      '秒；同一区域再次按下并入同一事件，照样再通知',
      'Seconds; another press in the zone joins the open incident, and still notifies',
    ],
    { example: '120' },
  ),
  renotifyEvery: key(
    secondsBetween(1, 60).default(5),
    ['再按再通知', 'Renotify every'],
    ['秒；同一按钮连按时最多每隔多久再通知一次', 'Seconds; the same button pressed again notifies at most this often'],
    { example: '5' },
  ),
});

const procedureStep = z.strictObject({
  id: key(id(), ['编号', 'Id'], ['记录里用它', 'The record names the line by it'], { example: 'call-120' }),
  text: key(
    z.string().trim().min(1).max(200),
    ['要做的事', 'What to do'],
    ['一句话，做完打勾', 'One sentence; ticked off when done'],
    { example: '有人受伤先拨 120' },
  ),
  textEn: key(
    z.string().trim().min(1).max(200).optional(),
    ['英文', 'English'],
    ['英文界面里的话', 'Shown in English'],
    { example: 'Anybody hurt: call 120 first' },
  ),
});

export const POLICY_KINDS = [...INCIDENT_KINDS, 'default'] as const;

export const alarmFile = z.strictObject({
  channels: key(
    z.array(channelConfig).default([]),
    ['通道', 'Channels'],
    [
      '怎样联系到人；enabled: false 的只检查写法',
      'The ways to reach people; those with `enabled: false` are only checked',
    ],
    { example: '见 config/alarm.yaml' },
  ),
  policies: key(
    z.record(id(), policy).default({}),
    ['处置策略', 'Policies'],
    [
      '名字 → 策略；没有 panic 或 default 时用内置的',
      'Name → policy; where `panic` or `default` is missing a built-in one is used',
    ],
    { example: '见 config/alarm.yaml' },
  ),
  policyOf: key(
    z.partialRecord(z.enum(POLICY_KINDS), id()).default({}),
    ['哪类事件用哪个策略', 'Which policy for which kind'],
    ['事件类型 → 策略名；没写的类型用 default', 'Kind of incident → name of a policy; kinds left out use `default`'],
    { example: '{ panic: panic, default: default }' },
  ),
  procedures: key(
    z.partialRecord(z.enum(INCIDENT_KINDS), z.array(procedureStep).min(1).max(20)).default({}),
    ['处置预案', 'Procedures'],
    [
      '事件类型 → 到场后依次要做的事，界面上逐条打勾，记下谁、何时',
      'Kind of incident → what to do, line by line; ticked off in the console, with who and when on record',
    ],
    { example: '{ panic: [{ id: call-120, text: 有人受伤先拨 120 }] }' },
  ),
});
export type AlarmFile = z.infer<typeof alarmFile>;
