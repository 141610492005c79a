/** The disk comes back half readable: what was open goes on from the snapshot. */

import { expect, it } from 'vitest';
import { recover } from '../../gateway/flow/engine/recover.ts';
import { freeze } from '../../gateway/flow/engine/snapshot.ts';
import { JournalError } from '../../gateway/ports/journal.ts';
import { World } from '../kit/world.ts';

it("facts that cannot be read do not take the snapshot's open incident away", async () => {
  const world = await World.open();
  world.press('btn-bike-shed');
  await world.clock.advance(50);
  const snapshot = { seq: world.disk.lastSeq, state: freeze(world.spine.engine.state) };
  const broken = Object.assign(Object.create(world.journal), {
    latestSnapshot: async () => snapshot,
    read: async () => {
      throw new JournalError('io', 'cannot read');
    },
  });
  const { state, unread } = await recover(broken);
  expect([...state.incidents.values()].map((incident) => incident.kind)).toEqual(['panic']);
  expect(unread).toBeInstanceOf(JournalError);
  await world.close();
});
