/**
 * A serial cable without hardware: socat joins two pseudo-terminals. One end is the port that the bridge opens through the real
 * serial binding, the other one is the board's. Pulling the cable ends socat: the port is gone as with a pulled USB plug.
 */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerialPort } from 'serialport';

export const hasSocat = spawnSync('socat', ['-V']).error === undefined;

export class PtyCable {
  readonly #folder: string;
  /** Where the bridge finds its port. */
  readonly port: string;
  readonly #end: string;
  #socat: ChildProcess | null = null;
  #board: SerialPort | null = null;
  /** Bytes from the bridge. */
  onBytes: (bytes: Buffer) => void = () => {};

  constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), 'pty-'));
    this.port = join(this.#folder, 'port');
    this.#end = join(this.#folder, 'board');
  }

  /** Where a board that is a process of its own finds its end. */
  get boardEnd(): string {
    return this.#end;
  }

  /** Plugs it in; resolves when both ends are there. `attach`: this process is the board. */
  async plug(attach = true): Promise<void> {
    const side = (link: string): string => `pty,raw,echo=0,link=${link}`;
    const socat = spawn('socat', [side(this.port), side(this.#end)], { stdio: 'ignore' });
    this.#socat = socat;
    while (!existsSync(this.port) || !existsSync(this.#end)) await new Promise((resolve) => setTimeout(resolve, 5));
    if (!attach) return;
    const board = new SerialPort({ path: this.#end, baudRate: 115_200 });
    this.#board = board;
    board.on('error', () => {});
    board.on('data', (bytes: Buffer) => this.onBytes(bytes));
    await new Promise((resolve) => board.once('open', resolve));
  }

  send(bytes: Uint8Array): void {
    if (this.#board?.isOpen) this.#board.write(bytes);
  }

  /** Pulls it out; resolves when both ends are gone. */
  async pull(): Promise<void> {
    const socat = this.#socat;
    if (!socat) return;
    this.#socat = null;
    const gone = new Promise((resolve) => socat.once('close', resolve));
    socat.kill('SIGKILL');
    await gone;
    const board = this.#board;
    this.#board = null;
    if (board?.isOpen) await new Promise<void>((resolve) => board.close(() => resolve()));
    // Killed like this, socat leaves its names behind; the kernel takes back those of a real port.
    for (const name of [this.port, this.#end]) rmSync(name, { force: true });
  }

  async remove(): Promise<void> {
    await this.pull();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
