/** The chip and the real bridge's board in lock-step: a millisecond of chip, the bytes across, a millisecond of the bridge's clock. */

import { createHash } from 'node:crypto';
import { NodeBoard } from '../../../firmware-bridge/boards/node/node-board.ts';
import { NodeMemory } from '../../../firmware-bridge/boards/node/node-memory.ts';
import { BenchOutlet } from '../bridge/bench-outlet.ts';
import { MovableClock } from '../bridge/bridge-clock.ts';
import { SeededRandom } from '../seeded-random.ts';
import { enrolledMemory, KEY, NODE } from './enrolled.ts';
import { NodeOnChip } from './node-on-chip.ts';
import { NoisyLine } from './noisy-line.ts';

const LIFE = 1_700_000_000;

export interface WiredBridgeOptions {
  readonly button?: NodeOnChip;
  readonly key?: Uint8Array;
  readonly noise?: number;
  readonly seed?: number;
}

export class WiredBridge {
  readonly button: NodeOnChip;
  readonly random: SeededRandom;
  readonly #key: Uint8Array;
  readonly #up: NoisyLine;
  readonly #down: NoisyLine;
  outlet = new BenchOutlet('btn-1');
  #clock = new MovableClock();
  #board: NodeBoard;
  /** Every frame of the bridge, for playing it again. */
  readonly said: Uint8Array[] = [];
  /** The gateway puts on disk what it is told. */
  recording = true;
  connected = true;

  constructor(options: WiredBridgeOptions = {}) {
    this.random = new SeededRandom(options.seed ?? 1);
    this.button = options.button ?? new NodeOnChip({ eeprom: enrolledMemory() });
    this.#key = options.key ?? KEY;
    this.#up = new NoisyLine(options.noise ?? 0, this.random);
    this.#down = new NoisyLine(options.noise ?? 0, this.random);
    this.#board = this.#plug();
  }

  #plug(): NodeBoard {
    const mark = createHash('sha256').update(this.#key).digest('hex');
    const memory = new NodeMemory(this.outlet.kept(), mark, LIFE);
    const board = new NodeBoard({ node: NODE, key: this.#key, quiet: false }, memory, this.outlet, this.#clock);
    board.opened((bytes) => {
      this.said.push(bytes);
      if (this.connected) this.button.receive(this.#down.carry(bytes));
    });
    return board;
  }

  /** kill -9 of the bridge: what it kept is all that is left. */
  restartBridge(): void {
    this.#board.stop();
    const before = this.outlet;
    this.outlet = new BenchOutlet('btn-1', before.kept());
    this.outlet.presses.push(...before.presses);
    this.#clock = new MovableClock();
    this.#board = this.#plug();
  }

  async run(ms: number): Promise<void> {
    for (let i = 0; i < ms; i += 1) {
      const sent = this.button.run(1);
      if (this.connected && sent.length > 0) this.#board.received(Buffer.from(this.#up.carry(sent)));
      if (this.recording)
        for (const { name } of this.outlet.presses) if (this.outlet.isPending(name)) this.outlet.record(name);
      await this.#clock.advance(1);
    }
  }

  /** Pressed for `holdMs`, then released for `restMs`. */
  async press(holdMs = 200, restMs = 150): Promise<void> {
    this.button.loop.pressed = true;
    await this.run(holdMs);
    this.button.loop.pressed = false;
    await this.run(restMs);
  }

  /** Is the light solid: on, and unchanged for 300 ms? */
  async isSolid(): Promise<boolean> {
    const before = this.button.light.length;
    await this.run(300);
    return this.button.isLit && this.button.light.length === before;
  }

  async powerCut(ms = 20): Promise<void> {
    this.button.powerOff(this.random);
    await this.run(ms);
    this.button.powerOn();
  }
}
