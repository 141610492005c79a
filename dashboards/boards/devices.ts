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
const status = series('device_status');
const { at } = health;

const DEVICES = `${chosen(at.zone_name, 'zone')} AND ${chosen(at.device_kind, 'device_kind')}`;
const SCOPE = `${DEVICES} AND $timeFilter`;
/** The same tags in the other measurement. */
const STATUS = SCOPE;
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

/** Devices whose newest status has the field at 1, with a further figure of that status. */
const standing = (field: string, more: string): string =>
  `SELECT "standing", "more" FROM (SELECT last(${field}) AS "standing", last(${more}) AS "more" FROM ${status.from}` +
  ` WHERE ${STATUS} GROUP BY ${WHO}) WHERE "standing" = 1 GROUP BY ${WHO}`;

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
    title: ['外壳打开', 'Lids open'],
    description: ['现在外壳被打开的设备。', 'Devices whose lid is open now.'],
    unit: 'short',
    empty: 'silent',
    concern: { red: 1 },
    w: 4,
    h: 4,
    last: '30m',
    targets: [
      {
        refId: 'A',
        resultFormat: 'time_series',
        query:
          `SELECT sum("open") AS "value" FROM (SELECT last(${status.at.lid_open}) AS "open" FROM ${status.from}` +
          ` WHERE ${STATUS} GROUP BY ${status.at.device})`,
      },
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

/** Status comes every 10 minutes: half an hour without it is a device that was taken out of the configuration. */
const STATUS_RANGE = '30m';

const silent = (plan: Plan): Panel =>
  table({
    id: 10,
    title: ['沉默的设备', 'Silent devices'],
    description: [
      '现在沉默的设备，以及多久没有消息；空着是从未有过消息。',
      'Devices that are silent now, and since when they were last heard; blank: never.',
    ],
    unit: 'short',
    empty: 'nothing',
    w: 12,
    h: 10,
    last: STATUS_RANGE,
    targets: [{ refId: 'A', resultFormat: 'table', query: standing(status.at.silent, status.at.seen_s) }],
    columns: {
      device: DEVICE,
      device_kind: DEVICE_KIND,
      zone_name: ZONE(plan),
      standing: { caption: ['状态', 'State'], words: { '1': ['沉默', 'Silent'] }, alarming: { '1': AMBER } },
      more: { caption: ['多久没有消息', 'Not heard for'], unit: 's' },
    },
    sortBy: { column: 'more', desc: true },
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
          ` FROM (SELECT mean(${status.at.battery_pct}) AS "pct", derivative(mean(${status.at.battery_pct}), 1d) AS "rate" FROM ${status.from}` +
          ` WHERE ${STATUS} GROUP BY time(1d), ${WHO} fill(none)) GROUP BY ${WHO}) WHERE ("days" > 0 OR "pct" < ${EMPTY_PCT})` +
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

const unproven = (plan: Plan): Panel =>
  table({
    id: 12,
    title: ['没有证明能用的按钮', 'Unproven buttons'],
    description: [
      '超过 30 天没有按压也没有自检的求助按钮，以及多久没有测试；空着是从未测试过。',
      'Help buttons without a press or self-test for 30 days, and how long ago it was; blank: never.',
    ],
    unit: 'short',
    empty: 'nothing',
    w: 12,
    h: 10,
    last: STATUS_RANGE,
    targets: [{ refId: 'A', resultFormat: 'table', query: standing(status.at.unproven, status.at.tested_s) }],
    columns: {
      device: DEVICE,
      device_kind: DEVICE_KIND,
      zone_name: ZONE(plan),
      standing: { caption: ['状态', 'State'], words: { '1': ['未验证', 'Unproven'] }, alarming: { '1': AMBER } },
      more: { caption: ['多久没有测试', 'Not tested for'], unit: 's' },
    },
    sortBy: { column: 'more', desc: true },
  });

const tamper = (plan: Plan): Panel =>
  table({
    id: 13,
    title: ['被拆动的设备', 'Devices tampered with'],
    description: ['现在外壳打开的设备。', 'Devices whose lid is open now.'],
    unit: 'short',
    empty: 'nothing',
    w: 12,
    h: 10,
    last: STATUS_RANGE,
    targets: [{ refId: 'A', resultFormat: 'table', query: standing(status.at.lid_open, status.at.faults) }],
    columns: {
      device: DEVICE,
      device_kind: DEVICE_KIND,
      zone_name: ZONE(plan),
      standing: { caption: ['状态', 'State'], words: { '1': ['外壳打开', 'Lid open'] }, alarming: { '1': RED } },
      more: { caption: ['当前故障数', 'Standing faults'], unit: 'short' },
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
    { title: ['需要人看', 'Needs a person'], panels: [silent(plan), batteries(plan), unproven(plan), tamper(plan)] },
    { title: ['问题', 'Trouble'], panels: troubles(plan) },
  ],
});
