/** What boards on a wire tell, as the school hears it: an unproven press alarms, wrong keys are somebody, broken wires are things. */

import { expect, it } from 'vitest';
import { decideRestored } from '../../gateway/core/supervision/faults.ts';
import { decideWire, WIRE_KEY } from '../../gateway/core/supervision/wire.ts';
import { World } from '../kit/world.ts';

it('a press whose board could not prove who it is alarms, and says so', async () => {
  const world = await World.open();
  world.connect('btn-1');
  world.press('btn-1', { unverified: true });
  await world.clock.advance(1000);
  expect(world.only('panic').flags).toContain('unverified');
  expect(world.toldTo('guard').length + world.told.length).toBeGreaterThan(0);
  await world.close();
});

it('a strange `unverified` makes it malformed, and it alarms all the same', async () => {
  const world = await World.open();
  world.press('btn-1', { unverified: 'maybe' });
  await world.clock.advance(1000);
  expect(world.only('panic').flags).toContain('malformed');
  await world.close();
});

it('many wrong MACs are tampering, a cut wire is a broken thing; each ends quietly when it is over', async () => {
  const world = await World.open();
  world.publish('btn-1', { v: 1, boot: 1, seq: 1, type: 'fault', code: 'bad-mac' });
  world.publish('btn-1', { v: 1, boot: 1, seq: 2, type: 'fault', code: 'line-open' });
  await world.clock.advance(1000);
  expect(world.only('tamper')).toMatchObject({ flags: ['fault:bad-mac', 'security'], level: 'fault', device: 'btn-1' });
  expect(world.only('device-silent').flags).toEqual(['fault:line-open']);
  world.publish('btn-1', { v: 1, boot: 1, seq: 3, type: 'restore', code: 'bad-mac' });
  world.publish('btn-1', { v: 1, boot: 1, seq: 4, type: 'restore', code: 'line-open' });
  await world.clock.advance(1000);
  expect(world.open().every(({ quiet }) => quiet)).toBe(true);
  await world.close();
});

it('how good a line is may be told in a heartbeat; of another shape it is left out, and the heartbeat counts', async () => {
  const world = await World.open();
  const line = { frames: 10, damaged: 1, forged: 0, resends: 2 };
  world.publish('btn-1', { v: 1, boot: 1, seq: 1, type: 'heartbeat', line });
  world.publish('btn-1', { v: 1, boot: 1, seq: 2, type: 'heartbeat', line: 'good' });
  await world.clock.advance(1000);
  expect(world.spine.intake.counters).toMatchObject({ events: 2, rejected: 0 });
  await world.close();
});

it('the bridge that ends again and again is one incident, quiet once it runs', async () => {
  const world = await World.open();
  const { engine } = world.spine;
  const commit = (facts: Parameters<typeof engine.commit>[0]): void =>
    engine.commit(facts, 'gateway', world.clock.now(), { keep: true });
  for (let i = 0; i < 3; i += 1) {
    commit(decideWire('ended', 'SIGKILL', engine.findOpen, engine.context()));
    await world.clock.advance(5000);
  }
  expect(world.only('device-silent')).toMatchObject({ key: WIRE_KEY, flags: ['wire:ended'], text: 'SIGKILL' });
  commit(decideRestored({ kind: 'wire-restored' }, WIRE_KEY, engine.findOpen));
  await world.clock.advance(1000);
  expect(world.only('device-silent').quiet).toBe(true);
  await world.close();
});
