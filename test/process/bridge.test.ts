/** The shipped gateway and its bridge as processes, a help button behind a pseudo-terminal: press → incident → solid light. Needs `socat`. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { NODE_KEY } from '../kit/bridge/paper-node.ts';
import { PaperButton } from '../kit/bridge/paper-button.ts';
import { hasSocat } from '../kit/bridge/pty-cable.ts';
import { SMALL_SCHOOL } from '../kit/config-folder.ts';
import { GatewayProcess } from '../kit/gateway-process.ts';
import { build, Program } from '../kit/program.ts';

if (!hasSocat) console.error('socat is not installed: the tests of gateway, bridge and button together did not run');

const KEY = Buffer.from(NODE_KEY).toString('hex');
const incidents = z.object({ items: z.array(z.looseObject({ kind: z.string(), presses: z.number() })) });
const ledgerItem = z.looseObject({ kind: z.string(), data: z.looseObject({}) });
const pressData = z.looseObject({ boot: z.number(), seq: z.number() });

describe.skipIf(!hasSocat)('a help button on a wire', () => {
  let button = new PaperButton();
  let gateway: GatewayProcess | null = null;
  const programs: Program[] = [];
  const folders: string[] = [];

  beforeAll(build, 240_000);
  beforeEach(() => {
    button = new PaperButton();
  });
  afterEach(async () => {
    for (const program of programs.splice(0)) await program.kill();
    await gateway?.remove();
    gateway = null;
    await button.remove();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  const schoolWith = (boards: string | null): string => {
    const folder = mkdtempSync(join(tmpdir(), 'bridge-config-'));
    folders.push(folder);
    for (const [file, text] of Object.entries(SMALL_SCHOOL)) writeFileSync(join(folder, file), text);
    if (boards !== null) writeFileSync(join(folder, 'boards.yaml'), `boards:\n${boards}`);
    return folder;
  };
  const wire = (): string =>
    `  - { id: wire-1, type: node, port: ${button.cable.port}, device: btn-1, node: 7, key: "\${NODE_KEY}" }\n`;
  const start = async (config: string): Promise<GatewayProcess> => {
    gateway = await GatewayProcess.start({ config, env: { NODE_KEY: KEY, CAMPUS_GUARD_LANG: 'en' } });
    return gateway;
  };
  const standAlone = (config: string, { data, mqttPort }: GatewayProcess): Program => {
    const url = `mqtt://127.0.0.1:${mqttPort}`;
    return bridge('--config', config, '--data', data, '--url', url);
  };
  const bridge = (...args: string[]): Program => {
    const program = new Program('dist/gateway/main.js', ['bridge', ...args], { NODE_KEY: KEY });
    programs.push(program);
    return program;
  };
  const panics = async (at: GatewayProcess) => {
    const token = await at.token('lin', 'leader');
    const answer = await fetch(`${at.url}/api/incidents?kind=panic`, { headers: { authorization: `Bearer ${token}` } });
    return incidents.parse(await answer.json()).items;
  };
  const ledger = async (at: GatewayProcess) => {
    const { stdout } = await at.cli('export', 'ledger', '--format', 'jsonl');
    const lines = stdout.trim().split('\n');
    return lines.map((line) => ledgerItem.parse(JSON.parse(line)));
  };
  const pressesIn = async (at: GatewayProcess) =>
    (await ledger(at))
      .filter(({ kind }) => kind === 'press')
      .map(({ data }) => pressData.parse(data))
      .map(({ boot, seq }) => `${boot}:${seq}`);
  const bridgePid = (at: GatewayProcess): number => {
    const children = execFileSync('pgrep', ['-P', String(at.pid), '-f', ' bridge '], { encoding: 'utf8' });
    return Number(children.trim());
  };

  it('press → incident → solid light, with the bridge that the gateway started; SIGTERM ends both', async () => {
    await button.plug();
    const running = await start(schoolWith(wire()));
    await running.logged(({ msg }) => msg === 'bridge ready');
    expect(running.logs.filter(({ msg }) => msg === 'ready')).toHaveLength(1);
    await button.until(({ told }) => told.length > 0);
    button.press();
    await button.until(({ unacknowledged, shown }) => !unacknowledged && shown === 'recorded');
    expect(await panics(running)).toMatchObject([{ kind: 'panic', presses: 1, flags: [] }]);
    const pid = bridgePid(running);
    const { code, tookMs } = await running.terminate();
    expect(code).toBe(0);
    expect(tookMs).toBeLessThan(5000);
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
    expect(running.strayLines).toEqual([]);
  });

  it('kill -9 of the bridge in the middle of presses: it comes back, nothing is lost, nothing invented, and the fault is on record', async () => {
    await button.plug();
    const running = await start(schoolWith(wire()));
    await running.logged(({ msg }) => msg === 'bridge ready');
    await button.until(({ told }) => told.length > 0);
    for (let round = 0; round < 3; round += 1) {
      const from = running.logs.length;
      const acks = button.node.told.length;
      button.press();
      // The frame is still on the wire; the press is under way to the gateway; the gateway has it and the light is solid.
      if (round === 1) await button.until(({ told }) => told.length > acks);
      if (round === 2) await button.until(({ unacknowledged }) => !unacknowledged);
      process.kill(bridgePid(running), 'SIGKILL');
      button.press();
      await running.logged(({ msg }) => msg === 'bridge ready', from);
      await button.until(({ unacknowledged }) => !unacknowledged);
    }
    const names = await pressesIn(running);
    expect(names).toHaveLength(6);
    expect(new Set(names).size).toBe(6);
    const kinds = (await ledger(running)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'wire-fault')).toHaveLength(3);
    expect(kinds.filter((kind) => kind === 'wire-restored')).toHaveLength(3);
  });

  it('unplugged, pressed and plugged in again: the press is told then', async () => {
    await button.plug();
    const running = await start(schoolWith(wire()));
    await running.logged(({ msg }) => msg === 'bridge ready');
    await button.until(({ told }) => told.length > 0);
    await button.pull();
    button.press();
    await running.logged(({ msg }) => msg.startsWith('the port is gone'));
    await button.plug();
    await button.until(({ unacknowledged }) => !unacknowledged);
    expect(await pressesIn(running)).toHaveLength(1);
  });

  it('a gateway that is killed and comes back misses no press; the light blinks as long as it is away', async () => {
    await button.plug();
    const running = await start(schoolWith(null));
    const alone = standAlone(schoolWith(wire()), running);
    await alone.line((line) => (line.includes('bridge ready') ? line : null), '"bridge ready"');
    await button.until(({ told }) => told.length > 0);
    await running.kill();
    for (let i = 0; i < 3; i += 1) button.press();
    await alone.line((line) => (line.includes('events are held') ? line : null), 'a lost connection');
    expect(button.node.unacknowledged).toBe(true);
    await running.start();
    await button.until(({ unacknowledged }) => !unacknowledged);
    expect(await pressesIn(running)).toHaveLength(3);
  });

  it('a second bridge on the same data says who has it; one on another data folder says that the port is held', async () => {
    await button.plug();
    const running = await start(schoolWith(wire()));
    await running.logged(({ msg }) => msg === 'bridge ready');
    const config = schoolWith(wire());
    const second = standAlone(config, running);
    expect((await second.ended).code).toBe(1);
    expect(second.errors.join()).toContain('a firmware bridge already runs');
    const elsewhere = mkdtempSync(join(tmpdir(), 'bridge-data-'));
    folders.push(elsewhere);
    const third = bridge('--config', config, '--data', elsewhere, '--url', 'mqtt://127.0.0.1:9');
    await third.line((line) => (line.includes('another program holds the port') ? line : null), 'a held port');
  });

  it('a reload starts the bridge with the first board and ends it with the last', async () => {
    await button.plug();
    const config = schoolWith(null);
    const running = await start(config);
    writeFileSync(join(running.config, 'boards.yaml'), `boards:\n${wire()}`);
    running.signal('SIGHUP');
    await running.logged(({ msg }) => msg === 'bridge ready');
    button.press();
    await button.until(({ unacknowledged }) => !unacknowledged);
    rmSync(join(running.config, 'boards.yaml'));
    running.signal('SIGHUP');
    await running.logged(({ msg }) => msg === 'bridge stopped');
    expect((await ledger(running)).map(({ kind }) => kind)).not.toContain('wire-fault');
  });

  it('gives its keys to nobody: not to the log, not to the data folder', async () => {
    await button.plug();
    const running = await start(schoolWith(wire()));
    await running.logged(({ msg }) => msg === 'bridge ready');
    button.press();
    await button.until(({ unacknowledged }) => !unacknowledged);
    expect(JSON.stringify(running.logs)).not.toContain(KEY);
    expect(readFileSync(join(running.data, 'bridge/outbox.log'), 'utf8')).not.toContain(KEY);
  });
});
