/** A device that needs replacing: muted by a person, with a reason and an end. What it never mutes is a press. */

import { afterEach, expect, it } from 'vitest';
import { World } from '../kit/world.ts';

const HOUR = 3_600_000;
let world: World;
afterEach(() => world.close());

async function muted(device: string, forMs: number): Promise<void> {
  const untilMs = world.clock.wall + forMs;
  const result = world.spine.service.muteAct('he.xin', device, {
    type: 'mute',
    untilMs,
    reason: '电池仓坏了，新的周五到',
  });
  await world.clock.advance(5);
  expect(await result).toMatchObject({ ok: true, muted: { device, stored: true } });
}

it('its silence and its faults tell nobody, its press alarms, and who muted it why is on record', async () => {
  world = await World.open();
  world.connect('btn-bike-shed');
  await muted('btn-bike-shed', 2 * HOUR);
  world.publish('btn-bike-shed', { v: 1, boot: 1, seq: 1, type: 'fault', code: 'low-battery' });
  await world.clock.advance(HOUR);
  expect(world.open()).toEqual([]);
  expect(world.facts('device-silent')).toMatchObject([{ device: 'btn-bike-shed' }]);
  expect(world.spine.service.devices().find(({ id }) => id === 'btn-bike-shed')?.flags).toContain('muted');
  world.press('btn-bike-shed');
  await world.clock.advance(50);
  expect(world.only('panic')).toMatchObject({ device: 'btn-bike-shed' });
  expect(world.facts('device-muted')).toMatchObject([{ device: 'btn-bike-shed', reason: '电池仓坏了，新的周五到' }]);
});

it('when the end comes, what is still wrong is told, also after a crash', async () => {
  world = await World.open();
  world.connect('btn-bike-shed');
  await muted('btn-bike-shed', HOUR);
  world.publish('btn-bike-shed', { v: 1, boot: 1, seq: 1, type: 'fault', code: 'low-battery' });
  await world.clock.advance(HOUR / 2);
  await world.crash(1000);
  await world.clock.advance(HOUR / 2 + 1000);
  expect(world.open().map(({ kind, flags }) => [kind, flags])).toEqual([
    ['device-silent', []],
    ['device-silent', ['fault:low-battery']],
  ]);
  expect(world.facts('device-unmuted')).toMatchObject([{ device: 'btn-bike-shed', why: 'over' }]);
});

it('a lid that is opened is never muted', async () => {
  world = await World.open();
  world.connect('btn-bike-shed');
  await muted('btn-bike-shed', HOUR);
  world.publish('btn-bike-shed', { v: 1, boot: 1, seq: 1, type: 'tamper', open: true });
  expect(world.only('tamper')).toMatchObject({ device: 'btn-bike-shed' });
});

it('nobody mutes for ever, backwards, or what is not there; and a person can end it', async () => {
  world = await World.open();
  const mute = (device: string, forMs: number) =>
    world.spine.service.muteAct('he.xin', device, { type: 'mute', untilMs: world.clock.wall + forMs, reason: 'x' });
  expect(await mute('btn-bike-shed', 91 * 24 * HOUR)).toMatchObject({ ok: false, why: 'too-long' });
  expect(await mute('btn-bike-shed', -1)).toMatchObject({ ok: false, why: 'over-already' });
  expect(await mute('btn-nowhere', HOUR)).toMatchObject({ ok: false, why: 'unknown-device' });
  await muted('btn-bike-shed', HOUR);
  const ended = world.spine.service.muteAct('he.xin', 'btn-bike-shed', { type: 'unmute', reason: '换好了' });
  await world.clock.advance(5);
  expect(await ended).toMatchObject({ ok: true, muted: { until: null } });
  const again = world.spine.service.muteAct('he.xin', 'btn-bike-shed', { type: 'unmute', reason: '换好了' });
  expect(await again).toMatchObject({ ok: false, why: 'not-muted' });
});
