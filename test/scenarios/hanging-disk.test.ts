/** A disk that neither answers nor fails: what memory knows is still shown. */

import { expect, it } from 'vitest';
import { World } from '../kit/world.ts';

it('the open incident is listed and shown while every read of the disk hangs', async () => {
  const world = await World.open();
  world.press('btn-bike-shed');
  await world.clock.advance(50);
  const hang = (): Promise<never> => new Promise(() => {});
  Object.assign(world.journal, { read: hang, incidents: hang, incident: hang });
  const { id } = world.only('panic');
  const list = world.spine.service.incidents({ status: ['open'], limit: 10 });
  const one = world.spine.service.incident(id);
  await world.clock.advance(2_000);
  expect((await list).map((incident) => incident.id)).toEqual([id]);
  expect(await one).toMatchObject({ id, status: 'open', timeline: [] });
  await world.close();
});
