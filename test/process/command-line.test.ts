/** The gateway and its command line as real processes: ports, signals, reload, verbs beside a running gateway, the simulator. */

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { build, command, parsed, Program } from '../kit/program.ts';

const example = fileURLToPath(new URL('../../config', import.meta.url));

describe('campus-guard, running for real', () => {
  let folder = '';
  let config = '';
  let data = '';
  let running: Program[] = [];

  beforeAll(build, 240_000);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gateway-'));
    data = join(folder, 'data');
    config = join(folder, 'config');
    cpSync(example, config, { recursive: true });
  });
  afterEach(async () => {
    await Promise.all(running.map((one) => one.kill()));
    running = [];
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (...args: string[]): Program => {
    const program = command(...args, '--config', config, '--data', data);
    running.push(program);
    return program;
  };
  const start = (...args: string[]): Program => run('start', '--mqtt-port', '0', '--http-port', '0', ...args);
  const messages = (program: Program): readonly string[] =>
    program.lines.map((line) => String((parsed(line) as { msg?: string } | null)?.msg));

  it('says "ready" once, in JSON lines only, and stops within 5 s of SIGTERM with exit code 0', async () => {
    const gateway = start();
    const ready = await gateway.ready();
    expect((await fetch(`http://127.0.0.1:${ready.httpPort}/readyz`)).status).toBe(200);
    const from = performance.now();
    expect(await gateway.kill('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(performance.now() - from).toBeLessThan(5_000);
    expect(messages(gateway).filter((msg) => msg === 'ready')).toHaveLength(1);
    expect(gateway.lines.map(parsed).every((line) => line !== null)).toBe(true);
  });

  it('names the port that is taken, and exits 1', async () => {
    const holder: Server = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '0.0.0.0', resolve));
    const address = holder.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const gateway = run('start', '--mqtt-port', String(port), '--http-port', '0');
    expect((await gateway.ended).code).toBe(1);
    expect(gateway.errors.at(-1)).toContain(`MQTT port ${port} is taken`);
    await new Promise((resolve) => holder.close(resolve));
  });

  it('refuses a configuration with problems, naming the place, and exits 1', async () => {
    const staff = readFileSync(join(config, 'school.yaml'), 'utf8');
    writeFileSync(join(config, 'school.yaml'), staff.replace('timeZone: Asia/Shanghai', 'timeZone: Asia/Shangri-La'));
    const gateway = start();
    expect((await gateway.ended).code).toBe(1);
    expect(gateway.errors[0]).toMatch(/^school\.yaml:\d+:\d+ timeZone: /);
  });

  it('one gateway per data folder; after kill -9 the next one starts', async () => {
    const first = start();
    await first.ready();
    const second = start();
    expect((await second.ended).code).toBe(1);
    expect(second.errors[0]).toContain('already runs');
    await first.kill('SIGKILL');
    await start().ready();
  });

  it('keeps the old configuration when a reload is wrong, and takes a right one', async () => {
    const gateway = start();
    await gateway.ready();
    const file = join(config, 'devices.yaml');
    const right = readFileSync(file, 'utf8');
    writeFileSync(file, 'devices: 7\n');
    gateway.child.kill('SIGHUP');
    await gateway.line((line) => (line.includes('stays in force') ? line : null), 'refused reload');
    writeFileSync(file, right);
    gateway.child.kill('SIGHUP');
    await gateway.line((line) => (line.includes('configuration reloaded') ? line : null), 'reload');
    expect((await gateway.kill('SIGTERM')).code).toBe(0);
  });

  it('keeps its old roster when the new one names somebody unknown, and says where', async () => {
    const gateway = start();
    const { httpPort } = await gateway.ready();
    const token = run('token', 'create', '--person', 'lin-jing', '--role', 'leader');
    expect((await token.ended).code).toBe(0);
    const authorization = `Bearer ${token.lines[0] ?? ''}`;
    const duty = async (): Promise<unknown> => {
      const answer = await fetch(`http://127.0.0.1:${httpPort}/api/duty?at=2026-11-25T10:00:00Z`, {
        headers: { authorization },
      });
      return ((await answer.json()) as { items: unknown }).items;
    };
    const before = await duty();
    const file = join(config, 'staff.yaml');
    const roster = readFileSync(file, 'utf8');
    const leave = 'leave: [{ person: zhao-gagn, from: 2026-11-01, to: 2026-12-31 }]';
    writeFileSync(file, `${roster.replace('people: [zhao-gang] }', 'people: [tang-yi] }')}\n${leave}\n`);
    gateway.child.kill('SIGHUP');
    await gateway.line((line) => (line.includes('stays in force') ? line : null), 'refused reload');
    expect(gateway.errors.join('\n')).toMatch(/staff\.yaml:\d+:19 leave\[0\]\.person: .*did you mean "zhao-gang"/);
    expect(await duty()).toEqual(before);
    writeFileSync(file, roster.replace('people: [zhao-gang] }', 'people: [tang-yi] }'));
    gateway.child.kill('SIGHUP');
    await gateway.line((line) => (line.includes('configuration reloaded') ? line : null), 'reload');
    expect(JSON.stringify(await duty())).not.toBe(JSON.stringify(before));
    expect((await gateway.kill('SIGTERM')).code).toBe(0);
  });

  it('takes credentials, tokens, exports and backups beside itself, and the chain stays whole', async () => {
    const gateway = start();
    const { httpPort } = await gateway.ready();
    const token = run('token', 'create', '--person', 'grafana', '--role', 'auditor');
    expect((await token.ended).code).toBe(0);
    const authorization = `Bearer ${token.lines[0] ?? ''}`;
    const ledger = await fetch(`http://127.0.0.1:${httpPort}/api/ledger`, { headers: { authorization } });
    expect(ledger.status).toBe(200);
    expect(await ledger.text()).toContain('token-created');
    const file = join(folder, 'ledger.jsonl');
    expect((await run('export', 'ledger', '--format', 'jsonl', '--out', file).ended).code).toBe(0);
    expect((await run('backup', 'create', join(folder, 'school.backup')).ended).code).toBe(0);
    expect((await run('verify', file).ended).code).toBe(0);
    expect((await run('verify', data).ended).code).toBe(0);
    const restore = run('backup', 'restore', join(folder, 'school.backup'), '--force');
    expect((await restore.ended).code).toBe(1);
    expect(restore.errors[0]).toContain('stop the gateway');
    await gateway.kill('SIGTERM');
    expect((await run('verify', data).ended).code).toBe(0);
  });

  it('plays a press in a blind spot: recorded, a person told, taken over by the link', async () => {
    const phones = await freePort();
    const env = {
      CAMPUS_GUARD_PHONES_URL: `http://127.0.0.1:${phones}/alert`,
      CAMPUS_GUARD_DESK_URL: `http://127.0.0.1:${phones}/desk`,
    };
    const folders = ['--config', config, '--data', data];
    const gateway = new Program(
      'dist/gateway/main.js',
      ['start', ...folders, '--mqtt-port', '0', '--http-port', '0'],
      env,
    );
    running.push(gateway);
    const { mqttPort } = await gateway.ready();
    const story = ['--scenario', 'blind-spot-press', '--speed', '10', '--auto-take', '0.2'];
    const args = ['simulate', ...folders, '--url', `mqtt://127.0.0.1:${mqttPort}`, ...story];
    const simulator = new Program('dist/gateway/main.js', args, env);
    running.push(simulator);
    const says = (text: string) => simulator.line((line) => (line.includes(text) ? line : null), text);
    await says('40/40 devices connected');
    await says('light: recorded');
    await says('light: a person was told');
    await says('took over by the link');
    await says('light: somebody took over');
    expect(await simulator.kill('SIGTERM')).toEqual({ code: 0, signal: null });
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
