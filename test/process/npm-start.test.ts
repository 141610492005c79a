/** `npm start`: the gateway and the simulated school as two processes that come and go together. */

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { build, parsed, Program } from '../kit/program.ts';

describe('npm start', () => {
  let data = '';
  let started: Program | null = null;

  beforeAll(build, 240_000);
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), 'npm-start-'));
  });
  afterEach(async () => {
    await started?.kill('SIGTERM');
    started = null;
    rmSync(data, { recursive: true, force: true });
  });

  const start = (phones: number, ...args: string[]): Program => {
    started = new Program('scripts/start.mjs', ['--data', data, '--mqtt-port', '0', ...args], {
      CAMPUS_GUARD_PHONES_URL: `http://127.0.0.1:${phones}/alert`,
      CAMPUS_GUARD_DESK_URL: `http://127.0.0.1:${phones}/desk`,
    });
    return started;
  };
  const says = (program: Program, text: string) => program.line((line) => (line.includes(text) ? line : null), text);
  const pids = (program: Program): readonly number[] => {
    const children = readFileSync(`/proc/${program.child.pid}/task/${program.child.pid}/children`, 'utf8');
    return children.trim().split(' ').map(Number);
  };

  it('prints where the console is and how to sign in, plays the school, and stops everything on SIGTERM', async () => {
    const program = start(await freePort(), '--http-port', '0', '--scenario', 'blind-spot-press', '--speed', '10');
    const address = (await says(program, 'console http://')).match(/http:\/\/\S+/)?.[0] ?? '';
    const page = await fetch(address);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<html');
    expect(await says(program, 'one-time code in')).toContain(join(data, 'admin-code.txt'));
    await says(program, '40/40 devices connected');
    await says(program, 'light: a person was told');
    const children = pids(program);
    expect(children).toHaveLength(2);
    expect(await program.kill('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(children.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
    const messages = program.lines
      .map(parsed)
      .flatMap((line) => (line === null ? [] : [(line as { msg: string }).msg]));
    expect(messages.at(-1)).toBe('stopped');
  });

  it('with a taken port says which, exits 1, and leaves nothing running', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '0.0.0.0', resolve));
    const address = holder.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const program = start(await freePort(), '--http-port', String(port));
    expect((await program.ended).code).toBe(1);
    expect(program.errors.at(-1)).toContain(`HTTP port ${port} is taken`);
    await new Promise((resolve) => holder.close(resolve));
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
