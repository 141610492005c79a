/** The example school with its rules and simulated devices stays calm at any hour: what `npm start` shows is an ordinary day. */

import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../gateway/app/config/load.ts';
import { windowAt } from '../../../gateway/core/calendar/windows.ts';
import type { School } from '../../../gateway/core/school.ts';
import { ms } from '../../../gateway/core/time.ts';
import { type DeviceClock, seededDice } from '../../../gateway/simulator/clock.ts';
import { SimulatedDevice } from '../../../gateway/simulator/device.ts';
import type { Line, LineEvents } from '../../../gateway/simulator/line.ts';
import { PressWatch } from '../../../gateway/simulator/press-watch.ts';
import { ordinaryMoment } from '../../../gateway/simulator/scenarios/quiet-day.ts';
import { Stage, StageOver } from '../../../gateway/simulator/stage.ts';
import { EXAMPLE_SCHOOL } from '../../kit/config-folder.ts';
import { World } from '../../kit/world.ts';

const MINUTES = 40;
const SILENT_WORLD = { connected: () => {}, lost: () => {}, sent: () => {}, acknowledged: () => {} };

function exampleSchool(): School {
  const loaded = loadConfig(EXAMPLE_SCHOOL, {});
  if (!loaded.ok) throw new Error('the example school does not load');
  // Rounds have simulated guards of their own, and stories of their own.
  const { patrol: _patrol, ...school } = loaded.config.school;
  return school;
}

/** Every device of the school powered on, and somebody who does what is done on a quiet day. */
function play(world: World, school: School, seed: number): { readonly events: () => number; readonly end: () => void } {
  const clock: DeviceClock = {
    now: () => world.clock.t,
    after: (delay, fire) => world.clock.after(ms(delay), fire),
  };
  let events = 0;
  const open = (device: string, line: LineEvents): Line => {
    clock.after(5, () => line.connected());
    world.link.online.add(device);
    return {
      publish: (body) => {
        events += 1;
        world.publish(device, body);
        return Promise.resolve();
      },
      leave: () => {},
      cut: () => {},
    };
  };
  const report = { ...SILENT_WORLD, command: () => {}, unreadable: () => {} };
  const devices = [...school.devices.values()].map(({ id, kind, zone }, i) => {
    const place = school.zones.get(zone);
    const spec = { id, kind, zone, zoneName: '', zoneKind: place?.kind ?? 'other', blindSpot: false, password: '' };
    return new SimulatedDevice(spec, { clock, dice: seededDice(i), open, boots: { next: () => 1 }, report });
  });
  const over = new AbortController();
  const stage = new Stage({
    devices,
    clock,
    dice: seededDice(seed),
    voice: { say: () => {} },
    presses: new PressWatch(clock),
    window: () => windowAt(school.calendar, { wall: world.clock.wall, trusted: true }) ?? 'closed',
    guarded: true,
    speed: 1,
    over: over.signal,
  });
  for (const device of devices) device.powerOn();
  const day = async (): Promise<void> => {
    for (;;) await ordinaryMoment(stage);
  };
  day().catch((error: unknown) => {
    if (!(error instanceof StageOver)) throw error;
  });
  const end = (): void => {
    over.abort();
    for (const device of devices) device.leave();
  };
  return { events: () => events, end };
}

describe('the example school with simulated devices', () => {
  it.each([
    ['as the morning begins', '2026-09-07T07:20:00+08:00'],
    ['from a lesson into the long break and back', '2026-09-07T09:35:00+08:00'],
    ['as the school closes for the evening', '2026-09-07T21:15:00+08:00'],
    ['at three in the morning', '2026-09-08T02:40:00+08:00'],
    ['on a Sunday at noon', '2026-09-13T11:40:00+08:00'],
    ['on National Day', '2026-10-01T09:40:00+08:00'],
    ['on the make-up Saturday', '2026-10-10T09:40:00+08:00'],
  ])('%s nothing is raised in forty minutes', async (when, start) => {
    const school = exampleSchool();
    const world = await World.open({ school, start: { wall: start } });
    const day = play(world, school, when.length);
    await world.clock.advance(MINUTES * 60_000);
    const incidents = world.open().map(({ kind, flags, device }) => `${kind} ${flags.join()} ${device}`);
    day.end();
    expect(day.events(), 'the devices were alive').toBeGreaterThan(1000);
    expect(incidents).toEqual([]);
    await world.close();
  });
});
