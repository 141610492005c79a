/** The rules throw (a configuration nobody foresaw, a bug of ours): people hear of every press all the same. */

import { afterEach, describe, expect, it } from 'vitest';
import type { School } from '../../gateway/core/school.ts';
import { fakeSchool } from '../kit/fake-school.ts';
import { World } from '../kit/world.ts';

const WC = 'btn-jx3-toilet-west';
const BIKES = 'btn-bike-shed';

const broken = (): never => {
  throw new Error('planted');
};

/** A school of which one part cannot be read. */
type Part =
  | 'policies'
  | 'zones'
  | 'policyOfKind'
  | 'shifts'
  | 'calendar'
  | 'roster'
  | 'rules'
  | 'patrol'
  | 'procedures';
const WHOLE: readonly Part[] = ['shifts', 'calendar', 'roster', 'rules', 'patrol', 'procedures'];

function schoolWithout(part: Part): School {
  const school = fakeSchool();
  if (WHOLE.includes(part)) return Object.defineProperty({ ...school }, part, { get: broken });
  const map = new Map<string, never>();
  map.get = broken;
  map.has = broken;
  return { ...school, [part]: map };
}

let world: World;
/** Messages to people about a press of this device. */
const people = (device: string) =>
  world.told.filter(({ delivery: { message } }) => message.person !== null && message.device === device);
afterEach(async () => {
  // The bugs are the story: they were reported, and that is all.
  world.bugs.length = 0;
  await world.close();
});

describe.each(['shifts', 'policies', 'zones', 'policyOfKind'] as const)('where %s cannot be read', (part) => {
  it('a press is recorded, acknowledged and pages people at once', async () => {
    world = await World.open({ school: schoolWithout(part) });
    const press = world.press(WC);
    await world.clock.advance(1200);
    expect(press.verdict).toBe('keep');
    expect(world.only('panic')).toMatchObject({ device: WC, level: 'help' });
    expect(people(WC).length).toBeGreaterThan(0);
    // Of a policy that cannot be chosen the incident itself tells: the last resort stands in for it.
    if (part === 'policyOfKind') expect(world.only('panic').policy).toBe('last-resort');
    else expect(world.bugs.length).toBeGreaterThan(0);
  });

  it('it goes on until somebody takes over, and never in a tight circle', async () => {
    world = await World.open({ school: schoolWithout(part) });
    world.press(WC);
    await world.clock.advance(1200);
    const first = people(WC).length;
    await world.clock.advance(185_000);
    expect(people(WC).length - first).toBeGreaterThanOrEqual(3);
    expect(world.bugs.length).toBeLessThan(100);
  });

  it('a second press is counted and told again', async () => {
    world = await World.open({ school: schoolWithout(part) });
    world.press(WC);
    await world.clock.advance(10_000);
    const first = people(WC).length;
    world.press(WC);
    await world.clock.advance(1200);
    expect(world.only('panic').presses).toBe(2);
    expect(people(WC).length).toBeGreaterThan(first);
  });
});

describe.each(['shifts', 'policies', 'policyOfKind'] as const)('a watch where %s cannot be read', (part) => {
  it('is ended neither by a silent device nor by a dead channel nor by a full disk', async () => {
    world = await World.open({ school: schoolWithout(part) });
    world.connect(WC);
    world.spine.watch.channel('wecom-duty', { ok: false, code: 'timeout', detail: 'planted' });
    world.spine.watch.storage({ state: 'fault', code: 'full', detail: 'planted', usedShare: 1, bytes: 1 });
    await world.clock.advance(200_000);
    const kinds = world.open().map((incident) => incident.kind);
    expect(kinds).toEqual(expect.arrayContaining(['channel', 'storage', 'device-silent']));
    world.press(BIKES);
    await world.clock.advance(1200);
    expect(people(BIKES).length).toBeGreaterThan(0);
  });
});

describe('where the message cannot be made', () => {
  it('a plain one is sent in its place', async () => {
    world = await World.open({ school: { ...fakeSchool(), timeZone: 'Mars/Olympus_Mons' } });
    world.press(WC);
    await world.clock.advance(1200);
    expect(world.told.length).toBeGreaterThan(0);
    expect(world.told[0]?.delivery.message).toMatchObject({ kind: 'panic', device: WC });
    expect(world.told[0]?.delivery.message.text).toContain('ALARM');
  });
});

describe.each(['calendar', 'roster', 'rules', 'patrol', 'procedures'] as const)('where %s cannot be read', (part) => {
  it('a press knows nothing of it', async () => {
    world = await World.open({ school: schoolWithout(part) });
    await world.clock.advance(3000);
    const press = world.press(WC);
    await world.clock.advance(1200);
    expect(press.verdict).toBe('keep');
    expect(world.only('panic')).toMatchObject({ device: WC, level: 'help' });
    expect(people(WC).length).toBeGreaterThan(0);
  });
});

describe('where the figures of the day, the patrol and the sensors cannot be added up', () => {
  it('a press opens its incident and pages, the bug is reported, and a restart comes up with the incident open', async () => {
    world = await World.open();
    const { state } = world.spine.engine;
    for (const part of ['tallies', 'patrol', 'sensors'] as const) {
      Object.defineProperty(state, part, { get: broken, configurable: true });
    }
    const press = world.press(WC);
    await world.clock.advance(1200);
    expect(press.verdict).toBe('keep');
    expect(people(WC).length).toBeGreaterThan(0);
    expect(world.only('panic')).toMatchObject({ device: WC });
    expect(world.bugs.length).toBeGreaterThan(0);
    await world.crash();
    expect(world.only('panic')).toMatchObject({ device: WC, status: 'open' });
  });
});
