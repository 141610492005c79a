/** What the deterministic simulation has found, each reduced to the shortest story that shows it. */

import { afterEach, describe, expect, it } from 'vitest';
import { fakeSchool } from '../kit/fake-school.ts';
import { World } from '../kit/world.ts';

const WC = 'btn-jx3-toilet-west';
const DOOR = 'door-sy1-store';

let world: World;
afterEach(() => world.close());

describe('what the disk does not have', () => {
  it('a button that re-subscribes while the disk is dead is not told `recorded`', async () => {
    world = await World.open();
    for (const id of ['wecom-duty', 'ntfy-lan']) world.behaviours.set(id, () => null);
    world.connect(WC);
    world.disk.fault = 'io';
    world.press(WC);
    world.connect(WC);
    await world.clock.advance(5000);
    expect(world.receipts(WC)).not.toContain('recorded');
    world.disk.fault = null;
    await world.clock.advance(2000);
    world.connect(WC);
    expect(world.receipts(WC)).toContain('recorded');
  });

  it('a press without counters, 30 s after the first, is a press of its own although the first still waits for the disk', async () => {
    world = await World.open();
    world.disk.fault = 'io';
    world.publish(WC, { v: 1, type: 'press' });
    await world.clock.advance(3000);
    world.publish(WC, { v: 1, type: 'press' });
    expect(world.only('panic').presses).toBe(1);
    await world.clock.advance(27_000);
    world.publish(WC, { v: 1, type: 'press' });
    expect(world.only('panic').presses).toBe(2);
    world.disk.fault = null;
    await world.clock.advance(3000);
    expect(world.facts('press')).toHaveLength(2);
  });

  it('an uncounted event over its rate that the disk refused is not acknowledged as a repeat', async () => {
    world = await World.open({ telemetry: { perSecond: 1, burst: 1 } });
    world.publish(DOOR, { v: 1, type: 'heartbeat' });
    world.disk.fault = 'io';
    const over = world.publish(DOOR, { v: 1, type: 'door', open: true });
    await world.clock.advance(1500);
    expect(over.verdict).toBe('drop');
    const again = world.publish(DOOR, over.body);
    expect(again.verdict).not.toBe('keep');
    world.disk.fault = null;
  });
});

describe('a device that says a lot', () => {
  it('and sends a press again whose acknowledgement was lost: it is known, however many readings came between', async () => {
    world = await World.open({ telemetry: { perSecond: 500, burst: 500 } });
    const press = { v: 1, boot: 1, seq: 1, type: 'press' };
    world.publish('node-sy', press);
    await world.clock.advance(50);
    for (let seq = 2; seq < 102; seq += 1) world.publish('node-sy', { v: 1, boot: 1, seq, type: 'heartbeat' });
    await world.clock.advance(50);
    const again = world.publish('node-sy', press);
    await world.clock.advance(50);
    expect(again.verdict).toBe('keep');
    expect(world.only('panic').presses).toBe(1);
    expect(world.facts('press')).toHaveLength(1);
  });
});

describe('a device that counts presses and readings apart, against the contract', () => {
  it.each([0, 50])('is heard when it presses, %d ms after a reading with the same counters', async (afterMs) => {
    world = await World.open();
    world.publish(WC, { v: 1, boot: 1, seq: 7, type: 'heartbeat' });
    await world.clock.advance(afterMs);
    const press = world.publish(WC, { v: 1, boot: 1, seq: 7, type: 'press' });
    expect(world.only('panic').presses).toBe(1);
    await world.clock.advance(50);
    expect(press.verdict).toBe('keep');
    expect(world.facts('press')).toHaveLength(1);
  });
});

describe('two incidents of one place, the join window apart', () => {
  it('after the newer one is closed, a restart knows the same open incident as before', async () => {
    world = await World.open();
    world.press(WC);
    await world.clock.advance(601_000);
    world.press(WC);
    const [older, newer] = world.open().filter((incident) => incident.kind === 'panic');
    if (!older || !newer) throw new Error('two open incidents expected');
    await world.act('li.jianguo', { type: 'close', incident: newer.id, outcome: 'real', reason: '已劝开' });
    expect(world.spine.engine.findOpen(older.key)?.id).toBe(older.id);
    await world.crash();
    expect(world.spine.engine.findOpen(older.key)?.id).toBe(older.id);
  });
});

describe('the list of incidents', () => {
  it('shows the newest state although an older part of its story reached the disk later', async () => {
    world = await World.open();
    world.disk.fsyncMs = 100;
    world.disk.fault = 'io';
    world.press(WC);
    const { id } = world.only('panic');
    await world.clock.advance(50);
    const taken = world.act('li.jianguo', { type: 'take', incident: id });
    // The commit with the press fails; the next one, with the take-over, does not.
    await world.clock.advance(55);
    world.disk.fault = null;
    await world.clock.advance(3000);
    expect(await taken).toMatchObject({ ok: true });
    expect(world.spine.engine.spool.idle()).toBe(true);
    expect(world.disk.rows.get(id)?.status).toBe('taken');
    expect(JSON.parse(world.disk.rows.get(id)?.json ?? '{}')).toEqual(world.only('panic'));
  });
});

describe('two buttons in one place', () => {
  it('pressed in turn: neither puts off the time at which the other is told again', async () => {
    const TWIN = 'btn-jx3-twin';
    const plain = fakeSchool();
    const button = plain.devices.get(WC);
    if (!button) throw new Error('the invented school has lost its button');
    world = await World.open({
      school: { ...plain, devices: new Map(plain.devices).set(TWIN, { ...button, id: TWIN }) },
    });
    world.press(WC);
    world.press(WC);
    await world.clock.advance(10_000);
    world.press(TWIN);
    await world.clock.advance(1000);
    world.press(WC);
    world.press(TWIN);
    const told = world.told.length;
    // 20 s after the last telling of the first button's press: its news is due, 9 s before the twin's.
    await world.clock.advance(9100);
    const again = world.told.slice(told);
    expect(again.filter((one) => one.delivery.message.presses === 5).length).toBeGreaterThan(0);
    expect(again[0]?.delivery.message).toMatchObject({ reason: 'press-again', device: WC });
  });
});

describe('a crash between an older part of a story and a newer one', () => {
  it('leaves no incident in the list that is further than its facts', async () => {
    world = await World.open();
    // Nobody answers, so nothing else writes the row again.
    for (const id of ['wecom-duty', 'ntfy-lan', 'output']) world.behaviours.set(id, () => null);
    world.disk.fault = 'io';
    world.press(WC);
    await world.clock.advance(100);
    const { id } = world.only('panic');
    const closed = world.act('li.jianguo', { type: 'close', incident: id, outcome: 'real', reason: '已劝开' });
    await world.clock.advance(100);
    world.disk.fault = null;
    world.disk.fsyncMs = 50;
    // The press is on the disk, the close is on its way.
    while (world.facts('press').length === 0) await world.clock.advance(10);
    expect(world.facts('incident-closed')).toHaveLength(0);
    await world.crash();
    await world.clock.advance(200);
    expect(world.only('panic').status).toBe('open');
    expect(world.disk.rows.get(id)?.status).toBe('open');
    void closed;
  });
});

describe('SIGTERM', () => {
  it('does not wait for ever on a disk that refuses', async () => {
    world = await World.open();
    world.disk.fault = 'full';
    world.press(WC);
    await world.clock.advance(50);
    let stopped = false;
    void world.spine.stop().then(() => {
      stopped = true;
    });
    await world.clock.advance(5000);
    expect(stopped).toBe(true);
    world.disk.fault = null;
    await world.clock.advance(2000);
  });
});

describe('minors stay anonymous', () => {
  it('what a broken device wrote into its body is not in the record, only its shape', async () => {
    world = await World.open();
    world.publish('reader-gate', '{"v":1,"type":"checkin","card":"张小明 138-0000-1111"');
    await world.clock.advance(50);
    const [rejected] = world.facts('rejected');
    expect(rejected?.sample).toBe('{"v":•,"type":"checkin","card":"••• •••-••••-••••"');
  });
});
