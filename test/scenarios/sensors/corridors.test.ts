/** Corridors and blind spots: motion when the school is empty, people who stay, people who gather. */

import { afterEach, describe, expect, it } from 'vitest';
import { seconds } from '../../../gateway/core/time.ts';
import { CROWD, DWELL, sensorSchool } from '../../kit/sensor-school.ts';
import { Sensors } from '../../kit/sensors.ts';
import { World, type WorldOptions } from '../../kit/world.ts';

const SHED = 'pir-shed';
const COUNTER = 'counter-shed';
const STORE = 'pir-store';
const NIGHT = { wall: '2026-10-02T03:00:00+08:00' };
const LESSON = { wall: '2026-09-07T10:05:00+08:00' };

let world: World;
let at: Sensors;
afterEach(() => world.close());

async function open(options: WorldOptions): Promise<void> {
  world = await World.open({ school: sensorSchool(), ...options });
  at = new Sensors(world);
}

const kinds = (): string[] => world.open().map(({ kind }) => kind);
const met = () => world.facts('rule-met').map(({ rule, device, raised }) => `${rule} ${device} ${raised}`);

describe('motion in a blind spot while the school is empty', () => {
  it('is told once, however long somebody walks about', async () => {
    await open({ start: NIGHT });
    await at.keepsMoving(SHED, 120);
    expect(world.only('after-hours')).toMatchObject({ device: SHED, zone: 'bike-shed', flags: ['rule:motion'] });
    expect(met()).toEqual(['motion pir-shed true']);
  });

  it('after a pause shorter than the hysteresis it is no further alarm, after a longer one it is', async () => {
    await open({ start: NIGHT });
    await at.moves(SHED);
    await at.waits(120, SHED);
    await at.moves(SHED);
    expect(met()).toEqual(['motion pir-shed true', 'motion pir-shed false']);
    await at.waits(301, SHED);
    await at.moves(SHED);
    expect(met().at(-1)).toBe('motion pir-shed true');
    expect(kinds(), 'it joins the incident that is still open').toEqual(['after-hours']);
  });

  it('by day, and in a place that is watched, it is nothing', async () => {
    await open({ start: LESSON });
    await at.moves(SHED);
    expect(kinds()).toEqual([]);
    await world.close();
    await open({ start: NIGHT });
    await at.moves('motion-jx4');
    expect(kinds()).toEqual([]);
  });

  it('motion that began before the school closed alarms as it goes on', async () => {
    const shut = { ...sensorSchool().calendar, night: { fromMinute: 23 * 60 + 1, toMinute: 6 * 60 } };
    await open({ school: { ...sensorSchool(), calendar: shut }, start: { wall: '2026-09-07T22:59:30+08:00' } });
    await at.keepsMoving(SHED, 24);
    expect(kinds()).toEqual([]);
    await at.keepsMoving(SHED, 120);
    expect(kinds()).toEqual(['after-hours']);
  });

  it('is not judged while the clock is not trusted, and judged again as soon as it is', async () => {
    await open({ start: { ...NIGHT, trusted: false } });
    await at.moves(SHED);
    expect(kinds()).toEqual([]);
    world.clock.trust(true);
    await world.clock.advance(1000);
    await at.moves(SHED);
    expect(kinds()).toEqual(['after-hours']);
  });
});

describe('somebody stays in a blind spot during a lesson', () => {
  it('pauses of ten seconds do not end it: told when the limit is passed', async () => {
    await open({ start: LESSON });
    await at.keepsMoving(SHED, 294);
    expect(kinds()).toEqual([]);
    await at.keepsMoving(SHED, 24);
    expect(world.only('unusual')).toMatchObject({ device: SHED, level: 'help', flags: ['rule:dwell'] });
  });

  it('a pause of more than half a minute ends it', async () => {
    await open({ start: LESSON });
    await at.keepsMoving(SHED, 200);
    await at.waits(40, SHED);
    await at.keepsMoving(SHED, 200);
    expect(kinds()).toEqual([]);
  });

  it('a sensor that says motion until it takes it back needs no further sign', async () => {
    await open({ start: LESSON });
    await at.moves(SHED);
    await at.waits(60, SHED);
    at.say(SHED, { type: 'motion', active: true });
    await at.waits(299, SHED);
    expect(kinds()).toEqual([]);
    await world.clock.advance(2500);
    expect(kinds()).toEqual(['unusual']);
  });

  it('a sensor that only ever blinks does not stay for ever', async () => {
    await open({ start: LESSON });
    at.say(SHED, { type: 'motion', active: true });
    await at.waits(900, SHED);
    expect(kinds()).toEqual([]);
  });

  it('whoever goes out by the door of the room has left', async () => {
    await open({ start: LESSON });
    await at.keepsMoving(STORE, 200);
    at.opens('door-sy1-store');
    await world.clock.advance(2000);
    at.shuts('door-sy1-store');
    await at.keepsMoving(STORE, 80);
    at.beat('door-sy1-store');
    await at.keepsMoving(STORE, 80);
    at.beat('door-sy1-store');
    await at.keepsMoving(STORE, 80);
    at.beat('door-sy1-store');
    expect(kinds()).toEqual([]);
    await at.keepsMoving(STORE, 72);
    expect(kinds()).toEqual(['unusual']);
  });

  it('is told in its time although the power failed in between', async () => {
    await open({ start: LESSON });
    await at.moves(SHED);
    await at.waits(60, SHED);
    at.say(SHED, { type: 'motion', active: true });
    await at.waits(150, SHED);
    await world.crash(60_000);
    at.beat(SHED);
    await at.waits(85, SHED);
    expect(kinds()).toEqual([]);
    await at.waits(10, SHED);
    expect(world.only('unusual').flags).toEqual(['rule:dwell']);
  });

  it('a sensor that went silent while it said motion says nothing about who is there', async () => {
    await open({ start: LESSON });
    await at.moves(SHED);
    await at.waits(60, SHED);
    at.say(SHED, { type: 'motion', active: true });
    await world.clock.advance(600_000);
    expect(kinds()).toEqual(['device-silent']);
  });

  it('as the lesson begins it has to last anew: the break does not count', async () => {
    const later = { ...sensorSchool([DWELL]).calendar };
    const bells = [
      { window: 'break' as const, days: [1], grades: [], fromMinute: 600, toMinute: 610 },
      { window: 'class' as const, days: [1], grades: [], fromMinute: 610, toMinute: 700 },
    ];
    const school = { ...sensorSchool([DWELL]), calendar: { ...later, bells } };
    await open({ school, start: { wall: '2026-09-07T10:06:00+08:00' } });
    await at.keepsMoving(SHED, 420);
    expect(kinds()).toEqual([]);
    await at.keepsMoving(SHED, 140);
    expect(kinds()).toEqual(['unusual']);
  });
});

describe('people gather', () => {
  const crowd = () => sensorSchool([CROWD]);

  it('more than the limit of the zone, by all its sensors together', async () => {
    await open({ school: crowd(), start: LESSON });
    at.counts(SHED, 4);
    at.counts(COUNTER, 4);
    expect(kinds(), 'eight are not more than eight').toEqual([]);
    at.counts(COUNTER, 5);
    expect(world.only('unusual')).toMatchObject({ zone: 'bike-shed', flags: ['rule:crowd'] });
  });

  it('about the limit is one incident, not one each time', async () => {
    await open({ school: crowd(), start: LESSON });
    for (let i = 0; i < 20; i += 1) {
      at.counts(SHED, i % 2 === 0 ? 9 : 8);
      await world.clock.advance(5000);
    }
    expect(kinds()).toEqual(['unusual']);
    expect(met().filter((one) => one.endsWith('true'))).toHaveLength(1);
    expect(world.facts('sensor-quarantined'), 'people who come and go are no broken sensor').toEqual([]);
  });

  it('gone for the hysteresis, and again: after the first was closed, a second incident', async () => {
    await open({ school: crowd(), start: LESSON });
    at.counts(SHED, 9);
    const first = world.only('unusual').id;
    at.counts(SHED, 2);
    await world.act('li.jianguo', { type: 'close', incident: first, outcome: 'real', reason: '已劝散' });
    await at.waits(60, SHED);
    at.counts(SHED, 9);
    expect(kinds()).toEqual([]);
    at.counts(SHED, 2);
    await at.waits(121, SHED);
    at.counts(SHED, 9);
    expect(world.only('unusual').id).not.toBe(first);
  });

  it('a count of ten minutes ago is of people who have gone', async () => {
    await open({ school: crowd(), start: LESSON });
    at.counts(COUNTER, 8);
    await at.waits(601, SHED, COUNTER);
    at.counts(SHED, 5);
    expect(kinds()).toEqual([]);
  });

  it('rests on numbers only: no name, no card, no face is in what is recorded', async () => {
    await open({ school: crowd(), start: LESSON });
    at.counts(SHED, 9);
    await world.clock.advance(1000);
    expect(world.facts('rule-met')).toEqual([
      { kind: 'rule-met', rule: 'crowd', subject: 'bike-shed', device: SHED, raised: true },
    ]);
  });
});

it('a rule that throws costs neither the reading nor a press', async () => {
  await open({ start: NIGHT });
  const broken = sensorSchool([{ ...DWELL, what: 'motion-closed', windows: ['night'], threshold: seconds(0) }]);
  Object.defineProperty(broken.rules?.rules[0], 'windows', {
    get: () => {
      throw new Error('a broken rule');
    },
  });
  world.spine.reload(broken, { telemetry: { perSecond: 50, burst: 100 }, pressesPerMinute: 10 }, world.channels);
  const publish = at.say(SHED, { type: 'motion', active: true });
  world.press('btn-bike-shed');
  await world.clock.advance(1000);
  expect(publish.verdict).toBe('keep');
  expect(world.facts('reading').some(({ device, type }) => device === SHED && type === 'motion')).toBe(true);
  expect(kinds()).toEqual(['panic']);
  expect(world.bugs.map(String)).toEqual(['Error: a broken rule']);
  world.bugs.length = 0;
});
