/**
 * The 60 messages of real devices that lie beside the checkout, where they are there: each through the shipped broker as its real
 * sender would publish it. Every meaning that is expected, and nothing else. (All of them stand, typed anew, as samples in the
 * profiles: without the folder nothing goes untested.)
 */

import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foreignConfig } from '../kit/foreign-school.ts';
import { RealBroker } from '../kit/real-broker.ts';
import { World } from '../kit/world.ts';
import { observe } from './observed.ts';

/** Beside the checkout, or beside the folder of several checkouts. */
const FOLDERS = ['../../../', '../../../../'].map(
  (up) => new URL(`${up}shared/data/device-payloads/`, import.meta.url).pathname,
);
const FOLDER = FOLDERS.find((folder) => existsSync(`${folder}index.json`)) ?? '';
const there = FOLDER !== '';

interface Expected {
  readonly kind: string;
  readonly value?: number | boolean;
  readonly open?: boolean;
  readonly dup?: boolean;
}
interface Entry {
  readonly id: string;
  readonly file: string;
  readonly topic: string;
  readonly retain: boolean;
  readonly expect: readonly Expected[];
}

/** Who sends it: by the beginning of its id, or one by one. */
const SENDERS: Readonly<Record<string, string>> = {
  'tasmota/lwt-online': 'tas-node',
  'tasmota/lwt-offline': 'tas-node',
  'tasmota/button-single': 'tas-button',
  'tasmota/button-hold': 'tas-button',
  'tasmota/switch-on': 'tas-door',
  'tasmota/switch-sensor': 'tas-door',
  'tasmota/power-plain': 'tas-door',
  'tasmota/rfid-rc522': 'tas-rfid',
  'tasmota/rfid-pn532-old': 'tas-reader',
  'shelly/gen1-short': 'ix3',
  'shelly/gen1-same-count': 'ix3',
  'shelly/gen1-empty': 'ix3',
  'shelly/gen1-announce': 'button1',
  'shelly/gen1-online-false': 'button1',
  'shelly/gen2-single': 'plus-button',
  'shelly/gen2-config-changed': 'plus-button',
  'shelly/gen2-status-input': 'plus-door',
  'shelly/gen2-bthome-btn': 'blu',
  'esphome/status-online': 'gate-node',
  'esphome/status-offline': 'gate-node',
  'esphome/bs-on': 'gate-node',
  'esphome/bs-off': 'gate-node',
  'esphome/rfid-text': 'patrol-01',
  'homeassistant/ha-birth': 'ha',
  'homeassistant/z2m-device-automation': 'zigbee',
  'homeassistant/event-press': 'ha',
  'homie/state-ready': 'homie',
  'homie/state-lost': 'homie',
  'homie/alert': 'homie-low',
  'homie/prop': 'homie',
  'sparkplug/ndeath': 'edge1',
};
const senderOf = (id: string): string => SENDERS[id] ?? (id.startsWith('zigbee2mqtt/') ? 'zigbee' : 'lora');

const EUI = (eui: string): string => `bridge: lora, address: ${eui}`;
const DEVICES = [
  ...[
    '0x847127fffe0542eb',
    '0xa4c13899607febd1',
    '0x842e14fffee5488f',
    '0x0015bc00390037cd',
    'Clavier_code',
    'button',
    'remote',
    'my_bulb',
  ].map(
    (address, n) =>
      `id: z-btn-${n}, kind: button, zone: hall, name: 按钮, profile: zigbee2mqtt-button, bridge: zigbee, address: "${address}"`,
  ),
  'id: z-door, kind: door, zone: hall, name: 门, profile: zigbee2mqtt-contact, bridge: zigbee, address: backgate',
  'id: z-pir, kind: motion, zone: hall, name: 走廊, profile: zigbee2mqtt-motion, bridge: zigbee, address: corridor_pir',
  'id: z-radar, kind: motion, zone: hall, name: 雷达, profile: zigbee2mqtt-motion, bridge: zigbee, address: "0xa4c1382a6b329e9d"',
  `id: l-ws101, kind: button, zone: hall, name: 按钮, profile: chirpstack-ws101, ${EUI('24e124535b316056')}`,
  `id: l-pb01, kind: button, zone: hall, name: 按钮, profile: chirpstack-pb01, ${EUI('a84041000181c0aa')}`,
  `id: l-ws301, kind: door, zone: hall, name: 门, profile: chirpstack-ws301, ${EUI('24e124141c123456')}`,
  `id: l-lds02, kind: door, zone: hall, name: 门, profile: chirpstack-lds02, ${EUI('a84041000181c061')}`,
  `id: l-ws202, kind: motion, zone: hall, name: 人, profile: chirpstack-motion, ${EUI('24e124538b223344')}`,
  `id: l-vs340, kind: motion, zone: hall, name: 座, profile: chirpstack-motion, ${EUI('24e124600c124567')}`,
  'id: tas-node, kind: button, zone: hall, name: t, profile: tasmota-button, address: tasmota_3D5E26',
  'id: tas-button, kind: button, zone: hall, name: t, profile: tasmota-button, address: tasmota',
  'id: tas-door, kind: door, zone: hall, name: t, profile: tasmota-contact, address: tasmota',
  'id: tas-rfid, kind: reader, zone: hall, name: t, profile: tasmota-reader, address: rfid-test',
  'id: tas-reader, kind: reader, zone: hall, name: t, profile: tasmota-reader, address: tasmota',
  'id: ix3, kind: button, zone: hall, name: s, profile: shelly-gen1-button, address: shellyix3-A4CF12F474C7',
  'id: button1, kind: button, zone: hall, name: s, profile: shelly-gen1-button, address: shellybutton1-A4CF12F45174',
  'id: plus-button, kind: button, zone: hall, name: s, profile: shelly-gen2-button, address: shellyplus1pm-b22864',
  'id: plus-door, kind: door, zone: hall, name: s, profile: shelly-gen2-contact, address: shellyplus1pm-b22864',
  'id: blu, kind: button, zone: hall, name: s, profile: shelly-blu-button, address: shellyblugwg3-aabbcc',
  'id: gate-node, kind: button, zone: hall, name: e, profile: esphome-button',
  'id: patrol-01, kind: reader, zone: hall, name: e, profile: esphome-reader',
  'id: homie, kind: button, zone: hall, name: h, profile: homie-button, address: gate-node',
  'id: homie-low, kind: button, zone: hall, name: h, profile: homie-button, address: mydevid',
  'id: edge1, kind: node, zone: hall, name: s, profile: sparkplug-node',
];
const BRIDGES = `bridges:
  - { id: zigbee, family: zigbee2mqtt, zone: hall, name: 桥, topics: [zigbee2mqtt, homeassistant] }
  - { id: lora, family: chirpstack, zone: hall, name: 桥, topics: [application] }
homeAssistant: { users: [ha] }
`;

/** The device that a message is about; null: none of ours. */
function deviceOf(world: World, { id, topic }: Entry): string {
  const sender = senderOf(id);
  if (id === 'zigbee2mqtt/device-leave') return 'z-btn-7';
  const children = world.school.foreign?.devices.filter(({ bridge }) => bridge === sender) ?? [];
  const child = children.find(({ address }) => topic.split('/').includes(address));
  return child?.id ?? sender;
}

/** In the words of `observe`. Tampers that are shut, presence and repeats leave no trace of their own. */
function wordsOf(expected: Expected): readonly string[] {
  switch (expected.kind) {
    case 'panic':
      return expected.dup === true ? [] : ['press'];
    case 'battery':
      return [`battery ${String(expected.value)}`];
    case 'contact':
      return [expected.open === true ? 'door open' : 'door closed'];
    case 'motion':
    case 'presence':
      return [expected.value === true ? 'motion yes' : 'motion no'];
    case 'rfid':
      return ['checkin'];
    case 'left':
      return ['left'];
    case 'trouble':
      return ['fault alert'];
    default:
      return [];
  }
}

/** In the order of the index this text is the sub-topic of the press just before: one press. Alone it is one by itself (lessons). */
const SAME_PRESS = 'zigbee2mqtt/ts0215a-action-topic';

/** Quiet words, and those that the index does not speak of: volts, a new join. */
const UNSPOKEN = /^(tamper no|restart|battery \d+ mV)$/;
const entries: readonly Entry[] = there ? JSON.parse(readFileSync(`${FOLDER}index.json`, 'utf8')) : [];

describe.runIf(there)('the messages of real devices', () => {
  let broker: RealBroker;
  beforeAll(async () => {
    broker = await RealBroker.open(await World.open({ school: foreignConfig(DEVICES, BRIDGES).school }));
  });
  afterAll(() => broker.close());

  it('are 60', () => {
    expect(entries).toHaveLength(60);
  });

  it.each(entries.map((entry) => [entry.id, entry] as const))('%s', async (_id, entry) => {
    const { world } = broker;
    const device = deviceOf(world, entry);
    const payload = readFileSync(`${FOLDER}${entry.file}`, 'utf8');
    const silent = (): boolean => world.spine.engine.state.devices.get(device)?.silent ?? false;
    const wasSilent = silent();
    const { meant, raised } = await observe(world, device, async () => {
      await broker.publish(senderOf(entry.id), entry.topic, payload, entry.retain);
      await world.clock.advance(1500);
    });
    const kinds = entry.expect.map(({ kind }) => kind);
    expect(meant.filter((word) => !UNSPOKEN.test(word)).sort()).toEqual(
      entry.id === SAME_PRESS ? [] : entry.expect.flatMap(wordsOf).sort(),
    );
    if (kinds.includes('offline') || kinds.includes('bridge_offline')) expect(silent()).toBe(true);
    else expect(silent() && !wasSilent && !kinds.includes('left')).toBe(false);
    if (kinds.includes('online') || kinds.includes('bridge_online')) expect(silent()).toBe(false);
    const alarming = kinds.some((kind) => ['panic', 'offline', 'bridge_offline', 'left', 'trouble'].includes(kind));
    if (!alarming) expect(raised).toEqual([]);
    else expect(raised.length).toBeLessThanOrEqual(kinds.includes('left') ? 2 : 1);
  });
});
