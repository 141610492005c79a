/** The shipped gateway as a process of its own, started as a person starts it: `node dist/gateway/main.js start …`. */

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ensureBuilt } from '../../scripts/house/build.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const READY_WITHIN_MS = 60_000;

const readyLine = z.object({
  msg: z.literal('ready'),
  mqttPort: z.number(),
  httpPort: z.number(),
  mqttsPort: z.number().optional(),
  bootMs: z.number(),
});
export type Ready = z.infer<typeof readyLine>;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program of the project, its lines as they come. Kill it in `afterEach`. */
export class Program {
  readonly child: ChildProcess;
  readonly lines: string[] = [];
  readonly errors: string[] = [];
  readonly ended: Promise<Ended>;
  #watchers: (() => void)[] = [];

  constructor(file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.child = spawn(process.execPath, [join(root, file), ...args], {
      cwd: root,
      env: { ...process.env, CAMPUS_GUARD_LANG: 'en', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { stdout, stderr } = this.child;
    if (stdout === null || stderr === null) throw new Error('no pipes');
    createInterface({ input: stdout }).on('line', (line) => this.#heard(this.lines, line));
    createInterface({ input: stderr }).on('line', (line) => this.#heard(this.errors, line));
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code, signal) => {
        resolve({ code, signal });
        this.#tell();
      });
    });
  }

  /** The first line that `find` accepts; rejects when the program ends before, or after the time. */
  line<T>(find: (line: string) => T | null, what: string, withinMs = READY_WITHIN_MS): Promise<T> {
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        this.#watchers = this.#watchers.filter((one) => one !== look);
        settle();
      };
      const look = (): void => {
        for (const line of this.lines) {
          const found = find(line);
          if (found === null) continue;
          finish(() => resolve(found));
          return;
        }
        if (this.child.exitCode !== null || this.child.signalCode !== null) finish(() => reject(this.#without(what)));
      };
      const timer = setTimeout(() => finish(() => reject(this.#without(what))), withinMs);
      this.#watchers.push(look);
      look();
    });
  }

  ready(): Promise<Ready> {
    return this.line((line) => {
      const read = readyLine.safeParse(parsed(line));
      return read.success ? read.data : null;
    }, '"ready"');
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<Ended> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal);
    return this.ended;
  }

  #heard(where: string[], line: string): void {
    where.push(line);
    this.#tell();
  }

  #tell(): void {
    for (const watcher of this.#watchers) watcher();
  }

  #without(what: string): Error {
    return new Error(`no ${what}. stderr: ${this.errors.join('\n')}\nstdout: ${this.lines.slice(-20).join('\n')}`);
  }
}

export function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** dist/ as the sources say. */
export async function build(): Promise<void> {
  if (!(await ensureBuilt())) throw new Error('the build failed');
}

/** `campus-guard …` from dist/. */
export const command = (...args: string[]): Program => new Program('dist/gateway/main.js', args);
