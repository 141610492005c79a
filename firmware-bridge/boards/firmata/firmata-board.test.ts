/** A Firmata board seen from the bridge: its child says what pins read; its resets and silences leave its sensors unknown. */

import { describe, expect, it } from 'vitest';
import { BenchOutlet } from '../../../test/kit/bridge/bench-outlet.ts';
import { MovableClock } from '../../../test/kit/bridge/bridge-clock.ts';
import type { FirmataPlan } from '../../plan.ts';
import { type ChildEvents, FirmataBoard } from './firmata-board.ts';
import type { FromChild } from './messages.ts';
import { PinSense } from './pin-sense.ts';

const PLAN: FirmataPlan = {
  ...{ id: 'lab', type: 'firmata', port: '/dev/ttyACM0', baud: 57_600 },
  pins: [
    { pin: 2, as: 'reed', device: 'door-lab', invert: false, above: 512 },
    { pin: 3, as: 'motion', device: 'motion-lab', invert: false, above: 512 },
  ],
};

function desk(keptDoor?: unknown) {
  const clock = new MovableClock();
  const door = new BenchOutlet('door-lab', keptDoor);
  const motion = new BenchOutlet('motion-lab');
  const children: ChildEvents[] = [];
  const lost: string[] = [];
  const board = new FirmataBoard(PLAN, {
    ...{ clock, dice: () => 0.5 },
    outletOf: (device) => (device === 'door-lab' ? door : motion),
    startChild: (_setting, events) => {
      children.push(events);
      return { stop: async () => events.gone('stopped') };
    },
    report: { opened: () => {}, lost: (_id, why) => lost.push(why) },
  });
  board.start();
  const say = (...messages: readonly FromChild[]): void => {
    for (const message of messages) children.at(-1)?.said(message);
  };
  const end = (why: 'reset' | 'silent' | 'port'): void => {
    say({ is: 'over', why, detail: '…' });
    children.at(-1)?.gone('ended (0)');
  };
  return { clock, door, motion, children, lost, board, say, end };
}

const READY: FromChild = { is: 'ready' };
const doorIs = (active: boolean): FromChild => ({ is: 'state', index: 0, active });

describe('a Firmata board', () => {
  it('takes its first report as how things stand, and tells what changes from there', async () => {
    const { door, motion, say, board } = desk();
    say(READY, doorIs(false), { is: 'state', index: 1, active: false });
    expect(door.events).toEqual([]);
    say(doorIs(true), { is: 'state', index: 1, active: true }, doorIs(false), doorIs(false));
    expect(door.events).toEqual([
      { type: 'door', open: true },
      { type: 'door', open: false },
    ]);
    expect(motion.events).toEqual([{ type: 'motion', active: true }]);
    await board.stop();
  });

  it('after a reset its sensors are unknown, the board is built again, and a door that moved meanwhile is told', async () => {
    const { clock, door, motion, children, say, end, board } = desk();
    say(READY, doorIs(false));
    end('reset');
    expect([...door.faults]).toEqual(['board-reset']);
    await clock.advance(2000);
    expect(children).toHaveLength(2);
    say(READY, doorIs(true));
    expect(door.events).toEqual([{ type: 'door', open: true }]);
    expect(motion.events).toEqual([]);
    await board.stop();
  });

  it('gone for longer, its sensors are a fault until it reports again', async () => {
    const { clock, door, say, end, board, lost } = desk();
    say(READY, doorIs(false));
    end('port');
    await clock.advance(8000);
    expect([...door.faults]).toEqual(['board-lost']);
    say(READY);
    expect([...door.faults]).toEqual([]);
    expect(lost).toEqual(['port: …']);
    await board.stop();
  });

  it('that hangs without a word is found out', async () => {
    const { clock, door, say, board } = desk();
    say(READY, doorIs(false));
    await clock.advance(20_000);
    say({ is: 'alive' });
    await clock.advance(20_000);
    expect([...door.faults]).toEqual([]);
    await clock.advance(10_000);
    expect([...door.faults]).toEqual(['board-lost']);
    await board.stop();
  });

  it('remembers over a restart of the bridge how its doors stood', async () => {
    const { door, say, board } = desk({ active: false });
    say(READY, doorIs(true));
    expect(door.events).toEqual([{ type: 'door', open: true }]);
    await board.stop();
  });

  it('believes no message that is none', async () => {
    const { door, children, board } = desk();
    for (const nonsense of [null, 'state', { is: 'state', index: -1, active: true }, { is: 'dance' }, doorIs(true)])
      children[0]?.said(nonsense);
    children[0]?.said({ is: 'state', index: 99, active: true });
    expect(door.events).toEqual([]);
    await board.stop();
  });
});

describe('a pin', () => {
  const take = (sense: PinSense, ...readings: readonly number[]) => readings.map((reading) => sense.take(reading));

  it('with a reed is open when its circuit is, or the other way round where the config says so', () => {
    const setting = { pin: 2, as: 'reed', invert: false, above: 512 } as const;
    expect(take(new PinSense(setting), 0, 0, 1, 1, 0)).toEqual([false, null, true, null, false]);
    expect(take(new PinSense({ ...setting, invert: true }), 0, 1)).toEqual([true, false]);
  });

  it('that is analog is active above its level, and quiet only well below it', () => {
    const sense = new PinSense({ pin: 0, as: 'analog', invert: false, above: 600 });
    expect(take(sense, 600, 601, 590, 575, 569, 600)).toEqual([false, true, null, null, false, null]);
  });
});
