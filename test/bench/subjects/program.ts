/** Starting other people's servers: wait for the port, end them when done. */

import { type ChildProcess, spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';
import type { Server } from './subject.ts';

const UP_WITHIN_MS = 30_000;

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

async function untilUp(child: ChildProcess, port: number, name: string): Promise<void> {
  const end = performance.now() + UP_WITHIN_MS;
  while (!(await answers(port))) {
    if (child.exitCode !== null || performance.now() > end) throw new Error(`${name} did not start`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export async function startProgram(
  name: string,
  port: number,
  command: string,
  args: readonly string[],
  cleanUp: () => void = () => {},
): Promise<Server> {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone;
    cleanUp();
  };
  child.once('error', () => {});
  try {
    await untilUp(child, port, name);
  } catch (error) {
    await stop();
    throw error;
  }
  return { name, port, pid: child.pid ?? 0, stop };
}
