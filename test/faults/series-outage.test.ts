/**
 * A week in which no InfluxDB answered, on the real process: the week lies in the journal and in the store of waiting lines; then the
 * database is back. Everything drains, alarms first, and a press made meanwhile is as quick as ever.
 * `OUTAGE_LINES=3000000 npx vitest run test/faults/series-outage.test.ts` is a busy school's week.
 */

import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openJournal } from '../../gateway/adapters/sqlite/journal.ts';
import type { Fact } from '../../gateway/core/facts.ts';
import { epochMs, ms } from '../../gateway/core/time.ts';
import type { Entry } from '../../gateway/ports/journal.ts';
import { GatewayProcess } from '../kit/gateway-process.ts';
import {
  CONTRACT,
  type InfluxContractServer,
  SERVER_ORG,
  SERVER_TOKEN,
  startInfluxContractServer,
} from '../kit/influx-contract-server.ts';
import { PressingDevice } from '../kit/pressing-device.ts';
import { put } from '../kit/journal-samples.ts';

const LINES = Number(process.env['OUTAGE_LINES'] ?? 120_000);
const WEEK_MS = 7 * 86_400_000;
/** One alarm for so many readings. */
const ALARM_EVERY = 500;
const AT_ONCE = 5000;

let hub: InfluxContractServer;
let gateway: GatewayProcess;
let button: PressingDevice | null = null;

beforeEach(async () => {
  hub = await startInfluxContractServer();
  hub.behave = () => ({ kind: 'status', status: 503 });
  gateway = await GatewayProcess.prepare();
  appendFileSync(
    join(gateway.config, 'gateway.yaml'),
    `
series:
  maxMegabytes: 4096
  sinks:
    - { type: influx2, id: hub, url: "${hub.url}", org: ${SERVER_ORG}, token: ${SERVER_TOKEN}, timeout: 5 }
`,
  );
});
afterEach(async () => {
  button?.leave();
  await gateway.remove();
  await hub.close();
});

function factOf(i: number): Fact {
  if (i % ALARM_EVERY === 0) return { kind: 'tamper', device: 'btn-gym-behind', open: i % (2 * ALARM_EVERY) === 0 };
  const device = i % 2 === 0 ? 'door-roof' : 'motion-understairs';
  const body = i % 2 === 0 ? { open: i % 4 === 0 } : { active: true };
  return { kind: 'reading', device, type: i % 2 === 0 ? 'door' : 'motion', boot: 1, seq: i, body };
}

/** What a busy week leaves in the journal. */
async function fillJournal(): Promise<void> {
  const journal = await openJournal({ dir: gateway.data, maxBytes: 1024 * 1024 * 1024 });
  const fromMs = Date.now() - WEEK_MS - 60_000;
  for (let i = 0; i < LINES; i += AT_ONCE) {
    const entries = Array.from({ length: Math.min(AT_ONCE, LINES - i) }, (_, k): Entry => {
      const wall = fromMs + Math.floor(((i + k) * WEEK_MS) / LINES);
      const at = { t: ms(i + k + 1), wall: epochMs(wall), boot: 'last-week', trusted: true };
      return { at, actor: 'device:x', fact: factOf(i + k) };
    });
    await put(journal, entries);
  }
  await journal.close();
}

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${gateway.url}/metrics`)).text();
  return Number(new RegExp(`${name}\\{[^}]*\\} (\\S+)`).exec(text)?.[1] ?? NaN);
}

/** From pressing to the receipt that says it is on the disk, ms. */
async function pressOnce(): Promise<number> {
  if (!button) throw new Error('no button');
  const from = performance.now();
  const seq = button.press();
  await button.receipt(seq, 'recorded');
  return performance.now() - from;
}

const share = (sorted: readonly number[], of: number): number => sorted[Math.floor(sorted.length * of)] ?? Infinity;
const linesIn = (bucket: string): number => hub.stored.get(bucket)?.size ?? 0;

describe('a week without a database', () => {
  it(`${LINES} lines: kept, then drained, alarms first, and no press waits`, { timeout: 120_000 + LINES }, async () => {
    await fillJournal();
    await gateway.start();
    await expect
      .poll(() => metric('campus_guard_series_sink_lag_lines'), { timeout: 60_000 + LINES / 10, interval: 200 })
      .toBeGreaterThanOrEqual(LINES);
    expect(hub.stored.size).toBe(0);

    const secrets = await gateway.secrets(['btn-teach-1f-west']);
    button = new PressingDevice({
      id: 'btn-teach-1f-west',
      password: secrets.get('btn-teach-1f-west') ?? '',
      port: gateway.mqttPort,
    });
    button.connect();
    await button.until((one) => one.isConnected);
    const quiet: number[] = [];
    for (let i = 0; i < 15; i += 1) quiet.push(await pressOnce());

    hub.behave = () => CONTRACT;
    const from = performance.now();
    const busy: number[] = [];
    while ((await metric('campus_guard_series_sink_lag_lines')) > 100) busy.push(await pressOnce());
    const tookMs = performance.now() - from;

    const alarms = hub.taken.findIndex(({ bucket }) => bucket === 'campus/alarms');
    const telemetry = hub.taken.findIndex(({ lines }) => lines > LINES / ALARM_EVERY + 1000);
    expect(alarms).toBeGreaterThanOrEqual(0);
    expect(alarms).toBeLessThan(telemetry);
    // Every reading and every alarm of the week is there, once.
    const weeks = [...(hub.stored.get('campus/raw')?.keys() ?? [])].filter((key) =>
      /^(door|motion),|event=tamper/.test(key),
    );
    expect(weeks.length).toBe(LINES);
    const [calm, drained] = [quiet.toSorted((a, b) => a - b), busy.toSorted((a, b) => a - b)];
    expect(share(drained, 0.95)).toBeLessThan(1000);
    console.log(
      `series outage: ${LINES} lines of a week drained in ${Math.round(tookMs)} ms after the first answer ` +
        `(${linesIn('campus/rollup')} hours); press → recorded p50 ${share(calm, 0.5).toFixed(1)} ms before, ` +
        `${share(drained, 0.5).toFixed(1)} ms while draining (p95 ${share(drained, 0.95).toFixed(1)}, ${drained.length} presses)`,
    );
  });
});
