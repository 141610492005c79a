/**
 * A node and its host on one line, in lock-step: a millisecond of chip, the bytes across, a millisecond of host. The same seed
 * gives the same bytes.
 */

import { SeededRandom } from '../seeded-random.ts';
import { HostPeer, type PeerOptions } from './host-peer.ts';
import { NodeOnChip } from './node-on-chip.ts';
import { NoisyLine } from './noisy-line.ts';

/** Whatever has a node's pins and wire: the simulated chip, or the same C code built for this machine. */
export interface WiredOptions extends PeerOptions {
  readonly noise?: number;
  readonly seed?: number;
  readonly node?: number;
  readonly button?: NodeOnChip;
}

export class Wired {
  readonly button: NodeOnChip;
  host: HostPeer;
  readonly random: SeededRandom;
  /** While false nothing passes either way. */
  connected = true;
  /** Everything that was on the wire, before noise, for comparing runs. */
  readonly wire: number[] = [];
  readonly #up: NoisyLine;
  readonly #down: NoisyLine;

  constructor(options: WiredOptions = {}) {
    this.random = new SeededRandom(options.seed ?? 1);
    this.button = options.button ?? new NodeOnChip();
    this.host = new HostPeer(options);
    this.#up = new NoisyLine(options.noise ?? 0, this.random);
    this.#down = new NoisyLine(options.noise ?? 0, this.random);
  }

  run(ms: number): void {
    for (let i = 0; i < ms; i += 1) {
      const sent = this.button.run(1);
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
      this.run(1);
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
