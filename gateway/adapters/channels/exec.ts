/**
 * A local command: the message as JSON on its stdin, success by exit code 0 within the deadline. No shell; its output goes nowhere
 * (so it is bounded, and cannot carry a secret into a record); at the deadline its whole process group is killed.
 */

import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import type { Channel, Delivery, ProbeResult, SendResult } from '../../ports/channel.ts';
import type { ChannelConfig } from './config.ts';
import { withTimeout } from './deadline.ts';
import { identity } from './http-channel.ts';
import { codeOf } from './transport-failure.ts';

type Config = Extract<ChannelConfig, { type: 'exec' }>;

export function execChannel(config: Config, deadlineMs: number): Channel {
  const running = new Set<() => void>();
  return {
    ...identity(config),
    send: (delivery) => run(config, delivery, deadlineMs, running),
    probe: () => executable(config.command, deadlineMs),
    close: async () => {
      for (const kill of running) kill();
    },
  };
}

function run(config: Config, delivery: Delivery, deadlineMs: number, running: Set<() => void>): Promise<SendResult> {
  return new Promise((resolve) => {
    const child = spawn(config.command, config.args, {
      stdio: ['pipe', 'ignore', 'ignore'],
      // A group of its own, so that the deadline reaches what the command has started.
      detached: true,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, LANG: process.env.LANG, TZ: process.env.TZ },
    });
    const kill = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // Already gone.
      }
    };
    const settle = (result: SendResult) => {
      clearTimeout(timer);
      running.delete(kill);
      resolve(result);
    };
    const timer = setTimeout(() => {
      kill();
      settle({ ok: false, code: 'timeout', detail: `no exit within ${deadlineMs / 1000} s, killed`, retry: true });
    }, deadlineMs);
    running.add(kill);
    child.on('error', (error) => {
      settle({ ok: false, code: 'exec', detail: `cannot start the command (${codeOf(error)})`, retry: false });
    });
    child.on('exit', (code, signal) => settle(verdict(code, signal)));
    // A command that does not read its stdin is no failure; its exit code speaks.
    child.stdin.on('error', () => {});
    child.stdin.end(`${JSON.stringify({ ...delivery.message, to: delivery.to, notice: delivery.idempotencyKey })}\n`);
  });
}

function verdict(code: number | null, signal: string | null): SendResult {
  if (code === 0) return { ok: true, state: 'sent' };
  const detail = code === null ? `ended by ${signal ?? 'a signal'}` : `exit code ${code}`;
  return { ok: false, code: 'exec', detail, retry: true };
}

async function executable(command: string, deadlineMs: number): Promise<ProbeResult> {
  try {
    await withTimeout(access(command, constants.X_OK), deadlineMs);
    return { ok: true };
  } catch (error) {
    return { ok: false, code: 'exec', detail: `the command cannot be run (${codeOf(error)})` };
  }
}
