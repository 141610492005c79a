import { afterEach, expect, it } from 'vitest';
import { World } from '../../../test/kit/world.ts';
import { type DayDecider, DayWatch } from './day-watch.ts';

let world: World;
afterEach(async () => {
  world.bugs.length = 0;
  await world.close();
});

it('a decider that throws rests for a minute; the others, and a press, do not notice', async () => {
  world = await World.open();
  let failed = 0;
  let looked = 0;
  const failing: DayDecider = {
    name: 'failing',
    decide: () => {
      failed += 1;
      throw new Error('planted');
    },
  };
  const healthy: DayDecider = {
    name: 'healthy',
    decide: () => {
      looked += 1;
      return [];
    },
  };
  const watch = new DayWatch(world.spine.engine, [failing, healthy]);
  watch.start();
  world.press('btn-bike-shed');
  await world.clock.advance(130_000);
  watch.stop();
  expect(looked).toBe(130);
  expect(failed).toBe(3);
  expect(world.bugs.map(String)).toEqual(['Error: planted', 'Error: planted', 'Error: planted']);
  expect(world.only('panic').presses).toBe(1);
});

it('what one decides the next one sees in the same second', async () => {
  world = await World.open();
  const seen: string[] = [];
  const first: DayDecider = {
    name: 'first',
    decide: (state) => (state.duty.suspendedT === null ? [{ kind: 'schedules-suspended', why: 'clock' }] : []),
  };
  const second: DayDecider = {
    name: 'second',
    decide: (state) => {
      seen.push(state.duty.suspendedT === null ? 'running' : 'suspended');
      return [];
    },
  };
  const watch = new DayWatch(world.spine.engine, [first, second]);
  watch.start();
  await world.clock.advance(1000);
  watch.stop();
  expect(seen).toEqual(['suspended']);
});
