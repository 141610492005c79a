/** How soon a gateway is back with a long journal, after the worst moment to go; and how long the record takes to verify. */

import { join } from 'node:path';
import { LedgerFile } from '../../../gateway/adapters/sqlite/ledger-file.ts';
import type { Append } from '../../../gateway/adapters/sqlite/wire.ts';
import type { Fact } from '../../../gateway/core/facts.ts';
import { epochMs, type Instant, ms } from '../../../gateway/core/time.ts';
import { atMost, figure, type Scenario } from '../scenario.ts';
import type { Stage } from '../stage.ts';
import { prepareGateway } from '../subjects/gateway.ts';
import { sensorId } from '../subjects/school.ts';

const NOBODY = 'http://127.0.0.1:9/alarm';
const BATCH = 5000;
const HOUR_MS = 3_600_000;

/** Fills a journal of which `accountable` facts are in the chain and the rest is telemetry of all devices. */
function fill(dir: string, facts: number, accountable: number, devices: number): void {
  const ledger = new LedgerFile(join(dir, 'journal.db'), { busyMs: 1000 });
  const every = Math.max(1, Math.floor(facts / accountable));
  const startMs = Date.now() - 20 * HOUR_MS;
  const step = (19 * HOUR_MS) / facts;
  const at = (n: number): Instant => ({
    t: ms(n * step),
    wall: epochMs(startMs + n * step),
    boot: 'before',
    trusted: true,
  });
  const fact = (n: number): Fact => {
    const device = sensorId(n % devices);
    if (n % every === 0) return { kind: 'access-refused', who: device, what: 'foreign-topic', count: 1 };
    const seq = Math.floor(n / devices);
    return {
      kind: 'reading',
      device,
      type: 'motion',
      boot: 1,
      seq,
      body: { v: 1, boot: 1, seq, type: 'motion', active: true },
    };
  };
  for (let n = 0; n < facts; n += BATCH) {
    const batch = Array.from(
      { length: Math.min(BATCH, facts - n) },
      (_, i): Append => [[{ at: at(n + i), actor: 'gateway', fact: fact(n + i) }], []],
    );
    ledger.commit(batch);
  }
  ledger.close();
}

async function bootWith(stage: Stage): Promise<Record<string, number>> {
  const { devices, facts, accountable, load, watchMs } = stage.sizes;
  const size = { sensors: devices, buttons: 1, webhook: NOBODY };
  const gateway = await prepareGateway({ size, credentials: stage.credentials });
  stage.onLeave(() => gateway.remove());
  fill(gateway.data, facts, accountable, devices);
  const bare = await gateway.start();
  const flood = stage.flood();
  const sensors = stage.credentials.sensors.slice(0, devices);
  await flood.ask('connect', { port: bare.mqttPort, devices: sensors, subscribe: true });
  await flood.ask('pour', { perSecond: load.some, ms: watchMs });
  await gateway.kill();
  const killed = await gateway.start();
  await gateway.terminate();
  const from = performance.now();
  const verdict = await gateway.cli('verify');
  if (verdict.code !== 0) throw new Error(`verify: ${verdict.stderr}`);
  const verify = (performance.now() - from) / 1000;
  const stopped = await gateway.start();
  return { bare: bare.bootMs / 1000, killed: killed.bootMs / 1000, stopped: stopped.bootMs / 1000, verify };
}

export const boot: Scenario = {
  id: 'boot',
  title: 'Boot to ready with 1 M facts in the journal (100,000 of them in the chain)',
  once: true,
  rows: [
    { label: 'after kill -9 under 5k msg/s', unit: 's', of: figure('killed'), target: atMost(2) },
    { label: 'after a clean stop', unit: 's', of: figure('stopped'), target: atMost(2) },
    { label: 'with no snapshot at all: every fact folded again', unit: 's', of: figure('bare') },
    { label: '`campus-guard verify` of the 100,000, start of the program included', unit: 's', of: figure('verify') },
  ],
  async run(stage) {
    try {
      return await bootWith(stage);
    } finally {
      await stage.clear();
    }
  },
};
