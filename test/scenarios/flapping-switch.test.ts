/** A switch that comes and goes takes a dozen devices with it, again and again: one fault, that wakes when they are gone. */

import { expect, it } from 'vitest';
import { World } from '../kit/world.ts';

it('the same devices silent again wake their incident and open no other', async () => {
  const world = await World.open();
  const devices = [...world.school.devices.keys()];
  const speak = (seq: number): void => {
    for (const device of devices) world.publish(device, { v: 1, boot: 1, seq, type: 'heartbeat' });
  };
  speak(1);
  await world.clock.advance(92_000);
  const first = world.only('device-silent');
  speak(2);
  await world.clock.advance(3_000);
  expect(world.only('device-silent').quiet).toBe(true);
  const told = world.told.length;
  await world.clock.advance(92_000);
  expect(world.only('device-silent')).toMatchObject({ id: first.id, quiet: false });
  expect(world.told.length).toBeGreaterThan(told);
  await world.close();
});
