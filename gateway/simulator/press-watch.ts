/** What became of each simulated press: how long until it was acknowledged, recorded, and until a person was told. */

import type { Command, ReceiptState } from '../contract/mqtt.ts';
import type { DeviceClock } from './clock.ts';
import type { Held } from './outbox.ts';

export interface WatchedPress {
  readonly device: string;
  readonly boot: number;
  readonly seq: number;
  readonly pressedAt: number;
  ackedMs: number | null;
  readonly lightMs: Map<ReceiptState, number>;
}

type Receipt = Extract<Command, { type: 'receipt' }>;

const nameOf = (device: string, boot: number, seq: number): string => `${device}/${boot}/${seq}`;

export class PressWatch {
  readonly #clock: DeviceClock;
  readonly #presses = new Map<string, WatchedPress>();
  #listeners: (() => void)[] = [];

  constructor(clock: DeviceClock) {
    this.#clock = clock;
  }

  pressed(device: string, held: Held): WatchedPress {
    const { boot, seq, happenedAt } = held;
    const press: WatchedPress = { device, boot, seq, pressedAt: happenedAt, ackedMs: null, lightMs: new Map() };
    this.#presses.set(nameOf(device, boot, seq), press);
    return press;
  }

  acknowledged(device: string, held: Held): void {
    const press = this.#presses.get(nameOf(device, held.boot, held.seq));
    if (press === undefined || press.ackedMs !== null) return;
    press.ackedMs = this.#clock.now() - press.pressedAt;
    this.#tell();
  }

  /** Returns the press the light belongs to, if it is one of ours and the state is new. */
  receipt(device: string, receipt: Receipt): WatchedPress | null {
    if (receipt.boot === undefined || receipt.seq === undefined) return null;
    const press = this.#presses.get(nameOf(device, receipt.boot, receipt.seq));
    if (press === undefined || press.lightMs.has(receipt.state)) return null;
    press.lightMs.set(receipt.state, this.#clock.now() - press.pressedAt);
    this.#tell();
    return press;
  }

  all(): readonly WatchedPress[] {
    return [...this.#presses.values()];
  }

  unrecorded(): readonly WatchedPress[] {
    return this.all().filter((press) => !press.lightMs.has('recorded'));
  }

  /** Resolves to whether every press was recorded within the time. */
  allRecorded(withinMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const finish = (done: boolean): void => {
        cancel();
        this.#listeners = this.#listeners.filter((one) => one !== look);
        resolve(done);
      };
      const look = (): void => {
        if (this.unrecorded().length === 0) finish(true);
      };
      const cancel = this.#clock.after(withinMs, () => finish(this.unrecorded().length === 0));
      this.#listeners.push(look);
      look();
    });
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
