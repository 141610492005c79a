/** Home Assistant looks on: it sees devices, doors and incidents, through its own credential, and can do nothing else. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { foreignConfig, ZIGBEE } from '../kit/foreign-school.ts';
import { RealBroker } from '../kit/real-broker.ts';
import { World } from '../kit/world.ts';

const DEVICES = [
  'id: btn-1, kind: button, zone: toilet, name: 按钮, profile: zigbee2mqtt-button, bridge: zigbee, address: help',
  'id: door-1, kind: door, zone: hall, name: 后门, profile: zigbee2mqtt-contact, bridge: zigbee, address: backgate',
];

let broker: RealBroker;
let world: World;
const seen = new Map<string, string>();
let messages = 0;

beforeEach(async () => {
  seen.clear();
  messages = 0;
  world = await World.open({
    school: foreignConfig(DEVICES, `${ZIGBEE}homeAssistant: { users: [home-assistant] }\n`).school,
  });
  broker = await RealBroker.open(world);
  const reader = await broker.client('home-assistant');
  reader.on('message', (topic, payload) => {
    messages += 1;
    seen.set(topic, payload.toString());
  });
  await reader.subscribeAsync(['homeassistant/#', 'campusguard/#']);
  await world.clock.advance(1500);
  await settled(() => seen.has('campusguard/devices/door-1'));
});
afterEach(() => broker.close());

/** Waits for what a condition tells; the clock of the school stands still. */
async function settled(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

const state = (topic: string): unknown => JSON.parse(seen.get(topic) ?? 'null');

describe('Home Assistant', () => {
  it('finds each device as a device with availability, and the gateway with an entity for each zone', () => {
    expect(state('homeassistant/device/campus_guard_door-1/config')).toMatchObject({
      device: { identifiers: ['campus_guard_door-1'], name: '后门', via_device: 'campus_guard_gateway' },
      availability_topic: 'campusguard/status',
      components: {
        open: { platform: 'binary_sensor', device_class: 'door', state_topic: 'campusguard/devices/door-1' },
      },
    });
    expect(state('homeassistant/device/campus_guard_gateway/config')).toMatchObject({
      components: { zone_campus_guard_toilet: { device_class: 'safety', state_topic: 'campusguard/zones/toilet' } },
    });
    expect(seen.get('campusguard/status')).toBe('online');
  });

  it('sees a door open and a call for help, each once, and no name of a person', async () => {
    await broker.publish('zigbee', 'zigbee2mqtt/backgate', '{"contact":false,"battery":60}');
    await broker.publish('zigbee', 'zigbee2mqtt/help', '{"action":"emergency"}');
    const before = messages;
    await world.clock.advance(5000);
    await settled(() => seen.get('campusguard/zones/toilet') === '{"help":"ON"}');
    expect(state('campusguard/devices/door-1')).toMatchObject({ open: 'ON', battery: 60, online: 'ON' });
    expect(state('campusguard/gateway')).toMatchObject({ help: 'ON', open: 1, unowned: 1 });
    expect(messages - before).toBeLessThan(8);
    expect([...seen.values()].join()).not.toMatch(/zhao|"lin"|林|赵/);
  });

  it('that was away is shown everything again when it says that it is back', async () => {
    seen.clear();
    await broker.publish('home-assistant', 'homeassistant/status', 'online');
    await world.clock.advance(1500);
    await settled(() => seen.has('homeassistant/device/campus_guard_btn-1/config') && seen.has('campusguard/status'));
    expect(world.open()).toEqual([]);
  });

  it('can raise nothing: what it publishes elsewhere is refused, and its connection stays', async () => {
    for (const topic of ['zigbee2mqtt/help', 'campus/btn-1/event', 'campusguard/panic/gym-east/event']) {
      await broker.publish('home-assistant', topic, '{"action":"emergency","type":"press"}');
    }
    await world.clock.advance(1000);
    expect(world.open()).toEqual([]);
    expect(world.facts('press')).toEqual([]);
    expect(world.facts('access-refused')).toMatchObject([{ who: 'home-assistant', what: 'foreign-topic' }]);
    expect(broker.broker.isConnected('home-assistant')).toBe(true);
  });
});

describe('retained messages of a bridge', () => {
  it('are read and kept nowhere: a thousand of them cost no later SUBSCRIBE anything', async () => {
    const bridge = await broker.client('zigbee');
    for (let n = 0; n < 1000; n += 1)
      bridge.publish(`zigbee2mqtt/lamp_${n}`, '{"state":"ON"}', { qos: 0, retain: true });
    await broker.publish('zigbee', 'zigbee2mqtt/backgate', '{"contact":false}', true);
    const reader = await broker.client('door-2');
    const got: string[] = [];
    reader.on('message', (topic) => got.push(topic));
    await reader.subscribeAsync('campus/door-2/command');
    expect(got).toEqual([]);
    await bridge.subscribeAsync('zigbee2mqtt/#');
    await world.clock.advance(1500);
    expect(world.spine.engine.state.devices.get('door-1')?.doorOpen).toBe(true);
    expect([...seen.keys()].filter((topic) => topic.startsWith('zigbee2mqtt'))).toEqual([]);
  });
});

describe('others', () => {
  it('a bridge may neither read what is shown nor speak outside its base topics, and its connection stays', async () => {
    const bridge = await broker.client('zigbee');
    const qosOf = async (filter: string): Promise<number> => {
      const granted = await bridge.subscribeAsync(filter).catch(() => null);
      return granted?.[0]?.qos ?? 128;
    };
    expect(await qosOf('zigbee2mqtt/#')).toBe(0);
    for (const filter of ['campusguard/#', 'campus/#', '#', 'zigbee2mqtt/../#']) {
      expect([filter, await qosOf(filter)]).toEqual([filter, filter.startsWith('zigbee2mqtt') ? 0 : 128]);
    }
    await broker.publish('zigbee', 'tele/other/LWT', 'Offline');
    await broker.publish('zigbee', 'campus/btn-1/event', '{"v":1,"type":"press"}');
    await world.clock.advance(1000);
    expect(world.open()).toEqual([]);
    expect(broker.broker.isConnected('zigbee')).toBe(true);
    await broker.publish('zigbee', 'zigbee2mqtt/help', '{"action":"emergency"}');
    expect(world.only('panic')).toMatchObject({ device: 'btn-1' });
  });
});
