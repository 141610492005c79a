/** The Firmata test board on a simulated chip, as a process of its own at the board's end of a serial cable. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('./live-firmata-process.ts', import.meta.url));

export class LiveFirmata {
  readonly #child: ChildProcess;
  readonly #ready: Promise<unknown>;

  /** `path`: the board's end of the cable. */
  constructor(path: string) {
    this.#child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, path], { stdio: ['pipe', 'pipe', 'inherit'] });
    const { stdout } = this.#child;
    if (stdout === null) throw new Error('no pipe');
    this.#ready = once(createInterface({ input: stdout }), 'line');
  }

  /** Resolves when the board has its end of the cable. */
  async ready(): Promise<void> {
    await this.#ready;
  }

  /** `pin 4 high`, `analog 2 0.25`, `reset`: see the process. */
  order(order: string): void {
    this.#child.stdin?.write(`${order}\n`);
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const closed = once(this.#child, 'close');
    this.#child.stdin?.end();
    await closed;
  }
}
