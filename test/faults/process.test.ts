/** Starting and stopping the real process: taken ports, two on one folder, SIGTERM under load, signals at awkward moments. */

import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { AlarmedSchool } from '../kit/alarmed-school.ts';
import { type FaultyServer, startFaultyServer } from '../kit/faulty-server.ts';
import { GatewayProcess } from '../kit/gateway-process.ts';
import { LiveReader } from '../kit/live-reader.ts';

let school: AlarmedSchool | null = null;
let gateway: GatewayProcess | null = null;
let dead: FaultyServer | null = null;
let taken: Server | null = null;
const timers: NodeJS.Timeout[] = [];
afterEach(async () => {
  for (const timer of timers.splice(0)) clearInterval(timer);
  await school?.close();
  await gateway?.remove();
  await dead?.close();
  await new Promise<void>((resolve) => (taken ? taken.close(() => resolve()) : resolve()));
  school = null;
  gateway = null;
  dead = null;
  taken = null;
});

/** A port of every interface that somebody else has. */
async function takePort(): Promise<number> {
  const server = createServer();
  taken = server;
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('a port that is taken', () => {
  it.each([
    ['--mqtt-port', 'MQTT'],
    ['--http-port', 'HTTP'],
  ])('%s: named on stderr in one line, exit code 1', async (option, name) => {
    const port = await takePort();
    gateway = await GatewayProcess.prepare({ args: [option, String(port)] });
    const { code } = await gateway.spawn();
    expect(code).toBe(1);
    const said = gateway.stderr.split('\n').filter((line) => line.includes(String(port)));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(name);
    expect(gateway.strayLines).toEqual([]);
  });
});

describe('a second gateway on the same data folder', () => {
  it('says which process has it and exits 1; the first one goes on', async () => {
    gateway = await GatewayProcess.start();
    const second = await gateway.cli('start', '--mqtt-port', '0', '--http-port', '0');
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(String(gateway.pid));
    expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
  });
});

describe('SIGTERM', () => {
  it('under load, with a hung channel, an open live stream and an idle keep-alive connection: exit 0 within 5 s, what was acknowledged is kept', async () => {
    dead = await startFaultyServer();
    const one = (school = await AlarmedSchool.open({
      env: { CAMPUS_GUARD_DESK_URL: `http://127.0.0.1:${dead.port}/desk` },
    }));
    const token = await one.gateway.token('zhao-gang', 'security');
    const reader = await LiveReader.open(one.gateway.url, { authorization: `Bearer ${token}` });
    reader.freeze();
    await fetch(`${one.gateway.url}/healthz`);
    const devices = [
      await one.device('btn-teach-3f-west'),
      await one.device('btn-bike-shed'),
      await one.device('btn-canteen'),
      await one.device('motion-gym-behind'),
    ];
    for (const device of devices)
      timers.push(
        setInterval(
          () => (device.id.startsWith('btn') ? device.press() : device.report({ type: 'motion', active: true })),
          20,
        ),
      );
    await devices[0]?.until((device) => device.acknowledged.size > 20);
    const { code, tookMs } = await one.gateway.terminate();
    for (const timer of timers.splice(0)) clearInterval(timer);
    for (const device of devices) device.leave();
    reader.close();
    expect(code).toBe(0);
    expect(tookMs).toBeLessThan(5000);
    const exported = await one.gateway.cli('export', 'ledger', '--format', 'jsonl');
    const kept = new Set(
      exported.stdout
        .split('\n')
        .filter((line) => line.includes('"kind":"press"'))
        .map((line) => JSON.parse(line).data)
        .map(({ device, seq }: { device: string; seq: number }) => `${device} ${seq}`),
    );
    const lost = devices.flatMap(({ id, acknowledged }) =>
      [...acknowledged].map((seq) => `${id} ${seq}`).filter((name) => !kept.has(name)),
    );
    expect(lost).toEqual([]);
    expect(exported.stdout).toContain('"kind":"gateway-stopped"');
    expect(await one.gateway.bareCli('verify', one.gateway.data)).toMatchObject({ code: 0 });
  });

  it('while it is still starting: exit 0, and the next start is well', async () => {
    gateway = await GatewayProcess.prepare();
    const gone = gateway.spawn();
    await gateway.logged((line) => line.msg === 'state recovered');
    gateway.signal('SIGTERM');
    const { code, tookMs } = await gone;
    expect(code).toBe(0);
    expect(tookMs).toBeLessThan(5000);
    await gateway.start();
  });

  it('SIGHUP while it is still starting ends nothing, and is heard once it runs', async () => {
    gateway = await GatewayProcess.prepare();
    void gateway.spawn();
    await gateway.logged((line) => line.msg === 'state recovered');
    gateway.signal('SIGHUP');
    await gateway.logged((line) => line.msg === 'ready');
    await gateway.logged((line) => line.msg === 'configuration reloaded');
  });
});
