/** Doors: opened when nobody should, held open, opened and shut too fast to see. */

import { afterEach, describe, expect, it } from 'vitest';
import { seconds } from '../../../gateway/core/time.ts';
import { FORCED, HELD, sensorSchool } from '../../kit/sensor-school.ts';
import { Sensors } from '../../kit/sensors.ts';
import { World, type WorldOptions } from '../../kit/world.ts';

const ROOF = 'door-sy-roof';
const STORE = 'door-sy1-store';
const HOLIDAY_NIGHT = { wall: '2026-10-01T02:00:00+08:00' };
const SCHOOL_MORNING = { wall: '2026-09-07T10:05:00+08:00' };

let world: World;
let at: Sensors;
afterEach(() => world.close());

async function open(options: WorldOptions): Promise<void> {
  world = await World.open({ school: sensorSchool(), ...options });
  at = new Sensors(world);
}

const kinds = (): string[] => world.open().map(({ kind }) => kind);

describe('a door is opened when nobody should be there', () => {
  it('at two in the morning of a holiday: duty hears the rule, the door and the place', async () => {
    await open({ start: HOLIDAY_NIGHT });
    at.opens(ROOF);
    await world.clock.advance(1000);
    const incident = world.only('after-hours');
    expect(incident).toMatchObject({ device: ROOF, zone: 'sy-roof', level: 'help', flags: ['rule:forced'] });
    expect(world.toldTo('li.jianguo')[0]?.delivery.message.text).toContain('关闭时段有门被打开');
  });

  it('on a school morning it is a door', async () => {
    await open({ start: SCHOOL_MORNING });
    at.opens(ROOF);
    at.shuts(ROOF);
    await world.clock.advance(1000);
    expect(kinds()).toEqual([]);
  });

  it('by day on National Day it alarms, on its make-up Saturday it does not', async () => {
    await open({ start: { wall: '2026-10-02T10:00:00+08:00' } });
    at.opens(STORE);
    expect(kinds()).toEqual(['after-hours']);
    await world.close();
    await open({ start: { wall: '2026-10-10T10:00:00+08:00' } });
    at.opens(STORE);
    expect(kinds()).toEqual([]);
  });

  it('what it opened is not louder than a press: it waits for the disk and uses none of the reserved room', async () => {
    await open({ start: HOLIDAY_NIGHT });
    at.opens(ROOF);
    await world.clock.advance(1000);
    expect(world.facts('notice-queued').map(({ urgent }) => urgent)).not.toContain(true);
  });

  it('a rule whose clock is not trusted is suspended; one that needs no window is not', async () => {
    await open({ start: { ...HOLIDAY_NIGHT, trusted: false } });
    at.opens(ROOF);
    await at.waits(125, ROOF);
    expect(world.open().map(({ flags }) => flags[0])).toEqual(['rule:held']);
    expect(world.spine.service.health().rules).toMatchObject({ count: 5, suspended: 3 });
  });

  it('an opening that was held back in the device is judged by its own hour', async () => {
    await open({ start: { wall: '2026-09-07T07:30:00+08:00' } });
    at.opens(ROOF, { age: 4 * 3_600_000 });
    expect(world.only('after-hours').flags).toEqual(['rule:forced']);
  });

  it('shut for a minute and opened again, after somebody closed the first: a second incident', async () => {
    await open({ start: HOLIDAY_NIGHT });
    at.opens(ROOF);
    await world.clock.advance(5000);
    at.shuts(ROOF);
    const first = world.only('after-hours').id;
    await world.act('li.jianguo', { type: 'close', incident: first, outcome: 'real', reason: '保洁忘了关' });
    await at.waits(20, ROOF);
    at.opens(ROOF);
    expect(kinds(), 'the hysteresis holds it back').toEqual([]);
    await world.clock.advance(1000);
    at.shuts(ROOF);
    await at.waits(61, ROOF);
    at.opens(ROOF);
    expect(world.only('after-hours').id).not.toBe(first);
  });

  it('a door that was opened lawfully just before the window began is not excused by that', async () => {
    await open({ start: { wall: '2026-09-07T22:59:50+08:00' } });
    at.opens(ROOF);
    await world.clock.advance(5000);
    at.shuts(ROOF);
    await world.clock.advance(10_000);
    at.opens(ROOF);
    expect(kinds()).toEqual(['after-hours']);
  });
});

describe('a door is held open', () => {
  it('by the cleaner, for longer than its limit: once, to the second', async () => {
    await open({ start: SCHOOL_MORNING });
    at.opens(STORE);
    await at.waits(119, STORE);
    expect(kinds()).toEqual([]);
    await world.clock.advance(2000);
    expect(world.only('door-held')).toMatchObject({ device: STORE, level: 'fault', flags: ['rule:held'] });
    await at.waits(300, STORE);
    expect(kinds()).toEqual(['door-held']);
    expect(world.facts('rule-met')).toHaveLength(1);
  });

  it('shut in time, it is nothing', async () => {
    await open({ start: SCHOOL_MORNING });
    for (let i = 0; i < 4; i += 1) {
      at.opens(STORE);
      await at.waits(100, STORE);
      at.shuts(STORE);
      await world.clock.advance(5000);
    }
    expect(kinds()).toEqual([]);
    expect(world.facts('rule-met')).toEqual([]);
  });

  it('the limit survives a power cut: it is due by the first sign of the door', async () => {
    await open({ start: SCHOOL_MORNING });
    at.opens(STORE);
    await at.waits(60, STORE);
    await world.crash(90_000);
    await world.clock.advance(1500);
    expect(kinds(), 'nobody has heard of the door since').toEqual([]);
    at.beat(STORE);
    await world.clock.advance(1500);
    expect(kinds()).toEqual(['door-held']);
  });

  it('a door that was shut while the gateway was down is not held', async () => {
    await open({ start: SCHOOL_MORNING });
    at.opens(STORE);
    await at.waits(30, STORE);
    await world.crash(600_000);
    await world.clock.advance(1500);
    at.shuts(STORE);
    await at.waits(120, STORE);
    expect(kinds()).toEqual([]);
  });

  it('a clock that is set back or forth moves no limit', async () => {
    await open({ start: SCHOOL_MORNING });
    at.opens(STORE);
    await at.waits(60, STORE);
    world.clock.stepWall(-7 * 86_400_000);
    await at.waits(57, STORE);
    expect(kinds()).toEqual([]);
    await world.clock.advance(5000);
    expect(kinds()).toEqual(['door-held']);
  });

  it('the window must hold all the time: what stood open in the break is not held as the lesson begins', async () => {
    const inClass = { ...HELD, windows: ['class' as const] };
    await open({ school: sensorSchool([inClass]), start: { wall: '2026-09-07T05:58:00+08:00' } });
    at.opens(STORE);
    await at.waits(180, STORE);
    expect(kinds()).toEqual([]);
    await at.waits(65, STORE);
    expect(kinds()).toEqual(['door-held']);
  });
});

describe('fast openings and closings', () => {
  it('all count, also those that were summed up', async () => {
    await open({ start: SCHOOL_MORNING, telemetry: { perSecond: 1, burst: 4 } });
    for (let i = 0; i < 10; i += 1) {
      at.opens(ROOF);
      at.shuts(ROOF);
    }
    await world.clock.advance(2500);
    expect(world.facts('coalesced')).toHaveLength(1);
    const door = world.spine.engine.state.sensors.devices.get(ROOF);
    expect(door).toMatchObject({ openings: 10, closings: 10, openT: null });
  });

  it('an opening within a summary alarms, though the door is shut when the summary is written', async () => {
    await open({ start: HOLIDAY_NIGHT, telemetry: { perSecond: 1, burst: 1 } });
    at.beat(ROOF);
    at.opens(ROOF);
    at.shuts(ROOF);
    expect(kinds()).toEqual([]);
    await world.clock.advance(2500);
    expect(world.only('after-hours').device).toBe(ROOF);
  });

  it('the same opening sent again is the same opening', async () => {
    await open({ start: SCHOOL_MORNING });
    const event = { v: 1, boot: 1, seq: 77, type: 'door', open: true };
    world.publish(ROOF, event);
    world.publish(ROOF, event);
    expect(world.spine.engine.state.sensors.devices.get(ROOF)?.openings).toBe(1);
  });
});

it('a reload puts new rules in force at once, on doors as they stand', async () => {
  await open({ school: sensorSchool([]), start: SCHOOL_MORNING });
  at.opens(STORE);
  await at.waits(90, STORE);
  const quick = sensorSchool([{ ...HELD, threshold: seconds(60) }]);
  world.spine.reload(quick, { telemetry: { perSecond: 50, burst: 100 }, pressesPerMinute: 10 }, world.channels);
  await world.clock.advance(1500);
  expect(kinds()).toEqual(['door-held']);
});

it('without rules nothing is judged', async () => {
  const { rules: _rules, ...school } = sensorSchool();
  await open({ school, start: HOLIDAY_NIGHT });
  at.opens(ROOF);
  await at.waits(300, ROOF);
  expect(kinds()).toEqual([]);
});

it('two forced doors are two incidents; the order of the two does not matter', async () => {
  const outcome = async (doors: readonly string[]) => {
    await open({ start: HOLIDAY_NIGHT });
    for (const door of doors) at.opens(door);
    await world.clock.advance(1000);
    const found = world.open().map(({ kind, key, level, zone }) => ({ kind, key, level, zone }));
    return found.sort((a, b) => (a.key < b.key ? -1 : 1));
  };
  const one = await outcome([ROOF, STORE]);
  await world.close();
  expect(await outcome([STORE, ROOF])).toEqual(one);
  expect(one.map(({ key }) => key)).toEqual([`rule:${FORCED.id}:${ROOF}`, `rule:${FORCED.id}:${STORE}`]);
});
