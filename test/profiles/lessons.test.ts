/** The lessons of the field, one by one: what real buttons and sensors of other makers do, and what the school must make of it. */

import { afterEach, describe, expect, it, vi } from 'vitest';
import { PressMemory } from '../../gateway/core/profile/press-memory.ts';
import { World } from '../kit/world.ts';
import { foreignConfig, LORA, ZIGBEE } from '../kit/foreign-school.ts';

const BUTTON =
  'id: btn-1, kind: button, zone: toilet, name: 按钮, profile: zigbee2mqtt-button, bridge: zigbee, address: "一楼/卫生间 按钮"';
const DOOR =
  'id: door-1, kind: door, zone: hall, name: 门, profile: zigbee2mqtt-contact, bridge: zigbee, address: backgate';
const TOPIC = 'zigbee2mqtt/一楼/卫生间 按钮';

let world: World;
afterEach(() => world.close());

async function zigbee(...more: readonly string[]): Promise<World> {
  world = await World.open({ school: foreignConfig([BUTTON, DOOR, ...more], ZIGBEE).school });
  return world;
}

const panics = (): number => world.open().filter((incident) => incident.kind === 'panic').length;
const pressFacts = () => world.facts('press');
const readings = (type: string): unknown[] =>
  world
    .facts('reading')
    .filter((fact) => fact.type === type)
    .map((fact) => fact.body);

describe('a press', () => {
  it('of a button whose name has slashes, spaces and Chinese alarms, and is acknowledged once it is on disk', async () => {
    await zigbee();
    const published = world.hear('zigbee', TOPIC, { action: 'emergency', linkquality: 90 });
    expect(world.only('panic')).toMatchObject({ zone: 'toilet', device: 'btn-1' });
    expect(published.verdict).toBe('pending');
    await world.clock.advance(50);
    expect(published.verdict).toBe('keep');
    expect(pressFacts()).toMatchObject([{ device: 'btn-1', flags: [] }]);
  });

  it('triple: the action, the empty action behind it and the text sub-topic are one press', async () => {
    await zigbee();
    world.hear('zigbee', TOPIC, { action: 'emergency' });
    world.hear('zigbee', TOPIC, { action: '' });
    world.hear('zigbee', `${TOPIC}/action`, 'emergency');
    await world.clock.advance(50);
    expect(pressFacts()).toHaveLength(1);
    expect(panics()).toBe(1);
  });

  it('that a bug of ours cannot judge alarms all the same, flagged, and the bug is reported', async () => {
    await zigbee();
    const bug = vi.spyOn(PressMemory.prototype, 'judge').mockImplementation(() => {
      throw new Error('planted');
    });
    const published = world.hear('zigbee', TOPIC, { action: 'emergency' });
    bug.mockRestore();
    await world.clock.advance(50);
    expect(world.only('panic')).toMatchObject({ device: 'btn-1' });
    expect(pressFacts()).toMatchObject([{ flags: ['undecided'] }]);
    expect(published.verdict).toBe('keep');
    expect(world.bugs.splice(0)).toHaveLength(1);
  });

  it('retained: never raises, but a level does', async () => {
    await zigbee('id: btn-2, kind: button, zone: hall, name: 按钮二, profile: esphome-button, address: gate-node');
    world.hear('zigbee', TOPIC, { action: 'emergency' }, { retain: true });
    await world.clock.advance(50);
    expect(panics()).toBe(0);
    // Whoever set the bridge up so can find out.
    expect(world.facts('rejected')).toMatchObject([{ device: 'btn-1', reason: 'retained-press' }]);
    const state = 'gate-node/binary_sensor/panic_button/state';
    world.hear('btn-2', state, 'ON', { retain: true });
    await world.clock.advance(60_000);
    expect(world.only('panic')).toMatchObject({ device: 'btn-2', presses: 1, flags: ['retained'] });
    // Its release was lost on the way: on our own broker this is a press of now, whatever its flag says.
    world.hear('btn-2', state, 'ON', { retain: true });
    expect(world.only('panic')).toMatchObject({ presses: 2 });
    // An upstream broker tells what it kept: that state was told before.
    await world.clock.advance(60_000);
    world.hear('btn-2', state, 'ON', { retain: true, stale: true });
    expect(world.only('panic')).toMatchObject({ presses: 2 });
  });

  it('repeated every 5 s for as long as the alarm is on is one press; pressed again after a rest it is another', async () => {
    await zigbee();
    for (let n = 0; n < 10; n += 1) {
      world.hear('zigbee', TOPIC, { sos: true, last_seen: `2022-07-13T15:59:${30 + n}Z` });
      await world.clock.advance(5000);
    }
    expect(pressFacts()).toHaveLength(1);
    await world.clock.advance(60_000);
    world.hear('zigbee', TOPIC, { sos: true });
    await world.clock.advance(50);
    expect(pressFacts()).toHaveLength(2);
  });

  it('empty: an empty action, an empty body and a null action say nothing', async () => {
    await zigbee();
    for (const body of [{ action: '' }, '', { action: null, battery: 100 }, {}]) world.hear('zigbee', TOPIC, body);
    world.hear('zigbee', `${TOPIC}/action`, '');
    await world.clock.advance(50);
    expect(pressFacts()).toEqual([]);
    expect(world.open()).toEqual([]);
  });

  it('text sub-topics alone are enough', async () => {
    await zigbee();
    world.hear('zigbee', `${TOPIC}/action`, 'emergency');
    expect(panics()).toBe(1);
  });

  it('of an unknown word raises and says so', async () => {
    await zigbee();
    world.hear('zigbee', TOPIC, { action: 'quintuple' });
    await world.clock.advance(50);
    expect(pressFacts()).toMatchObject([{ flags: ['unknown-word'] }]);
    expect(world.only('panic').flags).toContain('unknown-word');
  });

  it('cut short on its way raises as malformed; the same of a door does not', async () => {
    await zigbee();
    world.hear('zigbee', 'zigbee2mqtt/backgate', '{"contact":fal');
    expect(panics()).toBe(0);
    world.hear('zigbee', TOPIC, '{"action":"emerg');
    await world.clock.advance(50);
    expect(pressFacts()).toMatchObject([{ device: 'btn-1', flags: ['malformed'] }]);
    expect(world.facts('rejected')).toMatchObject([{ device: 'door-1', reason: 'malformed' }]);
  });

  it('"FALSE" is not true, and absent is not false', async () => {
    await zigbee();
    world.hear('zigbee', TOPIC, { sos: 'FALSE' });
    world.hear('zigbee', 'zigbee2mqtt/backgate', { linkquality: 3 });
    await world.clock.advance(50);
    expect(panics()).toBe(0);
    expect(readings('door')).toEqual([]);
  });

  it("with the device's own counter: the same number is the same press, the next one a second later is another", async () => {
    world = await World.open({
      school: foreignConfig([
        'id: btn-1, kind: button, zone: toilet, name: 按钮, profile: shelly-gen1-button, address: shellyix3-01',
      ]).school,
    });
    const topic = 'shellies/shellyix3-01/input_event/0';
    world.hear('btn-1', topic, { event: 'S', event_cnt: 22 });
    await world.clock.advance(120_000);
    world.hear('btn-1', topic, { event: 'S', event_cnt: 22 });
    world.hear('btn-1', topic, { event: 'S', event_cnt: 22 }, { retain: true });
    world.hear('btn-1', topic, { event: 'S', event_cnt: 23 });
    await world.clock.advance(50);
    expect(pressFacts().map((fact) => fact.seq)).toEqual([22, 23]);
  });

  it('with a counter survives a crash: redelivered after the restart it is the same press', async () => {
    world = await World.open({
      school: foreignConfig([
        'id: btn-1, kind: button, zone: toilet, name: 按钮, profile: shelly-gen1-button, address: shellyix3-01',
      ]).school,
    });
    world.hear('btn-1', 'shellies/shellyix3-01/input_event/0', { event: 'L', event_cnt: 7 });
    await world.clock.advance(50);
    await world.crash(2000);
    const again = world.hear('btn-1', 'shellies/shellyix3-01/input_event/0', { event: 'L', event_cnt: 7 });
    await world.clock.advance(50);
    expect(pressFacts()).toHaveLength(1);
    expect(again.verdict).toBe('keep');
  });

  it('of a counter that began anew after a new battery is heard, and says so', async () => {
    world = await World.open({
      school: foreignConfig([
        'id: btn-1, kind: button, zone: toilet, name: 按钮, profile: shelly-gen1-button, address: shellyix3-01',
      ]).school,
    });
    const topic = 'shellies/shellyix3-01/input_event/0';
    world.hear('btn-1', topic, { event: 'S', event_cnt: 1 });
    await world.clock.advance(3_600_000);
    world.hear('btn-1', topic, { event: 'S', event_cnt: 1 });
    await world.clock.advance(50);
    expect(pressFacts().map(({ boot, seq }) => [boot, seq])).toEqual([
      [1, 1],
      [2, 1],
    ]);
  });

  it('is paged at once on a disk that does not answer, and not acknowledged', async () => {
    await zigbee();
    world.disk.fault = 'io';
    const published = world.hear('zigbee', TOPIC, { action: 'emergency', battery: 80 });
    await world.clock.advance(500);
    expect(world.toldTo('zhao').length).toBeGreaterThan(0);
    expect(published.verdict).not.toBe('keep');
    world.disk.fault = null;
    await world.clock.advance(5000);
  });
});

describe('doors and history', () => {
  it('inverted contacts: contact false is open; fast open and close both count', async () => {
    await zigbee();
    for (const contact of [false, true, false])
      world.hear('zigbee', 'zigbee2mqtt/backgate', { contact, battery: '60' });
    await world.clock.advance(50);
    expect(readings('door')).toEqual([
      { type: 'door', open: true },
      { type: 'door', open: false },
      { type: 'door', open: true },
    ]);
  });

  it('string numbers are numbers', async () => {
    await zigbee();
    world.hear('zigbee', 'zigbee2mqtt/backgate', { battery: '60' });
    await world.clock.advance(50);
    expect(readings('battery')).toEqual([{ type: 'battery', pct: 60 }]);
    expect(world.spine.engine.state.devices.get('door-1')?.battery).toBe(60);
  });

  it('the same message delivered twice is one reading', async () => {
    await zigbee();
    for (let n = 0; n < 2; n += 1) world.hear('zigbee', 'zigbee2mqtt/backgate', { contact: false });
    await world.clock.advance(50);
    expect(readings('door')).toHaveLength(1);
  });

  const LORA_BUTTON =
    'id: btn-1, kind: button, zone: toilet, name: 按钮, profile: chirpstack-ws101, bridge: lora, address: 24e12453';
  const UP = 'application/17c8/device/24e12453/event/up';

  it('history arrays are for the record and alarm nobody, however often they are told', async () => {
    world = await World.open({ school: foreignConfig([LORA_BUTTON], LORA).school });
    const history = [{ timestamp: 1_752_566_400, button_event: { status: 'short press' } }];
    for (const id of ['a', 'b'])
      world.hear('lora', UP, { deduplicationId: id, fCnt: 4, data: 'AA==', object: { battery: 90, history } });
    await world.clock.advance(50);
    expect(world.open()).toEqual([]);
    expect(world.facts('past-event-told')).toEqual([
      { kind: 'past-event-told', device: 'btn-1', of: 'press', atMs: 1_752_566_400_000 },
    ]);
  });

  it('codec missing: an undecoded payload of a help button raises, and the missing codec is a fault until it decodes', async () => {
    world = await World.open({ school: foreignConfig([LORA_BUTTON], LORA).school });
    world.hear('lora', UP, { deduplicationId: 'a', fCnt: 1, data: '/y4B' });
    await world.clock.advance(50);
    expect(pressFacts()).toMatchObject([{ flags: ['codec-missing'] }]);
    expect(world.only('device-silent').flags).toContain('fault:codec-missing');
    world.hear('lora', UP, { deduplicationId: 'b', fCnt: 2, data: '/y4B', object: { battery: 90 } });
    await world.clock.advance(50);
    expect(world.facts('device-restored')).toMatchObject([{ device: 'btn-1', code: 'codec-missing' }]);
    expect(pressFacts()).toHaveLength(1);
  });

  it('two uplinks with one frame counter and different content are two presses', async () => {
    world = await World.open({ school: foreignConfig([LORA_BUTTON], LORA).school });
    for (const [status, msgid] of [
      ['short press', 803_104],
      ['long press', 792_169],
      ['short press', 803_104],
    ] as const) {
      world.hear('lora', UP, {
        deduplicationId: 'x',
        fCnt: 41,
        data: 'AA==',
        object: { button_event: { status, msgid } },
      });
    }
    await world.clock.advance(50);
    expect(pressFacts()).toHaveLength(2);
  });
});

describe('supervision', () => {
  const FORTY = Array.from(
    { length: 40 },
    (_, n) =>
      `id: motion-z${n}, kind: motion, zone: hall, name: 按钮 ${n}, profile: zigbee2mqtt-motion, bridge: zigbee, address: "0x${n}"`,
  );

  it('bridge offline is one fault, not forty, and what is behind it has its whole time again afterwards', async () => {
    await zigbee(...FORTY);
    for (let n = 0; n < 40; n += 1) world.hear('zigbee', `zigbee2mqtt/0x${n}`, { occupancy: true });
    world.hear('zigbee', 'zigbee2mqtt/bridge/state', { state: 'offline' }, { retain: true, will: true });
    await world.clock.advance(2000);
    expect(world.only('device-silent')).toMatchObject({ device: 'zigbee' });
    await world.clock.advance(5 * 3_600_000);
    expect(world.open()).toHaveLength(1);
    world.hear('zigbee', 'zigbee2mqtt/bridge/state', { state: 'online' }, { retain: true });
    await world.clock.advance(80_000);
    world.hear('zigbee', 'zigbee2mqtt/bridge/state', { state: 'online' }, { retain: true });
    await world.clock.advance(2000);
    expect(world.facts('device-back').map(({ device }) => device)).toEqual(['zigbee']);
    expect(world.facts('device-silent').map(({ device }) => device)).toEqual(['zigbee']);
  });

  it('a bridge that just stops is known within 90 s', async () => {
    await zigbee();
    world.hear('zigbee', 'zigbee2mqtt/bridge/state', { state: 'online' });
    await world.clock.advance(90_000);
    expect(world.only('device-silent')).toMatchObject({ device: 'zigbee' });
  });

  it('a device that its bridge calls offline is a fault, forty at once are one; a sleeping one is none', async () => {
    await zigbee(
      ...FORTY,
      'id: btn-s, kind: button, zone: hall, name: 睡, profile: shelly-gen1-button, address: shellybutton1-01',
    );
    world.hear('btn-s', 'shellies/shellybutton1-01/online', 'false');
    for (let n = 0; n < 40; n += 1)
      world.hear('zigbee', `zigbee2mqtt/0x${n}/availability`, { state: 'offline' }, { retain: true });
    await world.clock.advance(2000);
    expect(world.open()).toHaveLength(1);
    expect(world.only('device-silent').devices).toHaveLength(40);
  });

  it('a device leaving the network is a fault, and is over when it speaks again', async () => {
    await zigbee();
    world.hear('zigbee', 'zigbee2mqtt/bridge/event', {
      type: 'device_leave',
      data: { ieee_address: '0x90', friendly_name: '一楼/卫生间 按钮' },
    });
    world.hear('zigbee', 'zigbee2mqtt/bridge/event', {
      type: 'device_joined',
      data: { ieee_address: '0x91', friendly_name: 'backgate' },
    });
    await world.clock.advance(50);
    expect(world.only('device-silent')).toMatchObject({ device: 'btn-1', flags: ['fault:left'] });
    world.hear('zigbee', TOPIC, { battery: 90 });
    await world.clock.advance(50);
    expect(world.facts('device-restored')).toMatchObject([{ device: 'btn-1', code: 'left' }]);
  });

  it('a press test older than its period is a fault, all buttons in one, and over when they were pressed', async () => {
    await zigbee(
      'id: btn-3, kind: button, zone: hall, name: 三, testEvery: 7, profile: zigbee2mqtt-button, bridge: zigbee, address: three',
    );
    const day = 86_400_000;
    await world.clock.advance(2000);
    expect(world.facts('proof-awaited').map(({ device }) => device)).toEqual(['btn-1', 'btn-3']);
    await world.crash(8 * day);
    await world.clock.advance(2000);
    const unproven = world.open().filter((incident) => incident.flags.includes('unproven'));
    expect(unproven).toMatchObject([{ kind: 'device-silent', devices: ['btn-3'] }]);
    world.hear('zigbee', 'zigbee2mqtt/three', { action: 'single' });
    await world.clock.advance(2000);
    expect(world.facts('button-proven')).toMatchObject([{ device: 'btn-3' }]);
  });
});

describe('a device that nobody has named', () => {
  it('is listed with its last message and a suggestion, alarms when it presses, and nothing of it is lost', async () => {
    await zigbee();
    world.hear(
      'zigbee',
      'zigbee2mqtt/bridge/devices',
      [{ friendly_name: '新按钮', ieee_address: '0xabc', definition: { model: 'TS0215A_sos' } }],
      { retain: true },
    );
    world.hear('zigbee', 'zigbee2mqtt/新按钮', { action: 'emergency', battery: 44 });
    await world.clock.advance(50);
    expect(pressFacts()).toMatchObject([{ device: 'zigbee/新按钮', zone: null, flags: ['unknown-device'] }]);
    expect(panics()).toBe(1);
    expect(readings('battery')).toEqual([{ type: 'battery', pct: 44 }]);
    expect(world.spine.intake.foreign.strangers().list()).toMatchObject([
      {
        bridge: 'zigbee',
        address: '新按钮',
        model: 'TS0215A_sos',
        suggested: 'zigbee2mqtt-button',
        presses: 1,
        messages: 1,
      },
    ]);
    expect(world.facts('stranger-heard')).toHaveLength(1);
  });

  it('is suggested from Home Assistant discovery too, and what looks like a card is not kept', async () => {
    await zigbee();
    world.hear(
      'zigbee',
      'homeassistant/binary_sensor/0x00158d/contact/config',
      { device: { name: '门', model_id: 'SNZB-04', identifiers: ['zigbee2mqtt_0x00158d'] } },
      { retain: true },
    );
    world.hear('zigbee', 'zigbee2mqtt/门', { contact: true, uid: 'BA839D07' });
    await world.clock.advance(50);
    const [row] = world.spine.intake.foreign.strangers().list();
    expect(row).toMatchObject({ suggested: 'zigbee2mqtt-contact', model: 'SNZB-04' });
    expect(row?.lastMessage).toBe('{"contact":true,"uid":"••••"}');
    expect(world.open()).toEqual([]);
  });

  it('an action that no profile knows alarms nobody while it has no name; a lamp that is to be ignored is not even listed', async () => {
    world = await World.open({
      school: foreignConfig([BUTTON], ZIGBEE.replace('topics:', 'ignore: [客厅灯], topics:')).school,
    });
    world.hear('zigbee', 'zigbee2mqtt/遥控器', { action: 'brightness_step_up' });
    world.hear('zigbee', 'zigbee2mqtt/客厅灯', { action: 'single' });
    world.hear('zigbee', 'zigbee2mqtt/bridge/logging', { level: 'info' });
    await world.clock.advance(50);
    expect(world.open()).toEqual([]);
    expect(
      world.spine.intake.foreign
        .strangers()
        .list()
        .map(({ address }) => address),
    ).toEqual(['遥控器']);
  });

  it('a thousand of them fill neither the memory nor the state', async () => {
    await zigbee();
    for (let n = 0; n < 1000; n += 1) world.hear('zigbee', `zigbee2mqtt/s${n}`, { action: 'single' });
    await world.clock.advance(1000);
    expect(world.spine.intake.foreign.strangers().size).toBe(500);
    expect(world.spine.engine.state.devices.size).toBeLessThan(220);
    expect(pressFacts().length).toBeGreaterThan(200);
  });
});
