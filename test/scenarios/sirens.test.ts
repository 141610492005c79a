/** Sirens and lamps: loud while nobody owns the alarm, quiet as soon as somebody does, whatever the network did meanwhile. */

import { afterEach, expect, it } from 'vitest';
import type { SendResult } from '../../gateway/ports/channel.ts';
import { World } from '../kit/world.ts';

const OFFLINE: SendResult = { ok: false, code: 'device-offline', detail: 'the device is not connected', retry: true };

let world: World;
afterEach(() => world.close());

const sounded = (): number => world.told.filter((one) => one.channel === 'output').length;

it('a siren that was off-line is tried again, and stays silent when it comes back after somebody took over', async () => {
  world = await World.open();
  world.behaviours.set('output', () => OFFLINE);
  world.press('btn-jx3-toilet-west');
  await world.clock.advance(10_000);
  expect(sounded()).toBeGreaterThan(2);
  await world.act('li.jianguo', { type: 'take', incident: world.only('panic').id });
  const before = sounded();
  world.behaviours.delete('output');
  await world.clock.advance(60_000);
  expect(sounded()).toBe(before);
});
