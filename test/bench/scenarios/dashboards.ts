/** Every dashboard query over a simulated year, on a real influxd; nothing of ours runs beside it. */

import { existsSync } from 'node:fs';
import { asked, everywhere } from '../../kit/dashboard-queries.ts';
import { committed } from '../../kit/dashboards.ts';
import { Influxd } from '../../kit/influxd.ts';
import { fill, linesOf } from '../../kit/school-month/export.ts';
import { factsOf } from '../../kit/school-month/month.ts';
import { awkwardSchool } from '../../kit/school-month/school.ts';
import { atMost, figure, type Figures, type Scenario } from '../scenario.ts';
import { QUICK, type Stage } from '../stage.ts';
import { median } from '../stats.ts';
import { cpuSeconds } from '../subjects/measure.ts';

const NOW = Date.parse('2026-10-01T00:10:00+08:00');
/** Each query so often; the median counts. */
const TIMES = 3;

interface Took {
  readonly ms: number;
  /** CPU time of the server: what the wall clock would say on a machine with nothing else to do, or less. */
  readonly cpuMs: number;
}

const cpuMs = ({ pid }: Influxd): number => (pid === null ? Number.NaN : cpuSeconds(pid) * 1000);

async function timed(influxd: Influxd, query: string): Promise<Took> {
  const took: number[] = [];
  const before = cpuMs(influxd);
  for (let i = 0; i < TIMES; i += 1) {
    const from = performance.now();
    await influxd.ask(query);
    took.push(performance.now() - from);
  }
  return { ms: median(took), cpuMs: (cpuMs(influxd) - before) / TIMES };
}

const told = (name: string, all: readonly Took[]): Figures => ({
  [`${name}.worst`]: Math.max(...all.map(({ ms }) => ms)),
  [`${name}.median`]: median(all.map(({ ms }) => ms)),
  [`${name}.cpu`]: Math.max(...all.map((took) => took.cpuMs)),
});

async function run({ sizes }: Stage): Promise<Figures> {
  if (!existsSync('/usr/bin/influxd')) {
    console.error('influxdb is not installed (/usr/bin/influxd): its rows are left out');
    return {};
  }
  const days = sizes === QUICK ? 7 : 365;
  const influxd = await Influxd.setUp();
  try {
    const school = awkwardSchool();
    const facts = factsOf(school, { days, toMs: NOW, incidentsPerDay: 8, gatewayEveryMs: 3_600_000 });
    const lines = await fill(influxd, linesOf(school, facts, NOW));
    const rollup: Took[] = [];
    const other: Took[] = [];
    const boards = committed().filter(({ language }) => language === 'zh-CN');
    for (const { dashboard } of boards) {
      const choice = everywhere(dashboard, ['$__all']);
      for (const { place, query } of asked(dashboard, { nowMs: NOW, choice, range: `now-${days}d` })) {
        const took = await timed(influxd, query);
        (query.includes('"rollup".') ? rollup : other).push(took);
        if (took.ms > 1000) console.error(`${place} took ${took.ms.toFixed(0)} ms, ${took.cpuMs.toFixed(0)} ms of CPU`);
      }
    }
    return {
      lines,
      queries: rollup.length + other.length,
      ...told('rollup', rollup),
      ...told('other', other),
    };
  } finally {
    await influxd.remove();
  }
}

export const dashboards: Scenario = {
  id: 'dashboards',
  title: 'Dashboard queries over a simulated year, "All" chosen everywhere, on influxd',
  once: true,
  rows: [
    { label: 'lines of the year', unit: '', of: figure('lines') },
    { label: 'queries', unit: '', of: figure('queries') },
    { label: 'slowest on rollups', unit: 'ms', of: figure('rollup.worst'), target: atMost(1000) },
    { label: 'median on rollups', unit: 'ms', of: figure('rollup.median') },
    { label: 'most CPU of one on rollups', unit: 'ms', of: figure('rollup.cpu') },
    { label: 'slowest of the others', unit: 'ms', of: figure('other.worst'), target: atMost(1000) },
    { label: 'median of the others', unit: 'ms', of: figure('other.median') },
    { label: 'most CPU of one of the others', unit: 'ms', of: figure('other.cpu') },
  ],
  run,
};
