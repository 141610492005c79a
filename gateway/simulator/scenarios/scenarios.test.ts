/** Each story does to the devices what its title says. */

import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../test/kit/fake-clock.ts';
import { readEvent } from '../../contract/mqtt.ts';
import type { WindowName } from '../../core/calendar/calendar.ts';
import type { DeviceKind, ZoneKind } from '../../core/school.ts';
import { ms } from '../../core/time.ts';
import { type DeviceClock, seededDice } from '../clock.ts';
import { SimulatedDevice } from '../device.ts';
import type { LineEvents } from '../line.ts';
import { PressWatch } from '../press-watch.ts';
import { Stage, StageOver } from '../stage.ts';
import { SCENARIOS } from './all.ts';

interface Told {
  readonly device: string;
  readonly type: string;
  readonly code: string | undefined;
  readonly open: boolean | undefined;
  readonly seq: number;
}

const KINDS: readonly DeviceKind[] = ['button', 'button', 'button', 'door', 'motion', 'reader', 'siren'];

/** A school whose gateway is healthy: acknowledges and records at once. */
function school(window: WindowName, zoneKind: ZoneKind) {
  const clock = new FakeClock();
  const deviceClock: DeviceClock = { now: () => clock.t, after: (delay, fire) => clock.after(ms(delay), fire) };
  const told: Told[] = [];
  const connections: { device: string; at: number }[] = [];
  const presses = new PressWatch(deviceClock);
  const open = (device: string, events: LineEvents) => {
    connections.push({ device, at: clock.t });
    deviceClock.after(5, () => events.connected());
    return {
      publish: (body: string) => {
        const read = readEvent(Buffer.from(body));
        if (!read.ok) throw new Error(`${read.reason}: ${body}`);
        const { event } = read;
        const code = 'code' in event ? event.code : undefined;
        told.push({
          device,
          type: event.type,
          code,
          open: 'open' in event ? event.open : undefined,
          seq: event.seq ?? 0,
        });
        const { boot = 0, seq = 0 } = event;
        if (event.type === 'press')
          deviceClock.after(10, () => presses.receipt(device, { v: 1, type: 'receipt', boot, seq, state: 'recorded' }));
        return Promise.resolve();
      },
      leave: () => {},
      cut: () => {
        deviceClock.after(1, () => events.closed('cut'));
      },
    };
  };
  const devices = KINDS.map((kind, i) => {
    const spec = { id: `${kind}-${i}`, kind, zone: 'z', zoneName: '走廊', zoneKind, blindSpot: i === 2, password: '' };
    let boot = 0;
    return new SimulatedDevice(spec, {
      clock: deviceClock,
      dice: seededDice(i),
      open,
      boots: { next: () => ++boot },
      report: {
        connected: () => {},
        lost: () => {},
        sent: () => {},
        acknowledged: (device, held) => presses.acknowledged(device, held),
        command: () => {},
        unreadable: () => {},
      },
    });
  });
  const over = new AbortController();
  const stage = new Stage({
    devices,
    clock: deviceClock,
    dice: seededDice(7),
    voice: { say: () => {} },
    presses,
    window: () => window,
    speed: 1,
    over: over.signal,
  });
  return { clock, told, connections, presses, devices, stage, over };
}

async function play(name: string, window: WindowName = 'class', zoneKind: ZoneKind = 'corridor') {
  const made = school(window, zoneKind);
  for (const device of made.devices) device.powerOn();
  const scenario = SCENARIOS.find((one) => one.name === name);
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  let ended = false;
  const story = scenario.play(made.stage).then(() => {
    ended = true;
  });
  for (let minute = 0; minute < 600 && !ended; minute++) await made.clock.advance(1_000);
  await story;
  // How a sensor stands when it boots is no part of the story.
  const isStory = ({ type, seq }: Told): boolean =>
    !['hello', 'heartbeat'].includes(type) && (seq > 1 || type === 'press');
  return { ...made, events: made.told.filter(isStory) };
}

describe('scenarios', () => {
  it('are told apart by name', () => {
    expect(SCENARIOS.map((one) => one.name)).toEqual([
      'quiet-day',
      'blind-spot-press',
      'many-presses',
      'power-cut',
      'flooding-sensor',
      'stuck-button',
      'silent-device',
      'tamper',
      'door-left-open',
    ]);
  });

  it('a quiet day has doors, footsteps and a patrol, and no alarm', async () => {
    const { events, presses } = await play('quiet-day');
    const types = new Set(events.map((one) => one.type));
    types.delete('battery');
    expect(types).toEqual(new Set(['door', 'motion', 'checkin']));
    expect(events.length).toBeGreaterThan(10);
    expect(presses.all()).toEqual([]);
    const doors = events.filter((one) => one.type === 'door');
    expect(doors.filter((one) => one.open)).toHaveLength(doors.length / 2);
  });

  it.each(['night', 'closed'] as const)('while the school is empty (%s) only the patrol is about', async (window) => {
    const { events } = await play('quiet-day', window);
    expect(events.filter((one) => !['checkin', 'battery'].includes(one.type))).toEqual([]);
    expect(events.some((one) => one.type === 'checkin')).toBe(true);
  });

  it('nobody opens the door to the roof on a quiet day', async () => {
    const { events } = await play('quiet-day', 'class', 'rooftop');
    expect(events.filter((one) => one.type === 'door')).toEqual([]);
    expect(events.filter((one) => one.type === 'motion').length).toBeGreaterThan(1);
  });

  it('a press in a blind spot is made where the blind spot is', async () => {
    const { events, presses } = await play('blind-spot-press');
    expect(events.map((one) => `${one.device} ${one.type}`)).toEqual(['button-2 press']);
    expect(presses.unrecorded()).toEqual([]);
  });

  it('several presses at once come from several buttons, one of them again and again', async () => {
    const { events } = await play('many-presses');
    const count = (device: string): number =>
      events.filter((one) => one.device === device && one.type === 'press').length;
    expect([count('button-2'), count('button-0'), count('button-1')]).toEqual([3, 1, 1]);
  });

  it('a power cut drops everybody, and everybody calls again at the same moment', async () => {
    const { connections, devices, presses } = await play('power-cut');
    const storm = connections.slice(devices.length);
    expect(new Set(storm.map((one) => one.device)).size).toBe(devices.length);
    expect(new Set(storm.map((one) => one.at)).size).toBe(1);
    expect(presses.unrecorded()).toEqual([]);
  });

  it('a flooding sensor sends thousands, and a press is made in the middle', async () => {
    const { events, presses } = await play('flooding-sensor');
    const at = events.findIndex((one) => one.type === 'press');
    expect(events.filter((one) => one.type === 'motion').length).toBeGreaterThan(5_000);
    expect(at).toBeGreaterThan(2_000);
    expect(presses.unrecorded()).toEqual([]);
  });

  it('a stuck button presses on and says that it is stuck', async () => {
    const { events } = await play('stuck-button');
    expect(events.filter((one) => one.type === 'press')).toHaveLength(30);
    expect(events.filter((one) => one.code === 'stuck').map((one) => one.type)).toEqual(['fault', 'restore']);
  });

  it('a silent device is silent for longer than 90 s and then is back', async () => {
    const { connections } = await play('silent-device');
    const ofIt = connections.filter((one) => one.device === 'button-1');
    expect(ofIt).toHaveLength(2);
    expect((ofIt[1]?.at ?? 0) - (ofIt[0]?.at ?? 0)).toBeGreaterThan(90_000);
  });

  it('tamper opens and closes the case', async () => {
    const { events } = await play('tamper');
    expect(events.map((one) => [one.type, one.open])).toEqual([
      ['tamper', true],
      ['tamper', false],
    ]);
  });

  it('a door is left open for longer than its limit and is shut again', async () => {
    const { events } = await play('door-left-open');
    expect(events.map((one) => `${one.device} ${one.open}`)).toEqual(['door-3 true', 'door-3 false']);
  });

  it('a stopped simulation ends the story at once', async () => {
    const { stage, over } = school('class', 'corridor');
    const waiting = stage.wait(3_600_000);
    over.abort();
    await expect(waiting).rejects.toBeInstanceOf(StageOver);
    await expect(stage.wait(1)).rejects.toBeInstanceOf(StageOver);
  });
});
