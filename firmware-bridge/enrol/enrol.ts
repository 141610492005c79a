/**
 * Gives a help button its number and key over the wire ("Enrolment" in PROTOCOL.md). The answer is signed with the new key:
 * only a node that holds it is enrolled.
 */

import type { BridgeClock } from '../clock.ts';
import { encodeFrame } from '../protocol/codec.ts';
import {
  type EnrolResult,
  EVERY_NODE,
  type Hello,
  type IdentityState,
  PUBLIC_KEY,
  type ReceivedFrame,
  UNENROLLED,
} from '../protocol/frame.ts';
import { FrameReader } from '../protocol/frame-reader.ts';
import { isAuthentic } from '../protocol/mac.ts';
import type { OpenPort, Port, PortOptions, PortProblem } from '../transport/port.ts';

export interface NewIdentity {
  readonly node: number;
  readonly key: Uint8Array;
}

export interface EnrolOptions {
  readonly port: PortOptions;
  readonly identity: NewIdentity;
  /** Keys the node may hold now, the likeliest first: with one of them nobody needs to open the lid. */
  readonly knownKeys: readonly Uint8Array[];
}

export type EnrolProgress =
  | { readonly is: 'port-open' }
  | { readonly is: 'found'; readonly node: number; readonly identity: IdentityState; readonly firmware: string }
  /** It has a key that we do not know: the lid open and the button held say that somebody is there. */
  | { readonly is: 'hold-button' };

export type EnrolOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly why: PortProblem | 'no-answer' | 'refused' | Exclude<EnrolResult, 'stored'> };

export interface EnrolDeps {
  readonly clock: BridgeClock;
  readonly open: OpenPort;
  readonly progress: (what: EnrolProgress) => void;
}

const ASK_MS = 500;
/** A board restarts when its port is opened; then it has this long to answer. */
const FIND_WITHIN_MS = 10_000;
/** Long enough to read what to do, open the lid and hold the button. */
const ENROL_WITHIN_MS = 60_000;

export function enrol(options: EnrolOptions, deps: EnrolDeps): Promise<EnrolOutcome> {
  return new Promise((resolve) => {
    const talk = new EnrolTalk(options, deps, (outcome) => {
      void port.close().then(() => resolve(outcome));
    });
    const port: Port = deps.open(options.port, {
      opened: () => talk.begin((bytes) => port.write(bytes)),
      received: (chunk) => talk.hear(chunk),
      ended: ({ problem }) => talk.end({ ok: false, why: problem }),
    });
  });
}

class EnrolTalk {
  readonly #options: EnrolOptions;
  readonly #deps: EnrolDeps;
  readonly #finish: (outcome: EnrolOutcome) => void;
  readonly #reader = new FrameReader('node');
  #send: (bytes: Uint8Array) => void = () => {};
  #over = false;
  #cancel: () => void = () => {};
  #deadline = 0;
  #hello: ReceivedFrame<Hello> | null = null;
  #counter = 0;
  /** Which of the known keys is tried; beyond them the public one. */
  #tries = 0;
  #askedToHold = false;

  constructor(options: EnrolOptions, deps: EnrolDeps, finish: (outcome: EnrolOutcome) => void) {
    this.#options = options;
    this.#deps = deps;
    this.#finish = finish;
  }

  begin(send: (bytes: Uint8Array) => void): void {
    this.#send = send;
    this.#deps.progress({ is: 'port-open' });
    this.#deadline = this.#deps.clock.now() + FIND_WITHIN_MS;
    this.#ask();
  }

  hear(chunk: Buffer): void {
    for (const one of this.#reader.push(chunk)) if (one.kind === 'frame') this.#take(one);
  }

  end(outcome: EnrolOutcome): void {
    if (this.#over) return;
    this.#over = true;
    this.#cancel();
    this.#finish(outcome);
  }

  #ask(): void {
    if (this.#over) return;
    if (this.#deps.clock.now() > this.#deadline)
      return this.end({ ok: false, why: this.#hello ? 'refused' : 'no-answer' });
    if (this.#hello) this.#offer(this.#hello);
    else this.#send(encodeFrame({ node: EVERY_NODE, counter: 0, body: { type: 'who' } }, PUBLIC_KEY));
    this.#cancel = this.#deps.clock.after(ASK_MS, () => this.#ask());
  }

  #take(frame: ReceivedFrame): void {
    const { body } = frame;
    if (body.type === 'enrolled') return this.#answered({ ...frame, body });
    if (body.type === 'snapshot' && body.boot === this.#hello?.body.boot)
      this.#counter = Math.max(this.#counter, body.heard);
    if (body.type !== 'hello' || body.boot === this.#hello?.body.boot) return;
    this.#hello = { ...frame, body };
    this.#counter = 0;
    this.#deadline = this.#deps.clock.now() + ENROL_WITHIN_MS;
    const firmware = `${body.firmwareMajor}.${body.firmwareMinor}`;
    this.#deps.progress({ is: 'found', node: frame.node, identity: body.identity, firmware });
  }

  #offer({ node, body }: ReceivedFrame<Hello>): void {
    const { identity, knownKeys } = this.#options;
    const key = body.identity === 'enrolled' ? (knownKeys[this.#tries] ?? PUBLIC_KEY) : PUBLIC_KEY;
    if (body.identity === 'enrolled' && key === PUBLIC_KEY && !this.#askedToHold) {
      this.#askedToHold = true;
      this.#deps.progress({ is: 'hold-button' });
    }
    this.#counter += 1;
    const to = body.identity === 'enrolled' ? node : UNENROLLED;
    const offer = { type: 'enrol', boot: body.boot, newNode: identity.node, newKey: identity.key } as const;
    this.#send(encodeFrame({ node: to, counter: this.#counter, body: offer }, key));
    // A key that is not the node's gets no answer at all: two offers each, then the next.
    if (this.#counter % 2 === 0) this.#tries = Math.min(this.#tries + 1, knownKeys.length);
  }

  #answered(
    frame: ReceivedFrame & { readonly body: { readonly type: 'enrolled'; readonly result: EnrolResult } },
  ): void {
    const { result } = frame.body;
    if (result === 'stored') {
      if (isAuthentic(frame, this.#options.identity.key)) this.end({ ok: true });
      return;
    }
    // `not-present` answers every offer until the button is held.
    if (result === 'not-present') return;
    this.end({ ok: false, why: result });
  }
}
