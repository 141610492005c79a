/**
 * A board and its link. What a board throws ends its connection, is told as a fault of its device, and touches nothing else:
 * the board is made anew and its port opened again.
 */

import type { Board, Outlet } from './board.ts';
import { PassingFaults } from './boards/passing-faults.ts';
import { every } from './clock.ts';
import type { BridgeLog } from './log.ts';
import type { PortEnd, PortOptions } from './transport/port.ts';
import { type LinkDeps, SerialLink } from './transport/serial-link.ts';

const TICK_MS = 5000;

export interface UnitDeps extends LinkDeps {
  readonly log: BridgeLog;
}

export class PortUnit {
  readonly #id: string;
  readonly #make: () => Board;
  readonly #outlet: Outlet;
  readonly #log: BridgeLog;
  readonly #link: SerialLink;
  readonly #passing: PassingFaults;
  readonly #stopTicking: () => void;
  #board: Board;
  /** The last problem that was logged: one line for each change, not for each try. */
  #said = '';

  constructor(id: string, options: PortOptions, make: () => Board, outlet: Outlet, deps: UnitDeps) {
    this.#id = id;
    this.#make = make;
    this.#outlet = outlet;
    this.#log = deps.log;
    this.#board = make();
    this.#passing = new PassingFaults(['adapter-failed'], deps.clock, outlet);
    this.#link = new SerialLink(
      options,
      {
        opened: () => this.#opened(),
        received: (chunk) => this.#guard(() => this.#board.received(chunk)),
        lost: (end) => this.#lost(end),
      },
      deps,
    );
    this.#stopTicking = every(deps.clock, TICK_MS, () => this.#passing.look());
  }

  start(): void {
    this.#link.start();
  }

  async stop(): Promise<void> {
    this.#stopTicking();
    this.#board.stop();
    await this.#link.stop();
  }

  #opened(): void {
    this.#said = '';
    this.#log.info({ board: this.#id }, 'port open');
    this.#outlet.restore('port-busy');
    this.#outlet.restore('port-forbidden');
    this.#guard(() => this.#board.opened((bytes) => this.#link.write(bytes)));
  }

  #lost({ problem, detail }: PortEnd): void {
    if (this.#said !== problem) this.#log.warn({ board: this.#id, problem, detail }, SAID[problem]);
    this.#said = problem;
    if (problem === 'busy') this.#outlet.fault('port-busy');
    if (problem === 'forbidden') this.#outlet.fault('port-forbidden');
    this.#guard(() => this.#board.closed());
  }

  #guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#log.error({ board: this.#id, err: error }, 'an adapter failed; it is started again');
      this.#passing.happened('adapter-failed');
      this.#board.stop();
      this.#board = this.#make();
      void this.#link.reopen('the adapter failed');
    }
  }
}

const SAID: Readonly<Record<PortEnd['problem'], string>> = {
  missing: 'no such port: waiting for the board to be plugged in',
  busy: 'another program holds the port: is a second bridge running?',
  forbidden: 'no permission to open the port: put the user into the group dialout',
  unplugged: 'the port is gone: waiting for the board to be plugged in again',
  failed: 'the port cannot be used',
};
