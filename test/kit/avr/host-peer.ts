/**
 * The host's side of PROTOCOL.md, as little as it takes to test a node: it keeps the account, plays the gateway that records
 * after `recordAfterMs`, and acknowledges. The real bridge is firmware-bridge/boards/node; this one shares no code with it but the codec.
 */

import { encodeFrame } from '../../../firmware-bridge/protocol/codec.ts';
import {
  type Body,
  EVERY_NODE,
  type Garbage,
  type HostBody,
  PUBLIC_KEY,
  type ReceivedFrame,
  type Snapshot,
} from '../../../firmware-bridge/protocol/frame.ts';
import { FrameReader } from '../../../firmware-bridge/protocol/frame-reader.ts';
import { isAuthentic } from '../../../firmware-bridge/protocol/mac.ts';
import {
  type AccountFault,
  enterSnapshot,
  NEW_ACCOUNT,
  type PressAccount,
} from '../../../firmware-bridge/protocol/press-account.ts';

export interface PeerOptions {
  readonly node?: number;
  readonly key?: Uint8Array;
  /** From raising a press to the gateway's `recorded`. */
  readonly recordAfterMs?: number;
}

/** A press as the gateway got it. */
export interface RaisedPress {
  readonly ms: number;
  readonly count: number;
  readonly verified: boolean;
}

export class HostPeer {
  account: PressAccount = NEW_ACCOUNT;
  readonly raised: RaisedPress[] = [];
  readonly faults = new Set<AccountFault>();
  readonly garbage: Garbage[] = [];
  readonly frames: ReceivedFrame[] = [];
  forged = 0;
  restarts = 0;
  tornLatches = 0;
  /** While false the gateway records nothing: acks say `seen` only. */
  recording = true;
  /** While false nothing is sent. */
  answering = true;
  newest: Snapshot | null = null;
  readonly #node: number;
  readonly #key: Uint8Array;
  readonly #recordAfterMs: number;
  readonly #reader = new FrameReader('node');
  #counter = 0;
  #recorded = 0;
  #toRecord: { readonly atMs: number; readonly presses: number }[] = [];
  #answerTo: ReceivedFrame<Snapshot> | null = null;

  constructor(options: PeerOptions = {}) {
    this.#node = options.node ?? 0;
    this.#key = options.key ?? PUBLIC_KEY;
    this.#recordAfterMs = options.recordAfterMs ?? 0;
  }

  get presses(): number {
    return this.raised.reduce((sum, { count }) => sum + count, 0);
  }

  /** Bytes from the line at `ms`; gives back the bytes to answer with. */
  step(ms: number, bytes: Uint8Array): Uint8Array {
    for (const one of this.#reader.push(bytes)) {
      if (one.kind === 'garbage') this.garbage.push(one);
      else this.#take(one, ms);
    }
    const due = this.#toRecord.filter(({ atMs }) => this.recording && atMs <= ms);
    this.#toRecord = this.#toRecord.filter((one) => !due.includes(one));
    for (const { presses } of due) this.#recorded = Math.max(this.#recorded, presses);
    const answer = this.#answerTo;
    const news = due.length > 0 ? this.newestFrame : null;
    this.#answerTo = null;
    return this.answering && (answer ?? news) !== null
      ? this.ack((answer ?? news) as ReceivedFrame<Snapshot>)
      : new Uint8Array();
  }

  newestFrame: ReceivedFrame<Snapshot> | null = null;

  ack(of: ReceivedFrame<Snapshot>, recorded = Math.min(this.#recorded, of.body.presses)): Uint8Array {
    return this.command({ type: 'ack', boot: of.body.boot, seen: of.counter, recorded });
  }

  /** A host frame with the next counter, or with `counter`. */
  command(body: HostBody, options: { key?: Uint8Array; node?: number; counter?: number } = {}): Uint8Array {
    this.#counter = Math.max(this.#counter, this.newest?.heard ?? 0) + 1;
    const counter = options.counter ?? this.#counter;
    return encodeFrame({ node: options.node ?? this.#node, counter, body }, options.key ?? this.#key);
  }

  who(): Uint8Array {
    return encodeFrame({ node: EVERY_NODE, counter: 0, body: { type: 'who' } }, PUBLIC_KEY);
  }

  /** All frames of one type so far. */
  heard<T extends Body['type']>(type: T): Extract<Body, { type: T }>[] {
    return this.frames.map(({ body }) => body).filter((body): body is Extract<Body, { type: T }> => body.type === type);
  }

  #take(frame: ReceivedFrame, ms: number): void {
    const authentic = frame.node === this.#node && isAuthentic(frame, this.#key);
    const isPublic = !authentic && frame.node === 0 && isAuthentic(frame, PUBLIC_KEY);
    if (authentic || isPublic) this.frames.push(frame);
    else this.forged += 1;
    if (!isSnapshot(frame)) return;
    const entry = enterSnapshot(this.account, frame, authentic ? 'authentic' : isPublic ? 'public' : 'alien');
    this.account = entry.account;
    if (entry.fault !== null) this.faults.add(entry.fault);
    if (entry.restarted) this.restarts += 1;
    if (entry.latchTorn) this.tornLatches += 1;
    if (entry.raised > 0) this.raised.push({ ms, count: entry.raised, verified: entry.verified });
    if (!authentic) return;
    if (this.newest !== null && this.newest.boot !== frame.body.boot) this.#counter = 0;
    this.newest = frame.body;
    this.newestFrame = frame;
    this.#answerTo = frame;
    this.#record(frame.body, entry.raised, ms);
  }

  /** What is raised is recorded later; what was raised before this peer knew of it counts as recorded with it. */
  #record(told: Snapshot, raised: number, ms: number): void {
    const isQueued = this.#toRecord.some(({ presses }) => presses >= told.presses);
    if (raised > 0 || (told.presses > this.#recorded && !isQueued))
      this.#toRecord.push({ atMs: ms + this.#recordAfterMs, presses: told.presses });
  }
}

const isSnapshot = (frame: ReceivedFrame): frame is ReceivedFrame<Snapshot> => frame.body.type === 'snapshot';
