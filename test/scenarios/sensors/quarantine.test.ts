/** Sensors that cannot be believed: they are set apart where everybody sees it, and recorded all the same. */

import { afterEach, describe, expect, it } from 'vitest';
import { minutes } from '../../../gateway/core/time.ts';
import { ALL_RULES, QUICK_QUARANTINE, sensorSchool } from '../../kit/sensor-school.ts';
import { Sensors } from '../../kit/sensors.ts';
import { World, type WorldOptions } from '../../kit/world.ts';

const ROOF = 'door-sy-roof';
const SHED = 'pir-shed';
const NIGHT = { wall: '2026-10-02T03:00:00+08:00' };
const LESSON = { wall: '2026-09-07T10:05:00+08:00' };

let world: World;
let at: Sensors;
afterEach(() => world.close());

async function open(options: WorldOptions): Promise<void> {
  world = await World.open({ school: sensorSchool(ALL_RULES, QUICK_QUARANTINE), ...options });
  at = new Sensors(world);
}

const kinds = (): string[] => world.open().map(({ kind }) => kind);
const flagsOf = (device: string) => world.spine.service.devices().find(({ id }) => id === device)?.flags ?? [];
const readings = (device: string): number => world.facts('reading').filter((fact) => fact.device === device).length;

async function releases(device: string) {
  const result = world.spine.service.releaseSensor('li.jianguo', device);
  await world.clock.advance(5);
  return result;
}

/** Opens and shuts every five seconds. */
async function chatters(door: string, times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    at.opens(door);
    await world.clock.advance(2500);
    at.shuts(door);
    await world.clock.advance(2500);
  }
}

describe('a contact that chatters', () => {
  it('is one incident and, from the third alarm within a minute, one fault; its readings are kept', async () => {
    await open({ start: NIGHT });
    await chatters(ROOF, 2);
    expect(kinds()).toEqual(['after-hours']);
    await chatters(ROOF, 10);
    expect(kinds()).toEqual(['after-hours', 'device-silent']);
    expect(world.only('device-silent')).toMatchObject({
      level: 'fault',
      device: ROOF,
      flags: ['quarantined:chattering'],
    });
    expect(world.facts('sensor-quarantined')).toEqual([
      { kind: 'sensor-quarantined', device: ROOF, why: 'chattering' },
    ]);
    expect(flagsOf(ROOF)).toContain('quarantined:chattering');
    expect(world.spine.service.health().rules).toEqual({ count: 5, suspended: 0, quarantined: [ROOF] });
    expect(readings(ROOF)).toBe(24);
    expect(world.spine.engine.state.sensors.devices.get(ROOF)?.openings).toBe(12);
  });

  it('raises nothing while it is set apart, is released after a quiet time, and then raises again', async () => {
    await open({ start: NIGHT });
    await chatters(ROOF, 3);
    const first = world.only('after-hours');
    await world.act('li.jianguo', { type: 'close', incident: first.id, outcome: 'fault', reason: '门磁松动' });
    await at.waits(60, ROOF);
    at.opens(ROOF);
    at.shuts(ROOF);
    expect(kinds()).toEqual(['device-silent']);
    await at.waits(125, ROOF);
    expect(world.facts('sensor-released')).toHaveLength(1);
    expect(flagsOf(ROOF).filter((flag) => flag.startsWith('quarantined'))).toEqual([]);
    expect(world.only('device-silent').quiet, 'the fault climbs no further').toBe(true);
    at.opens(ROOF);
    expect(kinds()).toEqual(['device-silent', 'after-hours']);
  });

  it('by day, when no rule minds, a busy door is no chattering one', async () => {
    await open({ start: LESSON });
    await chatters(ROOF, 12);
    expect(world.facts('sensor-quarantined')).toEqual([]);
  });

  it('a person may release it; that is on record with the name', async () => {
    await open({ start: NIGHT });
    await chatters(ROOF, 3);
    expect(await releases(ROOF)).toBe('released');
    await world.clock.advance(1000);
    const fact = world.disk.items.find(({ kind }) => kind === 'sensor-released');
    expect(fact?.actor).toBe('person:li.jianguo');
    expect(await releases(ROOF)).toBe('not-quarantined');
    expect(await releases('door-nowhere')).toBe('unknown-device');
  });

  it('screens hear of it at once', async () => {
    await open({ start: NIGHT });
    const heard: string[][] = [];
    world.spine.service.live((event) => {
      if (event.event === 'device') heard.push(event.data.flags);
    });
    await chatters(ROOF, 3);
    expect(heard.at(-1)).toContain('quarantined:chattering');
  });

  it('stays set apart through a power cut', async () => {
    await open({ start: NIGHT });
    await chatters(ROOF, 3);
    await world.crash(5000);
    expect(flagsOf(ROOF)).toContain('quarantined:chattering');
  });
});

describe('a motion sensor that is stuck', () => {
  it('reports motion without end: set apart, and believed again once it has ended', async () => {
    await open({ start: LESSON });
    await at.moves(SHED);
    await at.waits(40, SHED);
    at.say(SHED, { type: 'motion', active: true });
    await at.waits(599, SHED);
    expect(flagsOf(SHED)).not.toContain('quarantined:stuck');
    await at.waits(3, SHED);
    expect(flagsOf(SHED)).toContain('quarantined:stuck');
    await at.waits(300, SHED);
    expect(flagsOf(SHED), 'it still says motion').toContain('quarantined:stuck');
    at.say(SHED, { type: 'motion', active: false });
    await at.waits(35, SHED);
    expect(flagsOf(SHED)).not.toContain('quarantined:stuck');
    await at.waits(120, SHED);
    expect(world.facts('sensor-quarantined')).toHaveLength(1);
  });

  it('released by a person while it still says motion, it is not set apart again at once', async () => {
    await open({ start: LESSON });
    await at.moves(SHED);
    at.say(SHED, { type: 'motion', active: true });
    await at.waits(602, SHED);
    await releases(SHED);
    await at.waits(300, SHED);
    expect(flagsOf(SHED)).not.toContain('quarantined:stuck');
    await at.waits(310, SHED);
    expect(flagsOf(SHED)).toContain('quarantined:stuck');
  });

  it('one that never says anything new is stuck where the school asks for it', async () => {
    const asked = { ...QUICK_QUARANTINE, unchangedAfter: minutes(60) };
    await open({ school: sensorSchool(ALL_RULES, asked), start: LESSON });
    at.shuts(ROOF);
    at.say(ROOF, { type: 'door', open: false });
    await at.waits(3590, ROOF);
    expect(flagsOf(ROOF)).not.toContain('quarantined:stuck');
    await at.waits(15, ROOF);
    expect(flagsOf(ROOF)).toContain('quarantined:stuck');
    at.opens(ROOF);
    await at.waits(130, ROOF);
    expect(flagsOf(ROOF)).not.toContain('quarantined:stuck');
  });
});

describe('a sensor that floods', () => {
  it('is set apart; a press in the middle of it is a press', async () => {
    await open({ start: LESSON, telemetry: { perSecond: 10, burst: 20 } });
    for (let second = 0; second < 15; second += 1) {
      for (let i = 0; i < 60; i += 1) at.say(SHED, { type: 'motion', active: i % 2 === 0 });
      if (second === 7) world.press('btn-bike-shed');
      await world.clock.advance(1000);
    }
    expect(kinds()).toEqual(['device-silent', 'panic']);
    expect(flagsOf(SHED)).toContain('quarantined:flooding');
    expect(world.facts('sensor-quarantined')).toHaveLength(1);
    await at.waits(130, SHED);
    expect(flagsOf(SHED)).not.toContain('quarantined:flooding');
  });

  it('one reading a second for hours is no flood', async () => {
    await open({ start: LESSON });
    for (let second = 0; second < 300; second += 1) {
      at.say('motion-jx4', { type: 'motion', active: second % 2 === 0 });
      await world.clock.advance(1000);
    }
    expect(world.facts('sensor-quarantined')).toEqual([]);
  });
});

describe('a help button', () => {
  it('is never set apart, whatever it sends', async () => {
    await open({ start: NIGHT, telemetry: { perSecond: 10, burst: 20 } });
    for (let i = 0; i < 400; i += 1) {
      at.say('btn-bike-shed', { type: 'motion', active: true });
      at.say('btn-bike-shed', { type: 'door', open: i % 2 === 0 });
    }
    await world.clock.advance(2000);
    world.press('btn-bike-shed');
    await world.clock.advance(1000);
    expect(flagsOf('btn-bike-shed').filter((flag) => flag.startsWith('quarantined'))).toEqual([]);
    expect(kinds()).toEqual(['panic']);
  });

  it('nor is a node, which may carry one', async () => {
    await open({ start: NIGHT });
    for (let i = 0; i < 200; i += 1) at.say('node-sy', { type: 'door', open: i % 2 === 0 });
    await world.clock.advance(2000);
    expect(world.facts('sensor-quarantined')).toEqual([]);
  });
});
