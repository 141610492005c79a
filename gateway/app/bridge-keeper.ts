/**
 * Runs the firmware bridge as a child of the gateway while boards are configured: started again with backoff when it ends, its
 * end told as a fault, its log passed on. Nothing here can hold up or end the gateway.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Logger } from 'pino';
import { z } from 'zod';
import { ms } from '../core/time.ts';
import type { Cancel, Clock } from '../ports/clock.ts';

export interface KeeperDeps {
  readonly clock: Clock;
  readonly log: Logger;
  /** Program and arguments of the bridge, for a broker at this address. */
  readonly command: (url: string) => readonly [string, ...string[]];
  readonly onFault: (code: string, detail: string) => void;
  readonly onRestored: () => void;
}

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
/** It ran for this long: the next end is a new story. */
const STEADY_MS = 60_000;
const STOP_WITHIN_MS = 2500;
const LAST_WORDS = 300;

const line = z.looseObject({ level: z.number(), msg: z.string() });

export class BridgeKeeper {
  readonly #deps: KeeperDeps;
  #child: ChildProcess | null = null;
  /** What is configured, to tell a change; null: no boards. */
  #wanted: { readonly url: string; readonly mark: string } | null = null;
  #waitMs = FIRST_WAIT_MS;
  #startedT = 0;
  #isDown = false;
  #stopped = false;
  #complaint = '';
  #cancel: Cancel = () => {};

  constructor(deps: KeeperDeps) {
    this.#deps = deps;
  }

  /** Process number of the bridge that runs now. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Boards at the start and after a reload. `mark` tells one configuration of them from another; null: there are none. */
  want(url: string, mark: string | null): void {
    const before = this.#wanted;
    this.#wanted = mark === null ? null : { url, mark };
    if (before?.mark === mark || (before === null && mark === null) || this.#stopped) return;
    this.#cancel();
    // Its end starts the new one.
    if (this.#child) this.#child.kill('SIGTERM');
    else this.#start();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    const child = this.#child;
    if (!child) return;
    const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
    child.kill('SIGTERM');
    const insist = this.#deps.clock.after(ms(STOP_WITHIN_MS), () => child.kill('SIGKILL'));
    await gone;
    insist();
  }

  #start(): void {
    const wanted = this.#wanted;
    if (!wanted || this.#stopped) return;
    const [program, ...args] = this.#deps.command(wanted.url);
    this.#startedT = this.#deps.clock.now().t;
    this.#complaint = '';
    // With an IPC channel it hears of our end, however we end.
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    this.#child = child;
    if (child.stdout) createInterface({ input: child.stdout }).on('line', (text) => this.#hear(text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint = `${this.#complaint}${text}`.slice(-LAST_WORDS);
    });
    let isOver = false;
    const over = (how: string): void => {
      if (isOver) return;
      isOver = true;
      this.#ended(child, wanted.mark, how);
    };
    child.once('error', (error) => over(error.message));
    child.once('close', (code, signal) => over(signal === null ? `exit code ${code}` : signal));
  }

  #ended(child: ChildProcess, mark: string, how: string): void {
    if (this.#child === child) this.#child = null;
    if (this.#stopped) return;
    // Sent away for a new configuration.
    if (this.#wanted?.mark !== mark) return this.#start();
    const { clock, log, onFault } = this.#deps;
    if (clock.now().t - this.#startedT > STEADY_MS) this.#waitMs = FIRST_WAIT_MS;
    const detail = [how, this.#complaint.trim()].filter((part) => part !== '').join(': ');
    log.error({ detail, againInMs: this.#waitMs }, 'the firmware bridge has ended');
    this.#isDown = true;
    onFault('ended', detail);
    this.#cancel = clock.after(ms(this.#waitMs), () => this.#start());
    this.#waitMs = Math.min(LONGEST_WAIT_MS, this.#waitMs * 2);
  }

  /** Its log becomes ours, under its name; stdout stays JSON lines with one "ready" that is the gateway's. */
  #hear(text: string): void {
    const { log } = this.#deps;
    const read = line.safeParse(parsed(text));
    if (!read.success) return;
    const { level, msg, pid: _pid, time: _time, ...about } = read.data;
    const say = level >= 50 ? 'error' : level >= 40 ? 'warn' : 'info';
    log[say]({ bridge: about }, msg);
    if (msg !== 'bridge ready' || !this.#isDown) return;
    this.#isDown = false;
    this.#deps.onRestored();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
