import type { Meaning } from '../../gateway/contract/series/measurement.ts';
import type { Board } from '../board.ts';
import { AMBER, RED, type Concern } from '../panels/colours.ts';
import { chart } from '../panels/chart.ts';
import { freshness } from '../panels/freshness.ts';
import { history } from '../panels/history.ts';
import type { Panel } from '../panels/panel.ts';
import { stat } from '../panels/stat.ts';
import { table } from '../panels/table.ts';
import { series } from '../query/series.ts';
import { GATEWAY_EVENT_WORDS } from '../words/values.ts';
import { gatewayLoad } from './gateway-load.ts';

const gateway = series('gateway');
const channels = series('gateway_channel');
const sinks = series('gateway_sink');
const events = series('gateway_event');
const notices = series('notice');

const now = (id: number, query: string, unit: string, title: Meaning, description: Meaning, concern?: Concern): Panel =>
  stat({
    id,
    title,
    description,
    unit,
    empty: 'silent',
    w: 4,
    h: 4,
    last: '5m',
    ...(concern !== undefined && { concern }),
    targets: [{ refId: 'A', resultFormat: 'time_series', query }],
  });

const last = (field: string, from: string): string => `SELECT last(${field}) AS "value" FROM ${from} WHERE $timeFilter`;

const figures: readonly Panel[] = [
  freshness(),
  now(
    2,
    last(gateway.at.storage_ok, gateway.from),
    'bool_yes_no',
    ['存储正常', 'Storage well'],
    [
      '台账能写盘。否：照样报警，但不回执。',
      'The journal can be written. No: alarms go out all the same, without receipts.',
    ],
    { red: 1, low: true },
  ),
  now(
    3,
    last(gateway.at.clock_trusted, gateway.from),
    'bool_yes_no',
    ['时钟可信', 'Clock trusted'],
    ['否：作息和巡查窗口暂停，报警不受影响。', 'No: schedules are suspended; alarms are not.'],
    { amber: 1, low: true },
  ),
  now(
    4,
    `SELECT sum("down") AS "value" FROM (SELECT 1 - last(${channels.at.up}) AS "down" FROM ${channels.from}` +
      ` WHERE $timeFilter GROUP BY ${channels.at.channel})`,
    'short',
    ['故障渠道', 'Channels down'],
    ['现在不应答的通知渠道。', 'Channels that do not answer now.'],
    { red: 1 },
  ),
  now(
    5,
    `SELECT sum("dead") AS "value" FROM (SELECT last(${sinks.at.dead}) AS "dead" FROM ${sinks.from}` +
      ` WHERE $timeFilter GROUP BY ${sinks.at.sink})`,
    'short',
    ['被拒收的行', 'Dead letters'],
    ['时序库拒收、等人处理的行。', 'Lines that the database refused and that wait for a person.'],
    { amber: 1 },
  ),
  now(
    6,
    last(gateway.at.uptime_s, gateway.from),
    's',
    ['已运行', 'Uptime'],
    ['网关启动以来。', 'Since the gateway started.'],
  ),
];

const channelPanels: readonly Panel[] = [
  history({
    id: 20,
    title: ['渠道是否应答', 'Do the channels answer'],
    description: ['每格里最坏的一刻：0 是故障，1 是正常。', 'The worst moment of each cell: 0 is down, 1 is well.'],
    unit: 'short',
    empty: 'silent',
    w: 12,
    h: 9,
    concern: { red: 1, low: true },
    targets: [
      {
        refId: 'A',
        resultFormat: 'time_series',
        alias: '$tag_channel',
        query:
          `SELECT min(${channels.at.up}) AS "up" FROM ${channels.from} WHERE $timeFilter` +
          ` GROUP BY time($__interval), ${channels.at.channel} fill(none)`,
      },
    ],
  }),
  table({
    id: 21,
    title: ['通知结果', 'Notices by result'],
    description: [
      '已受理不等于送达；只有回执才算送达。演练不计。',
      'Accepted is not delivered: only a receipt is. Drills do not count.',
    ],
    unit: 'short',
    empty: 'nothing',
    w: 12,
    h: 9,
    targets: [
      {
        refId: 'A',
        resultFormat: 'table',
        query:
          `SELECT sum(${notices.at.n}) AS "count", percentile(${notices.at.took_ms}, 90) AS "p90" FROM ${notices.from}` +
          ` WHERE ${notices.is('mode', 'real')} AND $timeFilter GROUP BY ${notices.at.channel}, ${notices.at.result}`,
      },
    ],
    columns: {
      channel: { caption: ['渠道', 'Channel'] },
      result: {
        caption: ['结果', 'Result'],
        words: {
          queued: ['已排队', 'Queued'],
          sent: ['渠道已受理', 'Accepted by the channel'],
          delivered: ['有回执', 'Receipt came back'],
          failed: ['失败', 'Failed'],
          dropped: ['已撤销', 'Withdrawn'],
        },
        alarming: { failed: RED },
      },
      count: { caption: ['次数', 'Count'], unit: 'short' },
      p90: { caption: ['应答用时 p90', 'Answer time p90'], unit: 'ms' },
    },
    sortBy: { column: 'channel', desc: false },
  }),
];

const sinkPanels: readonly Panel[] = [
  chart({
    id: 30,
    title: ['时序出口积压', 'Backlog of the sinks'],
    description: [
      '等着写进时序库的行；报警行先走，从不丢。',
      'Lines waiting for the database; alarm lines go first and are never shed.',
    ],
    unit: 'short',
    empty: 'silent',
    w: 12,
    h: 8,
    draw: 'lines',
    targets: [
      {
        refId: 'A',
        resultFormat: 'time_series',
        alias: '$tag_sink $col',
        query:
          `SELECT max(${sinks.at.lag_lines}) AS "lines", max(${sinks.at.lag_alarm_lines}) AS "alarm-lines" FROM ${sinks.from}` +
          ` WHERE $timeFilter GROUP BY time($__interval), ${sinks.at.sink} fill(none)`,
      },
    ],
  }),
  table({
    id: 31,
    title: ['时序出口', 'Sinks'],
    description: ['每个出口现在的状态。', 'Each sink as it is now.'],
    unit: 'short',
    empty: 'silent',
    w: 12,
    h: 8,
    last: '5m',
    targets: [
      {
        refId: 'A',
        resultFormat: 'table',
        query:
          `SELECT last(${sinks.at.up}) AS "up", last(${sinks.at.lag_s}) AS "lag", last(${sinks.at.written}) AS "written",` +
          ` last(${sinks.at.dead}) AS "dead", last(${sinks.at.shed}) AS "shed" FROM ${sinks.from} WHERE $timeFilter` +
          ` GROUP BY ${sinks.at.sink}`,
      },
    ],
    columns: {
      sink: { caption: ['出口', 'Sink'] },
      up: {
        caption: ['状态', 'State'],
        words: { '1': ['正常', 'Well'], '0': ['故障', 'Down'] },
        alarming: { '0': RED },
      },
      lag: { caption: ['最旧一行等了', 'Oldest line waits'], unit: 's', concern: { amber: 60, red: 600 } },
      written: { caption: ['已写入', 'Written'], unit: 'short' },
      dead: { caption: ['被拒收', 'Dead letters'], unit: 'short', concern: { amber: 1 } },
      shed: { caption: ['因容量丢弃', 'Shed'], unit: 'short', concern: { amber: 1 } },
    },
  }),
];

const log: Panel = table({
  id: 40,
  title: ['网关发生的事', 'What happened to the gateway'],
  description: [
    '启动、故障、恢复、配置、被拒的访问，新的在上。',
    'Starts, faults, recoveries, configurations, refused access; newest first.',
  ],
  unit: 'short',
  empty: 'nothing',
  w: 24,
  h: 10,
  timed: true,
  targets: [
    {
      refId: 'A',
      resultFormat: 'table',
      query:
        `SELECT ${[events.at.event, events.at.channel, events.at.sink, events.at.code, events.at.count, events.at.by_ms, events.at.n].join(', ')}` +
        ` FROM ${events.from} WHERE $timeFilter ORDER BY time DESC LIMIT 200`,
    },
  ],
  columns: {
    event: {
      caption: ['事情', 'What happened'],
      words: GATEWAY_EVENT_WORDS,
      alarming: { 'storage-fault': RED, 'channel-fault': RED, 'sink-fault': AMBER },
    },
    channel: { caption: ['渠道', 'Channel'] },
    sink: { caption: ['出口', 'Sink'] },
    code: { caption: ['代码', 'Code'] },
    count: { caption: ['次数', 'Count'], unit: 'short' },
    by_ms: { caption: ['时钟跳了', 'Clock moved by'], unit: 'ms' },
    n: { caption: ['计数', 'Count'], hidden: true },
  },
});

/** Is the gateway itself well? */
export const internals = (): Board => ({
  id: 'internals',
  title: ['网关内部', 'Gateway internals'],
  description: [
    '事件循环、台账、通知出口、渠道、时序出口和报警负荷：出了问题先看这里。',
    'Event loop, journal, outbox, channels, sinks and alarm load: the first place to look when something is wrong.',
  ],
  range: 'now-6h',
  refresh: '10s',
  variables: [],
  sections: [
    { title: null, panels: figures },
    { title: ['负荷', 'Load'], panels: gatewayLoad },
    { title: ['渠道', 'Channels'], panels: channelPanels },
    { title: ['时序出口', 'Export to the time series database'], panels: sinkPanels },
    { title: ['记录', 'Log'], panels: [log] },
  ],
});
