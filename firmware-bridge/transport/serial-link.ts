/**
 * One supervised link: a fresh port for each connection, opened again with backoff and jitter until it is stopped. What is
 * written goes to the port that is open now, or nowhere.
 */

import type { BridgeClock, Dice } from '../clock.ts';
import { Backoff } from './backoff.ts';
import type { OpenPort, Port, PortEnd, PortOptions } from './port.ts';

const REOPEN = { firstMs: 250, mostMs: 5000 };
/** A port that was open for this long did work: the next failure starts with the short wait again. */
const STEADY_MS = 3000;

export interface LinkEvents {
  opened(): void;
  received(chunk: Buffer): void;
  /** The connection ended, or could not be made; it is tried again. */
  lost(end: PortEnd): void;
}

export interface LinkDeps {
  readonly clock: BridgeClock;
  readonly dice: Dice;
  readonly open: OpenPort;
}

export class SerialLink {
  readonly #options: PortOptions;
  readonly #events: LinkEvents;
  readonly #deps: LinkDeps;
  readonly #backoff: Backoff;
  #port: Port | null = null;
  #isOpen = false;
  #stopped = false;
  #cancel: () => void = () => {};

  constructor(options: PortOptions, events: LinkEvents, deps: LinkDeps) {
    this.#options = options;
    this.#events = events;
    this.#deps = deps;
    this.#backoff = new Backoff(REOPEN, deps.dice);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  start(): void {
    let openedAt = Number.POSITIVE_INFINITY;
    const port = this.#deps.open(this.#options, {
      opened: () => {
        if (this.#stopped) return;
        openedAt = this.#deps.clock.now();
        this.#isOpen = true;
        this.#events.opened();
      },
      received: (chunk) => {
        if (this.#isOpen) this.#events.received(chunk);
      },
      ended: (end) => {
        this.#isOpen = false;
        if (this.#stopped) return;
        if (this.#deps.clock.now() - openedAt >= STEADY_MS) this.#backoff.reset();
        this.#cancel = this.#deps.clock.after(this.#backoff.next(), () => this.start());
        this.#events.lost(end);
      },
    });
    this.#port = port;
  }

  write(bytes: Uint8Array): void {
    if (this.#isOpen) this.#port?.write(bytes);
  }

  /** Gives the connection up (a board that makes no sense); it is opened again after the usual wait. */
  async reopen(why: string): Promise<void> {
    if (this.#stopped || !this.#isOpen) return;
    this.#isOpen = false;
    await this.#port?.close();
    if (this.#stopped) return;
    this.#cancel = this.#deps.clock.after(this.#backoff.next(), () => this.start());
    this.#events.lost({ problem: 'failed', detail: why });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#isOpen = false;
    this.#cancel();
    await this.#port?.close();
  }
}
