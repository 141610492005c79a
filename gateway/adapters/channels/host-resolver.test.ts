import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type FakeDns, startFakeDns } from '../../../test/kit/fake-dns.ts';
import { HostResolver, type ResolverOptions } from './host-resolver.ts';
import { parseHosts } from './hosts-file.ts';

let dns: FakeDns;
const V4 = (address: string) => ({ address, family: 4 });

beforeEach(async () => {
  dns = await startFakeDns({ 'alarm.furong.example': '10.0.0.5' });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await dns.close();
});

const resolver = (more: ResolverOptions = {}) =>
  new HostResolver({ servers: [dns.server], hostsFile: '/nonexistent', timeoutMs: 200, staleAfterMs: 50, ...more });

it('addresses and localhost need no name server', async () => {
  dns.mode = 'silent';
  const names = resolver();
  expect(await names.resolve('10.0.0.9')).toEqual([V4('10.0.0.9')]);
  expect(await names.resolve('fe80::1')).toEqual([{ address: 'fe80::1', family: 6 }]);
  expect(await names.resolve('LOCALHOST')).toContainEqual(V4('127.0.0.1'));
  expect(dns.queries).toBe(0);
});

it('asks once, and again when the answer has aged', async () => {
  const names = resolver();
  expect(await names.resolve('alarm.furong.example')).toEqual([V4('10.0.0.5')]);
  const asked = dns.queries;
  await names.resolve('Alarm.Furong.Example.');
  expect(dns.queries).toBe(asked);
  dns.names.set('alarm.furong.example', '10.0.0.6');
  later(61_000);
  expect(await names.resolve('alarm.furong.example')).toEqual([V4('10.0.0.6')]);
});

it.each(['silent', 'servfail'] as const)(
  'with a name server that is %s, the last good answer still serves',
  async (mode) => {
    const names = resolver();
    await names.resolve('alarm.furong.example');
    dns.mode = mode;
    later(24 * 3_600_000);
    expect(await names.resolve('alarm.furong.example')).toEqual([V4('10.0.0.5')]);
  },
);

it('without an earlier answer it fails in time and in words', async () => {
  dns.mode = 'silent';
  const started = performance.now();
  await expect(resolver().resolve('alarm.furong.example')).rejects.toMatchObject({
    detail: 'name server does not answer',
  });
  expect(performance.now() - started).toBeLessThan(600);
  dns.mode = 'answer';
  await expect(resolver().resolve('nowhere.example')).rejects.toMatchObject({ code: 'CG_DNS', detail: 'no such name' });
  await expect(resolver().resolve('pi.local')).rejects.toMatchObject({
    detail: expect.stringContaining('.local') as unknown,
  });
  dns.mode = 'servfail';
  await expect(resolver().resolve('alarm.furong.example')).rejects.toMatchObject({
    detail: 'name server failed (ESERVFAIL)',
  });
});

it('the hosts file comes before the name server', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'campus-hosts-'));
  const hostsFile = join(folder, 'hosts');
  await writeFile(
    hostsFile,
    '# school\n10.0.0.7  siren-server.local alarm.furong.example # the box\n::1 six\nnonsense\n',
  );
  const names = resolver({ hostsFile });
  expect(await names.resolve('alarm.furong.example')).toEqual([V4('10.0.0.7')]);
  expect(await names.resolve('siren-server.local')).toEqual([V4('10.0.0.7')]);
  expect(await names.resolve('six')).toEqual([{ address: '::1', family: 6 }]);
  await rm(folder, { recursive: true });
});

it('a line of the hosts file is an address and its names, or nothing', () => {
  expect([...parseHosts('10.0.0.1 a b\n#x\n\nbad line\n10.0.0.2 a').keys()]).toEqual(['a', 'b']);
});

/** The resolver reads only the monotonic clock; it alone is moved. */
function later(byMs: number): void {
  const now = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => now + byMs);
}
