/** A help button on a wire, as the school lives with it: no press lost, none invented, and nothing hidden. */

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BenchOutlet } from '../../../test/kit/bridge/bench-outlet.ts';
import { MovableClock } from '../../../test/kit/bridge/bridge-clock.ts';
import { NODE_KEY, PaperNode } from '../../../test/kit/bridge/paper-node.ts';
import { pressBoot } from '../../uplink/event.ts';
import { NodeBoard, type NodeSpec } from './node-board.ts';
import { NodeMemory } from './node-memory.ts';

const LIFE = 1_700_000_000;
const mark = createHash('sha256').update(NODE_KEY).digest('hex');

/** The node, its wire and the bridge's board at the end of it. */
class Desk {
  readonly clock = new MovableClock();
  readonly node = new PaperNode();
  outlet: BenchOutlet;
  board: NodeBoard;
  readonly #spec: NodeSpec;

  constructor(spec: Partial<NodeSpec> = {}, kept?: unknown) {
    this.#spec = { node: 7, key: NODE_KEY, quiet: false, ...spec };
    this.outlet = new BenchOutlet('btn-1', kept);
    this.board = this.#plug();
  }

  #plug(): NodeBoard {
    const board = new NodeBoard(this.#spec, new NodeMemory(this.outlet.kept(), mark, LIFE), this.outlet, this.clock);
    board.opened((bytes) => this.node.hear(bytes));
    return board;
  }

  send(...frames: readonly Buffer[]): void {
    for (const frame of frames) this.board.received(frame);
  }

  /** One snapshot, whole. */
  tell(): void {
    this.send(this.node.snapshot());
  }

  /** kill -9 of the bridge: nothing but the disk is left. `kept` of an earlier moment: the last write was lost. */
  restart(kept: unknown = this.outlet.kept()): void {
    this.board.stop();
    const before = this.outlet;
    this.outlet = new BenchOutlet('btn-1', kept);
    this.outlet.presses.push(...before.presses);
    this.board = this.#plug();
  }

  recordAll(): void {
    for (const { name } of this.outlet.presses) this.outlet.record(name);
  }
}

describe('a press', () => {
  it('goes out at once, and the button hears "recorded" only when the gateway has said so', () => {
    const desk = new Desk();
    desk.tell();
    desk.node.press();
    desk.tell();
    expect(desk.outlet.presses).toMatchObject([{ name: { life: LIFE, number: 1 }, body: { count: 1 }, ageMs: 40 }]);
    desk.tell();
    expect(desk.node.told.filter(({ type }) => type === 'ack')).not.toHaveLength(0);
    expect(desk.node.unacknowledged).toBe(true);
    desk.recordAll();
    expect(desk.node.unacknowledged).toBe(false);
    expect(desk.node.shown).toBe('recorded');
    expect(desk.outlet.presses).toHaveLength(1);
  });

  it('told by one snapshot of three is three presses, each with a name', () => {
    const desk = new Desk();
    desk.tell();
    desk.node.press();
    desk.node.press();
    desk.node.press();
    desk.tell();
    expect(desk.outlet.presses.map(({ name, body }) => [name.number, body['count']])).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
    const [first, second, third] = desk.outlet.presses.map(({ name }) => name);
    if (!first || !second || !third) throw new Error('three names');
    desk.outlet.record(third);
    expect(desk.node.unacknowledged, 'the first two are not on disk').toBe(true);
    desk.outlet.record(first);
    desk.outlet.record(second);
    expect(desk.node.unacknowledged).toBe(false);
  });

  it('shows what became of it: notified, taken, arrived, closed; again until the button shows it', async () => {
    const desk = new Desk();
    desk.node.press();
    desk.tell();
    desk.recordAll();
    desk.outlet.command({ v: 1, type: 'receipt', boot: pressBoot(LIFE), seq: 1, state: 'taken' });
    expect(desk.node.shown).toBe('taken');
    // A lost frame: the node shows the old state, and is told again each second.
    desk.node.shown = 'recorded';
    await desk.clock.advance(1000);
    expect(desk.node.shown).toBe('taken');
    desk.tell();
    const told = desk.node.told.length;
    await desk.clock.advance(10_000);
    expect(desk.node.told).toHaveLength(told);
  });

  it('of another press is no receipt for this light', () => {
    const desk = new Desk();
    desk.node.press();
    desk.tell();
    desk.recordAll();
    desk.node.press();
    desk.tell();
    desk.outlet.command({ v: 1, type: 'receipt', boot: pressBoot(LIFE), seq: 1, state: 'closed' });
    expect(desk.node.shown).toBe('none');
  });
});

describe('a restart of the bridge', () => {
  it('neither loses nor invents a press, at whatever moment it is killed', () => {
    const step = fc.constantFrom('press', 'tell', 'lose', 'record', 'kill', 'kill without the last write', 'power cut');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const desk = new Desk();
        desk.tell();
        let before = desk.outlet.kept();
        for (const one of steps) {
          if (one === 'press') desk.node.press();
          if (one === 'tell') {
            before = desk.outlet.kept();
            desk.tell();
          }
          if (one === 'lose') desk.node.snapshot();
          if (one === 'record') desk.recordAll();
          if (one === 'kill') desk.restart();
          if (one === 'kill without the last write') desk.restart(before);
          if (one === 'power cut') desk.node.reboot();
        }
        desk.tell();
        expect(desk.outlet.named).toBe(desk.node.presses);
        desk.recordAll();
        desk.tell();
        expect(desk.node.unacknowledged).toBe(false);
      }),
      { numRuns: 400 },
    );
  });

  it('acknowledges what the gateway had taken before it', () => {
    const desk = new Desk();
    desk.node.press();
    desk.tell();
    // PUBACK came, the receipt did not, and the bridge died: the press is not among those held.
    desk.restart();
    desk.tell();
    expect(desk.node.unacknowledged).toBe(false);
  });

  it('with an empty data folder raises what waits on the button, and nothing old', () => {
    const desk = new Desk();
    desk.node.presses = 40;
    desk.tell();
    expect(desk.outlet.presses).toHaveLength(0);
    const waiting = new Desk();
    Object.assign(waiting.node, { presses: 41, unacknowledged: true });
    waiting.tell();
    expect(waiting.outlet.presses).toHaveLength(1);
  });
});

describe('a board that cannot prove who it is', () => {
  it('wiped: a fault, and its press alarms, unverified', () => {
    const desk = new Desk();
    desk.tell();
    desk.node.wipe();
    desk.node.press();
    desk.tell();
    expect(desk.outlet.presses).toMatchObject([{ body: { unverified: true } }]);
    expect([...desk.outlet.faults]).toContain('identity-lost');
    desk.recordAll();
    desk.tell();
    expect(desk.node.unacknowledged, 'its light works: acknowledged with the public key').toBe(false);
  });

  it('swapped for another: after two frames that agree, a fault and an unverified press', () => {
    const desk = new Desk();
    desk.tell();
    const other = new PaperNode(9, new Uint8Array(32).fill(0xaa));
    other.press();
    desk.send(other.snapshot());
    expect(desk.outlet.presses).toHaveLength(0);
    desk.send(other.snapshot(), other.snapshot());
    expect(desk.outlet.presses).toMatchObject([{ body: { unverified: true } }]);
    expect([...desk.outlet.faults]).toContain('wrong-key');
  });

  it('set back: counter-went-back, and what it tells is unverified', () => {
    const desk = new Desk();
    desk.node.presses = 12;
    desk.node.reboot();
    desk.tell();
    Object.assign(desk.node, { boot: 1024, counter: 1024, presses: 3, sinceBoot: 0 });
    desk.node.press();
    desk.tell();
    expect(desk.outlet.presses).toMatchObject([{ body: { unverified: true, count: 4 } }]);
    expect([...desk.outlet.faults]).toContain('counter-went-back');
  });

  it('never enrolled: says so, and alarms all the same', () => {
    const desk = new Desk({ key: null, node: null });
    desk.node.press();
    desk.send(desk.node.snapshot(), desk.node.snapshot());
    expect([...desk.outlet.faults]).toContain('not-enrolled');
    expect(desk.outlet.presses).toMatchObject([{ body: { unverified: true } }]);
  });

  it('many wrong MACs within a minute are told as an attack; ten quiet minutes end it', async () => {
    const desk = new Desk();
    desk.tell();
    const stranger = new PaperNode(7, new Uint8Array(32).fill(1));
    desk.send(stranger.hello());
    await desk.clock.advance(1000);
    expect([...desk.outlet.faults]).not.toContain('bad-mac');
    desk.send(stranger.hello(), stranger.hello());
    await desk.clock.advance(1000);
    expect([...desk.outlet.faults]).toContain('bad-mac');
    for (let minute = 0; minute < 11; minute += 1) {
      desk.tell();
      await desk.clock.advance(60_000);
    }
    expect([...desk.outlet.faults]).toEqual([]);
  });

  it('enrolled anew with another key starts a new account; names go on', () => {
    const desk = new Desk();
    desk.node.press();
    desk.tell();
    desk.board.stop();
    const fresh = new NodeMemory(desk.outlet.kept(), 'another key', LIFE + 1);
    const board = new NodeBoard({ node: 7, key: NODE_KEY, quiet: false }, fresh, desk.outlet, desk.clock);
    board.opened(() => {});
    Object.assign(desk.node, { presses: 0, sinceBoot: 0 });
    desk.node.press();
    board.received(desk.node.snapshot());
    expect(desk.outlet.named).toBe(2);
    expect(desk.outlet.presses.every(({ body }) => body['unverified'] === undefined)).toBe(true);
    board.stop();
  });
});

describe('the condition of a button', () => {
  it('is told once and taken back: cut, short, stuck, low supply, memory', () => {
    const desk = new Desk();
    const cases = [
      ['line-open', { line: 'open' }],
      ['line-short', { line: 'short' }],
      ['stuck', { stuck: true }],
      ['low-supply', { vccMv: 4100 }],
      ['memory', { memoryFault: true }],
    ] as const;
    for (const [code, state] of cases) {
      desk.node.state = state;
      desk.tell();
      desk.tell();
      desk.node.state = {};
      desk.tell();
      expect(desk.outlet.history.splice(0)).toEqual([`+${code}`, `-${code}`]);
    }
  });

  it('low supply ends only well above its beginning', () => {
    const desk = new Desk();
    for (const vccMv of [4299, 4400, 4299, 4499]) {
      desk.node.state = { vccMv };
      desk.tell();
    }
    expect(desk.outlet.history).toEqual(['+low-supply']);
  });

  it('tells of a lid, also of one that was opened and shut between two frames', () => {
    const desk = new Desk();
    desk.tell();
    desk.node.state = { lidOpen: true, lidOpenings: 1 };
    desk.tell();
    desk.node.state = { lidOpenings: 1 };
    desk.tell();
    desk.node.state = { lidOpenings: 2 };
    desk.tell();
    const opened = desk.outlet.events.filter(({ type }) => type === 'tamper').map((event) => event['open']);
    expect(opened).toEqual([true, false, true, false]);
  });

  it('tells of a loose wire that came and went between two frames', () => {
    const desk = new Desk();
    desk.tell();
    desk.node.state = { lineFaults: 1 };
    desk.tell();
    expect([...desk.outlet.faults]).toEqual(['line-loose']);
  });

  it('tells why it started again, and forgets that after ten minutes', async () => {
    const desk = new Desk();
    desk.tell();
    desk.node.reboot({ powerOn: false, watchdog: true });
    desk.tell();
    expect([...desk.outlet.faults]).toEqual(['reset-watchdog']);
    for (let minute = 0; minute < 11; minute += 1) {
      desk.tell();
      await desk.clock.advance(60_000);
    }
    expect([...desk.outlet.faults]).toEqual([]);
  });

  it('answers a self-test, and a failed one is a fault', () => {
    const desk = new Desk();
    desk.tell();
    desk.outlet.command({ v: 1, type: 'selftest' });
    expect(desk.node.told.at(-1)).toMatchObject({ type: 'run-selftest' });
    desk.send(desk.node.selftest(false));
    expect([...desk.outlet.faults]).toEqual(['selftest']);
    desk.send(desk.node.selftest(true));
    expect([...desk.outlet.faults]).toEqual([]);
    expect(desk.outlet.events.filter(({ type }) => type === 'selftest')).toHaveLength(2);
  });

  it('sounds when it is told to, and is quiet where the config says so', () => {
    const desk = new Desk({ quiet: true });
    desk.tell();
    expect(desk.node.told).toContainEqual(expect.objectContaining({ type: 'quiet', on: true }));
    desk.outlet.command({ v: 1, type: 'output', on: true, seconds: 30, pattern: 'panic' });
    expect(desk.node.told.at(-1)).toMatchObject({ type: 'output', on: true, seconds: 30, pattern: 'panic' });
  });

  it('silence for more than a minute is a fault, and so is a wire that stays unplugged', async () => {
    const desk = new Desk();
    desk.tell();
    await desk.clock.advance(60_000);
    expect([...desk.outlet.faults]).toEqual([]);
    await desk.clock.advance(10_000);
    expect([...desk.outlet.faults]).toEqual(['board-lost']);
    desk.tell();
    expect([...desk.outlet.faults]).toEqual([]);
    desk.board.closed();
    await desk.clock.advance(4000);
    expect([...desk.outlet.faults]).toEqual([]);
    await desk.clock.advance(3000);
    expect([...desk.outlet.faults]).toEqual(['board-lost']);
  });

  it('beats with its supply, its uptime and how good its line is', async () => {
    const desk = new Desk();
    desk.send(desk.node.hello(), Buffer.from([0, 9, 9, 9, 9, 0]), desk.node.snapshot());
    expect(desk.outlet.beats).toEqual([
      { mv: 5000, uptime: 60, line: { frames: 2, damaged: 1, forged: 0, resends: 3 } },
    ]);
    await desk.clock.advance(10_000);
    desk.tell();
    expect(desk.outlet.beats).toHaveLength(1);
    await desk.clock.advance(20_000);
    desk.tell();
    expect(desk.outlet.beats).toHaveLength(2);
  });
});

describe('noise', () => {
  it('makes no press, whatever it is made of, and the next frame is understood', () => {
    const noise = fc.uint8Array({ maxLength: 300 });
    fc.assert(
      fc.property(fc.array(noise, { maxLength: 10 }), (bursts) => {
        const desk = new Desk();
        desk.tell();
        for (const burst of bursts) desk.send(Buffer.from(burst));
        expect(desk.outlet.presses).toHaveLength(0);
        desk.node.press();
        desk.send(Buffer.from([0]), desk.node.snapshot());
        expect(desk.outlet.presses).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
  });

  it('is told as a fault where it is a share of the line, and taken back', async () => {
    const desk = new Desk();
    for (let i = 0; i < 30; i += 1) desk.send(desk.node.snapshot(), Buffer.from([0, 1, 2, 0]));
    await desk.clock.advance(1000);
    expect([...desk.outlet.faults]).toEqual(['line-noise']);
    await desk.clock.advance(61_000);
    desk.tell();
    await desk.clock.advance(1000);
    expect([...desk.outlet.faults]).toEqual([]);
  });
});
