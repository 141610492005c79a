/**
 * johnny-five in its child process, over the real serial binding, with a Firmata board behind the cable: on paper, and as firmware on
 * a simulated chip. Needs `socat`, and `avr-gcc` for the chip.
 */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FirmataBoard } from '../../firmware-bridge/boards/firmata/firmata-board.ts';
import { forkChild } from '../../firmware-bridge/boards/firmata/fork-child.ts';
import { systemClock } from '../../firmware-bridge/clock.ts';
import { hasAvrGcc } from '../kit/avr/firmware-build.ts';
import { LiveFirmata } from '../kit/avr/live-firmata.ts';
import { BenchOutlet } from '../kit/bridge/bench-outlet.ts';
import { PaperFirmata } from '../kit/bridge/paper-firmata.ts';
import { hasSocat, PtyCable } from '../kit/bridge/pty-cable.ts';

if (!hasSocat) console.error('socat is not installed: the tests of johnny-five on a port did not run');
if (!hasAvrGcc)
  console.error('avr-gcc is not installed: the test of johnny-five with the Firmata firmware did NOT run');

describe.skipIf(!hasSocat)('a Firmata board by johnny-five', () => {
  let cable = new PtyCable();
  let firmata = new PaperFirmata();
  let outlets = new Map<string, BenchOutlet>();
  let board: FirmataBoard | null = null;
  let readyCount = 0;
  const lost: string[] = [];
  beforeEach(() => {
    cable = new PtyCable();
    firmata = new PaperFirmata();
    firmata.send = (bytes) => cable.send(bytes);
    cable.onBytes = (bytes) => firmata.hear(bytes);
    outlets = new Map();
    readyCount = 0;
    lost.length = 0;
  });
  const start = (): void => {
    const outletOf = (device: string): BenchOutlet => {
      const made = outlets.get(device) ?? new BenchOutlet(device);
      outlets.set(device, made);
      return made;
    };
    board = new FirmataBoard(
      {
        ...{ id: 'lab', type: 'firmata', port: cable.port, baud: 57_600 },
        pins: [
          { pin: 2, as: 'reed', device: 'door', invert: false, above: 512 },
          { pin: 3, as: 'motion', device: 'motion', invert: false, above: 512 },
          { pin: 0, as: 'analog', device: 'noise', invert: false, above: 600 },
        ],
      },
      {
        ...{ clock: systemClock, dice: () => 0, startChild: forkChild, outletOf },
        report: { opened: () => (readyCount += 1), lost: (_id, why) => lost.push(why) },
      },
    );
    board.start();
  };
  const startOnPaper = async (): Promise<void> => {
    await cable.plug();
    start();
  };
  afterEach(async () => {
    await board?.stop();
    await cable.remove();
  });

  const until = async (seen: () => boolean): Promise<void> => {
    while (!seen()) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  const eventsOf = (device: string) => outlets.get(device)?.events ?? [];
  const knows = (device: string): boolean => outlets.get(device)?.kept() !== undefined;
  /** The handshake is through, every pin reports, and how the digital ones stand is known. */
  const isUp = (times: number) => () =>
    readyCount === times && firmata.reportingAnalog.has(0) && knows('door') && knows('motion');

  it('tells of a door, a corridor and an analog level, and not of how they stood at first', async () => {
    await startOnPaper();
    await until(isUp(1));
    expect(firmata.modes.get(2), 'a reed has the pull-up of its pin').toBe(0x0b);
    firmata.setAnalog(0, 100);
    await until(() => knows('noise'));
    firmata.set(2, 1);
    await until(() => eventsOf('door').length === 1);
    firmata.set(2, 0);
    firmata.set(3, 1);
    firmata.setAnalog(0, 700);
    await until(
      () => eventsOf('door').length === 2 && eventsOf('motion').length === 1 && eventsOf('noise').length === 1,
    );
    expect(eventsOf('door')).toEqual([
      { type: 'door', open: true },
      { type: 'door', open: false },
    ]);
    expect(eventsOf('motion')).toEqual([{ type: 'motion', active: true }]);
    expect(eventsOf('noise')).toEqual([{ type: 'motion', active: true }]);
  });

  it('that is reset is built again; a door that was opened meanwhile is told then', async () => {
    await startOnPaper();
    await until(isUp(1));
    firmata.reset();
    firmata.set(2, 1);
    await until(() => lost.length === 1);
    expect(lost[0]).toContain('reset');
    expect([...(outlets.get('door')?.faults ?? [])]).toContain('board-reset');
    await until(isUp(2));
    await until(() => eventsOf('door').length === 1);
    expect(eventsOf('door')).toEqual([{ type: 'door', open: true }]);
    expect(eventsOf('motion')).toEqual([]);
  });

  it('that is unplugged and plugged in again is built again', async () => {
    await startOnPaper();
    await until(isUp(1));
    await cable.pull();
    await until(() => lost.length === 1);
    firmata.reset();
    await cable.plug();
    await until(isUp(2));
    firmata.set(3, 1);
    await until(() => eventsOf('motion').length === 1);
  });

  it.skipIf(!hasAvrGcc)(
    'with the firmware on a chip: a door and a corridor, a reset in between, an analog level',
    async () => {
      await cable.plug(false);
      const chip = new LiveFirmata(cable.boardEnd);
      try {
        await chip.ready();
        chip.order('pin 2 low');
        chip.order('pin 3 low');
        chip.order('analog 0 0.1');
        start();
        await until(() => readyCount === 1 && knows('door') && knows('motion') && knows('noise'));
        chip.order('pin 2 high');
        await until(() => eventsOf('door').length === 1);
        chip.order('reset');
        chip.order('pin 2 low');
        await until(() => readyCount === 2 && eventsOf('door').length === 2);
        expect([...(outlets.get('door')?.faults ?? [])]).toContain('board-reset');
        chip.order('pin 3 high');
        chip.order('analog 0 0.9');
        await until(() => eventsOf('motion').length === 1 && eventsOf('noise').length === 1);
        expect(eventsOf('door').map((event) => event['open'])).toEqual([true, false]);
        expect(eventsOf('motion')).toEqual([{ type: 'motion', active: true }]);
      } finally {
        await board?.stop();
        await chip.end();
      }
    },
  );
});
