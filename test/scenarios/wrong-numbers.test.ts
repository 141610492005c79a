/** The last people of a policy cannot be reached although their channel works: the fallback people hear of it too. */

import { afterEach, expect, it } from 'vitest';
import type { School } from '../../gateway/core/school.ts';
import { fakeSchool } from '../kit/fake-school.ts';
import { World } from '../kit/world.ts';

const BIKES = 'btn-bike-shed';
const PRINCIPAL = 'zhou.minghua';
const GUARD = 'wang.qiang';

/** One step, one guard, whose number is wrong; the principal is only the fallback. */
function schoolOfOne(): School {
  const school = fakeSchool();
  const policies = new Map(
    [...school.policies].map(([id, policy]) => [
      id,
      { ...policy, steps: policy.steps.slice(0, 1).map((step) => ({ ...step, notify: [{ person: GUARD }] })) },
    ]),
  );
  return { ...school, policies };
}

let world: World;
afterEach(() => world.close());

it('after nobody was reached the repetition goes to the fallback people as well', async () => {
  world = await World.open({ school: schoolOfOne() });
  for (const id of world.school.channels.keys()) {
    world.behaviours.set(id, ({ message }) =>
      message.person === GUARD
        ? { ok: false, code: 'bad-address', detail: 'no such number', retry: false }
        : { ok: true, state: 'sent' },
    );
  }
  world.press(BIKES);
  await world.clock.advance(5000);
  expect(world.toldTo(GUARD).length).toBeGreaterThan(0);
  expect(world.toldTo(PRINCIPAL)).toEqual([]);
  await world.clock.advance(90_000);
  expect(world.toldTo(PRINCIPAL).length).toBeGreaterThan(0);
});

it('who was reached is not gone over by the repetition', async () => {
  world = await World.open({ school: schoolOfOne() });
  world.press(BIKES);
  await world.clock.advance(95_000);
  expect(world.toldTo(GUARD).length).toBeGreaterThan(1);
  expect(world.toldTo(PRINCIPAL)).toEqual([]);
});
