/** A device over its rate is coalesced; that its lid was opened, or that it is broken, is not (GB 50394: tamper alarms, armed or not). */

import { afterEach, describe, expect, it } from 'vitest';
import { World } from '../kit/world.ts';

const ROOF = 'door-sy-roof';
const BIKES = 'btn-bike-shed';

let world: World;
afterEach(() => world.close());

function flood(times: number): void {
  for (let n = 0; n < times; n += 1) world.publish(ROOF, { v: 1, boot: 1, seq: n, type: 'door', open: n % 2 === 0 });
}

describe('a sensor that floods', () => {
  it('raises all the same when its lid is opened', async () => {
    world = await World.open({ telemetry: { perSecond: 1, burst: 5 } });
    flood(50);
    world.publish(ROOF, { v: 1, boot: 1, seq: 100, type: 'tamper', open: true });
    await world.clock.advance(50);
    expect(world.only('tamper')).toMatchObject({ device: ROOF, status: 'open' });
  });

  it('raises all the same when it says that it is broken', async () => {
    world = await World.open({ telemetry: { perSecond: 1, burst: 5 } });
    flood(50);
    world.publish(ROOF, { v: 1, boot: 1, seq: 100, type: 'fault', code: 'line-cut' });
    await world.clock.advance(50);
    expect(world.only('device-silent')).toMatchObject({ device: ROOF, flags: ['fault:line-cut'] });
  });

  it('whose lid switch chatters fills neither the record nor the list of incidents', async () => {
    world = await World.open({ telemetry: { perSecond: 1, burst: 5 } });
    for (let n = 0; n < 500; n += 1) world.publish(ROOF, { v: 1, boot: 1, seq: n, type: 'tamper', open: n % 2 === 0 });
    await world.clock.advance(2000);
    expect(world.open()).toHaveLength(1);
    expect(world.facts('tamper').length).toBeLessThan(20);
  });
});

it('a device that invents fault codes raises a bounded number of incidents, and stays in sight', async () => {
  world = await World.open({ telemetry: { perSecond: 1000, burst: 1000 } });
  for (let n = 0; n < 200; n += 1) world.publish(BIKES, { v: 1, boot: 1, seq: n, type: 'fault', code: `e-${n}` });
  await world.clock.advance(50);
  expect(world.open().length).toBeLessThanOrEqual(17);
  expect(world.spine.engine.state.devices.get(BIKES)?.faults.length).toBeLessThanOrEqual(17);
  expect(world.open().some((incident) => incident.flags.includes('fault:many'))).toBe(true);
});
