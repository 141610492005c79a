/** The way to the gateway: what is held survives a crash, a gateway that is away misses nothing, and a press goes first. */

import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MovableClock, START_MS } from '../../test/kit/bridge/bridge-clock.ts';
import { FakeGateway } from '../../test/kit/bridge/fake-gateway.ts';
import { DeviceUplink } from './device-uplink.ts';
import { BridgeStore } from './store.ts';

const LIFE = 1_700_000_000;
const CARD = '62E3086CED';

describe('the way to the gateway', () => {
  let folder = '';
  let clock = new MovableClock();
  let gateway = new FakeGateway();
  const faults: unknown[] = [];
  let restored = 0;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'uplink-'));
    clock = new MovableClock();
    gateway = new FakeGateway();
    faults.length = 0;
    restored = 0;
    diskFull = false;
    uplinks.length = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  let diskFull = false;
  /** A disk that is full on demand: what is open takes nothing more, and nothing new can be written. */
  const faultyOpen: typeof open = async (...args) => {
    const handle = await open(...args);
    const refuse = (): void => {
      if (diskFull) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    };
    const { appendFile, writeFile } = handle;
    handle.appendFile = async (...written) => {
      refuse();
      await appendFile.apply(handle, written);
    };
    handle.writeFile = async (...written) => {
      refuse();
      await writeFile.apply(handle, written);
    };
    return handle;
  };
  const uplinks: DeviceUplink[] = [];
  const openStore = (room?: number): Promise<BridgeStore> =>
    BridgeStore.open(join(folder, 'bridge'), {
      clock,
      dice: () => 0.5,
      onFault: (error) => faults.push(error),
      onRestored: () => (restored += 1),
      onShed: (event) => uplinks.find((one) => one.device === event.device)?.forget(event),
      openFile: faultyOpen,
      ...(room === undefined ? {} : { room }),
    });
  const uplink = (store: BridgeStore, device = 'btn-1', password = 'secret'): DeviceUplink => {
    const report = { connected: () => {}, lost: () => {}, unreadable: () => {} };
    const made = new DeviceUplink(device, password, {
      ...{ url: 'mqtt://gateway', clock, dice: () => 0.5, store, openLine: gateway.openLine, perSecond: 10, report },
    });
    uplinks.push(made);
    return made;
  };
  const file = (): string => readFileSync(join(folder, 'bridge/outbox.log'), 'utf8');

  it('a gateway that is down for an hour misses nothing: every press, every event, each with its age', async () => {
    const store = await openStore();
    gateway.goDown();
    const button = uplink(store);
    button.start();
    for (let minute = 0; minute < 60; minute += 1) {
      button.press({ life: LIFE, number: minute + 1 }, { count: minute + 1 }, 40);
      button.event({ type: 'tamper', open: minute % 2 === 0 });
      await clock.advance(60_000);
    }
    expect(button.waiting).toBe(120);
    gateway.comeBack();
    await clock.advance(20_000);
    expect(gateway.presses()).toHaveLength(60);
    expect(gateway.of('tamper')).toHaveLength(60);
    expect(gateway.malformed).toEqual([]);
    const [first] = gateway.presses();
    expect(first?.age).toBeGreaterThan(3_599_000);
    expect(first?.age).toBeLessThan(3_610_000);
    expect(button.waiting).toBe(0);
    await store.close();
  });

  it('sends presses first and at once, telemetry at the pace the gateway keeps one by one', async () => {
    const store = await openStore();
    gateway.goDown();
    const button = uplink(store);
    button.start();
    for (let i = 0; i < 100; i += 1) button.event({ type: 'tamper', open: true });
    button.press({ life: LIFE, number: 1 }, {}, null);
    gateway.comeBack();
    await clock.advance(1000);
    expect(gateway.heard[0]?.type).toBe('press');
    const first = gateway.of('tamper').length;
    await clock.advance(1000);
    expect(gateway.of('tamper').length - first).toBeLessThanOrEqual(11);
    await clock.advance(10_000);
    expect(gateway.of('tamper')).toHaveLength(100);
    await store.close();
  });

  it('kill -9: what was not acknowledged is sent by the next run under the same name', async () => {
    const store = await openStore();
    gateway.answers = false;
    const button = uplink(store);
    button.start();
    await clock.advance(10);
    button.press({ life: LIFE, number: 7 }, { count: 7 }, 40);
    button.event({ type: 'release' });
    await clock.advance(10);
    await store.settle();
    expect(gateway.of('press')).toHaveLength(1);
    // No goodbye: the next run finds the file as it is. The wall clock has leapt meanwhile.
    gateway.answers = true;
    clock.setWall(START_MS + 3_600_000);
    const next = await openStore();
    const again = uplink(next);
    again.start();
    await clock.advance(1000);
    expect(gateway.of('press').map(({ boot, seq }) => [boot, seq])).toEqual([
      [1_000_000_000 + LIFE, 7],
      [1_000_000_000 + LIFE, 7],
    ]);
    expect(gateway.presses()).toHaveLength(1);
    expect(gateway.of('release').map(({ boot, seq }) => [boot, seq])).toEqual([
      [1, 1],
      [1, 1],
    ]);
    expect(next.run).toBe(store.run + 1);
    await next.close();
  });

  it('a torn or damaged line costs itself and nothing else', async () => {
    const store = await openStore();
    gateway.goDown();
    const button = uplink(store);
    for (let i = 1; i <= 3; i += 1) button.press({ life: LIFE, number: i }, {}, null);
    await store.close();
    const lines = file().split('\n');
    const damaged = lines.map((line, at) => (at === lines.length - 3 ? line.replace('"seq":2', '"seq":9') : line));
    writeFileSync(join(folder, 'bridge/outbox.log'), damaged.join('\n'));
    appendFileSync(join(folder, 'bridge/outbox.log'), 'deadbeef {"put":{"device":"btn-1"');
    const next = await openStore();
    expect(next.damaged).toBe(2);
    expect(next.held('btn-1').map(({ seq }) => seq)).toEqual([1, 3]);
    await next.close();
  });

  it('a full store sheds the oldest telemetry, never a press, and says so until it is empty again', async () => {
    const store = await openStore(50);
    gateway.goDown();
    const button = uplink(store);
    button.start();
    for (let i = 1; i <= 100; i += 1) {
      button.event({ type: 'tamper', open: i % 2 === 0 });
      button.press({ life: LIFE, number: i }, {}, null);
    }
    await clock.advance(100);
    gateway.comeBack();
    await clock.advance(30_000);
    expect(gateway.presses()).toHaveLength(100);
    expect(gateway.of('tamper').length).toBeLessThanOrEqual(50);
    expect(gateway.of('fault').map(({ code }) => code)).toEqual(['events-lost']);
    expect(gateway.standing('btn-1')).toEqual([]);
    await store.close();
  });

  it('a disk that fails stops no press; when it is back, everything held is written', async () => {
    writeFileSync(join(folder, 'bridge'), 'a file where the folder should be');
    const reading = openStore();
    await expect(reading).rejects.toThrow(/ENOTDIR/);
    rmSync(join(folder, 'bridge'));
    const store = await openStore();
    gateway.answers = false;
    const button = uplink(store);
    button.start();
    await clock.advance(10);
    diskFull = true;
    button.press({ life: LIFE, number: 1 }, {}, null);
    await clock.advance(10);
    await store.settle();
    expect(gateway.of('press')).toHaveLength(1);
    expect(faults).toHaveLength(1);
    expect(file()).not.toContain('"type":"press"');
    await clock.advance(10_000);
    await store.settle();
    expect(faults, 'said once').toHaveLength(1);
    diskFull = false;
    await clock.advance(2500);
    await store.settle();
    expect(restored).toBe(1);
    expect(file()).toContain('"type":"press"');
    await store.close();
  });

  it('receipts make a press recorded; without one an acknowledgement does, three seconds later', async () => {
    const store = await openStore();
    gateway.sendsReceipts = false;
    const button = uplink(store);
    const recorded: number[] = [];
    button.onRecorded(({ number }) => recorded.push(number));
    button.start();
    await clock.advance(10);
    button.press({ life: LIFE, number: 1 }, {}, null);
    await clock.advance(2900);
    expect(recorded).toEqual([]);
    await clock.advance(200);
    expect(recorded).toEqual([1]);
    gateway.answers = false;
    button.press({ life: LIFE, number: 2 }, {}, null);
    await clock.advance(4000);
    expect(recorded).toEqual([1]);
    gateway.command('btn-1', { v: 1, type: 'receipt', boot: 1_000_000_000 + LIFE, seq: 2, state: 'notified' });
    await clock.advance(10);
    expect(recorded, 'whatever a receipt says, the press is on disk').toEqual([1, 2]);
    await store.close();
  });

  it('an acknowledgement that does not come is not waited for for ever', async () => {
    const store = await openStore();
    gateway.answers = false;
    const button = uplink(store);
    button.start();
    await clock.advance(10);
    button.press({ life: LIFE, number: 1 }, {}, null);
    await clock.advance(15_000);
    expect(gateway.of('press').length).toBeGreaterThan(1);
    gateway.answers = true;
    await clock.advance(15_000);
    expect(button.waiting).toBe(0);
    expect(gateway.presses()).toHaveLength(1);
    await store.close();
  });

  it('a fault is said once, over a restart too, and taken back once', async () => {
    const store = await openStore();
    const button = uplink(store);
    button.start();
    button.fault('stuck');
    button.fault('stuck');
    await clock.advance(1000);
    await store.close();
    const next = await openStore();
    const again = uplink(next);
    again.start();
    again.fault('stuck');
    again.restore('never-said');
    again.restore('stuck');
    again.restore('stuck');
    await clock.advance(1000);
    expect(gateway.heard.map((event) => ('code' in event ? `${event.type} ${event.code}` : event.type))).toEqual([
      'fault stuck',
      'restore stuck',
    ]);
    await next.close();
  });

  it('no card number lies open on the disk, and the gateway gets it all the same', async () => {
    const store = await openStore();
    gateway.goDown();
    const reader = uplink(store, 'reader-1', 'secret of the reader');
    reader.start();
    reader.event({ type: 'checkin', card: CARD });
    reader.stop();
    await store.close();
    expect(file()).toContain('checkin');
    expect(file()).not.toContain(CARD);
    const other = await openStore();
    expect(uplink(other, 'reader-1', 'another secret').waiting, 'not to be opened with another secret').toBe(0);
    gateway.comeBack();
    await other.close();
    const store2 = await openStore();
    const reader2 = uplink(store2, 'reader-1', 'secret of the reader');
    reader2.event({ type: 'checkin', card: CARD });
    await store2.settle();
    const store3 = await openStore();
    uplink(store3, 'reader-1', 'secret of the reader').start();
    await clock.advance(1000);
    expect(gateway.of('checkin').map(({ card }) => card)).toEqual([CARD]);
    await store3.close();
  });

  it('comes with its own name and secret, and calls again when the line breaks', async () => {
    const store = await openStore();
    uplink(store, 'btn-1', 'secret of one').start();
    uplink(store, 'door-1', 'secret of the other').start();
    await clock.advance(10);
    expect([...gateway.signedIn]).toEqual([
      ['btn-1', 'secret of one'],
      ['door-1', 'secret of the other'],
    ]);
    gateway.goDown();
    await clock.advance(5000);
    gateway.comeBack();
    await clock.advance(10_000);
    expect(gateway.isConnected('btn-1')).toBe(true);
    await store.close();
  });

  it('sends the newest heartbeat only, and none of them is held on disk', async () => {
    const store = await openStore();
    gateway.goDown();
    const button = uplink(store);
    button.start();
    for (let uptime = 0; uptime < 5; uptime += 1) button.beat({ uptime });
    gateway.comeBack();
    await clock.advance(10_000);
    expect(gateway.of('heartbeat').map(({ uptime }) => uptime)).toEqual([4]);
    await store.settle();
    expect(file()).not.toContain('uptime');
    await store.close();
  });
});
