/**
 * The shipped gateway in a process of its own: `node dist/gateway/main.js start` on a copy of a config folder, with data in a
 * temporary folder. It can be killed at any moment and started again on the same ports, so that devices find it again.
 */

import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { openIdentity } from '../../gateway/adapters/identity/identity.ts';
import type { Role } from '../../gateway/core/school.ts';
import { ensureBuilt } from '../../scripts/house/build.mjs';
import { EXAMPLE_SCHOOL } from './config-folder.ts';

const ENTRY = fileURLToPath(new URL('../../dist/gateway/main.js', import.meta.url));

const readyLine = z.object({
  msg: z.literal('ready'),
  mqttPort: z.number().int().positive(),
  mqttsPort: z.number().int().positive().optional(),
  httpPort: z.number().int().positive(),
  bootMs: z.number().nonnegative(),
});
export type Ready = z.infer<typeof readyLine>;

const logLine = z.looseObject({ level: z.number(), time: z.number(), msg: z.string() });
export type LogLine = z.infer<typeof logLine>;

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** From the signal that ended it (or from the start, where none did). */
  readonly tookMs: number;
}

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface GatewayProcessOptions {
  /** Config folder to copy; the example school where left out. */
  readonly config?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Mounts a tmpfs of this size (`3m`) as the data folder; needs root. */
  readonly dataSize?: string;
  /** More arguments of `start`. */
  readonly args?: readonly string[];
}

type Env = Readonly<Record<string, string | undefined>>;

export class GatewayProcess {
  readonly home: string;
  readonly config: string;
  readonly data: string;
  /** Every line of stdout since the first start. */
  readonly logs: LogLine[] = [];
  /** Lines of stdout that were no JSON log lines: the contract allows none. */
  readonly strayLines: string[] = [];
  stderr = '';
  env: Record<string, string>;
  readonly #args: readonly string[];
  readonly #mounted: boolean;
  #child: ChildProcess | null = null;
  #gone: Promise<Exit> | null = null;
  #signalledAt = 0;
  #ready: Ready | null = null;
  #ports: readonly string[] = ['--mqtt-port', '0', '--http-port', '0'];
  #waiting: { readonly test: (line: LogLine) => boolean; readonly resolve: (line: LogLine) => void }[] = [];

  private constructor(options: GatewayProcessOptions) {
    this.home = mkdtempSync(join(tmpdir(), 'campus-gateway-'));
    this.config = join(this.home, 'config');
    this.data = join(this.home, 'data');
    cpSync(options.config ?? EXAMPLE_SCHOOL, this.config, { recursive: true });
    mkdirSync(this.data, { mode: 0o700 });
    this.#mounted = options.dataSize !== undefined;
    if (options.dataSize !== undefined)
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${options.dataSize},mode=700`, 'tmpfs', this.data]);
    this.env = { ...options.env };
    this.#args = options.args ?? [];
  }

  /** Builds where the sources changed, and prepares the folders; nothing runs yet. */
  static async prepare(options: GatewayProcessOptions = {}): Promise<GatewayProcess> {
    if (!(await ensureBuilt())) throw new Error('the build failed');
    return new GatewayProcess(options);
  }

  static async start(options: GatewayProcessOptions = {}): Promise<GatewayProcess> {
    const gateway = await GatewayProcess.prepare(options);
    try {
      await gateway.start();
    } catch (error) {
      await gateway.remove();
      throw error;
    }
    return gateway;
  }

  get ready(): Ready {
    if (this.#ready === null) throw new Error('the gateway has not been ready yet');
    return this.#ready;
  }

  get url(): string {
    return `http://127.0.0.1:${this.ready.httpPort}`;
  }

  get mqttPort(): number {
    return this.ready.mqttPort;
  }

  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error('the gateway does not run');
    return pid;
  }

  get isRunning(): boolean {
    return this.#child !== null;
  }

  /** Starts it and resolves when it is ready; rejects with what it said where it ends instead. */
  async start(): Promise<Ready> {
    const gone = this.spawn();
    const line = await Promise.race([this.logged((one) => one.msg === 'ready', this.logs.length), gone]);
    if ('msg' in line) {
      this.#ready = readyLine.parse(line);
      // The same ports from now on.
      this.#ports = ['--mqtt-port', String(this.#ready.mqttPort), '--http-port', String(this.#ready.httpPort)];
      return this.#ready;
    }
    throw new Error(`the gateway ended (${line.code ?? line.signal}) instead of being ready: ${this.stderr}`);
  }

  /** Starts it without waiting; resolves when the process has ended. */
  spawn(): Promise<Exit> {
    if (this.#child !== null) throw new Error('the gateway runs already');
    const args = [ENTRY, 'start', '--config', this.config, '--data', this.data, ...this.#ports, ...this.#args];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env: this.#childEnv() });
    this.#child = child;
    this.#signalledAt = performance.now();
    createInterface({ input: child.stdout }).on('line', (line) => this.#take(line));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.#gone = new Promise((resolve) => {
      child.once('close', (code, signal) => {
        this.#child = null;
        resolve({ code, signal, tookMs: performance.now() - this.#signalledAt });
      });
    });
    return this.#gone;
  }

  /** Sends a signal and does not wait. */
  signal(signal: NodeJS.Signals): void {
    this.#signalledAt = performance.now();
    this.#child?.kill(signal);
  }

  /** SIGTERM, and how it ended. */
  terminate(): Promise<Exit> {
    this.signal('SIGTERM');
    return this.ended();
  }

  /** kill -9. */
  kill(): Promise<Exit> {
    this.signal('SIGKILL');
    return this.ended();
  }

  /** Resolves when the running process has ended. */
  ended(): Promise<Exit> {
    return this.#gone ?? Promise.resolve({ code: null, signal: null, tookMs: 0 });
  }

  /** Resolves with the first log line since line number `from` that fits. */
  logged(test: (line: LogLine) => boolean, from = 0): Promise<LogLine> {
    const found = this.logs.slice(from).find(test);
    if (found) return Promise.resolve(found);
    return new Promise((resolve) => this.#waiting.push({ test, resolve }));
  }

  /** Runs a verb of the command line beside it. */
  cli(...args: string[]): Promise<CliResult> {
    return this.bareCli(...args, '--config', this.config, '--data', this.data);
  }

  /** The command line with exactly these arguments. */
  bareCli(...args: string[]): Promise<CliResult> {
    return new Promise((resolve) => {
      // The faults of the gateway (preloaded libraries) are not the command line's.
      const { LD_PRELOAD: _faults, ...env } = this.#childEnv();
      const options = { env, cwd: this.home, maxBuffer: 256 * 1024 * 1024 };
      execFile(process.execPath, [ENTRY, ...args], options, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ code, stdout, stderr });
      });
    });
  }

  /** The devices' secrets, made where missing; quicker than the command line for many. */
  async secrets(devices: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const identity = openIdentity(this.data);
    try {
      return new Map(devices.map((id) => [id, identity.devices.credential(id).password]));
    } finally {
      await identity.close();
    }
  }

  async token(person: string, role: Role): Promise<string> {
    const made = await this.cli('token', 'create', '--person', person, '--role', role);
    if (made.code !== 0) throw new Error(made.stderr);
    return made.stdout.trim();
  }

  /** Replaces text that must be there exactly once. */
  edit(file: string, from: string, to: string): void {
    const path = join(this.config, file);
    const text = readFileSync(path, 'utf8');
    if (text.split(from).length !== 2) throw new Error(`"${from}" does not stand exactly once in ${file}`);
    writeFileSync(
      path,
      text.replace(from, () => to),
    );
  }

  remount(how: 'ro' | 'rw'): void {
    execFileSync('mount', ['-o', `remount,${how}`, this.data]);
  }

  /** Kills what runs and removes the folders. */
  async remove(): Promise<void> {
    if (this.#child !== null) {
      this.signal('SIGCONT');
      await this.kill();
    }
    if (this.#mounted) execFileSync('umount', ['-l', this.data]);
    rmSync(this.home, { recursive: true, force: true });
  }

  #childEnv(): NodeJS.ProcessEnv {
    const inherited: Env = process.env;
    // vitest's own variables would make it another process than the one that ships.
    const { NODE_OPTIONS: _options, NODE_ENV: _env, VITEST: _vitest, ...rest } = inherited;
    return { ...rest, LANG: 'C.UTF-8', ...this.env };
  }

  #take(text: string): void {
    let line: LogLine;
    try {
      line = logLine.parse(JSON.parse(text));
    } catch {
      this.strayLines.push(text);
      return;
    }
    this.logs.push(line);
    const fits = this.#waiting.filter(({ test }) => test(line));
    this.#waiting = this.#waiting.filter((one) => !fits.includes(one));
    for (const { resolve } of fits) resolve(line);
  }
}
