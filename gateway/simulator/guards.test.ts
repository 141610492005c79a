/** Simulated guards tap when their plan says so, and make nothing up after a pause. */

import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/kit/fake-clock.ts';
import { ms } from '../core/time.ts';
import type { DeviceClock } from './clock.ts';
import { SimulatedDevice } from './device.ts';
import { Guards, type PlannedTap } from './guards.ts';

function night(taps: readonly PlannedTap[]) {
  const clock = new FakeClock();
  const deviceClock: DeviceClock = { now: () => clock.t, after: (delay, fire) => clock.after(ms(delay), fire) };
  const sent: unknown[] = [];
  const reader = new SimulatedDevice(
    { id: 'reader-1', kind: 'reader', zone: 'z', zoneKind: 'gate', zoneName: '大门', blindSpot: false, password: '' },
    {
      clock: deviceClock,
      dice: () => 0.5,
      boots: { next: () => 1 },
      open: (_device, events) => {
        deviceClock.after(1, () => events.connected());
        return {
          publish: (body: string) => {
            const { type, card } = JSON.parse(body) as { type: string; card?: string };
            if (type === 'checkin') sent.push(card);
            return Promise.resolve();
          },
          leave: () => {},
          cut: () => {},
        };
      },
      report: {
        connected: () => {},
        lost: () => {},
        sent: () => {},
        acknowledged: () => {},
        command: () => {},
        unreadable: () => {},
      },
    },
  );
  reader.powerOn();
  const said: string[] = [];
  const plan = {
    now: () => clock.wall,
    taps: (fromMs: number, toMs: number) => taps.filter(({ atMs }) => atMs > fromMs && atMs <= toMs),
  };
  const guards = new Guards(plan, [reader], deviceClock, { say: (zh) => said.push(zh) });
  guards.start();
  return { clock, sent, said, guards };
}

const begun = new FakeClock().wall;
const at = (second: number, device = 'reader-1'): PlannedTap => ({ device, card: 'AA11', atMs: begun + second * 1000 });

describe('simulated guards', () => {
  it('tap each time of the plan once, and say so', async () => {
    const { clock, sent, said } = night([at(5), at(60), at(61, 'reader-elsewhere')]);
    await clock.advance(4_500);
    expect(sent).toEqual([]);
    await clock.advance(60_000);
    expect(sent).toEqual(['AA11', 'AA11']);
    expect(said).toEqual(['巡更：大门 刷卡', '巡更：大门 刷卡']);
  });

  it('skip what a sleeping machine slept through', async () => {
    const { clock, sent } = night([at(100), at(3700)]);
    await clock.advance(10_000);
    clock.stepWall(3_600_000);
    await clock.advance(30_000);
    expect(sent).toEqual([]);
    await clock.advance(120_000);
    expect(sent).toEqual(['AA11']);
  });

  it('stop when they are told', async () => {
    const { clock, sent, guards } = night([at(5)]);
    guards.stop();
    await clock.advance(10_000);
    expect(sent).toEqual([]);
  });
});
