/**
 * What the bridge says to a node: an ack for every snapshot, and commands that are said again until the node shows that it
 * heard them ("Bodies from the host" in PROTOCOL.md). Frames of a former boot are never sent to this one.
 */

import type { Command } from '../../../gateway/contract/mqtt.ts';
import { encodeFrame } from '../../protocol/codec.ts';
import type { HostBody, ReceivedFrame, Receipt, Snapshot } from '../../protocol/frame.ts';

type Spoken = Exclude<HostBody, { type: 'who' | 'enrol' | 'ack' }>;
/** An order without the boot it is meant for: that is the node's newest when it is said. */
type Order = Spoken extends infer One ? (One extends Spoken ? Omit<One, 'boot'> : never) : never;

interface Waiting {
  readonly order: Order;
  /** Counter of its newest frame; it has arrived once the node's `heard` has reached it. */
  sent: number;
}

export class HostSide {
  #node = 0;
  #boot: number | null = null;
  #key: Uint8Array | null = null;
  #counter = 0;
  #send: ((bytes: Uint8Array) => void) | null = null;
  #receipt: Omit<Receipt, 'boot'> | null = null;
  readonly #orders = new Map<Order['type'], Waiting>();

  /** The port is open (or closed: null). */
  connect(send: ((bytes: Uint8Array) => void) | null): void {
    this.#send = send;
  }

  /** Something to say for want of an answer. */
  get isWaiting(): boolean {
    return this.#receipt !== null || this.#orders.size > 0;
  }

  /**
   * Takes in a snapshot, and answers it. `key`: what the node can check; null: nothing, it cannot be answered.
   * `recorded`: presses of this node up to this number are on the gateway's disk.
   */
  heard(frame: ReceivedFrame<Snapshot>, key: Uint8Array | null, recorded: number): void {
    const { body, node } = frame;
    if (node !== this.#node || body.boot !== this.#boot) {
      this.#node = node;
      this.#boot = body.boot;
      this.#counter = 0;
      for (const waiting of this.#orders.values()) waiting.sent = 0;
    }
    this.#key = key;
    this.#counter = Math.max(this.#counter, body.heard);
    this.#settle(body);
    this.ack(frame.counter, recorded);
  }

  ack(seen: number, recorded: number): void {
    this.#say({ type: 'ack', seen, recorded });
  }

  /** What became of press number `press`. An older state never follows a newer one: the newest is kept. */
  receipt(press: number, state: Receipt['state']): void {
    this.#receipt = { type: 'receipt', press, state };
    this.#say(this.#receipt);
  }

  command(command: Exclude<Command, { type: 'receipt' }>): void {
    if (command.type === 'selftest') return this.#order({ type: 'run-selftest' });
    const { on, pattern = 'panic' } = command;
    const seconds = Math.min(0xffff, Math.ceil(command.seconds ?? 0));
    this.#order({ type: 'output', on, seconds, pattern: on ? pattern : 'off' });
  }

  quiet(on: boolean): void {
    this.#order({ type: 'quiet', on });
  }

  /** Says again what was not answered; called every so often while `isWaiting`. */
  repeat(): void {
    if (this.#receipt) this.#say(this.#receipt);
    for (const waiting of this.#orders.values()) waiting.sent = this.#say(waiting.order) ?? waiting.sent;
  }

  #order(order: Order): void {
    this.#orders.set(order.type, { order, sent: this.#say(order) ?? 0 });
  }

  #settle(body: Snapshot): void {
    for (const [type, { sent }] of this.#orders) if (sent > 0 && body.heard >= sent) this.#orders.delete(type);
    const wanted = this.#receipt;
    // Shown, or overtaken by a newer press: then it is not the newest one's receipt any more.
    if (wanted && (body.shown === wanted.state || body.presses !== wanted.press)) this.#receipt = null;
  }

  /** Returns the frame's counter, or null where nothing can be said now. */
  #say(body: Order | { type: 'ack'; seen: number; recorded: number }): number | null {
    if (!this.#send || !this.#key || this.#boot === null) return null;
    this.#counter += 1;
    const frame = { node: this.#node, counter: this.#counter, body: { ...body, boot: this.#boot } };
    this.#send(encodeFrame(frame, this.#key));
    return this.#counter;
  }
}
