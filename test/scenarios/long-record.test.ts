/** An alarm that nobody took for hours repeats itself thousands of times: what people then did must not drop off its record. */

import { expect, it } from 'vitest';
import type { Fact } from '../../gateway/core/facts.ts';
import { World } from '../kit/world.ts';

it('the timeline of a very long incident still ends with who closed it', async () => {
  const world = await World.open();
  world.press('btn-bike-shed');
  await world.clock.advance(50);
  const { id: incident } = world.only('panic');
  const repeat: Fact = { kind: 'notice-dropped', notice: 'n', incident, why: 'superseded' };
  const repeats = Array.from({ length: 6000 }, () => repeat);
  world.spine.engine.commit(repeats, 'gateway', world.clock.now(), { keep: true });
  await world.act('li.jianguo', { type: 'take', incident });
  await world.act('li.jianguo', { type: 'close', incident, outcome: 'real', reason: 'helped' });
  const shown = await world.spine.service.incident(incident);
  const kinds = shown?.timeline.map((item) => item.kind) ?? [];
  expect(kinds[0]).toBe('incident-opened');
  expect(kinds).toContain('incident-taken');
  expect(kinds.at(-1)).toBe('incident-closed');
  const seqs = shown?.timeline.map((item) => item.seq) ?? [];
  expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
  await world.close();
});
