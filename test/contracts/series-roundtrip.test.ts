/**
 * Any fact, rendered, written to a real InfluxDB and read back is the same fact, as far as the registry tells of it: ids and codes of
 * any characters, zones of any name, counters of any size. `SERIES_RUNS=500` is the long run.
 */

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SERIES } from '../../gateway/contract/series/registry.ts';
import type { Measurement } from '../../gateway/contract/series/measurement.ts';
import type { Fact } from '../../gateway/core/facts.ts';
import type { School, Zone } from '../../gateway/core/school.ts';
import { encodeFact } from '../../gateway/flow/series/encode/encode.ts';
import { fieldText, type Line, nanos, tagText } from '../../gateway/flow/series/encode/line.ts';
import { emptyMemory } from '../../gateway/flow/series/encode/memory.ts';
import type { Recorded } from '../../gateway/ports/series.ts';
import { fakeSchool } from '../kit/fake-school.ts';
import { Influxd, type InfluxValue } from '../kit/influxd.ts';

const RUNS = Number(process.env['SERIES_RUNS'] ?? 12);
const FACTS = 40;

let influx: Influxd;
beforeAll(async () => {
  influx = await Influxd.setUp();
});
afterAll(() => influx.remove());

/** Strings that have broken line protocol before, and any others. */
const wild = fc.oneof(
  fc.constantFrom(
    'a b',
    'a,b',
    'a=b',
    '"q"',
    'end\\',
    '\\,',
    '\\\\',
    'a\\ b',
    'new\nline',
    '\t',
    '三楼.西+东',
    '🚪',
    '\uD800',
  ),
  fc.constantFrom("it's", '\0', '\u001E', 'n=1i 5', '#', ' ', '\\"', '😀\\'),
  fc.string({ minLength: 1, maxLength: 30, unit: 'binary' }),
  fc.string({ minLength: 1, maxLength: 12 }),
);
const count = fc.oneof(fc.nat(1000), fc.maxSafeNat());
const name = { boot: fc.option(count), seq: fc.option(count) };
const figure = fc.double({ min: -1e6, max: 1e6, noNaN: true, noDefaultInfinity: true });
const zoneId = fc.constantFrom('z0', 'z1', 'z2', null);
const device = fc.oneof(fc.constantFrom('dev-0', 'dev-1', 'dev-2'), wild);

const reading = <B>(type: string, body: fc.Arbitrary<B>): fc.Arbitrary<Fact> =>
  fc.record({ device, ...name, body }).map((made) => ({ kind: 'reading', type, ...made }));

const facts: fc.Arbitrary<Fact> = fc.oneof(
  fc.record({
    kind: fc.constant('press' as const),
    device,
    ...name,
    zone: zoneId,
    ageMs: fc.nat(1_000_000),
    at: fc.constant(null),
    level: fc.constantFrom('help' as const, 'urgent' as const),
    drill: fc.boolean(),
    hold: fc.option(fc.nat(60_000)),
    count: fc.option(fc.nat(50)),
    flags: fc.subarray(['late', 'unsynced', 'malformed'] as const),
  }),
  reading('door', fc.record({ open: fc.boolean() })),
  reading('motion', fc.record({ active: fc.boolean() })),
  reading('motion', fc.record({ count: fc.nat(500) })),
  reading('battery', fc.record({ mv: figure, pct: fc.double({ min: 0, max: 100, noNaN: true }) })),
  reading('heartbeat', fc.record({ rssi: figure, mv: figure, uptime: fc.nat() })),
  fc.record({ kind: fc.constant('device-fault' as const), device, code: wild }),
  fc.record({ kind: fc.constant('sensor-quarantined' as const), device, why: fc.constantFrom('stuck' as const) }),
  fc.record({
    kind: fc.constant('notice-failed' as const),
    notice: wild,
    incident: wild,
    person: fc.option(wild),
    channel: fc.constantFrom('wecom', 'siren'),
    attempt: fc.nat(100),
    code: wild,
    detail: wild,
    final: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('incident-noted' as const), incident: wild, text: wild }),
  fc.record({
    kind: fc.constant('checkpoint-passed' as const),
    round: fc.option(wild),
    checkpoint: fc.constantFrom('c1', 'c2'),
    device: fc.option(device),
    person: fc.option(wild),
    atMs: fc.integer({ min: 1_600_000_000_000, max: 1_800_000_000_000 }),
    flags: fc.subarray(['late', 'batch'] as const),
  }),
  fc.record({ kind: fc.constant('storage-fault' as const), code: wild, detail: wild }),
  fc.record({ kind: fc.constant('clock-stepped' as const), byMs: fc.integer(), trusted: fc.boolean() }),
);

interface Point {
  readonly measurement: string;
  readonly ns: bigint;
  readonly values: Readonly<Record<string, InfluxValue>>;
}

const text = (value: string | null): string | null => (value === null ? null : fieldText(value));

/** What the registry says of a fact, written down a second time and by hand: measurement, and columns that must hold these values. */
function expected(fact: Fact): { readonly measurement: string; readonly columns: Record<string, InfluxValue> } {
  switch (fact.kind) {
    case 'press':
      return {
        measurement: 'press',
        columns: {
          device_id: text(fact.device),
          boot: fact.boot,
          event: fact.seq,
          age_ms: fact.ageMs,
          hold_ms: fact.hold,
          count: fact.count,
          flags: fact.flags.join(','),
          level: fact.level,
          mode: fact.drill ? 'drill' : 'real',
          zone: fact.zone ?? 'none',
        },
      };
    case 'reading': {
      const body = fact.body as Record<string, InfluxValue>;
      const id = { device_id: text(fact.device) };
      const named = { ...id, boot: fact.boot, event: fact.seq };
      if (fact.type === 'door') return { measurement: 'door', columns: { ...named, open: body['open'] ? 1 : 0 } };
      if (fact.type === 'motion') {
        const active = body['active'] === undefined ? null : body['active'] ? 1 : 0;
        return { measurement: 'motion', columns: { ...named, active, people: body['count'] ?? null } };
      }
      return {
        measurement: 'device_health',
        columns: {
          ...id,
          event: fact.type,
          battery_pct: body['pct'] ?? null,
          battery_mv: body['mv'] ?? null,
          rssi: body['rssi'] ?? null,
          uptime_s: body['uptime'] ?? null,
        },
      };
    }
    case 'device-fault':
      return {
        measurement: 'device_health',
        columns: { device_id: text(fact.device), code: text(fact.code), event: 'fault' },
      };
    case 'sensor-quarantined':
      return {
        measurement: 'device_health',
        columns: { device_id: text(fact.device), code: fact.why, event: 'quarantined' },
      };
    case 'notice-failed':
      return {
        measurement: 'notice',
        columns: {
          notice: text(fact.notice),
          incident: text(fact.incident),
          channel: fact.channel,
          attempt: fact.attempt,
          code: text(fact.code),
          final: fact.final ? 'yes' : 'no',
        },
      };
    case 'incident-noted':
      return { measurement: 'incident_event', columns: { incident: text(fact.incident), event: 'noted' } };
    case 'checkpoint-passed':
      return {
        measurement: 'patrol_check',
        columns: {
          round: text(fact.round),
          checkpoint: fact.checkpoint,
          device_id: text(fact.device),
          person: text(fact.person),
          flags: fact.flags.join(','),
          suspicious: fact.flags.includes('batch') ? 'yes' : 'no',
          result: 'passed',
        },
      };
    case 'storage-fault':
      return { measurement: 'gateway_event', columns: { event: 'storage-fault', code: text(fact.code) } };
    case 'clock-stepped':
      return { measurement: 'gateway_event', columns: { event: 'clock-stepped', by_ms: fact.byMs } };
    default:
      throw new Error(`no expectation for ${fact.kind}`);
  }
}

const readMs = (fact: Fact, atMs: number): number =>
  fact.kind === 'press' ? atMs - fact.ageMs : fact.kind === 'checkpoint-passed' ? fact.atMs : atMs;

/** `2026-09-07T04:00:00.000000001Z` in ns. */
function nsOf(time: InfluxValue | undefined): bigint {
  const [whole = '', fraction = ''] = String(time).replace('Z', '').split('.');
  return BigInt(Date.parse(`${whole}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}

async function everything(): Promise<readonly Point[]> {
  const all: readonly (readonly [string, Measurement])[] = Object.entries(SERIES);
  const found = await Promise.all(
    all.map(async ([measurement, { bucket }]) => {
      const rows = await influx.rows(`SELECT * FROM "${bucket}"."${measurement}"`);
      return rows.map((values) => ({ measurement, ns: nsOf(values['time']), values }));
    }),
  );
  return found.flat();
}

async function write(lines: readonly Line[]): Promise<void> {
  for (const bucket of ['alarms', 'raw', 'rollup'] as const) {
    const body = lines.filter((line) => line.bucket === bucket).map((line) => line.text);
    if (body.length > 0) await influx.write(body.join('\n'), bucket);
  }
}

function schoolOf(names: readonly string[]): School {
  const school = fakeSchool();
  const zones = names.map((zoneName, i): [string, Zone] => [
    `z${i}`,
    { id: `z${i}`, name: zoneName, building: null, floor: null, kind: 'toilet', blindSpot: true },
  ]);
  const devices = names.map((_, i) => ({
    ...[...school.devices.values()][0]!,
    id: `dev-${i}`,
    zone: `z${i}`,
  }));
  return { ...school, zones: new Map(zones), devices: new Map(devices.map((one) => [one.id, one])) };
}

const BASE_MS = Date.parse('2026-09-07T12:00:00+08:00');

describe('any fact, through a real InfluxDB', () => {
  it(`is the same fact when it is read back (${RUNS} runs of up to ${FACTS} facts)`, { timeout: 300_000 }, async () => {
    let seq = 0;
    let seen = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(facts, { minLength: 1, maxLength: FACTS }),
        fc.tuple(wild, wild, wild),
        async (made, names) => {
          for (const bucket of ['alarms', 'raw', 'rollup'])
            await influx.ask(`DROP RETENTION POLICY "${bucket}" ON "campus"`).then(() => influx.createBucket(bucket));
          const school = schoolOf(names);
          const memory = emptyMemory();
          const recorded = made.map((fact): Recorded => {
            seq += 1;
            return { seq, atMs: BASE_MS + (seq % 5), t: seq, trusted: true, actor: 'person:li', fact };
          });
          await write(recorded.flatMap((at) => [...encodeFact(at, { school, memory })]));
          const points = await everything();
          for (const { fact, atMs, seq: number } of recorded) {
            const { measurement, columns } = expected(fact);
            const ns = nanos(readMs(fact, atMs), number);
            const mine = points.filter((point) => point.measurement === measurement && point.ns === ns);
            expect(mine).toHaveLength(1);
            const read = Object.keys(columns).map((column) => [column, mine[0]?.values[column] ?? null]);
            expect(Object.fromEntries(read)).toEqual(columns);
            if (fact.kind === 'press' && fact.zone !== null)
              expect(mine[0]?.values['zone_name']).toBe(tagText(names[Number(fact.zone.slice(1))] ?? ''));
            seen += 1;
          }
          expect(points).toHaveLength(recorded.length);
        },
      ),
      { numRuns: RUNS, seed: Number(process.env['SEED'] ?? 20_261_125) },
    );
    expect(seen).toBeGreaterThan(RUNS);
  });
});
