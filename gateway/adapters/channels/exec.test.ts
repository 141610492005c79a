import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { delivery, expectNoSecret } from '../../../test/contracts/channel.ts';
import { deps, parse } from '../../../test/kit/channel-setup.ts';
import type { Channel } from '../../ports/channel.ts';
import { createChannel } from './create.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'campus-exec-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function script(body: string, deadlineMs = 2_000): Promise<Channel> {
  const command = join(folder, 'call.sh');
  await writeFile(command, `#!/bin/sh\n${body}\n`);
  await chmod(command, 0o755);
  return createChannel(parse({ type: 'exec', command, args: ['--to', 'a b; rm -rf $HOME'] }), deps({ deadlineMs }));
}

it('gets the message as JSON on stdin and its arguments untouched by any shell; the notice id is the same every time', async () => {
  const channel = await script(`cat >> ${folder}/in.json; printf '%s|' "$@" > ${folder}/args`);
  expect(await channel.probe()).toEqual({ ok: true });
  expect(await channel.send(delivery('13800000001'))).toEqual({ ok: true, state: 'sent' });
  expect(await channel.send(delivery('13800000001'))).toEqual({ ok: true, state: 'sent' });
  const lines = (await readFile(join(folder, 'in.json'), 'utf8')).trim().split('\n');
  const messages = lines.map((line): unknown => JSON.parse(line));
  const expected = { incident: 'inc-0001', to: '13800000001', notice: 'notice-0001', kind: 'panic' };
  expect(messages).toMatchObject([expected, expected]);
  expect(await readFile(join(folder, 'args'), 'utf8')).toBe('--to|a b; rm -rf $HOME|');
});

it('does not hand on the secrets of the gateway in the environment', async () => {
  process.env.WECOM_KEY_OF_TEST = 'do-not-leak';
  const channel = await script(`env > ${folder}/env`);
  await channel.send(delivery(''));
  delete process.env.WECOM_KEY_OF_TEST;
  expect(await readFile(join(folder, 'env'), 'utf8')).not.toContain('do-not-leak');
});

it('an exit code other than 0 is a failure that shows nothing of what the command said', async () => {
  const result = await (await script('echo password=hunter2 >&2; exit 3')).send(delivery(''));
  expect(result).toEqual({ ok: false, code: 'exec', detail: 'exit code 3', retry: true });
  expectNoSecret([result], ['hunter2']);
});

it('a command that hangs is killed at the deadline, with all it has started', async () => {
  const channel = await script(`sleep 600 & echo $! > ${folder}/pid; wait`, 500);
  expect(await channel.send(delivery(''))).toMatchObject({ ok: false, code: 'timeout', retry: true });
  const pid = Number(await readFile(join(folder, 'pid'), 'utf8'));
  await gone(pid);
});

it('a command that reads nothing, or writes without end, is judged by its exit alone', async () => {
  expect(await (await script('exec <&-; exit 0')).send(delivery(''))).toMatchObject({ ok: true });
  const flood = await script('yes | head -c 5000000; exit 0');
  expect(await flood.send(delivery(''))).toMatchObject({ ok: true });
});

it('a command that is missing or not executable is said by the probe and by the attempt', async () => {
  const channel = createChannel(parse({ type: 'exec', command: '/nonexistent/call' }), deps());
  const missing = { ok: false, code: 'exec', detail: expect.stringContaining('ENOENT') as unknown };
  expect(await channel.probe()).toMatchObject(missing);
  expect(await channel.send(delivery(''))).toMatchObject({ ...missing, retry: false });
});

it('close kills what is running', async () => {
  const channel = await script(`echo $$ > ${folder}/pid; exec sleep 600`);
  const sending = channel.send(delivery(''));
  await readWhenThere(join(folder, 'pid'));
  await channel.close();
  expect(await sending).toMatchObject({ ok: false, code: 'exec', detail: 'ended by SIGKILL' });
});

async function readWhenThere(file: string): Promise<string> {
  for (;;) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text.endsWith('\n')) return text;
  }
}

/** A killed process may linger as a zombie until init has taken it: `Z` counts as gone. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
    if (stat === null || / Z /.test(stat)) return;
  }
}
