/** The patrol in a snapshot: written, read back, the same; and missing in older ones. */

import { expect, it } from 'vitest';
import { emptyPatrolState } from '../../core/patrol/patrol-state.ts';
import { patrolOfSix, patrolSchool } from '../../../test/kit/patrol-of-six.ts';
import { World } from '../../../test/kit/world.ts';
import { emptyCampus } from '../../core/campus.ts';
import { freeze, thaw } from './snapshot.ts';

it('half a round survives a snapshot, and what happens afterwards does not change it', async () => {
  const school = patrolSchool({ ...patrolOfSix(), generated: [] });
  const world = await World.open({ school, start: { wall: '2026-09-07T22:20:00+08:00' } });
  await world.clock.advance(11 * 60_000);
  const tap = (seq: number): void =>
    void world.publish(`reader-${seq}`, { v: 1, boot: 1, seq, type: 'checkin', card: 'BBBB2222' });
  tap(1);
  await world.clock.advance(180_000);
  const { state } = world.spine.engine;
  const frozen = freeze(state);
  const text = JSON.stringify(frozen);
  const then = structuredClone(state.patrol);
  tap(2);
  await world.clock.advance(2000);
  expect(JSON.stringify(frozen)).toBe(text);
  expect(thaw(JSON.parse(text))?.patrol).toEqual(then);
  expect(state.patrol).not.toEqual(then);
  await world.close();
});

it('an older snapshot has no patrol: nobody had walked', () => {
  const { patrol: _missing, ...older } = freeze(emptyCampus()) as Record<string, unknown>;
  expect(thaw(JSON.parse(JSON.stringify(older)))?.patrol).toEqual(emptyPatrolState());
});
