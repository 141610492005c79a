/** An outlet that writes down what a board says: boards are tested on the desk, without a gateway. */

import type { Outlet } from '../../../firmware-bridge/board.ts';
import type { EventBody, PressName } from '../../../firmware-bridge/uplink/event.ts';
import type { Command } from '../../../gateway/contract/mqtt.ts';

export interface SaidPress {
  readonly name: PressName;
  readonly body: Readonly<Record<string, unknown>>;
  readonly ageMs: number | null;
}

export class BenchOutlet implements Outlet {
  readonly device: string;
  readonly presses: SaidPress[] = [];
  readonly events: EventBody[] = [];
  readonly beats: Readonly<Record<string, unknown>>[] = [];
  readonly faults = new Set<string>();
  /** Every fault and restore in order, e.g. `+stuck`, `-stuck`. */
  readonly history: string[] = [];
  #kept: unknown;
  readonly #pending = new Set<string>();
  #recorded: (name: PressName) => void = () => {};
  #command: (command: Command) => void = () => {};

  constructor(device = 'btn-1', kept?: unknown) {
    this.device = device;
    this.#kept = kept;
  }

  press(name: PressName, body: Readonly<Record<string, unknown>>, ageMs: number | null): void {
    this.presses.push({ name, body, ageMs });
    this.#pending.add(keyOf(name));
  }

  event(body: EventBody): void {
    this.events.push(body);
  }

  beat(body: Readonly<Record<string, unknown>>): void {
    this.beats.push(body);
  }

  fault(code: string): void {
    if (!this.faults.has(code)) this.history.push(`+${code}`);
    this.faults.add(code);
  }

  restore(code: string): void {
    if (this.faults.delete(code)) this.history.push(`-${code}`);
  }

  isPending(name: PressName): boolean {
    return this.#pending.has(keyOf(name));
  }

  onRecorded(listener: (name: PressName) => void): void {
    this.#recorded = listener;
  }

  onCommand(listener: (command: Command) => void): void {
    this.#command = listener;
  }

  /** As it would come back from the disk. */
  kept(): unknown {
    return this.#kept === undefined ? undefined : JSON.parse(JSON.stringify(this.#kept));
  }

  keep(value: unknown): void {
    this.#kept = value;
  }

  /** The gateway has it on disk. */
  record(name: PressName): void {
    this.#pending.delete(keyOf(name));
    this.#recorded(name);
  }

  command(command: Command): void {
    this.#command(command);
  }

  /** Presses under different names: what a gateway makes of them. */
  get named(): number {
    return new Set(this.presses.map(({ name }) => keyOf(name))).size;
  }
}

const keyOf = ({ life, number }: PressName): string => `${life}:${number}`;
