/**
 * A bridge carries forty buttons over one connection. Nothing that waits there may stand in front of a press: not telemetry whose
 * acknowledgement the disk withholds, not a list of devices of a megabyte, not a message that could not be stored (promise 4).
 */

import { afterEach, beforeEach, expect, it } from 'vitest';
import { foreignConfig, ZIGBEE } from '../kit/foreign-school.ts';
import { RealBroker } from '../kit/real-broker.ts';
import { World } from '../kit/world.ts';

const DEVICES = [
  'id: btn-1, kind: button, zone: toilet, name: 按钮, profile: zigbee2mqtt-button, bridge: zigbee, address: help',
  'id: btn-2, kind: button, zone: hall, name: 按钮二, profile: zigbee2mqtt-button, bridge: zigbee, address: help2',
  'id: door-1, kind: door, zone: hall, name: 门, profile: zigbee2mqtt-contact, bridge: zigbee, address: backgate',
];

let world: World;
let broker: RealBroker;
beforeEach(async () => {
  world = await World.open({ school: foreignConfig(DEVICES, ZIGBEE).school });
  broker = await RealBroker.open(world);
});
afterEach(async () => {
  world.disk.fault = null;
  world.disk.fsyncMs = 1;
  await world.clock.advance(30_000);
  await broker.close();
});

/** Waits for what a condition tells; the clock of the school stands still. */
async function settled(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

it('a press behind telemetry that waits for a slow disk is told at once, without the disk', async () => {
  world.disk.fsyncMs = 60_000;
  const bridge = await broker.client('zigbee');
  for (let n = 0; n < 50; n += 1)
    bridge.publish('zigbee2mqtt/backgate', JSON.stringify({ contact: n % 2 === 0 }), { qos: 1 });
  bridge.publish('zigbee2mqtt/help', '{"action":"emergency"}', { qos: 1 });
  await settled(() => world.open().length > 0);
  expect(world.told.length).toBeGreaterThan(0);
  expect(broker.broker.counters()['pubacks']).toBe(0);
});

it('a press behind the whole list of devices, a megabyte of it, is heard, and the list is read', async () => {
  const bridge = await broker.client('zigbee');
  const list = Array.from({ length: 120 }, (_, n) => ({
    friendly_name: `d${n}`,
    ieee_address: `0x${n}`,
    definition: { model: 'TS0203', exposes: 'x'.repeat(8000) },
  }));
  bridge.publish('zigbee2mqtt/bridge/devices', JSON.stringify(list), { qos: 1, retain: true });
  bridge.publish('zigbee2mqtt/d7', '{"contact":true}', { qos: 1 });
  bridge.publish('zigbee2mqtt/help', '{"action":"emergency"}', { qos: 1 });
  await settled(() => world.open().length > 0);
  expect(world.only('panic')).toMatchObject({ device: 'btn-1' });
  expect(world.spine.intake.foreign.strangers().list()).toMatchObject([
    { address: 'd7', model: 'TS0203', suggested: 'zigbee2mqtt-contact' },
  ]);
});

it('a disk that takes nothing does not cut forty buttons off: the next press is heard on the same connection, and none is acknowledged', async () => {
  world.disk.fault = 'io';
  const bridge = await broker.client('zigbee');
  const lost: string[] = [];
  const send = (topic: string): void => {
    bridge.publishAsync(topic, '{"action":"emergency"}', { qos: 1 }).then(
      () => lost.push(`acknowledged ${topic}`),
      () => undefined,
    );
  };
  send('zigbee2mqtt/help');
  await settled(() => world.open().some(({ device }) => device === 'btn-1'));
  await world.clock.advance(3000);
  expect(broker.broker.isConnected('zigbee')).toBe(true);
  send('zigbee2mqtt/help2');
  await settled(() => world.open().some(({ device }) => device === 'btn-2'));
  expect(lost).toEqual([]);
});
