import type { Meaning } from '../../gateway/contract/series/measurement.ts';
import type { Board } from '../board.ts';
import { AMBER, RED, type Concern } from '../panels/colours.ts';
import { chart } from '../panels/chart.ts';
import { freshness } from '../panels/freshness.ts';
import type { Panel } from '../panels/panel.ts';
import { stat } from '../panels/stat.ts';
import { table } from '../panels/table.ts';
import type { Plan } from '../plan.ts';
import { chosen, series } from '../query/series.ts';
import { found, listed } from '../variables.ts';
import { COUNT, DEVICE, DEVICE_KIND, ZONE } from '../words/columns.ts';
import { DEVICE_EVENT_WORDS, DEVICE_KIND_WORDS } from '../words/values.ts';

const gateway = series('gateway');
const health = series('device_health');
const { at } = health;

const DEVICES = `${chosen(at.zone_name, 'zone')} AND ${chosen(at.device_kind, 'device_kind')}`;
const SCOPE = `${DEVICES} AND $timeFilter`;
const WHO = `${at.device}, ${at.device_kind}, ${at.zone_name}`;

const now = (id: number, field: string, title: Meaning, description: Meaning, concern?: Concern): Panel =>
  stat({
    id,
    title,
    description,
    unit: 'short',
    empty: 'silent',
    w: 4,
    h: 4,
    last: '5m',
    ...(concern !== undefined && { concern }),
    targets: [
      {
        refId: 'A',
        resultFormat: 'time_series',
        query: `SELECT last(${field}) AS "value" FROM ${gateway.from} WHERE $timeFilter`,
      },
    ],
  });

/** Counts devices whose newest event of a pair is the bad one. */
const pending = (bad: string, good: string, columns: string): string =>
  `SELECT last("pending") AS "pending" FROM (SELECT ${at.n} AS "pending" FROM ${health.from} WHERE ${bad} AND ${SCOPE}` +
  ` GROUP BY ${columns}), (SELECT 0 * ${at.n} AS "pending" FROM ${health.from} WHERE ${good} AND ${SCOPE} GROUP BY ${columns})` +
  ` GROUP BY ${columns}`;

const SILENT = pending(health.is('event', 'silent'), health.is('event', 'back'), WHO);
const TAMPERED = pending(health.is('event', 'tamper-open'), health.is('event', 'tamper-closed'), WHO);

const figures: readonly Panel[] = [
  freshness(),
  now(2, gateway.at.devices, ['设备', 'Devices'], ['配置里的设备数。', 'Devices in the configuration.']),
  now(3, gateway.at.devices_online, ['在线', 'Online'], ['现在有连接的设备。', 'Devices with an open connection now.']),
  now(
    4,
    gateway.at.devices_silent,
    ['沉默', 'Silent'],
    ['应有心跳却没有声音的设备。', 'Devices that should be heard and are not.'],
    { amber: 1 },
  ),
  stat({
    id: 5,
    title: ['拆动未恢复', 'Tampered and open'],
    description: ['最近一次拆动状态为打开的设备。', 'Devices whose newest tamper state is open.'],
    unit: 'short',
    empty: 'nothing',
    concern: { red: 1 },
    w: 4,
    h: 4,
    last: '90d',
    targets: [
      { refId: 'A', resultFormat: 'time_series', query: `SELECT sum("pending") AS "value" FROM (${TAMPERED})` },
    ],
  }),
  stat({
    id: 6,
    title: ['故障', 'Faults'],
    description: ['所选时间里设备报的故障次数。', 'Faults that devices reported in the chosen time.'],
    unit: 'short',
    empty: 'nothing',
    concern: { amber: 1 },
    w: 4,
    h: 4,
    targets: [
      {
        refId: 'A',
        resultFormat: 'time_series',
        query: `SELECT sum(${at.n}) AS "value" FROM ${health.from} WHERE ${health.is('event', 'fault')} AND ${SCOPE}`,
      },
    ],
  }),
];

const silent = (plan: Plan): Panel =>
  table({
    id: 10,
    title: ['沉默的设备', 'Silent devices'],
    description: [
      '近 90 天里沉默之后再没有恢复的设备，时间是开始沉默的时候。',
      'Devices that fell silent in the last 90 days and did not come back; the time is when they were missed.',
    ],
    unit: 'short',
    empty: 'nothing',
    w: 12,
    h: 10,
    last: '90d',
    timed: true,
    targets: [
      {
        refId: 'A',
        resultFormat: 'table',
        query: `SELECT "pending" FROM (${SILENT}) WHERE "pending" = 1 GROUP BY ${WHO}`,
      },
    ],
    columns: {
      device: DEVICE,
      device_kind: DEVICE_KIND,
      zone_name: ZONE(plan),
      pending: { caption: ['状态', 'State'], words: { '1': ['沉默', 'Silent'] }, alarming: { '1': AMBER } },
    },
  });

/** At this charge a battery is to be changed. */
const EMPTY_PCT = 20;

const batteries = (plan: Plan): Panel =>
  table({
    id: 11,
    title: ['电池预测', 'Battery forecast'],
    description: [
      `按近 30 天的平均下降，还有多少天降到 ${EMPTY_PCT}%。没有下降的不列。`,
      `Days until ${EMPTY_PCT} %, by the average fall of the last 30 days. Batteries that do not fall are left out.`,
    ],
    unit: 'short',
    empty: 'nothing',
    w: 12,
    h: 10,
    last: '30d',
    targets: [
      {
        refId: 'A',
        resultFormat: 'table',
        query:
          `SELECT "days", "pct" FROM (SELECT (last("pct") - ${EMPTY_PCT}) / (0 - mean("rate")) AS "days", last("pct") AS "pct"` +
          ` FROM (SELECT mean(${at.battery_pct}) AS "pct", derivative(mean(${at.battery_pct}), 1d) AS "rate" FROM ${health.from}` +
          ` WHERE ${SCOPE} GROUP BY time(1d), ${WHO} fill(none)) WHERE $timeFilter GROUP BY ${WHO}) WHERE "days" > 0 OR "pct" < ${EMPTY_PCT}` +
          ` GROUP BY ${WHO}`,
      },
    ],
    columns: {
      device: DEVICE,
      device_kind: DEVICE_KIND,
      zone_name: ZONE(plan),
      pct: { caption: ['电量', 'Battery'], unit: 'percent', concern: { amber: 40, red: EMPTY_PCT, low: true } },
      days: {
        caption: ['还有几天', 'Days left'],
        unit: 'short',
        decimals: 0,
        concern: { amber: 30, red: 7, low: true },
      },
    },
    sortBy: { column: 'days', desc: false },
  });

const proofs = (plan: Plan): Panel =>
  table({
    id: 12,
    title: ['按钮上次自检', 'When buttons were last proven'],
    description: [
      '每个求助按钮最近一次自检；很久没有自检的按钮没有证明能用，不在表里的一次也没有。',
      'The newest self-test of every help button; an old one proves little, and a button that is not listed was never tested.',
    ],
    unit: 'short',
    empty: 'nothing',
    w: 12,
    h: 10,
    last: '90d',
    timed: true,
    targets: [
      {
        refId: 'A',
        resultFormat: 'table',
        query:
          `SELECT last(${at.n}) AS "tested" FROM ${health.from} WHERE ${health.is('event', 'selftest')}` +
          ` AND ${health.is('device_kind', 'button')} AND ${chosen(at.zone_name, 'zone')} AND $timeFilter` +
          ` GROUP BY ${at.device}, ${at.zone_name}`,
      },
    ],
    columns: {
      device: DEVICE,
      zone_name: ZONE(plan),
      tested: { caption: ['自检', 'Self-test'], words: { '1': ['通过', 'Passed'] } },
    },
  });

const tamper = (plan: Plan): Panel =>
  table({
    id: 13,
    title: ['拆动未恢复的设备', 'Devices tampered with'],
    description: [
      '近 90 天里被拆动后还没有恢复的设备。',
      'Devices tampered with in the last 90 days and not closed again.',
    ],
    unit: 'short',
    empty: 'nothing',
    w: 12,
    h: 10,
    last: '90d',
    timed: true,
    targets: [
      {
        refId: 'A',
        resultFormat: 'table',
        query: `SELECT "pending" FROM (${TAMPERED}) WHERE "pending" = 1 GROUP BY ${WHO}`,
      },
    ],
    columns: {
      device: DEVICE,
      device_kind: DEVICE_KIND,
      zone_name: ZONE(plan),
      pending: { caption: ['状态', 'State'], words: { '1': ['被拆动', 'Tampered'] }, alarming: { '1': RED } },
    },
  });

const TROUBLE = health.is('event', 'fault', 'quarantined', 'silent', 'tamper-open', 'rejected');

const troubles = (plan: Plan): readonly Panel[] => [
  chart({
    id: 20,
    title: ['每天的设备问题', 'Device troubles each day'],
    description: ['故障、隔离、沉默、拆动、数据被拒。', 'Faults, quarantines, silences, tampering, rejected data.'],
    unit: 'short',
    empty: 'nothing',
    w: 12,
    h: 9,
    draw: 'bars',
    stacked: true,
    targets: [
      {
        refId: 'A',
        resultFormat: 'time_series',
        alias: '$tag_event',
        query:
          `SELECT sum(${at.n}) AS "value" FROM ${health.from} WHERE ${TROUBLE} AND ${SCOPE}` +
          ` GROUP BY time(1d), ${at.event} fill(none) tz('${plan.timeZone}')`,
      },
    ],
    traces: {
      fault: { caption: ['故障', 'Fault'], colour: AMBER },
      quarantined: { caption: ['隔离', 'Quarantined'] },
      silent: { caption: ['沉默', 'Silent'], colour: AMBER },
      'tamper-open': { caption: ['被拆动', 'Tampered'], colour: RED },
      rejected: { caption: ['数据被拒', 'Rejected'] },
    },
  }),
  table({
    id: 21,
    title: ['问题最多的设备', 'Devices with most trouble'],
    description: ['所选时间里的次数，按事情。', 'Counts in the chosen time, by what happened.'],
    unit: 'short',
    empty: 'nothing',
    w: 12,
    h: 9,
    targets: [
      {
        refId: 'A',
        resultFormat: 'table',
        query: `SELECT sum(${at.n}) AS "count" FROM ${health.from} WHERE ${TROUBLE} AND ${SCOPE} GROUP BY ${at.event}, ${WHO}`,
      },
    ],
    columns: {
      device: DEVICE,
      device_kind: DEVICE_KIND,
      zone_name: ZONE(plan),
      event: { caption: ['事情', 'What happened'], words: DEVICE_EVENT_WORDS },
      count: COUNT,
    },
    sortBy: { column: 'count', desc: true },
  }),
  table({
    id: 22,
    title: ['信号最弱的设备', 'Devices with the weakest signal'],
    description: ['所选时间里的平均信号。', 'Mean signal in the chosen time.'],
    unit: 'dBm',
    empty: 'nothing',
    w: 24,
    h: 9,
    targets: [
      {
        refId: 'A',
        resultFormat: 'table',
        query: `SELECT mean(${at.rssi}) AS "rssi", min(${at.rssi}) AS "worst" FROM ${health.from} WHERE ${SCOPE} GROUP BY ${WHO}`,
      },
    ],
    columns: {
      device: DEVICE,
      device_kind: DEVICE_KIND,
      zone_name: ZONE(plan),
      rssi: { caption: ['平均', 'Mean'], unit: 'dBm', decimals: 0, concern: { amber: -75, red: -85, low: true } },
      worst: { caption: ['最弱', 'Weakest'], unit: 'dBm', decimals: 0 },
    },
    sortBy: { column: 'rssi', desc: false },
  }),
];

/** Would every device work if somebody needed it now? */
export const devices = (plan: Plan): Board => ({
  id: 'devices',
  title: ['设备监督', 'Device supervision'],
  description: [
    '哪些设备沉默、电池还能撑多久、哪些按钮没有证明能用、哪些被拆动。',
    'Which devices are silent, how long batteries last, which buttons are unproven, which were tampered with.',
  ],
  range: 'now-7d',
  refresh: '1m',
  variables: [
    found('zone', ['区域', 'Zone'], health.from, at.zone_name),
    listed('device_kind', ['设备类型', 'Kind of device'], DEVICE_KIND_WORDS),
  ],
  sections: [
    { title: null, panels: figures },
    { title: ['需要人看', 'Needs a person'], panels: [silent(plan), batteries(plan), proofs(plan), tamper(plan)] },
    { title: ['问题', 'Trouble'], panels: troubles(plan) },
  ],
});
