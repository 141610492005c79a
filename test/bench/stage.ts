/** What every scenario stands on: sizes, credentials, and hands that are let go of when it ends, however it ends. */

import { type FloodOrders } from './load/flood-process.ts';
import { Hand } from './load/hands.ts';
import { type ProbeOrders } from './load/probe-process.ts';
import type { Credentials } from './subjects/credentials.ts';
import { type GatewayServer, startGateway } from './subjects/gateway.ts';
import type { Server } from './subjects/subject.ts';

export interface Sizes {
  readonly devices: number;
  readonly buttons: number;
  /** Presses a latency is taken from, and how many a second. */
  readonly presses: number;
  readonly pressesPerSecond: number;
  /** Background load, events a second over all devices. */
  readonly load: { readonly some: number; readonly high: number; readonly peak: number };
  readonly burst: number;
  readonly storm: number;
  /** Serial ports at full line rate. */
  readonly links: number;
  readonly facts: number;
  readonly accountable: number;
  /** How long throughput is measured, and memory watched. */
  readonly measureMs: number;
  readonly watchMs: number;
}

export const FULL: Sizes = {
  devices: 1000,
  buttons: 800,
  presses: 400,
  pressesPerSecond: 50,
  load: { some: 5000, high: 10_000, peak: 20_000 },
  burst: 200,
  storm: 5000,
  links: 32,
  facts: 1_000_000,
  accountable: 100_000,
  measureMs: 5000,
  watchMs: 20_000,
};

/** Shows that everything runs; its figures say nothing. */
export const QUICK: Sizes = {
  devices: 40,
  buttons: 40,
  presses: 20,
  pressesPerSecond: 50,
  load: { some: 200, high: 400, peak: 800 },
  burst: 10,
  storm: 100,
  links: 4,
  facts: 5000,
  accountable: 1000,
  measureMs: 300,
  watchMs: 500,
};

export class Stage {
  readonly sizes: Sizes;
  readonly credentials: Credentials;
  readonly nodeRed: string | null;
  #leaving: (() => void | Promise<void>)[] = [];

  constructor(sizes: Sizes, credentials: Credentials, nodeRed: string | null) {
    this.sizes = sizes;
    this.credentials = credentials;
    this.nodeRed = nodeRed;
  }

  flood(): Hand<FloodOrders> {
    const hand = new Hand<FloodOrders>('./flood-process.ts');
    this.onLeave(() => hand.end());
    return hand;
  }

  /** Buttons and their phone; the phone listens already. */
  async probe(): Promise<{ readonly hand: Hand<ProbeOrders>; readonly webhook: string }> {
    const hand = new Hand<ProbeOrders>('./probe-process.ts');
    this.onLeave(() => hand.end());
    return { hand, webhook: `http://127.0.0.1:${await hand.ask('listen', null)}/alarm` };
  }

  async server<S extends Server>(starting: Promise<S>): Promise<S> {
    const server = await starting;
    this.onLeave(() => server.stop());
    return server;
  }

  gateway(webhook: string, { slowMs = 0, sensors = this.sizes.devices } = {}): Promise<GatewayServer> {
    const size = { sensors, buttons: this.sizes.buttons, webhook };
    return this.server(startGateway({ size, credentials: this.credentials, slowMs }));
  }

  onLeave(leave: () => void | Promise<void>): void {
    this.#leaving.push(leave);
  }

  /** Ends what was started since the last time, newest first. */
  async clear(): Promise<void> {
    const leaving = this.#leaving.reverse();
    this.#leaving = [];
    for (const leave of leaving) await leave();
  }
}
