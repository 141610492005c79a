/** On every dashboard at the top left: does data arrive at all? Without it, "nothing happened" could not be told from silence. */

import { series } from '../query/series.ts';
import type { Panel } from './panel.ts';
import { stat } from './stat.ts';

const gateway = series('gateway');

export const freshness = (w = 4): Panel =>
  stat({
    id: 1,
    title: ['数据新鲜度', 'Data freshness'],
    description: [
      '网关最近一次写入的时间。网关每 10 秒写一次；几分钟没有新数据，下面的数字就是过去的。',
      'When the gateway last wrote. It writes every 10 s: where nothing has come for minutes, the figures below are of the past.',
    ],
    unit: 'dateTimeFromNow',
    empty: 'silent',
    w,
    h: 4,
    last: '90d',
    showsTime: true,
    targets: [
      {
        refId: 'A',
        resultFormat: 'time_series',
        query: `SELECT last(${gateway.at.uptime_s}) FROM ${gateway.from} WHERE $timeFilter`,
      },
    ],
  });
