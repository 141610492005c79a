/** What the time-series export costs: rendering a line, carrying lines to a real InfluxDB, and its share of the gateway's CPU. */

import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HostResolver } from '../../../gateway/adapters/channels/host-resolver.ts';
import { InfluxSink } from '../../../gateway/adapters/influx/sink.ts';
import { openSeriesStore } from '../../../gateway/adapters/sqlite/series-store.ts';
import { loadConfig } from '../../../gateway/app/config/load.ts';
import { seriesSchool } from '../../../gateway/flow/series/encode/context.ts';
import { encodeFact } from '../../../gateway/flow/series/encode/encode.ts';
import { emptyMemory } from '../../../gateway/flow/series/encode/memory.ts';
import { Courier } from '../../../gateway/flow/series/courier.ts';
import { blocksOf } from '../../../gateway/flow/series/feeder.ts';
import type { Recorded } from '../../../gateway/ports/series.ts';
import { SystemClock } from '../../../gateway/adapters/clock/system-clock.ts';
import { EXAMPLE_SCHOOL } from '../../kit/config-folder.ts';
import { Influxd } from '../../kit/influxd.ts';
import { atLeast, atMost, type Figures, figure, ratio, type Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { prepareGateway } from '../subjects/gateway.ts';
import { cpuSeconds } from '../subjects/measure.ts';

const NOBODY = 'http://127.0.0.1:9/alarm';
const PER_SECOND = 2000;
const BATCH = 5000;
const BLOCK = 1000;

function facts(count: number): Recorded[] {
  const startMs = Date.now() - 3_600_000;
  return Array.from({ length: count }, (_, n) => {
    const door = n % 2 === 0;
    const body = door ? { type: 'door', open: n % 4 === 0 } : { type: 'motion', active: true };
    const fact = {
      kind: 'reading' as const,
      device: door ? 'door-roof' : 'motion-understairs',
      type: body.type,
      boot: 1,
      seq: n,
      body,
    };
    return { seq: n + 1, atMs: startMs + n, t: n, trusted: true, actor: 'device:x', fact };
  });
}

function encode(many: readonly Recorded[]): { readonly lines: readonly string[]; readonly ns: number } {
  const loaded = loadConfig(EXAMPLE_SCHOOL, {});
  if (!loaded.ok) throw new Error('the example school does not load');
  const context = { school: seriesSchool(loaded.config.school), memory: emptyMemory() };
  for (const at of many.slice(0, 20_000)) encodeFact(at, context);
  const lines: string[] = [];
  // CPU time: whatever else runs on the machine does not count.
  const from = process.cpuUsage();
  for (const at of many) for (const { text } of encodeFact(at, context)) lines.push(text);
  const { user, system } = process.cpuUsage(from);
  return { lines, ns: ((user + system) * 1000) / many.length };
}

/** The same lines in requests of the same size, made beforehand, one after the other. */
async function barePost(influx: Influxd, lines: readonly string[]): Promise<number> {
  const bodies: string[] = [];
  for (let i = 0; i < lines.length; i += BATCH) bodies.push(lines.slice(i, i + BATCH).join('\n'));
  const from = performance.now();
  for (const body of bodies) await influx.write(body, 'raw');
  return lines.length / ((performance.now() - from) / 1000);
}

/** From the store of waiting lines, as after an outage, until the last cursor has moved. */
async function drain(influx: Influxd, lines: readonly string[]): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), 'bench-series-'));
  const store = openSeriesStore(join(dir, 'series.db'));
  const resolver = new HostResolver();
  const sink = new InfluxSink(
    {
      id: 'main',
      version: 1,
      url: influx.url,
      database: 'campus',
      token: null,
      org: null,
      user: null,
      password: null,
      gzip: false,
      timeoutMs: 30_000,
    },
    { lookup: resolver.lookup, now: Date.now },
  );
  try {
    store.begin('bench', ['main']);
    for (let i = 0; i < lines.length; i += BLOCK) {
      const texts = lines.slice(i, i + BLOCK).map((text) => ({ bucket: 'raw' as const, text }));
      const blocks = blocksOf('telemetry', texts, Date.now());
      store.put({ feed: 'telemetry', cursor: i + 1, blocks, hours: [], memory: '{}' });
    }
    const clock = new SystemClock(null, 'always');
    const courier = new Courier({
      sink,
      store,
      clock,
      random: { fraction: Math.random },
      onBug: (_where, error) => {
        throw error;
      },
    });
    const from = performance.now();
    courier.wake();
    while (store.standing('main').lagLines > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    const perSecond = lines.length / ((performance.now() - from) / 1000);
    await courier.stop();
    return perSecond;
  } finally {
    store.close();
    resolver.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** CPU of the gateway, all threads, for each message at 2k msg/s, µs. */
async function cpuPerMessage(stage: Stage, influx: Influxd | null): Promise<number> {
  const { devices, watchMs } = stage.sizes;
  try {
    const gateway = await prepareGateway({
      size: { sensors: devices, buttons: 1, webhook: NOBODY },
      credentials: stage.credentials,
    });
    stage.onLeave(() => gateway.remove());
    if (influx)
      appendFileSync(
        join(gateway.config, 'gateway.yaml'),
        `series:\n  sinks:\n    - { type: influx1, id: main, url: "${influx.url}" }\n`,
      );
    const { mqttPort } = await gateway.start();
    const flood = stage.flood();
    await flood.ask('connect', {
      port: mqttPort,
      devices: stage.credentials.sensors.slice(0, devices),
      subscribe: true,
    });
    await flood.ask('pour', { perSecond: PER_SECOND, ms: Math.min(3000, watchMs) });
    const before = cpuSeconds(gateway.pid);
    const { sent } = await flood.ask('pour', { perSecond: PER_SECOND, ms: watchMs });
    return ((cpuSeconds(gateway.pid) - before) * 1e6) / sent;
  } finally {
    await stage.clear();
  }
}

async function withInflux(stage: Stage, round: number, lines: readonly string[]): Promise<Figures> {
  const influx = await Influxd.setUp();
  try {
    // Each finds the points already there or not, in turns.
    const bareFirst = round % 2 === 0;
    const first = bareFirst ? await barePost(influx, lines) : await drain(influx, lines);
    const second = bareFirst ? await drain(influx, lines) : await barePost(influx, lines);
    const without = await cpuPerMessage(stage, null);
    const exporting = await cpuPerMessage(stage, influx);
    return {
      bare: bareFirst ? first : second,
      drained: bareFirst ? second : first,
      without,
      with: exporting,
    };
  } finally {
    await influx.remove();
  }
}

export const series: Scenario = {
  id: 'series',
  title: 'Time-series export into InfluxDB 1.6 on the same machine',
  rows: [
    { label: 'encoder, one reading to one line', unit: 'ns', of: figure('encoder'), target: atMost(5000) },
    { label: 'drained from the store of waiting lines', unit: '/s', of: figure('drained') },
    {
      label: 'the same ÷ bare POST of pre-made lines, requests of the same size',
      unit: '×',
      of: ratio('drained', 'bare'),
      target: atLeast(0.7),
    },
    { label: 'CPU per message at 2k msg/s without the export', unit: 'µs', of: figure('without') },
    { label: 'the same with it, all threads', unit: 'µs', of: figure('with') },
    { label: 'the same ÷ without', unit: '×', of: ratio('with', 'without'), target: atMost(1.5) },
  ],
  async run(stage, round) {
    const { lines, ns } = encode(facts(Math.min(300_000, stage.sizes.facts)));
    if (!existsSync('/usr/bin/influxd')) return { encoder: ns };
    return { encoder: ns, ...(await withInflux(stage, round, lines)) };
  },
};
