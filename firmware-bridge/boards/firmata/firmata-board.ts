/**
 * A stock Firmata board for ordinary sensors, held by a process of its own. Its reports carry no proof of anything: after a
 * reset, a close or a silence its sensors are unknown, the board is built again, and what it says first is how things stand.
 */

import { z } from 'zod';
import type { Outlet } from '../../board.ts';
import { type BridgeClock, type Dice, every } from '../../clock.ts';
import type { FirmataPlan, PinPlan } from '../../plan.ts';
import { Backoff } from '../../transport/backoff.ts';
import { PassingFaults } from '../passing-faults.ts';
import { Presence } from '../presence.ts';
import { type BoardSetting, type FromChild, fromChild } from './messages.ts';

/** The child of one connection. */
export interface Child {
  /** Resolves when it is gone. */
  stop(): Promise<void>;
}

export interface ChildEvents {
  said(message: unknown): void;
  /** Once. */
  gone(why: string): void;
}

export type StartChild = (setting: BoardSetting, events: ChildEvents) => Child;

export interface FirmataDeps {
  readonly clock: BridgeClock;
  readonly dice: Dice;
  readonly startChild: StartChild;
  readonly outletOf: (device: string) => Outlet;
  readonly report: { lost(board: string, why: string): void; opened(board: string): void };
}

const AGAIN = { firstMs: 500, mostMs: 10_000 };
const STEADY_MS = 30_000;
const TICK_MS = 1000;
const BEAT_MS = 25_000;
/** It is asked every 10 s. */
const SILENT_MS = 25_000;

const keptState = z.object({ active: z.boolean() });

/** One pin and the device that hangs on it. */
interface Wire {
  readonly pin: PinPlan;
  readonly outlet: Outlet;
  readonly presence: Presence;
  readonly passing: PassingFaults;
  /** As last told to the gateway; null: never. */
  active: boolean | null;
  /** The next report is how it stands, not that it changed. */
  unknown: boolean;
}

export class FirmataBoard {
  readonly #plan: FirmataPlan;
  readonly #deps: FirmataDeps;
  readonly #backoff: Backoff;
  readonly #wires: readonly Wire[];
  readonly #stopTicking: () => void;
  #child: Child | null = null;
  #stopped = false;
  #over = '';
  /** The last reason that was reported: one line for each change, not for each try. */
  #said = '';
  #startedAt = 0;
  #beatAt = Number.NEGATIVE_INFINITY;
  #cancel: () => void = () => {};

  constructor(plan: FirmataPlan, deps: FirmataDeps) {
    this.#plan = plan;
    this.#deps = deps;
    this.#backoff = new Backoff(AGAIN, deps.dice);
    this.#wires = plan.pins.map((pin) => {
      const outlet = deps.outletOf(pin.device);
      const kept = keptState.safeParse(outlet.kept());
      return {
        pin,
        outlet,
        presence: new Presence(deps.clock, outlet, SILENT_MS),
        passing: new PassingFaults(['board-reset'], deps.clock, outlet),
        active: kept.success ? kept.data.active : null,
        unknown: true,
      };
    });
    this.#stopTicking = every(deps.clock, TICK_MS, () => this.#tick());
  }

  start(): void {
    const { port, baud } = this.#plan;
    const pins = this.#plan.pins.map(({ pin, as, invert, above }) => ({ pin, as, invert, above }));
    this.#startedAt = this.#deps.clock.now();
    this.#over = '';
    this.#child = this.#deps.startChild(
      { port, baud, pins },
      { said: (message) => this.#hear(message), gone: (why) => this.#gone(why) },
    );
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stopTicking();
    this.#cancel();
    await this.#child?.stop();
  }

  #hear(message: unknown): void {
    const read = fromChild.safeParse(message);
    if (read.success && !this.#stopped) this.#take(read.data);
  }

  #take(message: FromChild): void {
    switch (message.is) {
      case 'ready':
        this.#said = '';
        this.#deps.report.opened(this.#plan.id);
        for (const { presence } of this.#wires) {
          presence.opened();
          presence.heard();
        }
        return;
      case 'alive':
        for (const { presence } of this.#wires) presence.heard();
        return;
      case 'state':
        return this.#state(message.index, message.active);
      case 'over':
        this.#over = `${message.why}: ${message.detail}`;
        // It ran and forgot everything: told even where it is back before anybody misses it.
        if (message.why === 'reset') for (const { passing } of this.#wires) passing.happened('board-reset');
    }
  }

  #state(index: number, active: boolean): void {
    const wire = this.#wires[index];
    if (!wire) return;
    wire.presence.heard();
    const isBaseline = wire.unknown && wire.active === null;
    const changed = wire.active !== active;
    wire.unknown = false;
    wire.active = active;
    if (!changed) return;
    wire.outlet.keep({ active });
    if (isBaseline) return;
    wire.outlet.event(wire.pin.as === 'reed' ? { type: 'door', open: active } : { type: 'motion', active });
  }

  #gone(why: string): void {
    this.#child = null;
    for (const wire of this.#wires) {
      wire.unknown = true;
      wire.presence.closed();
    }
    if (this.#stopped) return;
    if (this.#deps.clock.now() - this.#startedAt > STEADY_MS) this.#backoff.reset();
    const what = this.#over || why;
    if (what !== this.#said) this.#deps.report.lost(this.#plan.id, what);
    this.#said = what;
    this.#cancel = this.#deps.clock.after(this.#backoff.next(), () => this.start());
  }

  #tick(): void {
    const now = this.#deps.clock.now();
    const beats = now - this.#beatAt >= BEAT_MS;
    if (beats) this.#beatAt = now;
    for (const { presence, passing, outlet } of this.#wires) {
      presence.look();
      passing.look();
      if (beats && presence.isAlive) outlet.beat({});
    }
  }
}
