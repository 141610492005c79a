/** Two school days as bridges really tell them, message by message over hours: what is raised is what happened, and nothing else. */

import { afterEach, expect, it } from 'vitest';
import { foreignConfig, LORA, ZIGBEE } from '../kit/foreign-school.ts';
import { World } from '../kit/world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let world: World;
afterEach(() => world.close());

const presses = (): unknown[] => world.facts('press').map(({ device, flags }) => [device, ...flags]);
const doors = (device: string): unknown[] =>
  world
    .facts('reading')
    .filter((fact) => fact.device === device && fact.type === 'door')
    .map((fact) => fact.body);

/** As Zigbee2MQTT does with its cache: the whole state with every message. */
class Zigbee {
  private readonly states = new Map<string, Record<string, unknown>>();

  say(name: string, change: Record<string, unknown>, retain = false): void {
    const state: Record<string, unknown> = { linkquality: 80, ...this.states.get(name), ...change };
    const { action: _action, ...kept } = state;
    this.states.set(name, kept);
    world.hear('zigbee', `zigbee2mqtt/${name}`, state, { retain });
  }

  /** Three messages for one press, as older versions do. */
  press(name: string, action: string): void {
    this.say(name, { action });
    this.say(name, { action: '' });
    world.hear('zigbee', `zigbee2mqtt/${name}/action`, action);
  }

  bridge(state: 'online' | 'offline'): void {
    world.hear('zigbee', 'zigbee2mqtt/bridge/state', { state }, { retain: true, will: state === 'offline' });
  }

  /** After a restart everything it remembers is published again, retained. */
  restart(): void {
    this.bridge('online');
    world.hear('zigbee', 'zigbee2mqtt/bridge/info', { version: '2.1.3', permit_join: false }, { retain: true });
    for (const name of this.states.keys()) {
      world.hear('zigbee', `zigbee2mqtt/${name}/availability`, { state: 'online' }, { retain: true });
      this.say(name, {}, true);
    }
  }
}

it('a day of Zigbee2MQTT: four presses, two doors, a restart of the bridge, a button that is taken away and brought back', async () => {
  const button = (n: number): string =>
    `id: btn-${n}, kind: button, zone: toilet, name: 按钮 ${n}, profile: zigbee2mqtt-button, bridge: zigbee, address: "教学楼/${n} 层/按钮"`;
  const door = (n: number): string =>
    `id: door-${n}, kind: door, zone: hall, name: 门 ${n}, profile: zigbee2mqtt-contact, bridge: zigbee, address: door_${n}`;
  const pir =
    'id: pir-1, kind: motion, zone: hall, name: 走廊, profile: zigbee2mqtt-motion, bridge: zigbee, address: pir';
  world = await World.open({
    school: foreignConfig([button(1), button(2), button(3), door(1), door(2), pir], ZIGBEE).school,
  });
  const zigbee = new Zigbee();
  const name = (n: number): string => `教学楼/${n} 层/按钮`;
  const alive = setEvery(30_000, () => world.spine.intake.alive('zigbee'));

  zigbee.restart();
  for (const n of [1, 2, 3]) zigbee.say(name(n), { battery: 90 + n, battery_low: false, tamper: false });
  for (let hour = 0; hour < 8; hour += 1) {
    for (let quarter = 0; quarter < 4; quarter += 1) {
      zigbee.say('pir', { occupancy: true, illuminance: 100 + quarter });
      zigbee.say('door_1', { contact: false, battery: 77 });
      await pass(2000, alive);
      zigbee.say('door_1', { contact: true });
      world.hear('zigbee', 'zigbee2mqtt/bridge/logging', { level: 'info', message: 'MQTT publish …' });
      await pass(15 * MINUTE - 2000, alive);
      zigbee.say('pir', { occupancy: false });
    }
    if (hour === 1) zigbee.press(name(1), 'emergency');
    if (hour === 2) {
      // The radio of one repeats its alarm for a minute.
      for (let n = 0; n < 12; n += 1) {
        zigbee.say(name(2), { sos: true, last_seen: n });
        await pass(5000, alive);
      }
      zigbee.say(name(2), { sos: false });
    }
    if (hour === 3) {
      zigbee.bridge('offline');
      await pass(20_000, alive);
      zigbee.restart();
    }
    if (hour === 4)
      world.hear('zigbee', 'zigbee2mqtt/bridge/event', {
        type: 'device_leave',
        data: { friendly_name: name(3), ieee_address: '0x3' },
      });
    if (hour === 5) zigbee.say(name(3), { battery: 93 });
    if (hour === 6) {
      zigbee.press(name(3), 'single');
      await pass(60_000, alive);
      zigbee.press(name(3), 'single');
    }
  }

  expect(presses()).toEqual([['btn-1'], ['btn-2'], ['btn-3'], ['btn-3']]);
  // 32 quarters of an hour, opened and closed in each; the restart told the last state once more.
  expect(doors('door-1').length - 64).toBeLessThanOrEqual(1);
  expect(doors('door-2')).toEqual([]);
  const faults = world.open().filter(({ level }) => level === 'fault');
  expect(faults.map(({ device, flags }) => [device, ...flags])).toEqual([
    ['zigbee', 'restored'],
    ['btn-3', 'fault:left', 'restored'],
  ]);
  expect(world.spine.intake.foreign.strangers().list()).toEqual([]);
});

it('a day of ChirpStack: keep-alives, two presses, each uplink twice, a new join, a codec that was lost for an hour', async () => {
  const lora = (id: string, kind: string, profile: string, eui: string): string =>
    `id: ${id}, kind: ${kind}, zone: toilet, name: 设备, profile: ${profile}, bridge: lora, address: ${eui}`;
  world = await World.open({
    school: foreignConfig(
      [
        lora('btn-1', 'button', 'chirpstack-ws101', '24e1'),
        lora('btn-2', 'button', 'chirpstack-pb01', 'a840'),
        lora('door-1', 'door', 'chirpstack-ws301', '24e3'),
      ],
      LORA,
    ).school,
  });
  const alive = setEvery(30_000, () => world.spine.intake.alive('lora'));
  const counters = new Map<string, number>();
  let uplinks = 0;
  /** Every uplink comes twice: two integrations of the school forward it. */
  const up = (eui: string, object: Record<string, unknown> | null): void => {
    const fCnt = (counters.get(eui) ?? 0) + 1;
    counters.set(eui, fCnt);
    uplinks += 1;
    const body = {
      deduplicationId: `u-${uplinks}`,
      devAddr: '00189440',
      fCnt,
      fPort: 85,
      data: '/y4B',
      deviceInfo: { devEui: eui, tags: {} },
      ...(object ? { object } : {}),
    };
    for (let copy = 0; copy < 2; copy += 1) world.hear('lora', `application/17c8/device/${eui}/event/up`, body);
  };

  for (let hour = 0; hour < 10; hour += 1) {
    up('24e1', { battery: 90 - hour });
    up('a840', { BatV: 3.3, Alarm: 'FALSE' });
    up('24e3', { battery: 100, magnet_status: hour % 2 === 0 ? 'open' : 'close' });
    world.hear('lora', 'application/17c8/device/24e1/event/status', { batteryLevel: 88 });
    if (hour === 2) up('24e1', { battery: 88, button_event: { status: 'short press', msgid: 4711 } });
    if (hour === 4) {
      world.hear('lora', 'application/17c8/device/a840/event/join', { devAddr: '00189441' });
      counters.set('a840', 0);
    }
    if (hour === 5) up('a840', { BatV: 3.2, Alarm: 'TRUE' });
    // Somebody changed the device profile: the codec is gone until it is put back.
    if (hour === 7) up('24e3', null);
    if (hour === 8)
      up('24e1', { battery: 80, history: [{ timestamp: 1_752_566_400, button_event: { status: 'short press' } }] });
    await pass(HOUR, alive);
  }

  expect(presses()).toEqual([['btn-1'], ['btn-2']]);
  expect(doors('door-1')).toHaveLength(10);
  expect(world.facts('past-event-told')).toHaveLength(1);
  const faults = world.open().filter(({ level }) => level === 'fault');
  expect(faults.map(({ device, flags }) => [device, ...flags])).toEqual([
    ['door-1', 'fault:codec-missing', 'restored'],
  ]);
});

interface Every {
  readonly ms: number;
  readonly act: () => void;
}
const setEvery = (ms: number, act: () => void): Every => ({ ms, act });

/** Time passes, and the bridge pings meanwhile. */
async function pass(by: number, { ms, act }: Every): Promise<void> {
  for (let left = by; left > 0; left -= ms) {
    act();
    await world.clock.advance(Math.min(ms, left));
  }
}
