/**
 * The node's firmware built for this machine (test/kit/avr/c/node-program.c): the same C but the chip, some hundred times faster than
 * the simulated one. For runs with many seeds; what the chip itself does is shown on the chip. Steps are synchronous, over two pipes.
 */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ButtonBoard } from './button-board.ts';
import { ButtonLoop } from './button-loop.ts';
import { buildForHost } from './c-codec.ts';
import { Eeprom } from './eeprom.ts';

const SOURCES = [
  ...['main.c', 'node.c', 'tell.c', 'take.c', 'sense.c', 'signal.c'],
  ...['memory.c', 'frame.c', 'mac.c', 'sha256.c'],
];

export class NodeOnHost implements ButtonBoard {
  readonly loop = new ButtonLoop();
  lidOpen = false;
  #ms = 0;
  #lamps = 0;
  #inbox: number[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), 'node-on-host-'));
  readonly #child: ChildProcess;
  readonly #to: number;
  readonly #from: number;
  readonly #header = Buffer.alloc(3);

  /** End it with `end()`. `sanitize`: with gcc's address and undefined-behaviour sanitizers, at a third of the speed. */
  constructor(options: { eeprom?: Eeprom; sanitize?: boolean } = {}) {
    const program = buildForHost('node-program.c', SOURCES, { sanitize: options.sanitize ?? false });
    const [to, from] = [join(this.#folder, 'to'), join(this.#folder, 'from')];
    execFileSync('mkfifo', [to, from]);
    // Both directions at first, so that no end waits for the other; then ours only, so that a program that died is heard.
    const [stdin, stdout] = [openSync(to, 'r+'), openSync(from, 'r+')];
    this.#to = openSync(to, 'w');
    this.#from = openSync(from, 'r');
    this.#child = spawn(program, [], { stdio: [stdin, stdout, 'inherit'] });
    closeSync(stdin);
    closeSync(stdout);
    writeSync(this.#to, (options.eeprom ?? new Eeprom()).cells);
  }

  get ms(): number {
    return this.#ms;
  }

  get isLit(): boolean {
    return (this.#lamps & 1) !== 0;
  }

  receive(bytes: Uint8Array): void {
    this.#inbox.push(...bytes);
  }

  run(ms: number): Uint8Array {
    const order = Buffer.alloc(6 + this.#inbox.length);
    order.writeUInt8(ms, 0);
    order.writeUInt8(this.lidOpen ? 1 : 0, 1);
    order.writeUInt16LE(Math.min(1023, Math.floor(this.loop.ratio * 1024)), 2);
    order.writeUInt16LE(this.#inbox.length, 4);
    order.set(this.#inbox, 6);
    this.#inbox = [];
    writeSync(this.#to, order);
    this.#read(this.#header);
    this.#lamps = this.#header.readUInt8(0);
    const sent = Buffer.alloc(this.#header.readUInt16LE(1));
    this.#read(sent);
    this.#ms += ms;
    return new Uint8Array(sent);
  }

  end(): void {
    this.#child.kill('SIGKILL');
    closeSync(this.#to);
    closeSync(this.#from);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #read(into: Buffer): void {
    for (let have = 0; have < into.length; ) {
      const more = readSync(this.#from, into, have, into.length - have, null);
      if (more === 0) throw new Error('the node’s program has ended: see what it said on stderr');
      have += more;
    }
  }
}
