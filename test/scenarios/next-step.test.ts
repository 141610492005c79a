/** What the card says comes next is the climb, not the repeat call of a second press. */

import { expect, it } from 'vitest';
import { World } from '../kit/world.ts';

it('a press waiting to be told again does not make the card promise an early escalation', async () => {
  const world = await World.open();
  world.press('btn-bike-shed');
  await world.clock.advance(1000);
  world.press('btn-bike-shed');
  await world.clock.advance(100);
  world.press('btn-bike-shed');
  await world.clock.advance(100);
  expect(world.only('panic').renotify).not.toBeNull();
  const [shown] = await world.spine.service.incidents({ status: ['open'], limit: 10 });
  const inMs = Date.parse(shown?.next?.at ?? '') - world.clock.wall;
  expect(shown?.next?.why).toBe('step');
  expect(inMs).toBe(30_000 - 1200);
  await world.close();
});
