import type { Meaning } from '../../gateway/contract/series/measurement.ts';
import type { Board } from '../board.ts';
import { AMBER } from '../panels/colours.ts';
import { chart } from '../panels/chart.ts';
import { freshness } from '../panels/freshness.ts';
import type { Panel } from '../panels/panel.ts';
import { stat } from '../panels/stat.ts';
import { type Column, table } from '../panels/table.ts';
import type { Plan } from '../plan.ts';
import { chosen, series } from '../query/series.ts';
import { consoleAddress, found, listed } from '../variables.ts';
import { INCIDENT, KIND, SLOT, ZONE } from '../words/columns.ts';
import { KIND_WORDS, SLOT_WORDS } from '../words/values.ts';

const incident = series('incident');
const zoneHour = series('zone_hour');
const { at } = incident;

/** Real incidents of the chosen zones, kinds and windows: drills and tests never count. */
const SCOPE = [
  `${at.counted} = 1`,
  chosen(at.zone_name, 'zone'),
  chosen(at.kind, 'kind'),
  chosen(at.slot, 'slot'),
  '$timeFilter',
].join(' AND ');

const SHARE_CONCERN = { amber: 0.95, red: 0.8, low: true } as const;

const count: Panel = stat({
  id: 2,
  title: ['事件', 'Incidents'],
  description: [
    '所选范围内真实事件的个数（不含演练和测试）。',
    'Real incidents in the chosen range, without drills and tests.',
  ],
  unit: 'short',
  empty: 'nothing',
  w: 4,
  h: 4,
  targets: [
    {
      refId: 'A',
      resultFormat: 'time_series',
      query: `SELECT count(${at.incident}) AS "value" FROM ${incident.from} WHERE ${SCOPE}`,
    },
  ],
});

const share = (id: number, field: string, title: Meaning, description: Meaning): Panel =>
  stat({
    id,
    title,
    description,
    unit: 'percentunit',
    decimals: 1,
    empty: 'nothing',
    concern: SHARE_CONCERN,
    w: 4,
    h: 4,
    targets: [
      {
        refId: 'A',
        resultFormat: 'time_series',
        query: `SELECT mean(${field}) AS "value" FROM ${incident.from} WHERE ${SCOPE}`,
      },
    ],
  });

const shares: readonly Panel[] = [
  share(
    3,
    at.notified_in_target,
    ['10 秒内通知到渠道', 'Notified within 10 s'],
    ['首条通知在 10 秒内被渠道受理的比例。', 'Share whose first message was accepted by a channel within 10 s.'],
  ),
  share(
    4,
    at.taken_in_target,
    ['升级前接手', 'Taken over before it climbed'],
    ['在升级到第二步之前有人接手的比例。', 'Share that somebody took over before the second step.'],
  ),
  share(
    5,
    at.arrived_in_target,
    ['限时内到场', 'Arrived in time'],
    ['在处置策略给的时间内到场的比例。', 'Share where somebody arrived within the time that the policy gives.'],
  ),
  share(
    6,
    at.closed_in_target,
    ['限时内办结', 'Closed in time'],
    ['在处置策略给的时间内办结的比例。', 'Share closed within the time that the policy gives.'],
  ),
];

const FIGURES = { p50: ['一半不超过', 'Median'], p90: ['九成不超过', '90 %'], max: ['最长', 'Longest'] } as const;

const step = (id: number, w: number, field: string, title: Meaning, description: Meaning): Panel =>
  stat({
    id,
    title,
    description,
    unit: 'ms',
    empty: 'nothing',
    figures: FIGURES,
    w,
    h: 5,
    targets: [
      {
        refId: 'A',
        resultFormat: 'table',
        query:
          `SELECT percentile(${field}, 50) AS "p50", percentile(${field}, 90) AS "p90", max(${field}) AS "max"` +
          ` FROM ${incident.from} WHERE ${SCOPE}`,
      },
    ],
  });

const steps: readonly Panel[] = [
  step(
    10,
    5,
    at.notified_ms,
    ['发生 → 通知', 'Raised → notified'],
    ['到首个渠道受理为止。', 'Until the first channel accepted a message.'],
  ),
  step(
    11,
    5,
    at.seen_ms,
    ['发生 → 看到', 'Raised → seen'],
    ['到首次有人打开为止。', 'Until a person first opened it.'],
  ),
  step(12, 5, at.taken_ms, ['发生 → 接手', 'Raised → taken over'], ['到首次接手为止。', 'Until first taken over.']),
  step(
    13,
    5,
    at.arrived_ms,
    ['发生 → 到场', 'Raised → arrived'],
    ['到首次到场为止。', 'Until somebody first arrived.'],
  ),
  step(14, 4, at.closed_ms, ['发生 → 办结', 'Raised → closed'], ['到办结为止。', 'Until closed.']),
];

const MS: Column = { caption: ['', ''], unit: 'ms' };

const by = (id: number, w: number, tag: string, column: Column, title: Meaning): Panel => {
  const name = tag.replaceAll('"', '');
  return table({
    id,
    title,
    description: [
      '接手用时与升级前接手的比例，分组比较。',
      'Time to be taken over, and the share taken over before it climbed, group by group.',
    ],
    unit: 'short',
    empty: 'nothing',
    w,
    h: 10,
    targets: [
      {
        refId: 'A',
        resultFormat: 'table',
        query:
          `SELECT count(${at.incident}) AS "incidents", percentile(${at.taken_ms}, 50) AS "p50",` +
          ` percentile(${at.taken_ms}, 90) AS "p90", max(${at.taken_ms}) AS "max", mean(${at.taken_in_target}) AS "share"` +
          ` FROM ${incident.from} WHERE ${SCOPE} GROUP BY ${tag}`,
      },
    ],
    columns: {
      [name]: column,
      incidents: { caption: ['事件', 'Incidents'], unit: 'short' },
      p50: { ...MS, caption: FIGURES.p50 },
      p90: { ...MS, caption: FIGURES.p90 },
      max: { ...MS, caption: FIGURES.max },
      share: { caption: ['升级前接手', 'Before it climbed'], unit: 'percentunit', decimals: 0, concern: SHARE_CONCERN },
    },
    sortBy: { column: 'incidents', desc: true },
  });
};

const trend = (plan: Plan): readonly Panel[] => [
  chart({
    id: 30,
    title: ['每周接手用时', 'Time to be taken over, week by week'],
    description: ['一周从周一开始。', 'Weeks begin on Monday.'],
    unit: 'ms',
    empty: 'nothing',
    w: 12,
    h: 8,
    draw: 'lines',
    last: '84d',
    targets: [
      {
        refId: 'A',
        resultFormat: 'time_series',
        alias: '$col',
        query:
          `SELECT percentile(${at.taken_ms}, 50) AS "p50", percentile(${at.taken_ms}, 90) AS "p90" FROM ${incident.from}` +
          ` WHERE ${SCOPE} GROUP BY time(7d, 4d) fill(none) tz('${plan.timeZone}')`,
      },
    ],
    traces: { p50: { caption: FIGURES.p50 }, p90: { caption: FIGURES.p90, colour: AMBER } },
  }),
  chart({
    id: 31,
    title: ['每周升级前接手的比例', 'Share taken over before it climbed, week by week'],
    description: ['虚线以下需要有人过问。', 'Below the dashed line somebody should ask why.'],
    unit: 'percentunit',
    empty: 'nothing',
    w: 12,
    h: 8,
    draw: 'lines',
    last: '84d',
    concern: { amber: 0.95, low: true },
    targets: [
      {
        refId: 'A',
        resultFormat: 'time_series',
        alias: '$col',
        query:
          `SELECT mean(${at.taken_in_target}) AS "share" FROM ${incident.from}` +
          ` WHERE ${SCOPE} GROUP BY time(7d, 4d) fill(none) tz('${plan.timeZone}')`,
      },
    ],
    traces: { share: { caption: ['升级前接手', 'Before it climbed'] } },
  }),
];

const breaches = (plan: Plan): Panel => {
  const missed = [at.notified_in_target, at.taken_in_target, at.arrived_in_target, at.closed_in_target];
  const shown = [at.incident, at.kind, at.zone_name, at.slot, at.notified_ms, at.taken_ms, at.arrived_ms, at.closed_ms];
  return table({
    id: 40,
    title: ['没有达到目标的事件', 'Incidents that missed a target'],
    description: [
      '四个目标里至少一个没有达到；点编号进控制台看全过程。',
      'At least one of the four targets was missed; the id opens the whole story in the console.',
    ],
    unit: 'short',
    empty: 'nothing',
    w: 24,
    h: 12,
    timed: true,
    targets: [
      {
        refId: 'A',
        resultFormat: 'table',
        query:
          `SELECT ${shown.join(', ')} FROM ${incident.from} WHERE ${SCOPE}` +
          ` AND (${missed.map((field) => `${field} = 0`).join(' OR ')}) ORDER BY time DESC LIMIT 500`,
      },
    ],
    columns: {
      zone_name: ZONE(plan),
      kind: KIND,
      slot: SLOT,
      notified_ms: { ...MS, caption: ['通知', 'Notified'] },
      taken_ms: { ...MS, caption: ['接手', 'Taken over'] },
      arrived_ms: { ...MS, caption: ['到场', 'Arrived'] },
      closed_ms: { ...MS, caption: ['办结', 'Closed'] },
      incident: INCIDENT,
    },
  });
};

/** How fast people come, and where they do not. */
export const alarmResponse = (plan: Plan): Board => ({
  id: 'response',
  title: ['接警响应', 'Alarm response'],
  description: [
    '从发生到通知、看到、接手、到场、办结各用多久，达到目标的比例，哪些没有达到。演练和测试不计。',
    'How long each step takes, the share within target, and what missed it. Drills and tests do not count.',
  ],
  range: 'now-30d',
  refresh: '1m',
  variables: [
    found('zone', ['区域', 'Zone'], zoneHour.from, zoneHour.at.zone_name),
    listed('kind', ['类型', 'Kind'], KIND_WORDS, ['panic', 'manual']),
    listed('slot', ['时段', 'Window'], SLOT_WORDS),
    consoleAddress(plan.console),
  ],
  sections: [
    { title: null, panels: [freshness(), count, ...shares, ...steps] },
    {
      title: ['比较', 'Compared'],
      panels: [
        by(20, 12, at.zone_name, ZONE(plan), ['按区域', 'By zone']),
        by(21, 6, at.kind, KIND, ['按类型', 'By kind']),
        by(22, 6, at.slot, SLOT, ['按时段', 'By window']),
      ],
    },
    { title: ['十二周', 'Twelve weeks'], panels: trend(plan) },
    { title: ['没有达到目标', 'Missed targets'], panels: [breaches(plan)] },
  ],
});
