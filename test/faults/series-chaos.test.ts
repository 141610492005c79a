/**
 * The export on the real process against a real InfluxDB 1.6 and a server with the contract of 2.x, while everything that can break
 * does: gateway and database are killed, answers are lost, connections are refused or swallowed, a captive portal says 200, lines are
 * refused, a retention has expired. Then: nothing is lost, nothing is there twice, every refused line lies with the dead letters.
 * `CHAOS_SECONDS=120 npx vitest run test/faults/series-chaos.test.ts` is the long run, `SEED=…` replays the order of faults.
 */

import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ChaosProxy, type ProxyMode } from '../kit/chaos-proxy.ts';
import { GatewayProcess } from '../kit/gateway-process.ts';
import {
  CAPTIVE_PORTAL,
  CONTRACT,
  type InfluxAnswer,
  type InfluxContractServer,
  keyOf,
  SERVER_ORG,
  SERVER_TOKEN,
  startInfluxContractServer,
} from '../kit/influx-contract-server.ts';
import { Influxd } from '../kit/influxd.ts';
import { PressingDevice } from '../kit/pressing-device.ts';
import { SeededRandom } from '../kit/seeded-random.ts';

const SECONDS = Number(process.env['CHAOS_SECONDS'] ?? 9);
const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

const BUTTONS = ['btn-teach-1f-west', 'btn-teach-3f-west', 'btn-gym-behind'];
const SENSORS = ['door-roof', 'door-lab', 'motion-understairs', 'motion-gym-behind', 'node-teaching'];
/** A count of people that influxd refuses, because the field is text in this shard: real poison. */
const POISON_COUNT = 13;
const HOUR_MS = 3_600_000;
const TWO_HOURS_MS = 2 * HOUR_MS;

let influx: Influxd;
let proxy: ChaosProxy;
let hub: InfluxContractServer;
let gateway: GatewayProcess;
const devices: PressingDevice[] = [];
const timers: NodeJS.Timeout[] = [];

beforeEach(async () => {
  influx = await Influxd.setUp();
  // Points older than an hour are beyond this retention: InfluxDB refuses them.
  await influx.ask('DROP RETENTION POLICY "raw" ON "campus"');
  await influx.createBucket('raw', '1h');
  proxy = await ChaosProxy.start(influx.port);
  hub = await startInfluxContractServer();
  hub.isPoison = (line) => line.includes(`people=${POISON_COUNT}i`);
  gateway = await GatewayProcess.prepare({ env: { HUB_TOKEN: SERVER_TOKEN } });
  appendFileSync(
    join(gateway.config, 'gateway.yaml'),
    `
series:
  sinks:
    - { type: influx1, id: local, url: "http://127.0.0.1:${proxy.port}", timeout: 1 }
    - { type: influx2, id: hub, url: "${hub.url}", org: ${SERVER_ORG}, token: "\${HUB_TOKEN}", timeout: 1, gzip: true }
`,
  );
});
afterEach(async () => {
  for (const timer of timers.splice(0)) clearTimeout(timer);
  for (const device of devices.splice(0)) device.leave();
  await gateway.remove();
  await proxy.close();
  await hub.close();
  await influx.remove();
});

const sleep = (ms: number): Promise<void> => new Promise((resolve) => timers.push(setTimeout(resolve, ms)));

async function connectSchool(): Promise<void> {
  const secrets = await gateway.secrets([...BUTTONS, ...SENSORS]);
  for (const [id, password] of secrets) devices.push(new PressingDevice({ id, password, port: gateway.mqttPort }));
  for (const device of devices) device.connect();
  await Promise.all(devices.map((device) => device.until((one) => one.isConnected)));
}

/** What the school does all the while; now and then a sensor counts the poisonous number, or tells of two hours ago: beyond the retention. */
function load(random: SeededRandom): void {
  let n = 0;
  const act = (): void => {
    for (const device of devices) {
      n += 1;
      if (device.id.startsWith('btn-')) {
        if (random.fraction() < 0.03) device.press();
      } else if (device.id.startsWith('door-'))
        device.report({ type: 'door', open: n % 2 === 0, ...(random.fraction() < 0.03 ? { age: TWO_HOURS_MS } : {}) });
      else if (device.id.startsWith('motion-'))
        device.report(
          random.fraction() < 0.05 ? { type: 'motion', count: POISON_COUNT } : { type: 'motion', active: true },
        );
      else device.report({ type: 'heartbeat', rssi: -60, mv: 3000, uptime: n });
    }
  };
  timers.push(setInterval(act, 60));
}

const MODES: readonly ProxyMode[] = ['refuse', 'black-hole', 'lose-answers', 'captive-portal'];
const ANSWERS: readonly InfluxAnswer[] = [
  { kind: 'lost-answer' },
  { kind: 'black-hole' },
  { kind: 'reset' },
  CAPTIVE_PORTAL,
  { kind: 'status', status: 429, headers: { 'retry-after': '1' } },
  { kind: 'status', status: 503, headers: { 'retry-after': '1' } },
  { kind: 'status', status: 401 },
  { kind: 'status', status: 404 },
  { kind: 'status', status: 302, headers: { location: 'http://login.example/' } },
];

interface Faults {
  gatewayKilled: number;
  influxKilled: number;
  network: number;
  hub: number;
}

/** The line between gateway and database breaks in every way, one after the other, whatever else happens. */
async function breakNetwork(faults: Faults, random: SeededRandom, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    await proxy.set(MODES[faults.network % MODES.length] ?? 'refuse');
    faults.network += 1;
    await sleep(100 + random.fraction() * 400);
    await proxy.set('pass');
    await sleep(300 + random.fraction() * 700);
  }
}

async function killThings(faults: Faults, random: SeededRandom, isOver: () => boolean): Promise<void> {
  for (let turn = 0; !isOver(); turn += 1) {
    await sleep(400 + random.fraction() * 800);
    if (turn % 2 === 0) {
      await gateway.kill();
      faults.gatewayKilled += 1;
      await gateway.start();
    } else {
      await influx.stop('SIGKILL');
      faults.influxKilled += 1;
      await sleep(random.fraction() * 300);
      await influx.start();
    }
  }
}

async function chaos(random: SeededRandom): Promise<Faults> {
  const faults: Faults = { gatewayKilled: 0, influxKilled: 0, network: 0, hub: 0 };
  hub.behave = () => {
    if (random.fraction() < 0.5) return CONTRACT;
    faults.hub += 1;
    return ANSWERS[faults.hub % ANSWERS.length] ?? CONTRACT;
  };
  const end = performance.now() + SECONDS * 1000;
  const isOver = (): boolean => performance.now() >= end;
  await Promise.all([breakNetwork(faults, random, isOver), killThings(faults, random, isOver)]);
  hub.behave = () => CONTRACT;
  return faults;
}

const row = z.object({ seq: z.number(), at: z.number(), kind: z.string(), data: z.string() });
const told = z.looseObject({
  type: z.string().optional(),
  ageMs: z.number().optional(),
  body: z.looseObject({ age: z.number().optional(), count: z.number().optional() }).optional(),
});

interface Expected {
  readonly measurement: string;
  readonly ns: bigint;
  readonly poison: boolean;
  readonly old: boolean;
}

/** What of the journal must be in the database, worked out a second time from the rows as they are. */
function expectedPoints(upToMs: number): readonly Expected[] {
  const db = new Database(join(gateway.data, 'journal.db'), { readonly: true });
  try {
    const query = 'SELECT seq, at, kind, data FROM ledger UNION ALL SELECT seq, at, kind, data FROM telemetry';
    return z
      .array(row)
      .parse(db.prepare(query).all())
      .filter(({ at }) => at <= upToMs)
      .flatMap(({ seq, at, kind, data }) => {
        const { type, ageMs, body } = told.parse(JSON.parse(data));
        const age = kind === 'press' ? (ageMs ?? 0) : (body?.age ?? 0);
        const ns = BigInt(Math.round(at - age)) * 1_000_000n + BigInt(seq % 1_000_000);
        const one = (measurement: string): Expected[] => [
          { measurement, ns, poison: body?.count === POISON_COUNT, old: age > HOUR_MS },
        ];
        if (kind === 'press') return one('press');
        if (kind.startsWith('notice-') && kind !== 'notice-seen') return one('notice');
        if (kind !== 'reading') return [];
        if (type === 'door' || type === 'motion') return one(type);
        return type === 'heartbeat' ? one('device_health') : [];
      });
  } finally {
    db.close();
  }
}

/** Are all lines of facts up to `upToMs` carried away, from the journal and from the store of waiting lines? */
function isDrained(upToMs: number): boolean {
  const journal = new Database(join(gateway.data, 'journal.db'), { readonly: true });
  const series = new Database(join(gateway.data, 'series.db'), { readonly: true });
  try {
    const newest = (table: string): number =>
      Number(journal.prepare(`SELECT coalesce(max(seq), 0) FROM ${table} WHERE at <= ?`).pluck().get(upToMs));
    const cursor = (feed: string): number =>
      Number(series.prepare('SELECT value FROM meta WHERE key = ?').pluck().get(`cursor:${feed}`) ?? 0);
    const waiting = series
      .prepare('SELECT count(*) FROM block b JOIN sink s ON s.lane = b.lane AND b.id > s.passed WHERE b.at <= ?')
      .pluck()
      .get(upToMs + 2000);
    return cursor('ledger') >= newest('ledger') && cursor('telemetry') >= newest('telemetry') && waiting === 0;
  } finally {
    journal.close();
    series.close();
  }
}

function deadLines(sink: string): readonly string[] {
  const series = new Database(join(gateway.data, 'series.db'), { readonly: true });
  try {
    return z.array(z.string()).parse(series.prepare('SELECT line FROM dead WHERE sink = ?').pluck().all(sink));
  } finally {
    series.close();
  }
}

const BUCKET: Readonly<Record<string, string>> = {
  press: 'alarms',
  notice: 'alarms',
  door: 'raw',
  motion: 'raw',
  device_health: 'raw',
};
const nsOfTime = (time: unknown): bigint => {
  const [whole = '', fraction = ''] = String(time).replace('Z', '').split('.');
  return BigInt(Date.parse(`${whole}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
};
const nsOfLine = (line: string): bigint => BigInt(line.slice(line.lastIndexOf(' ') + 1));
const nameOf = (measurement: string, ns: bigint): string => `${measurement} ${ns}`;

async function inInflux(): Promise<readonly string[]> {
  const found = await Promise.all(
    Object.entries(BUCKET).map(async ([measurement, bucket]) => {
      const only = measurement === 'device_health' ? ` WHERE "event" = 'heartbeat'` : '';
      const rows = await influx.rows(`SELECT * FROM "${bucket}"."${measurement}"${only}`);
      return rows.filter((one) => one['zone'] !== 'planted').map((one) => nameOf(measurement, nsOfTime(one['time'])));
    }),
  );
  return found.flat().sort();
}

function inHub(): readonly string[] {
  const lines = [...hub.stored.values()].flatMap((stored) => [...stored.values()]);
  return lines
    .map((line) => ({ line, measurement: line.slice(0, line.indexOf(',')) }))
    .filter(
      ({ line, measurement }) =>
        measurement in BUCKET && (measurement !== 'device_health' || line.includes('event=heartbeat')),
    )
    .map(({ line, measurement }) => nameOf(measurement, nsOfLine(line)))
    .sort();
}

/** The cause is mended: a person lists what was refused and puts it back, beside the running gateway and on record. */
async function retryByHand(count: number): Promise<void> {
  hub.isPoison = () => false;
  await gateway.start();
  const listed = await gateway.cli('series', 'dead', '--sink', 'hub', '--json', '--limit', '1000');
  expect(z.array(z.object({ why: z.string() })).parse(JSON.parse(listed.stdout))).toHaveLength(count);
  expect(await gateway.cli('series', 'retry', '--sink', 'hub')).toMatchObject({ code: 0 });
  await expect
    .poll(() => [...(hub.stored.get('campus/raw')?.values() ?? [])].filter((l) => l.includes('people=13i')).length, {
      timeout: 20_000,
    })
    .toBe(count);
  expect(deadLines('hub')).toEqual([]);
  const ledger = await gateway.cli('export', 'ledger', '--format', 'jsonl');
  expect(ledger.stdout).toContain(`"data":{"count":${count},"sink":"hub"}`);
}

describe('the export while everything breaks', () => {
  it(`for ${SECONDS} s: 0 lost, 0 twice, every poison line isolated`, {
    timeout: 120_000 + SECONDS * 4000,
  }, async () => {
    console.log(`series chaos: seed ${SEED}`);
    const random = new SeededRandom(SEED);
    const now = BigInt(Date.now()) * 1_000_000n;
    // The field is text from the beginning of this shard: numbers in it are refused from now on.
    await influx.write(`motion,zone=planted people="x" ${now}`, 'raw');
    await gateway.start();
    await connectSchool();
    load(random);
    const faults = await chaos(random);
    for (const timer of timers.splice(0)) clearTimeout(timer);
    await Promise.all(devices.map((device) => device.until((one) => one.holding === 0)));
    const stopMs = Date.now();
    await expect.poll(() => isDrained(stopMs), { timeout: 90_000, interval: 300 }).toBe(true);
    await gateway.kill();

    const expected = expectedPoints(stopMs);
    const names = (which: (one: Expected) => boolean): readonly string[] =>
      expected
        .filter(which)
        .map(({ measurement, ns }) => nameOf(measurement, ns))
        .sort();
    const all = new Set(names(() => true));
    /** Notices go on while the school is quiet: only what was told before. */
    const known = (found: readonly string[]): readonly string[] => found.filter((name) => all.has(name)).toSorted();
    const deadOf = (sink: string): readonly string[] =>
      known(deadLines(sink).map((line) => nameOf(line.slice(0, line.indexOf(',')), nsOfLine(line))));
    expect(all.size).toBe(expected.length);
    expect(expected.length).toBeGreaterThan(SECONDS * 20);
    expect(expected.filter(({ poison }) => poison).length).toBeGreaterThan(0);
    expect(expected.filter(({ old }) => old).length).toBeGreaterThan(0);

    expect(known(await inInflux())).toEqual(names(({ poison, old }) => !poison && !old));
    expect(deadOf('local')).toEqual(names(({ poison, old }) => poison || old));
    expect(known(inHub())).toEqual(names(({ poison }) => !poison));
    expect(deadOf('hub')).toEqual(names(({ poison }) => poison));
    const isolated = `${deadOf('local').length} and ${deadOf('hub').length}`;
    await retryByHand(deadLines('hub').length);

    // The same series and time is the same point: what was sent again overwrote itself.
    const points = [...hub.stored.values()].reduce((sum, stored) => sum + stored.size, 0);
    expect(new Set([...hub.stored.values()].flatMap((stored) => [...stored.values()].map(keyOf))).size).toBe(points);
    const again = hub.taken.reduce((sum, { lines }) => sum + lines, 0) - points;
    console.log(
      `series chaos: ${SECONDS} s, gateway killed ${faults.gatewayKilled}×, influxd ${faults.influxKilled}×, network ${faults.network}×, ` +
        `hub misbehaved ${faults.hub}×; ${expected.length} points, 0 lost, 0 twice (${again} lines sent again to the hub), ` +
        `refused and isolated: ${isolated}`,
    );
  });
});
