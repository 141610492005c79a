/** The time-series sinks: what waits for each, and since when. No alarm depends on them: never worse than a warning. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SERIES_FILE } from '../../../adapters/sqlite/series-schema.ts';
import { openSeriesStore } from '../../../adapters/sqlite/series-store.ts';
import type { SinkStanding } from '../../../ports/series.ts';
import type { SeriesConfig } from '../../config/series-section.ts';
import { oneLine } from '../cli-error.ts';
import { type Finding, fine, warning } from './finding.ts';

function findingOf(sink: string, standing: SinkStanding, silentAfterMs: number, nowMs: number): Finding {
  const check = `series:${sink}`;
  const { lagLines, dead, shed, oldestMs } = standing;
  const waitedMs = oldestMs === null ? 0 : nowMs - oldestMs;
  const minutes = Math.round(waitedMs / 60_000);
  if (waitedMs > silentAfterMs)
    return warning(
      check,
      `时序库 ${sink} 已 ${minutes} 分钟没写进，积压 ${lagLines} 行（网址、令牌、桶对不对，看控制台"系统"）`,
      `sink ${sink} has taken nothing for ${minutes} min, ${lagLines} lines wait (address, token, bucket: see “System” in the console)`,
    );
  if (dead > 0 || shed > 0)
    return warning(
      check,
      `时序库 ${sink}：拒收 ${dead} 行（campus-guard series dead），丢弃 ${shed} 行`,
      `sink ${sink}: ${dead} lines refused (campus-guard series dead), ${shed} shed`,
    );
  return fine(check, `时序库 ${sink}：积压 ${lagLines} 行`, `sink ${sink}: ${lagLines} lines wait`);
}

export function lookAtSeries(config: SeriesConfig | null, data: string, nowMs = Date.now()): readonly Finding[] {
  const file = join(data, SERIES_FILE);
  if (config === null || !existsSync(file)) return [];
  try {
    const store = openSeriesStore(file);
    try {
      return config.sinks.map(({ id }) => findingOf(id, store.standing(id), config.silentAfter, nowMs));
    } finally {
      store.close();
    }
  } catch (error) {
    return [warning('series', `series.db 读不了：${oneLine(error)}`, `series.db cannot be read: ${oneLine(error)}`)];
  }
}
