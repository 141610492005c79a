/** Over HTTP: devices that nobody has named, and the mute of one that waits for a spare part. */

import { afterEach, beforeEach, expect, test } from 'vitest';
import { HttpWorld } from '../../../test/kit/http-world.ts';

let world: HttpWorld;
beforeEach(async () => {
  world = await HttpWorld.open();
});
afterEach(() => world.close());

const mute = (id: string, body: unknown, as: 'leader' | 'duty' | 'auditor' = 'leader') =>
  world.ask('POST', `/api/devices/${id}/mute`, { as, body });
const GOOD = { until: '2036-01-01T08:00:00+08:00', reason: '电池仓坏了' };

test('a leader mutes a device with a reason and an end; the actor is the session, whatever the body says', async () => {
  expect(await mute('btn-bike-shed', GOOD)).toMatchObject({
    status: 200,
    json: { device: 'btn-bike-shed', stored: true },
  });
  expect(world.campus.notes.at(-1)).toMatchObject({
    actor: 'person:chen.lan',
    fact: { kind: 'device-muted', reason: '电池仓坏了' },
  });
  expect((await mute('btn-bike-shed', { ...GOOD, actor: 'zhou.minghua' })).status).toBe(400);
});

test('no reason, no end, no such device, no right: each is told apart', async () => {
  expect(await mute('btn-bike-shed', { until: GOOD.until })).toMatchObject({
    status: 400,
    json: { error: { path: 'reason' } },
  });
  expect(await mute('btn-bike-shed', { reason: 'x', until: 'friday' })).toMatchObject({
    status: 400,
    json: { error: { path: 'until' } },
  });
  expect((await mute('btn-nowhere', GOOD)).status).toBe(404);
  expect((await mute('btn-bike-shed', GOOD, 'duty')).status).toBe(403);
  expect(
    (await world.ask('POST', '/api/devices/btn-bike-shed/unmute', { as: 'leader', body: { reason: 'x' } })).status,
  ).toBe(409);
});

test('unknown devices are a list with a suggestion', async () => {
  world.campus.unknown.push({
    id: 'zigbee/新按钮',
    bridge: 'zigbee',
    address: '新按钮',
    firstSeen: '2026-09-07T10:00:00+08:00',
    lastSeen: '2026-09-07T10:05:00+08:00',
    messages: 2,
    presses: 1,
    lastTopic: 'zigbee2mqtt/新按钮',
    lastMessage: '{"action":"emergency"}',
    model: 'TS0215A',
    suggestedProfile: 'zigbee2mqtt-button',
  });
  const answer = await world.ask('GET', '/api/unknown-devices', { as: 'auditor' });
  expect(answer).toMatchObject({
    status: 200,
    json: { items: [{ address: '新按钮', suggestedProfile: 'zigbee2mqtt-button' }], next: null },
  });
});
