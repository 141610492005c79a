/**
 * A node and its host on one line, in lock-step: a millisecond of chip, the bytes across, a millisecond of host. The same seed
 * gives the same bytes.
 */

import { SeededRandom } from '../seeded-random.ts';
import { HostPeer, type PeerOptions } from './host-peer.ts';
import type { ButtonBoard } from './button-board.ts';
import type { NodeOnChip } from './node-on-chip.ts';
import { NoisyLine } from './noisy-line.ts';

export interface WiredOptions<B extends ButtonBoard = NodeOnChip> extends PeerOptions {
  /** Share of bytes that are damaged, each way. */
  readonly noise?: number;
  readonly seed?: number;
  readonly button: B;
  /** Milliseconds of a step: the line's delay. */
  readonly stepMs?: number;
}

export class Wired<B extends ButtonBoard = NodeOnChip> {
  readonly button: B;
  host: HostPeer;
  readonly random: SeededRandom;
  /** While false nothing passes either way. */
  connected = true;
  /** Everything that was on the wire, before noise, for comparing runs. */
  readonly wire: number[] = [];
  readonly #stepMs: number;
  readonly #up: NoisyLine;
  readonly #down: NoisyLine;

  constructor(options: WiredOptions<B>) {
    this.random = new SeededRandom(options.seed ?? 1);
    this.button = options.button;
    this.#stepMs = options.stepMs ?? 1;
    this.host = new HostPeer(options);
    this.#up = new NoisyLine(options.noise ?? 0, this.random);
    this.#down = new NoisyLine(options.noise ?? 0, this.random);
  }

  run(ms: number): void {
    for (let i = 0; i < ms; i += this.#stepMs) {
      const sent = this.button.run(this.#stepMs);
      this.wire.push(...sent);
      const arrived = this.connected ? this.#up.carry(sent) : new Uint8Array();
      this.say(this.host.step(this.button.ms, arrived));
    }
  }

  /** Runs until `condition`, checked each millisecond; gives back how long it took. Throws after `limitMs`. */
  runUntil(condition: () => boolean, limitMs = 5000): number {
    const from = this.button.ms;
    while (!condition()) {
      if (this.button.ms - from >= limitMs) throw new Error(`not within ${limitMs} ms`);
      this.run(this.#stepMs);
    }
    return this.button.ms - from;
  }

  /** Bytes to the node, over the line. */
  say(bytes: Uint8Array): void {
    this.wire.push(...bytes);
    if (this.connected && bytes.length > 0) this.button.receive(this.#down.carry(bytes));
  }

  /** Pressed for `holdMs`, then released for `restMs`. */
  press(holdMs = 200, restMs = 100): void {
    this.button.loop.pressed = true;
    this.run(holdMs);
    this.button.loop.pressed = false;
    this.run(restMs);
  }
}
