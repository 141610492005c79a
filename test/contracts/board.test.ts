/** One suite for every board on a port: whatever comes down its wire, it keeps these. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Board, Outlet } from '../../firmware-bridge/board.ts';
import { NodeBoard } from '../../firmware-bridge/boards/node/node-board.ts';
import { NodeMemory } from '../../firmware-bridge/boards/node/node-memory.ts';
import { Pn532Board } from '../../firmware-bridge/boards/readers/pn532-board.ts';
import { Rdm6300Parser } from '../../firmware-bridge/boards/readers/rdm6300.ts';
import { ReaderBoard } from '../../firmware-bridge/boards/readers/reader-board.ts';
import { WiegandParser } from '../../firmware-bridge/boards/readers/wiegand.ts';
import type { BridgeClock } from '../../firmware-bridge/clock.ts';
import { deviceEvent } from '../../gateway/contract/mqtt.ts';
import { BenchOutlet } from '../kit/bridge/bench-outlet.ts';
import { MovableClock } from '../kit/bridge/bridge-clock.ts';
import { NODE_KEY, PaperNode } from '../kit/bridge/paper-node.ts';

interface Kind {
  readonly name: string;
  readonly make: (outlet: Outlet, clock: BridgeClock) => Board;
  /** Bytes of a board that is well, and something happens at it. */
  readonly good: () => Buffer;
}

const KINDS: readonly Kind[] = [
  {
    name: 'help button (node)',
    make: (outlet, clock) =>
      new NodeBoard({ node: 7, key: NODE_KEY, quiet: false }, new NodeMemory(outlet.kept(), 'k', 1), outlet, clock),
    good: () => {
      const node = new PaperNode();
      node.press();
      return Buffer.concat([node.hello(), node.snapshot()]);
    },
  },
  {
    name: 'RDM6300',
    make: (outlet, clock) => new ReaderBoard(() => new Rdm6300Parser(), 5000, outlet, clock),
    good: () => Buffer.from('\x0262E3086CED08\x03', 'latin1'),
  },
  {
    name: 'Wiegand',
    make: (outlet, clock) => new ReaderBoard(() => new WiegandParser(), 5000, outlet, clock),
    good: () => Buffer.from('1111111110000001100000000000000011001010101010010111010011001000\r\n'),
  },
  {
    name: 'PN532',
    make: (outlet, clock) => new Pn532Board(5000, outlet, clock),
    good: () => Buffer.from('0000ff0cf4d54b010100040804deadbeef9600', 'hex'),
  },
];

describe.each(KINDS)('$name', ({ make, good }) => {
  const desk = () => {
    const clock = new MovableClock();
    const outlet = new BenchOutlet('device-1');
    return { clock, outlet, board: make(outlet, clock) };
  };

  it('turns what its board says into events of the contract, however the bytes are cut', () => {
    const bytes = good();
    for (const size of [1, 3, bytes.length]) {
      const { outlet, board } = desk();
      board.opened(() => {});
      for (let at = 0; at < bytes.length; at += size) board.received(bytes.subarray(at, at + size));
      const said = [...outlet.events, ...outlet.presses.map(({ body }) => ({ ...body, type: 'press' }))];
      expect(said).toHaveLength(1);
      for (const body of [...said, ...outlet.beats.map((beat) => ({ ...beat, type: 'heartbeat' }))])
        expect(deviceEvent.safeParse(body).success, JSON.stringify(body)).toBe(true);
      board.stop();
    }
  });

  it('is a fault when its port stays closed, and no fault once its board is heard again', async () => {
    const { clock, outlet, board } = desk();
    await clock.advance(7000);
    expect([...outlet.faults]).toContain('board-lost');
    board.opened(() => {});
    board.received(good());
    expect([...outlet.faults]).not.toContain('board-lost');
    board.closed();
    board.closed();
    await clock.advance(3000);
    expect([...outlet.faults], 'a short replug is nobody’s business').not.toContain('board-lost');
    await clock.advance(4000);
    expect([...outlet.faults]).toContain('board-lost');
    board.stop();
  });

  it('forgets half a message when the port is opened anew', () => {
    const { outlet, board } = desk();
    const bytes = good();
    board.opened(() => {});
    board.received(bytes.subarray(0, bytes.length - 2));
    board.closed();
    board.opened(() => {});
    board.received(bytes.subarray(bytes.length - 2));
    expect(outlet.presses.length + outlet.events.length).toBe(0);
    board.stop();
  });

  it('never throws and never invents anything, whatever comes: noise, halves, repetitions, silence', async () => {
    const bytes = good();
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 120 }),
      fc.nat({ max: bytes.length }).map((to) => bytes.subarray(0, to)),
      fc.nat({ max: bytes.length }).map((from) => bytes.subarray(from)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        const { clock, outlet, board } = desk();
        board.opened(() => {});
        for (const one of pieces) board.received(Buffer.from(one));
        await clock.advance(2000);
        board.closed();
        board.stop();
        // At most the one thing that `good` says: nothing else can come of its pieces.
        expect(outlet.presses.length + outlet.events.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 150 },
    );
  });

  it('leaves no timer behind', async () => {
    const { clock, board } = desk();
    board.opened(() => {});
    board.received(good());
    await clock.advance(1000);
    board.stop();
    expect(clock.pending).toBe(0);
  });
});
