/**
 * A help button on paper: the node's side of PROTOCOL.md without a chip, to put a bridge through what a chip cannot be made to
 * do at will. It keeps its counters over power cuts, and believes only what its key has signed for this boot.
 */

import { decodeFrame, encodeFrame } from '../../../firmware-bridge/protocol/codec.ts';
import {
  type HostBody,
  type NodeBody,
  PUBLIC_KEY,
  type ShownState,
  type Snapshot,
} from '../../../firmware-bridge/protocol/frame.ts';
import { isAuthentic } from '../../../firmware-bridge/protocol/mac.ts';

const NO_RESET = { powerOn: true, external: false, brownOut: false, watchdog: false };
const BLOCK = 1024;

export const NODE_KEY = Uint8Array.from({ length: 32 }, (_, i) => i + 1);

export class PaperNode {
  node: number;
  key: Uint8Array;
  boot = BLOCK;
  counter = BLOCK;
  presses = 0;
  sinceBoot = 0;
  unacknowledged = false;
  shown: ShownState = 'none';
  heard = 0;
  /** What the bridge has told it and it believed. */
  readonly told: HostBody[] = [];
  /** Any other field of its snapshots. */
  state: Partial<Snapshot> = {};
  reset = NO_RESET;
  #pending = Buffer.alloc(0);

  constructor(node = 7, key: Uint8Array = NODE_KEY) {
    this.node = node;
    this.key = key;
  }

  get enrolled(): boolean {
    return this.node !== 0;
  }

  press(): void {
    this.presses += 1;
    this.sinceBoot += 1;
    this.unacknowledged = true;
    this.shown = 'none';
  }

  /** Power goes and comes back. */
  reboot(reset: Partial<typeof NO_RESET> = {}): void {
    this.boot = (Math.floor(this.counter / BLOCK) + 1) * BLOCK;
    this.counter = this.boot;
    this.sinceBoot = 0;
    this.heard = 0;
    this.shown = 'none';
    this.reset = { ...NO_RESET, ...reset };
  }

  /** The EEPROM is empty: no identity, no counters. */
  wipe(): void {
    Object.assign(this, { node: 0, key: PUBLIC_KEY, boot: 0, counter: 0, presses: 0, sinceBoot: 0, heard: 0 });
    this.unacknowledged = false;
  }

  /** The next snapshot, as it goes onto the wire. */
  snapshot(): Buffer {
    const { boot, presses, sinceBoot, unacknowledged, shown, heard, enrolled, reset } = this;
    return this.#frame({
      ...{ type: 'snapshot', boot, presses, sinceBoot, unacknowledged, shown, heard, enrolled, reset },
      ...{ line: 'normal', pressed: false, lidOpen: false, stuck: false, quiet: false, memoryFault: false },
      ...{ adc: 512, vccMv: 5000, pressAgeMs: presses > 0 ? 40 : null, holdMs: 0, lidOpenings: 0, lineFaults: 0 },
      ...this.state,
    });
  }

  hello(): Buffer {
    return this.#frame({
      ...{ type: 'hello', boot: this.boot, firmwareMajor: 1, firmwareMinor: 0, reset: this.reset, uptimeS: 60 },
      identity: this.enrolled ? 'enrolled' : 'blank',
      ...{ taken: 0, damaged: 0, forged: 0, stale: 0, resends: 3, wornSlots: 0, freeStack: 900 },
    });
  }

  selftest(good: boolean): Buffer {
    const results = { cipherOk: true, memoryOk: true, lineOk: good, supplyOk: true, lidOk: true };
    return this.#frame({ type: 'selftest', boot: this.boot, ...results, adc: 512, vccMv: 5000 });
  }

  /** Bytes from the bridge. */
  hear(bytes: Uint8Array): void {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    for (;;) {
      const end = this.#pending.indexOf(0);
      if (end < 0) return;
      const stuffed = this.#pending.subarray(0, end);
      this.#pending = this.#pending.subarray(end + 1);
      if (stuffed.length > 0) this.#take(stuffed);
    }
  }

  #take(stuffed: Uint8Array): void {
    const frame = decodeFrame(stuffed, 'host');
    if (frame.kind !== 'frame' || !isAuthentic(frame, this.key)) return;
    const body = frame.body as HostBody;
    if (body.type === 'who' || body.boot !== this.boot || frame.counter <= this.heard) return;
    this.heard = frame.counter;
    this.told.push(body);
    if (body.type === 'receipt' && body.press === this.presses) this.shown = body.state;
    if (body.type !== 'ack') return;
    if (body.recorded > this.presses) throw new Error('acknowledged more presses than there are');
    if (body.recorded === this.presses && this.unacknowledged) {
      this.unacknowledged = false;
      if (this.shown === 'none') this.shown = 'recorded';
    }
  }

  #frame(body: NodeBody): Buffer {
    this.counter += 1;
    return Buffer.from(encodeFrame({ node: this.node, counter: this.counter, body }, this.key));
  }
}
