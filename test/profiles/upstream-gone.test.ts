/** The school's own broker is gone: one fault, told in its time; what is behind it is not supervised, and has its whole time again. */

import { afterEach, beforeEach, expect, it } from 'vitest';
import { seconds } from '../../gateway/core/time.ts';
import type { Acknowledge } from '../../gateway/ports/device-link.ts';
import { foreignConfig } from '../kit/foreign-school.ts';
import { World } from '../kit/world.ts';

const BRIDGES = `upstreams:
  - { id: school, name: 学校的服务器, url: "mqtt://127.0.0.1:1883" }
bridges:
  - { id: zigbee, family: zigbee2mqtt, zone: hall, name: 桥, topics: [zigbee2mqtt], upstream: school }
`;
const HOUR = 3_600_000;
const PIRS = Array.from(
  { length: 12 },
  (_, n) =>
    `id: pir-${n}, kind: motion, zone: hall, name: 人, profile: zigbee2mqtt-motion, bridge: zigbee, address: pir_${n}`,
);
const BUTTON =
  'id: btn-1, kind: button, zone: toilet, name: 按钮, profile: zigbee2mqtt-button, bridge: zigbee, address: help';

let world: World;
beforeEach(async () => {
  world = await World.open({ school: foreignConfig([...PIRS, BUTTON], BRIDGES).school });
  world.spine.upstreams.watch(new Map([['school', seconds(60)]]));
});
afterEach(() => {
  world.spine.upstreams.stop();
  return world.close();
});

function hear(topic: string, body: unknown, acknowledge: Acknowledge = () => undefined, retained = false): void {
  const payload = Buffer.from(JSON.stringify(body));
  world.spine.upstreams.message('school', { topic, payload, qos: 1, retained }, acknowledge);
}

it('that was never there since the start is told too, once, and is over when it comes', async () => {
  await world.clock.advance(59_000);
  expect(world.open()).toEqual([]);
  for (let n = 0; n < 5; n += 1) world.spine.upstreams.down('school', 'ECONNREFUSED');
  await world.clock.advance(10 * 60_000);
  expect(world.only('channel')).toMatchObject({
    flags: ['upstream:school', 'ECONNREFUSED'],
    text: '学校的服务器: ECONNREFUSED',
  });
  world.spine.upstreams.up('school');
  expect(world.only('channel').flags).toContain('restored');
});

it('gone for five hours is one fault, not thirteen; back, everybody has the whole time again', async () => {
  world.spine.upstreams.up('school');
  for (let n = 0; n < 12; n += 1) hear(`zigbee2mqtt/pir_${n}`, { occupancy: true });
  world.spine.upstreams.down('school', 'closed');
  await world.clock.advance(5 * HOUR);
  expect(world.open().map(({ kind }) => kind)).toEqual(['channel']);
  world.spine.upstreams.up('school');
  await world.clock.advance(3 * HOUR);
  expect(world.facts('device-silent')).toEqual([]);
  await world.clock.advance(1.1 * HOUR);
  expect(world.facts('device-silent').length).toBe(12);
  expect(world.open().filter(({ kind }) => kind === 'device-silent')).toHaveLength(1);
});

it('a blink of it is nobody’s business', async () => {
  world.spine.upstreams.up('school');
  world.spine.upstreams.down('school', 'closed');
  await world.clock.advance(30_000);
  world.spine.upstreams.up('school');
  await world.clock.advance(HOUR);
  expect(world.facts('upstream-lost')).toEqual([]);
});

it('on a disk that takes nothing a press is told and not acknowledged, telemetry is acknowledged: its window stays open for the next press', async () => {
  world.spine.upstreams.up('school');
  world.disk.fault = 'io';
  const verdicts: string[] = [];
  for (let n = 0; n < 30; n += 1)
    hear(`zigbee2mqtt/pir_${n % 12}`, { occupancy: n % 2 === 0, n }, (verdict) => verdicts.push(`pir ${verdict}`));
  hear('zigbee2mqtt/help', { action: 'emergency' }, (verdict) => verdicts.push(`press ${verdict}`));
  expect(world.only('panic')).toMatchObject({ device: 'btn-1' });
  await world.clock.advance(5000);
  expect(verdicts.filter((one) => one === 'pir keep')).toHaveLength(30);
  expect(verdicts).not.toContain('press keep');
  world.disk.fault = null;
  await world.clock.advance(10_000);
});

it('what the broker kept from before raises nothing and is no sign of life; a topic of nobody is acknowledged and forgotten', async () => {
  world.spine.upstreams.up('school');
  const verdicts: string[] = [];
  hear('zigbee2mqtt/help', { action: 'emergency' }, (verdict) => verdicts.push(verdict), true);
  hear('somebody/else', { action: 'emergency' }, (verdict) => verdicts.push(verdict));
  await world.clock.advance(100);
  expect(world.open()).toEqual([]);
  expect(verdicts).toEqual(['keep', 'keep']);
  expect(world.spine.presence.lastMs('btn-1')).toBeNull();
});
