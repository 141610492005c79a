/** A node on a simulated chip as a process of its own, at the board's end of a serial cable: for tests that end in a real port. */

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('./live-node-process.ts', import.meta.url));

export type LiveOrder =
  | 'press'
  | 'release'
  | 'open-lid'
  | 'close-lid'
  | 'cut'
  | 'mend'
  | 'power-off'
  | 'power-on'
  | 'reset'
  | 'wipe';

/** A light or buzzer as it changed, in milliseconds of this machine. */
export interface LiveChange {
  readonly what: string;
  readonly on: boolean;
  readonly atMs: number;
}

export class LiveNode {
  readonly changes: LiveChange[] = [];
  readonly errors: string[] = [];
  readonly #child: ChildProcess;
  readonly #ready: Promise<void>;

  /** `path`: the board's end of the cable. The board is fresh from the box: enrol it over the wire. */
  constructor(path: string) {
    this.#child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, path], { stdio: ['pipe', 'pipe', 'pipe'] });
    const { stdout, stderr } = this.#child;
    if (stdout === null || stderr === null) throw new Error('no pipes');
    createInterface({ input: stderr }).on('line', (line) => this.errors.push(line));
    const lines = createInterface({ input: stdout });
    this.#ready = new Promise((resolve, reject) => {
      lines.on('line', (line) => (line === 'ready' ? resolve() : this.#changed(line)));
      this.#child.once('close', () => reject(new Error(`the simulated node ended: ${this.errors.join('; ')}`)));
    });
  }

  /** Resolves when the board has its end of the cable. */
  ready(): Promise<void> {
    return this.#ready;
  }

  order(order: LiveOrder): void {
    this.#child.stdin?.write(`${order}\n`);
  }

  /** On without a change for `forMs`: a blinking light is not solid. */
  isSolid(forMs: number): boolean {
    const last = this.changes.findLast(({ what }) => what === 'light');
    return last?.on === true && performance.now() - last.atMs >= forMs;
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const closed = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.stdin?.end();
    await closed;
  }

  #changed(line: string): void {
    const [what = '', on] = line.split(' ');
    this.changes.push({ what, on: on === 'on', atMs: performance.now() });
  }
}
