/** How busy the gateway is: alarms, event loop, disk, outbox, memory. */

import { AMBER } from '../panels/colours.ts';
import { chart, type ChartSpec } from '../panels/chart.ts';
import type { Panel } from '../panels/panel.ts';
import { series } from '../query/series.ts';

const gateway = series('gateway');

/** Means over the interval of the screen; `max` where the worst moment is what matters. */
const lines = (
  id: number,
  spec: Pick<ChartSpec, 'title' | 'description' | 'unit' | 'traces' | 'concern'> & { readonly w?: number },
  from: string,
  columns: readonly (readonly [how: 'mean' | 'max', field: string, name: string])[],
): Panel =>
  chart({
    ...spec,
    id,
    w: spec.w ?? 12,
    h: 8,
    empty: 'silent',
    draw: 'lines',
    targets: [
      {
        refId: 'A',
        resultFormat: 'time_series',
        alias: '$col',
        query:
          `SELECT ${columns.map(([how, field, name]) => `${how}(${field}) AS "${name}"`).join(', ')} FROM ${from}` +
          ' WHERE $timeFilter GROUP BY time($__interval) fill(none)',
      },
    ],
  });

export const gatewayLoad: readonly Panel[] = [
  lines(
    10,
    {
      title: ['报警负荷', 'Alarm load'],
      description: [
        '每小时 12 件以内人忙得过来，10 分钟 10 件以上是泛滥。',
        'Up to 12 an hour can be managed; more than 10 in 10 minutes is a flood.',
      ],
      unit: 'short',
      concern: { amber: 10 },
      traces: {
        hour: { caption: ['近 1 小时', 'Last hour'] },
        ten: { caption: ['近 10 分钟', 'Last 10 minutes'], colour: AMBER },
      },
    },
    gateway.from,
    [
      ['max', gateway.at.alarms_1h, 'hour'],
      ['max', gateway.at.alarms_10min, 'ten'],
    ],
  ),
  lines(
    11,
    {
      title: ['事件循环延迟', 'Event loop delay'],
      description: ['网关多久才轮到下一件事。', 'How long the gateway takes to turn to the next thing.'],
      unit: 'ms',
      concern: { amber: 200 },
      traces: {
        p50: { caption: ['中位', 'Median'] },
        p99: { caption: ['p99', 'p99'] },
        max: { caption: ['最大', 'Most'], colour: AMBER },
      },
    },
    gateway.from,
    [
      ['mean', gateway.at.loop_p50_ms, 'p50'],
      ['mean', gateway.at.loop_p99_ms, 'p99'],
      ['max', gateway.at.loop_max_ms, 'max'],
    ],
  ),
  lines(
    12,
    {
      title: ['台账写盘', 'Journal'],
      description: [
        '等待写盘的事实。一直上升就是磁盘跟不上。',
        'Facts waiting for the disk. Rising for long: the disk does not keep up.',
      ],
      unit: 'short',
      concern: { amber: 1000 },
      traces: { backlog: { caption: ['等待写盘', 'Waiting for the disk'] } },
    },
    gateway.from,
    [['max', gateway.at.journal_backlog, 'backlog']],
  ),
  lines(
    13,
    {
      title: ['通知出口', 'Outbox'],
      description: ['等待发送的通知。', 'Notices waiting to be sent.'],
      unit: 'short',
      traces: { waiting: { caption: ['等待发送', 'Waiting'] } },
    },
    gateway.from,
    [['max', gateway.at.notices_waiting, 'waiting']],
  ),
  lines(
    14,
    {
      title: ['内存与处理器', 'Memory and CPU'],
      description: ['内存 MB；处理器 100 是一个核。', 'Memory in MB; CPU 100 is one core.'],
      unit: 'short',
      traces: {
        rss: { caption: ['内存 MB', 'Memory MB'] },
        cpu: { caption: ['处理器 %', 'CPU %'] },
      },
    },
    gateway.from,
    [
      ['max', gateway.at.rss_mb, 'rss'],
      ['mean', gateway.at.cpu_pct, 'cpu'],
    ],
  ),
  lines(
    15,
    {
      title: ['自启动以来的数据', 'Events since the start'],
      description: ['收到的数据与被拒的数据；重启归零。', 'Received and rejected; begins anew at a start.'],
      unit: 'short',
      traces: {
        events: { caption: ['收到', 'Received'] },
        rejected: { caption: ['被拒', 'Rejected'], colour: AMBER },
      },
    },
    gateway.from,
    [
      ['max', gateway.at.events, 'events'],
      ['max', gateway.at.rejected, 'rejected'],
    ],
  ),
];
