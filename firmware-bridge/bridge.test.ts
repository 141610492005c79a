/** The bridge as a whole, on paper ports and a paper gateway: what one board does stops no other. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MovableClock } from '../test/kit/bridge/bridge-clock.ts';
import { FakeGateway } from '../test/kit/bridge/fake-gateway.ts';
import { FakePorts } from '../test/kit/bridge/fake-port.ts';
import { NODE_KEY, PaperNode } from '../test/kit/bridge/paper-node.ts';
import { type Bridge, startBridge } from './bridge.ts';
import type { BridgePlan } from './plan.ts';

const BUTTON = '/dev/button';
const READER = '/dev/reader';
const RDM = Buffer.from('\x0262E3086CED08\x03', 'latin1');

describe('the bridge', () => {
  let folder = '';
  let clock = new MovableClock();
  let gateway = new FakeGateway();
  let ports = new FakePorts();
  let node = new PaperNode();
  const logged: string[] = [];
  const running: Bridge[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bridge-'));
    clock = new MovableClock();
    gateway = new FakeGateway();
    ports = new FakePorts();
    node = new PaperNode();
    ports.onWrite = (path, bytes) => path === BUTTON && node.hear(bytes);
    for (const path of [BUTTON, READER]) ports.plug(path);
    logged.length = 0;
  });
  afterEach(async () => {
    for (const bridge of running.splice(0)) await bridge.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const plan = (): BridgePlan => ({
    boards: [
      {
        ...{ id: 'wire', type: 'node', port: BUTTON, baud: 115_200, device: 'btn-1', node: 7, quiet: false },
        key: Buffer.from(NODE_KEY).toString('hex'),
      },
      { id: 'gate', type: 'rdm6300', port: READER, baud: 9600, device: 'reader-1', repeatWindowMs: 5000 },
    ],
    devices: [
      { id: 'btn-1', password: 'one' },
      { id: 'reader-1', password: 'two' },
    ],
    url: 'mqtt://gateway',
    folder,
    telemetryPerSecond: 10,
  });
  const start = async (wanted = plan()): Promise<Bridge> => {
    const say = (_about: object, message: string): void => void logged.push(message);
    const bridge = await startBridge(wanted, {
      ...{ clock, dice: () => 0.5, openPort: ports.openPort, openLine: gateway.openLine },
      startChild: () => ({ stop: () => Promise.resolve() }),
      log: { info: say, warn: say, error: say },
    });
    running.push(bridge);
    return bridge;
  };
  /** The button sends its state, as it does every 50 ms while it waits. */
  const tell = async (): Promise<void> => {
    ports.send(BUTTON, node.snapshot());
    await clock.advance(50);
  };

  it('carries a press to the gateway and its receipt back to the light', async () => {
    await start();
    await clock.advance(100);
    await tell();
    node.press();
    await tell();
    expect(gateway.presses('btn-1')).toHaveLength(1);
    expect(node.shown).toBe('recorded');
    ports.send(READER, RDM);
    await clock.advance(50);
    expect(gateway.of('checkin', 'reader-1')).toHaveLength(1);
    expect(gateway.malformed).toEqual([]);
  });

  it('with the gateway down keeps the light blinking, and makes good afterwards', async () => {
    await start();
    await clock.advance(100);
    await tell();
    gateway.goDown();
    node.press();
    await tell();
    expect(node.unacknowledged).toBe(true);
    await clock.advance(3_600_000);
    gateway.comeBack();
    await clock.advance(10_000);
    await tell();
    expect(gateway.presses('btn-1')).toHaveLength(1);
    expect(node.unacknowledged).toBe(false);
  });

  it('one board that throws is a fault of its device and made anew; the others do not notice', async () => {
    await start();
    await clock.advance(100);
    await tell();
    const send = (): void => {
      throw new Error('a bug in an adapter');
    };
    ports.onWrite = send;
    ports.send(BUTTON, node.snapshot());
    ports.send(READER, RDM);
    await clock.advance(100);
    expect(gateway.of('checkin', 'reader-1')).toHaveLength(1);
    expect(gateway.standing('btn-1')).toContain('adapter-failed');
    expect(logged).toContain('an adapter failed; it is started again');
    ports.onWrite = (path, bytes) => path === BUTTON && node.hear(bytes);
    await clock.advance(5000);
    node.press();
    await tell();
    expect(gateway.presses('btn-1')).toHaveLength(1);
    expect(node.unacknowledged).toBe(false);
  });

  it('killed between the press and the acknowledgement: the next run sends it under the same name', async () => {
    const first = await start();
    await clock.advance(100);
    await tell();
    gateway.answers = false;
    node.press();
    await tell();
    expect(gateway.of('press')).toHaveLength(1);
    // Its ports and connections die with it.
    await first.stop();
    gateway.answers = true;
    await start();
    await clock.advance(1000);
    await tell();
    await tell();
    expect(gateway.of('press').length).toBeGreaterThan(1);
    expect(gateway.presses('btn-1')).toHaveLength(1);
    expect(node.unacknowledged).toBe(false);
  });

  it('says once that another program holds a port, and that to people too', async () => {
    ports.openPort({ path: BUTTON, baud: 1 }, { opened: () => {}, received: () => {}, ended: () => {} });
    await clock.advance(1);
    await start();
    await clock.advance(20_000);
    expect(logged.filter((line) => line.startsWith('another program holds the port'))).toHaveLength(1);
    expect(gateway.standing('btn-1')).toEqual(['port-busy', 'board-lost']);
  });

  it('stops with nothing left running', async () => {
    const bridge = await start();
    await clock.advance(1000);
    await bridge.stop();
    expect(ports.isOpen(BUTTON)).toBe(false);
    expect(gateway.isConnected('btn-1')).toBe(false);
    expect(clock.pending).toBe(0);
  });
});
