/** Pairing a button on paper: every way it can go, and that a key is only believed in when the node has proved that it holds it. */

import { describe, expect, it } from 'vitest';
import { MovableClock } from '../../test/kit/bridge/bridge-clock.ts';
import { FakePorts } from '../../test/kit/bridge/fake-port.ts';
import { decodeFrame, encodeFrame } from '../protocol/codec.ts';
import { type EnrolResult, EVERY_NODE, type HostBody, type NodeBody, PUBLIC_KEY } from '../protocol/frame.ts';
import { isAuthentic } from '../protocol/mac.ts';
import { enrol, type EnrolOutcome, type EnrolProgress } from './enrol.ts';

const PATH = '/dev/ttyUSB0';
const KEY = new Uint8Array(32).fill(7);
const OLD = new Uint8Array(32).fill(3);
const RESET = { powerOn: true, external: false, brownOut: false, watchdog: false };

/** The node's side of "Enrolment" in PROTOCOL.md. */
class Board {
  node: number;
  key: Uint8Array;
  /** Lid open and button held. */
  isHeld = false;
  answers: EnrolResult = 'stored';
  /** Signs its answer with a key that is not the new one. */
  lies = false;
  #counter = 0;
  #heard = 0;

  constructor(node = 0, key: Uint8Array = PUBLIC_KEY) {
    this.node = node;
    this.key = key;
  }

  hear(bytes: Uint8Array): readonly Uint8Array[] {
    const frame = decodeFrame(bytes.subarray(1, -1), 'host');
    if (frame.kind !== 'frame') return [];
    const body = frame.body as HostBody;
    if (body.type === 'who') return frame.node === EVERY_NODE ? [this.#hello()] : [];
    if (body.type !== 'enrol' || frame.node !== this.node || frame.counter <= this.#heard) return [];
    const isMine = isAuthentic(frame, this.key);
    if (!isMine && !isAuthentic(frame, PUBLIC_KEY)) return [];
    this.#heard = frame.counter;
    if (!isMine && !this.isHeld)
      return [this.#say({ type: 'enrolled', boot: 9, node: this.node, result: 'not-present' })];
    if (this.answers === 'stored') Object.assign(this, { node: body.newNode, key: body.newKey });
    const answer = { type: 'enrolled', boot: 9, node: body.newNode, result: this.answers } as const;
    return [this.#say(answer, this.lies ? OLD : body.newKey)];
  }

  #hello(): Uint8Array {
    return this.#say({
      ...{ type: 'hello', boot: 9, firmwareMajor: 1, firmwareMinor: 2, reset: RESET, uptimeS: 1 },
      identity: this.node === 0 ? 'blank' : 'enrolled',
      ...{ taken: 0, damaged: 0, forged: 0, stale: 0, resends: 0, wornSlots: 0, freeStack: 900 },
    });
  }

  #say(body: NodeBody, key = this.key): Uint8Array {
    this.#counter += 1;
    return encodeFrame({ node: this.node, counter: this.#counter, body }, key);
  }
}

function desk(board: Board | null, knownKeys: readonly Uint8Array[] = []) {
  const clock = new MovableClock();
  const ports = new FakePorts();
  ports.plug(PATH);
  ports.onWrite = (path, bytes) => {
    for (const answer of board?.hear(bytes) ?? []) clock.after(1, () => ports.send(path, answer));
  };
  const said: EnrolProgress[] = [];
  let outcome: EnrolOutcome | null = null;
  const run = (): void => {
    const options = { port: { path: PATH, baud: 115_200 }, identity: { node: 5, key: KEY }, knownKeys };
    void enrol(options, { clock, open: ports.openPort, progress: (what) => said.push(what) }).then((it) => {
      outcome = it;
    });
  };
  return { clock, ports, said, run, outcome: (): EnrolOutcome | null => outcome };
}

describe('pairing a button', () => {
  it('fresh from the box: found, given its number and key, and believed because it proves it', async () => {
    const board = new Board();
    const { clock, ports, said, run, outcome } = desk(board);
    run();
    await clock.advance(3000);
    expect(outcome()).toEqual({ ok: true });
    expect(board).toMatchObject({ node: 5, key: KEY });
    expect(said.map(({ is }) => is)).toEqual(['port-open', 'found']);
    expect(said[1]).toMatchObject({ identity: 'blank', firmware: '1.2' });
    expect(ports.isOpen(PATH), 'the port is free again').toBe(false);
    expect(clock.pending).toBe(0);
  });

  it('paired before with a key we know: nobody needs to open it', async () => {
    const board = new Board(2, OLD);
    const { clock, said, run, outcome } = desk(board, [new Uint8Array(32).fill(1), OLD]);
    run();
    await clock.advance(5000);
    expect(outcome()).toEqual({ ok: true });
    expect(said.map(({ is }) => is)).not.toContain('hold-button');
  });

  it('paired elsewhere: asks for the lid and the button, and takes it while somebody holds them', async () => {
    const board = new Board(2, OLD);
    const { clock, said, run, outcome } = desk(board);
    run();
    await clock.advance(10_000);
    expect(outcome()).toBeNull();
    expect(said.filter(({ is }) => is === 'hold-button')).toHaveLength(1);
    board.isHeld = true;
    await clock.advance(1000);
    expect(outcome()).toEqual({ ok: true });
  });

  type Case = readonly [string, () => Board | null, string];
  const failures: readonly Case[] = [
    ['nobody holds the button', () => new Board(2, OLD), 'refused'],
    ['it cannot store it', () => Object.assign(new Board(), { answers: 'write-failed' as const }), 'write-failed'],
    ['its answer is not signed with the new key', () => Object.assign(new Board(), { lies: true }), 'refused'],
    ['there is no board', () => null, 'no-answer'],
  ];
  it.each(failures)('fails where %s', async (_why, make, why) => {
    const { clock, ports, run, outcome } = desk(make());
    run();
    await clock.advance(120_000);
    expect(outcome()).toEqual({ ok: false, why });
    expect(ports.isOpen(PATH)).toBe(false);
  });

  it('fails where there is no port, or another program has it', async () => {
    const missing = desk(null);
    missing.ports.unplug(PATH);
    missing.run();
    await missing.clock.advance(10);
    expect(missing.outcome()).toEqual({ ok: false, why: 'missing' });
    const busy = desk(null);
    busy.ports.openPort({ path: PATH, baud: 1 }, { opened: () => {}, received: () => {}, ended: () => {} });
    await busy.clock.advance(1);
    busy.run();
    await busy.clock.advance(10);
    expect(busy.outcome()).toEqual({ ok: false, why: 'busy' });
  });
});
