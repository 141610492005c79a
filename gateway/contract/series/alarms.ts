/** Bucket `alarms`: what people answer for. Few points, kept for years, sent before everything else and never shed. */

import { OUTCOMES } from '../../core/facts.ts';
import { DUTY_POSTS } from '../../core/school.ts';
import { float, int, listed, mayFloat, mayInt, mayText, measurement, n, oneOf, text } from './measurement.ts';
import { incidentKind, level, mode, NONE, place, reason, slot, YES_NO } from './shared-tags.ts';

export const LIFECYCLE = [
  'raised',
  'joined',
  'escalated',
  're-alarmed',
  'notified',
  'seen',
  'taken',
  'arrived',
  'handed-over',
  'noted',
  'closed',
] as const;

const incidentTags = {
  kind: incidentKind,
  ...place,
  ...slot,
  ...mode,
  rule: listed(
    'rules',
    '触发它的传感规则，没有则 none',
    'Sensor rule that raised it; none where a person or button did',
  ),
} as const;

const incidentId = text('事件编号，控制台链接用它', 'Id of the incident: links into the console are made of it');

/**
 * One point for each incident, at the moment it was raised. Later steps write further fields onto the same point (same tags, same
 * time), so a row holds the whole story; what has not happened yet is missing.
 */
export const incident = measurement(
  'alarms',
  [
    '每个事件一个点，时间为发生时刻；后续步骤在同一点上补字段。指标一律加 WHERE "counted" = 1',
    'One point for each incident at the moment it was raised; later steps add fields to it. Figures use WHERE "counted" = 1',
  ],
  incidentTags,
  {
    incident: incidentId,
    counted: int(
      '1',
      '1 计入指标；演练、测试为 0',
      '1 counts in figures; 0 for a drill, and once closed as drill or test',
    ),
    open: int('1', '1 未办结', '1 while it is not closed'),
    unowned: int('1', '1 尚无人接手', '1 until somebody takes it over'),
    level: text('级别 info fault help urgent', 'Level: info, fault, help or urgent'),
    device_id: mayText('首个设备编号', 'Id of its first device'),
    presses: mayInt('1', '按压次数', 'Presses that belong to it'),
    steps: mayInt('1', '升级到第几步（从 1 数）', 'How many steps it climbed, from 1'),
    notified_ms: mayInt('ms', '发生到首个渠道受理', 'From raised to the first message accepted by a channel'),
    seen_ms: mayInt('ms', '发生到首次有人看到', 'From raised to first seen by a person'),
    taken_ms: mayInt('ms', '发生到首次接手', 'From raised to first taken over'),
    arrived_ms: mayInt('ms', '发生到首次到场', 'From raised to first arrived'),
    closed_ms: mayInt('ms', '发生到办结', 'From raised to closed'),
    notified_in_target: mayInt(
      '1',
      '10 秒内受理为 1；升级时还没有受理为 0',
      '1 where accepted within 10 s; 0 as soon as it climbed unheard',
    ),
    taken_in_target: mayInt(
      '1',
      '升级前接手为 1；一升级就是 0',
      '1 where taken over before the second step; 0 as soon as it climbed',
    ),
    arrived_in_target: mayInt(
      '1',
      '到场时限内到场为 1；过时重新报警就是 0',
      '1 where arrived within the time the policy gives; 0 as soon as it alarmed again',
    ),
    closed_in_target: mayInt(
      '1',
      '办结时限内办结为 1；过时重新报警就是 0',
      '1 where closed within the time the policy gives; 0 as soon as it alarmed again',
    ),
    outcome: mayText(`结论：${OUTCOMES.join(' ')}`, `Outcome: ${OUTCOMES.join(', ')}`),
    taken_by: mayText('接手人（教职工编号）', 'Who took it over (staff id)'),
  },
);

export const incidentEvent = measurement(
  'alarms',
  ['事件的每一步一个点', 'A point for every step in the life of an incident, when it happened'],
  {
    event: oneOf(LIFECYCLE, '步骤', 'What happened'),
    ...incidentTags,
    level,
    outcome: oneOf([...OUTCOMES, NONE], '结论（办结时）', 'Outcome, on closed'),
  },
  {
    n,
    incident: incidentId,
    device_id: mayText('设备编号', 'Device id'),
    step: mayInt('1', '第几步（从 1 数）', 'Step, from 1'),
    since_raised_ms: int('ms', '距发生', 'Since it was raised'),
    person: mayText('教职工编号', 'Staff id of who did it'),
  },
);

export const press = measurement(
  'alarms',
  [
    '每次求助按压；时间为按下时刻（迟到的按设备所报龄期前移）',
    'Every press, at the moment it was made (a late one by the age it reports)',
  ],
  {
    ...place,
    ...slot,
    ...mode,
    level: oneOf(['help', 'urgent'], '级别', 'Level'),
    flagged: oneOf(YES_NO, '有异常标记', 'Has a flag'),
  },
  {
    n,
    device_id: text('按钮编号', 'Button id'),
    boot: mayInt('1', '设备启动次数', 'Boot counter of the device'),
    event: mayInt('1', '设备事件号', 'Event counter within the boot'),
    age_ms: int('ms', '到达时的龄期', 'How old it was when it arrived'),
    hold_ms: mayInt('ms', '按住时长', 'How long it was held'),
    count: mayInt('1', '设备报的次数', 'Count that the device reports'),
    flags: text('标记，逗号分隔', 'Flags, comma-separated'),
  },
);

export const NOTICE_RESULTS = ['queued', 'sent', 'delivered', 'failed', 'dropped'] as const;

export const notice = measurement(
  'alarms',
  [
    '每条通知的每个结果；sent 是渠道受理，delivered 才是回执',
    'Every result of every notice; `sent` is accepted by the channel, only `delivered` is a receipt',
  ],
  {
    channel: listed('channels', '渠道编号，不明则 none', 'Channel id; none where it is not known any more'),
    result: oneOf(NOTICE_RESULTS, '结果', 'Result'),
    reason: oneOf([...reason.values, NONE], '通知缘由', 'Why the notice was given'),
    kind: incidentKind,
    ...mode,
    final: oneOf(YES_NO, '不再重试', 'No further attempt'),
  },
  {
    n,
    notice: text('通知编号', 'Id of the notice'),
    incident: incidentId,
    attempt: mayInt('1', '第几次', 'Attempt, from 1'),
    took_ms: mayInt('ms', '渠道应答用时', 'How long the channel took to answer'),
    since_queued_ms: mayInt('ms', '距排队', 'Since it was queued'),
    code: mayText('失败代码或丢弃原因', 'Code of the failure, or why it was dropped'),
  },
);

export const PATROL_RESULTS = ['passed', 'missed', 'unknown'] as const;
export const TIMINGS = ['on-time', 'early', 'late', 'too-late', NONE] as const;

const route = listed(
  'routes',
  '巡查路线，不属任何路线则 none',
  'Route of the round; none for a tap outside every round',
);

export const patrolCheck = measurement(
  'alarms',
  [
    '巡查点：到了一个点，漏了也明确一个点；时间为刷卡时刻或判定漏点的时刻',
    'A checkpoint that was passed, and just as explicitly one that was missed; at the moment of the tap, or when it was given up',
  ],
  {
    result: oneOf(PATROL_RESULTS, '到点、漏点、无法判断', 'Passed, missed, or nobody can say'),
    timing: oneOf(TIMINGS, '是否按时', 'In time or not'),
    checkpoint: listed('checkpoints', '巡查点编号', 'Checkpoint id'),
    route,
    ...place,
    ...slot,
    suspicious: oneOf(YES_NO, '疑似作弊', 'A cheat is suspected'),
  },
  {
    n,
    round: mayText('轮次编号', 'Id of the round'),
    device_id: mayText('读卡器编号', 'Reader id'),
    person: mayText('保安（教职工编号）', 'Guard (staff id)'),
    flags: text('判定标记，逗号分隔', 'Flags of the verdict, comma-separated'),
  },
);

/** One point for each round, at the moment it was due to begin; its end, and what later deliveries change, is written onto it. */
export const patrolRound = measurement(
  'alarms',
  [
    '每轮一个点，时间为应开始时刻；结束和补传的更正写在同一点上',
    'One point for each round, when it was due to begin; its end and later corrections are written onto it',
  ],
  { route, ...slot },
  {
    n,
    round: text('轮次编号', 'Id of the round'),
    closed: int('1', '1 已结束', '1 once it has ended'),
    result: mayText('结果 done late partial missed unknown', 'Result: done, late, partial, missed or unknown'),
    is_done: mayInt('1', '1 全部按时', '1 where all was in time'),
    is_late: mayInt('1', '1 有晚到', '1 where some was late'),
    is_partial: mayInt('1', '1 部分漏点', '1 where some was missed'),
    is_missed: mayInt('1', '1 整轮漏巡', '1 where all was missed'),
    is_unknown: mayInt('1', '1 无法判断', '1 where nobody can say'),
    checkpoints: mayInt('1', '应到点数', 'Checkpoints it has'),
    done: mayInt('1', '按时到的点', 'Checkpoints passed in time'),
    late: mayInt('1', '晚到的点', 'Checkpoints passed late'),
    missed: mayInt('1', '漏点', 'Checkpoints missed'),
    unknown: mayInt('1', '无法判断的点', 'Checkpoints of which nobody can say'),
    flags: mayText('标记，逗号分隔', 'Flags, comma-separated'),
  },
);

export const patrolCard = measurement(
  'alarms',
  ['可疑的卡：未知、挂失、疑似复制', 'A card that is unknown, reported lost, or seems to be cloned'],
  { why: oneOf(['unknown', 'lost', 'cloned'], '缘由', 'Why'), ...place, ...slot },
  { n, device_id: text('读卡器编号', 'Reader id') },
);

export const DUTY_EVENTS = [
  'overridden',
  'swapped',
  'leave-granted',
  'change-withdrawn',
  'handed-over',
  'presence-seen',
  'presence-missed',
  'schedules-suspended',
  'schedules-resumed',
] as const;

export const duty = measurement(
  'alarms',
  ['值班：在岗确认、缺岗、换班、请假、交接签字', 'Duty: presence, absence, changes, leave, signatures of hand-overs'],
  {
    event: oneOf(DUTY_EVENTS, '什么事', 'What happened'),
    post: oneOf([...DUTY_POSTS, NONE], '岗位', 'Post'),
    ...slot,
  },
  {
    n,
    person: mayText('教职工编号', 'Staff id of whom it is about'),
    minutes: mayFloat('min', '时长', 'How long it lasts, or lasted'),
  },
);

export const coverage = measurement(
  'alarms',
  ['值班表检查：将来有多少分钟没人', 'A check of the roster: minutes ahead without anybody'],
  {},
  {
    uncovered_minutes: float('min', '无人值守分钟', 'Minutes that nobody covers'),
    findings: int('1', '问题条数', 'Findings'),
  },
);
