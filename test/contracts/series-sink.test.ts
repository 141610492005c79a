/** The sink of InfluxDB 1.x, 2.x and 3.x: what each answer means for the lines. Only status exactly 204 means taken. */

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HostResolver } from '../../gateway/adapters/channels/host-resolver.ts';
import type { InfluxSinkConfig } from '../../gateway/adapters/influx/config.ts';
import { InfluxSink, writePath } from '../../gateway/adapters/influx/sink.ts';
import { startFakeDns } from '../kit/fake-dns.ts';
import { type FaultyServer, startFaultyServer } from '../kit/faulty-server.ts';
import {
  CAPTIVE_PORTAL,
  type InfluxAnswer,
  type InfluxContractServer,
  SERVER_ORG,
  SERVER_TOKEN,
  startInfluxContractServer,
} from '../kit/influx-contract-server.ts';
import { Influxd } from '../kit/influxd.ts';

const SECRET = 'token-that-nobody-may-see';
const resolver = new HostResolver();
const open: InfluxSink[] = [];

const base: InfluxSinkConfig = {
  id: 'main',
  version: 2,
  url: 'http://127.0.0.1:1',
  token: SERVER_TOKEN,
  org: SERVER_ORG,
  user: null,
  password: null,
  database: 'campus',
  gzip: false,
  timeoutMs: 400,
};
function sinkTo(config: Partial<InfluxSinkConfig>, lookup = resolver.lookup): InfluxSink {
  const sink = new InfluxSink({ ...base, ...config }, { lookup, now: () => Date.now() });
  open.push(sink);
  return sink;
}
afterEach(() => {
  for (const sink of open.splice(0)) sink.close();
});

const LINE = 'press,zone=z n=1i 1700000000000000001';

describe('where lines go', () => {
  it('is a retention policy in 1.x, a bucket in 2.x, a database in 3.x, always in ns', () => {
    expect(writePath({ ...base, version: 1 }, 'alarms')).toBe('/write?db=campus&rp=alarms&precision=ns');
    expect(writePath({ ...base, version: 2 }, 'raw')).toBe('/api/v2/write?org=campus&bucket=campus%2Fraw&precision=ns');
    expect(writePath({ ...base, version: 3 }, 'rollup')).toBe(
      '/api/v3/write_lp?db=campus%2Frollup&precision=nanosecond&accept_partial=false&no_sync=false',
    );
  });
});

describe('the contract of 2.x', () => {
  let server: InfluxContractServer;
  beforeEach(async () => {
    server = await startInfluxContractServer();
  });
  afterEach(() => server.close());

  const status = (code: number, more: Partial<Extract<InfluxAnswer, { kind: 'status' }>> = {}): InfluxAnswer => ({
    kind: 'status',
    status: code,
    ...more,
  });

  it('204: taken, and stored as it was sent', async () => {
    const line = 'door,zone_name=三楼.西+东 code="two\nlines",n=1i 1700000000000000002';
    for (const gzip of [false, true]) {
      const many = Array.from({ length: 100 }, (_, i) => `${LINE.slice(0, -3)}${100 + i}`).join('\n');
      expect(await sinkTo({ url: server.url, gzip }).write('raw', `${many}\n${line}`)).toEqual({ is: 'taken' });
      expect(server.stored.get('campus/raw')?.size).toBe(101);
      expect([...(server.stored.get('campus/raw')?.values() ?? [])]).toContain(line);
    }
  });

  it.each([
    ['400', status(400, { body: '{"code":"invalid"}' }), { is: 'refused', all: false }],
    ['413', status(413), { is: 'refused' }],
    ['422', status(422), { is: 'refused' }],
    [
      '422 that says that it dropped everything',
      status(422, { body: 'partial write: points beyond retention policy dropped=1' }),
      { is: 'refused', all: true },
    ],
    ['401', status(401), { is: 'failed', code: 'bad-credentials' }],
    ['403', status(403), { is: 'failed', code: 'bad-credentials' }],
    ['404', status(404), { is: 'failed', code: 'no-bucket' }],
    ['429', status(429, { headers: { 'retry-after': '7' } }), { is: 'failed', code: 'throttled', retryAfterMs: 7000 }],
    [
      '503',
      status(503, { headers: { 'retry-after': '3' } }),
      { is: 'failed', code: 'http-status', retryAfterMs: 3000 },
    ],
    ['500', status(500), { is: 'failed', code: 'http-status' }],
    ['a captive portal', CAPTIVE_PORTAL, { is: 'failed', code: 'not-influx' }],
    [
      'a redirect',
      status(302, { headers: { location: 'http://login.example/' } }),
      { is: 'failed', code: 'not-influx' },
    ],
    ['an empty 200', status(200), { is: 'failed', code: 'not-influx' }],
    ['a lost answer', { kind: 'lost-answer' } as const, { is: 'failed', code: 'reset' }],
    ['a reset', { kind: 'reset' } as const, { is: 'failed', code: 'reset' }],
    ['no answer at all', { kind: 'black-hole' } as const, { is: 'failed', code: 'timeout' }],
  ])('%s', async (_name, answer, meaning) => {
    server.behave = () => answer;
    expect(await sinkTo({ url: server.url }).write('alarms', LINE)).toMatchObject(meaning);
  });

  it('a wrong token, organisation or bucket is said to be one', async () => {
    expect(await sinkTo({ url: server.url, token: SECRET }).write('raw', LINE)).toMatchObject({
      code: 'bad-credentials',
    });
    expect(await sinkTo({ url: server.url, org: 'other' }).write('raw', LINE)).toMatchObject({ code: 'no-bucket' });
    expect(await sinkTo({ url: server.url, database: 'other' }).write('raw', LINE)).toMatchObject({
      code: 'no-bucket',
    });
  });

  it('never shows a token, whatever goes wrong', async () => {
    const said: string[] = [];
    for (const answer of [status(401), status(500), CAPTIVE_PORTAL, { kind: 'reset' } as const]) {
      server.behave = () => answer;
      said.push(JSON.stringify(await sinkTo({ url: server.url, token: SECRET }).write('raw', LINE)));
    }
    said.push(JSON.stringify(await sinkTo({ url: 'http://127.0.0.1:1', token: SECRET }).write('raw', LINE)));
    expect(said.join()).not.toContain(SECRET);
  });
});

describe('servers that are none', () => {
  let faulty: FaultyServer;
  beforeEach(async () => {
    faulty = await startFaultyServer();
  });
  afterEach(() => faulty.close());

  it.each([
    { kind: 'black-hole' },
    { kind: 'reset' },
    { kind: 'drip', body: '{}', from: 'head' },
    { kind: 'redirect-loop' },
    { kind: 'truncated', body: '{"a":1}' },
    { kind: 'huge' },
    { kind: 'not-http' },
  ] as const)('$kind is a failure within its time, and nothing is taken', async (fault) => {
    faulty.fault = fault;
    const from = performance.now();
    const result = await sinkTo({ url: `http://127.0.0.1:${faulty.port}` }).write('raw', LINE);
    expect(result.is).toBe('failed');
    expect(performance.now() - from).toBeLessThan(5000);
  });

  it('a name server that does not answer is known within the time, and hangs nobody else', async () => {
    const dns = await startFakeDns();
    dns.mode = 'silent';
    const slow = new HostResolver({ servers: [dns.server], timeoutMs: 250 });
    const result = await sinkTo({ url: 'http://influx.school.example:8086' }, slow.lookup).write('raw', LINE);
    expect(result).toMatchObject({ is: 'failed', code: 'dns' });
    slow.close();
    await dns.close();
  });

  it('nobody listens: connect', async () => {
    expect(await sinkTo({}).write('raw', LINE)).toMatchObject({ is: 'failed', code: 'connect' });
  });
});

describe('a real InfluxDB 1.6', () => {
  let influx: Influxd;
  beforeAll(async () => {
    influx = await Influxd.setUp();
  });
  afterAll(() => influx.remove());
  const one = (more: Partial<InfluxSinkConfig> = {}): InfluxSink =>
    sinkTo({ version: 1, url: influx.url, timeoutMs: 5000, ...more });

  it('takes lines into the retention policy of their bucket, also compressed', async () => {
    const many = Array.from({ length: 200 }, (_, i) => `press,zone=z n=1i ${1_700_000_000_000_000_000n + BigInt(i)}`);
    expect(await one({ gzip: true }).write('alarms', many.join('\n'))).toEqual({ is: 'taken' });
    expect(await influx.rows('SELECT sum("n") FROM "alarms"."press"')).toMatchObject([{ sum: 200 }]);
  });

  it('refuses a field of another type and an unreadable line', async () => {
    await influx.write(`motion,zone=z people="x" ${BigInt(Date.now()) * 1_000_000n}`, 'raw');
    const conflict = await one().write('raw', `motion,zone=z people=1i ${BigInt(Date.now()) * 1_000_000n}`);
    expect(conflict).toMatchObject({ is: 'refused', all: true });
    expect(await one().write('raw', 'motion people=')).toMatchObject({ is: 'refused' });
  });

  it('says that a database is not there', async () => {
    expect(await one({ database: 'other' }).write('raw', LINE)).toMatchObject({ is: 'failed', code: 'no-bucket' });
  });

  it('a retention policy that is not there is no line at fault', async () => {
    await influx.ask('CREATE DATABASE "bare"');
    const result = await one({ database: 'bare' }).write('raw', LINE);
    expect(result).toMatchObject({ is: 'failed', code: 'no-bucket' });
  });
});
