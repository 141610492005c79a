import type { Meaning } from '../../gateway/contract/series/measurement.ts';
import type { Board } from '../board.ts';
import { AMBER, LIGHT_GREY, RED } from '../panels/colours.ts';
import { chart } from '../panels/chart.ts';
import { freshness } from '../panels/freshness.ts';
import { history } from '../panels/history.ts';
import type { Panel } from '../panels/panel.ts';
import { stat } from '../panels/stat.ts';
import { table } from '../panels/table.ts';
import type { Plan } from '../plan.ts';
import { chosen, series } from '../query/series.ts';
import { found } from '../variables.ts';
import { COUNT, DEVICE, FLAGS, PERSON, SLOT, ZONE } from '../words/columns.ts';
import { CARD_WORDS } from '../words/values.ts';

const round = series('patrol_round');
const check = series('patrol_check');
const card = series('patrol_card');

const ROUNDS = `${chosen(round.at.route, 'route')} AND $timeFilter`;
const CHECKS = `${chosen(check.at.route, 'route')} AND ${chosen(check.at.checkpoint, 'checkpoint')} AND $timeFilter`;

type Result = 'is_done' | 'is_late' | 'is_partial' | 'is_missed' | 'is_unknown';

const closed = (id: number, result: Result, title: Meaning, description: Meaning, colour?: 'amber' | 'red'): Panel =>
  stat({
    id,
    title,
    description,
    unit: 'short',
    empty: 'nothing',
    w: id === 2 ? 4 : 3,
    h: 4,
    ...(colour !== undefined && { concern: { [colour]: 1 } }),
    targets: [
      {
        refId: 'A',
        resultFormat: 'time_series',
        query: `SELECT sum(${round.at[result]}) AS "value" FROM ${round.from} WHERE ${ROUNDS}`,
      },
    ],
  });

const figures: readonly Panel[] = [
  freshness(),
  closed(
    2,
    'is_done',
    ['按时完成', 'Done'],
    ['所有巡查点都按时到的轮次。', 'Rounds whose every checkpoint was passed in time.'],
  ),
  closed(
    3,
    'is_late',
    ['晚到', 'Late'],
    ['都到了，但有晚的。', 'Every checkpoint passed, some of them late.'],
    'amber',
  ),
  closed(
    4,
    'is_partial',
    ['部分漏点', 'Partial'],
    ['有巡查点没有到的轮次。', 'Rounds with checkpoints not passed.'],
    'amber',
  ),
  closed(
    5,
    'is_missed',
    ['未巡', 'Missed'],
    ['一个点都没有到的轮次。', 'Rounds in which no checkpoint was passed.'],
    'red',
  ),
  closed(
    7,
    'is_unknown',
    ['无法判断', 'Unknown'],
    [
      '网关或读卡器当时不在工作的轮次：谁也说不清。',
      'Rounds while the gateway or a reader was not at work: nobody can say.',
    ],
    'amber',
  ),
  stat({
    id: 6,
    title: ['按时完成的比例', 'Share done'],
    description: ['按时完成的轮次占全部已结束轮次。', 'Rounds done in all rounds that ended.'],
    unit: 'percentunit',
    decimals: 1,
    empty: 'nothing',
    concern: { amber: 0.95, red: 0.8, low: true },
    w: 4,
    h: 4,
    targets: [
      {
        refId: 'A',
        resultFormat: 'time_series',
        query: `SELECT sum(${round.at.is_done}) / sum(${round.at.closed}) AS "value" FROM ${round.from} WHERE ${round.at.closed} = 1 AND ${ROUNDS}`,
      },
    ],
  }),
];

const RESULTS = ['done', 'late', 'partial', 'missed', 'unknown'] as const;

const daily = (plan: Plan): Panel =>
  chart({
    id: 10,
    title: ['每天的轮次', 'Rounds each day'],
    description: ['按结果；灰色是按时完成。', 'By result; grey is done in time.'],
    unit: 'short',
    empty: 'nothing',
    w: 24,
    h: 7,
    draw: 'bars',
    stacked: true,
    targets: [
      {
        refId: 'A',
        resultFormat: 'time_series',
        alias: '$col',
        query:
          `SELECT ${RESULTS.map((result) => `sum(${round.at[`is_${result}`]}) AS "${result}"`).join(', ')} FROM ${round.from}` +
          ` WHERE ${round.at.closed} = 1 AND ${ROUNDS} GROUP BY time(1d) fill(none) tz('${plan.timeZone}')`,
      },
    ],
    traces: {
      done: { caption: ['按时完成', 'Done'] },
      late: { caption: ['晚到', 'Late'], colour: AMBER },
      partial: { caption: ['部分漏点', 'Partial'], colour: AMBER },
      missed: { caption: ['未巡', 'Missed'], colour: RED },
      unknown: { caption: ['无法判断', 'Unknown'], colour: LIGHT_GREY },
    },
  });

const days = (plan: Plan): Panel =>
  history({
    id: 11,
    title: ['巡查点 × 日', 'Checkpoint × day'],
    description: [
      '每天漏了几次：灰色 0 是都到了，有颜色是漏了，空白是那天没有安排或没有数据。',
      'Misses of each day: grey 0 is all passed, colour is missed, blank is nothing planned or no data.',
    ],
    unit: 'short',
    empty: 'nothing',
    w: 24,
    h: 12,
    concern: { amber: 1, red: 2 },
    targets: [
      {
        refId: 'A',
        resultFormat: 'time_series',
        alias: '$tag_checkpoint',
        query:
          `SELECT sum("missed") AS "missed" FROM (SELECT ${check.at.n} AS "missed" FROM ${check.from}` +
          ` WHERE ${check.is('result', 'missed')} AND ${CHECKS} GROUP BY ${check.at.checkpoint}),` +
          ` (SELECT 0 * ${check.at.n} AS "missed" FROM ${check.from} WHERE ${check.is('result', 'passed')} AND ${CHECKS}` +
          ` GROUP BY ${check.at.checkpoint}) WHERE $timeFilter GROUP BY time(1d), ${check.at.checkpoint} fill(none) tz('${plan.timeZone}')`,
      },
    ],
  });

const gaps: Panel = table({
  id: 20,
  title: ['最长间隔', 'Longest gaps'],
  description: ['每个巡查点两次到点之间最长隔了多久。', 'The longest time between two passes of each checkpoint.'],
  unit: 'short',
  empty: 'nothing',
  w: 8,
  h: 10,
  targets: [
    {
      refId: 'A',
      resultFormat: 'table',
      query:
        `SELECT max("gap") AS "gap" FROM (SELECT elapsed(${check.at.n}, 1s) AS "gap" FROM ${check.from}` +
        ` WHERE ${check.is('result', 'passed')} AND ${CHECKS} GROUP BY ${check.at.checkpoint}) GROUP BY ${check.at.checkpoint}`,
    },
  ],
  columns: {
    checkpoint: { caption: ['巡查点', 'Checkpoint'] },
    gap: { caption: ['最长间隔', 'Longest gap'], unit: 's', concern: { amber: 12 * 3600, red: 24 * 3600 } },
  },
  sortBy: { column: 'gap', desc: true },
});

const misses = (plan: Plan): Panel =>
  table({
    id: 21,
    title: ['漏得最多的巡查点', 'Checkpoints missed most'],
    description: ['所选时间里漏点的次数，也看时段。', 'Misses in the chosen time, by window too.'],
    unit: 'short',
    empty: 'nothing',
    w: 16,
    h: 10,
    targets: [
      {
        refId: 'A',
        resultFormat: 'table',
        query:
          `SELECT sum(${check.at.n}) AS "count" FROM ${check.from} WHERE ${check.is('result', 'missed')} AND ${CHECKS}` +
          ` GROUP BY ${check.at.checkpoint}, ${check.at.zone_name}, ${check.at.slot}`,
      },
    ],
    columns: {
      checkpoint: { caption: ['巡查点', 'Checkpoint'] },
      zone_name: ZONE(plan),
      slot: SLOT,
      count: { ...COUNT, concern: { amber: 1 } },
    },
    sortBy: { column: 'count', desc: true },
  });

const cheats = (plan: Plan): readonly Panel[] => [
  table({
    id: 30,
    title: ['疑似作弊的到点', 'Passes under suspicion'],
    description: [
      '判定为可疑的刷卡：太快、次序不对、同卡两处。卡能复制，标记只是请人去问。',
      'Taps judged suspicious: too fast, out of order, one card in two places. Cards can be copied: a flag asks a person to ask.',
    ],
    unit: 'short',
    empty: 'nothing',
    w: 14,
    h: 10,
    timed: true,
    targets: [
      {
        refId: 'A',
        resultFormat: 'table',
        query:
          `SELECT ${[check.at.checkpoint, check.at.zone_name, check.at.person, check.at.flags, check.at.device_id].join(', ')}` +
          ` FROM ${check.from} WHERE ${check.is('suspicious', 'yes')} AND ${CHECKS} ORDER BY time DESC LIMIT 200`,
      },
    ],
    columns: {
      checkpoint: { caption: ['巡查点', 'Checkpoint'] },
      zone_name: ZONE(plan),
      person: PERSON,
      flags: FLAGS,
      device_id: DEVICE,
    },
  }),
  table({
    id: 31,
    title: ['可疑的卡', 'Cards under suspicion'],
    description: [
      '未知、挂失、疑似复制的卡；卡号从不记录。',
      'Unknown, lost or cloned cards; their numbers are never recorded.',
    ],
    unit: 'short',
    empty: 'nothing',
    w: 10,
    h: 10,
    timed: true,
    targets: [
      {
        refId: 'A',
        resultFormat: 'table',
        query:
          `SELECT ${[card.at.why, card.at.zone_name, card.at.device_id].join(', ')} FROM ${card.from}` +
          ' WHERE $timeFilter ORDER BY time DESC LIMIT 200',
      },
    ],
    columns: {
      why: { caption: ['缘由', 'Why'], words: CARD_WORDS, alarming: { cloned: RED } },
      zone_name: ZONE(plan),
      device_id: DEVICE,
    },
  }),
];

/** Were the rounds walked, and can the taps be believed? */
export const patrol = (plan: Plan): Board => ({
  id: 'patrol',
  title: ['巡查落实', 'Patrol compliance'],
  description: [
    '轮次按时、晚到、漏点，每个巡查点每天的记录，最长间隔，疑似作弊。',
    'Rounds done, late and missed, the record of each checkpoint day by day, the longest gaps, and suspected cheats.',
  ],
  range: 'now-30d',
  refresh: '1m',
  variables: [
    found('route', ['路线', 'Route'], round.from, round.at.route),
    found('checkpoint', ['巡查点', 'Checkpoint'], check.from, check.at.checkpoint),
  ],
  sections: [
    { title: null, panels: [...figures, daily(plan), days(plan)] },
    { title: ['漏在哪里', 'Where it is missed'], panels: [gaps, misses(plan)] },
    { title: ['可信吗', 'Can it be believed'], panels: cheats(plan) },
  ],
});
