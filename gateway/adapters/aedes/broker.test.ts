import { createServer } from 'node:net';
import type { Packet } from 'mqtt-packet';
import { describe, expect, it, vi } from 'vitest';
import { commandTopic, EVENT_LIMIT_BYTES, eventTopic } from '../../contract/mqtt.ts';
import { openBroker } from '../../../test/conformance/kit/broker-under-test.ts';
import { PRESS, publishPacket, RawDevice } from '../../../test/conformance/kit/raw-device.ts';
import { schoolIdentity, WatchedFlow } from '../../../test/conformance/kit/watched-flow.ts';
import { startBroker } from './broker.ts';
import { Framer } from './framer.ts';

describe('a press goes to the flow at once', () => {
  it('and is acknowledged only when the flow says that it is on disk', async () => {
    const { device, flow } = await openBroker();
    flow.holdAcknowledgements();
    const button = await device('btn-1');
    button.publish(PRESS, 7);
    await flow.until(() => flow.held.length === 1);
    expect(flow.events()[0]).toMatchObject({ device: 'btn-1', topic: 'campus/btn-1/event', qos: 1, retain: false });
    expect(flow.events()[0]).toMatchObject({ will: false, size: PRESS.length });
    expect(button.received.length).toBe(1);
    flow.held[0]?.acknowledge('keep');
    expect(await button.next()).toMatchObject({ cmd: 'puback', messageId: 7 });
  });

  it('on the same connection as telemetry that still waits for the disk (promise 4)', async () => {
    const { device, flow } = await openBroker();
    flow.holdAcknowledgements();
    const bridge = await device('bridge-1');
    for (let id = 1; id <= 100; id++) bridge.publish('{"type":"motion"}', id);
    await flow.until(() => flow.held.length === 100);
    bridge.publish(PRESS, 101);
    await flow.until(() => flow.events().at(-1)?.payload.toString() === PRESS);
    expect(bridge.received.length).toBe(1);
    // The disk answers backwards; the device hears it in order.
    for (const { acknowledge } of flow.held.reverse()) acknowledge('keep');
    for (let id = 1; id <= 101; id++) expect(await bridge.next()).toMatchObject({ cmd: 'puback', messageId: id });
  });

  it('is not acknowledged where it could not be stored: the connection ends, so that the button sends again', async () => {
    const { device, flow } = await openBroker();
    flow.onEvent = (_inbound, acknowledge) => acknowledge('drop');
    const button = await device();
    button.publish(PRESS, 7);
    await button.closed;
    expect(button.received.map((each) => each.cmd)).toEqual(['connack']);
    expect(flow.of('disconnected')).toMatchObject([{ who: 'btn-1', detail: 'unstored' }]);
  });

  it('a bug of ours in reading a packet ends that connection, and not the gateway', async () => {
    const { device, broker } = await openBroker();
    const other = await device('btn-2');
    const button = await device('btn-1');
    vi.spyOn(Framer.prototype, 'next').mockImplementationOnce(() => {
      throw new Error('bug');
    });
    button.publish(PRESS, 7);
    await button.closed;
    expect(broker.counters()).toMatchObject({ handler_errors: 1 });
    other.publish(PRESS, 8);
    expect(await other.next()).toMatchObject({ cmd: 'puback', messageId: 8 });
  });

  it('an error of the flow ends that connection without an acknowledgement, and nothing else', async () => {
    const { device, flow, broker } = await openBroker();
    const other = await device('btn-2');
    flow.onEvent = (inbound, acknowledge) => {
      if (inbound.device === 'btn-1') throw new Error('bug');
      acknowledge('keep');
    };
    const button = await device('btn-1');
    button.publish(PRESS, 7);
    await button.closed;
    expect(broker.counters()).toMatchObject({ handler_errors: 1 });
    other.publish(PRESS, 8);
    expect(await other.next()).toMatchObject({ cmd: 'puback', messageId: 8 });
  });

  it('sent right behind CONNECT it is decided before Aedes has answered, and acknowledged after CONNACK', async () => {
    const { dial, flow } = await openBroker();
    const button = await dial();
    button.send(
      button.connectPacket(),
      { cmd: 'subscribe', messageId: 5, subscriptions: [{ topic: commandTopic('btn-1'), qos: 1 }] },
      publishPacket(eventTopic('btn-1'), PRESS, 6),
    );
    const answers = [await button.next(), await button.next(), await button.next()].map((each) => each?.cmd);
    expect(answers[0]).toBe('connack');
    expect(answers.slice(1).sort()).toEqual(['puback', 'suback']);
    await flow.until(() => flow.of('listening').length === 1);
    const told = flow.told.map((each) => each.what).filter((what) => what !== 'alive');
    expect(told).toEqual(['connected', 'event', 'listening']);
  });
});

describe('a press is never dropped (promise 1)', () => {
  it.each([
    ['QoS 2', { qos: 2, retain: false }, 'qos-2'],
    ['retained', { qos: 1, retain: true }, null],
    ['retained, QoS 0', { qos: 0, retain: true }, null],
  ] as const)('%s: handed over as it is', async (_name, { qos, retain }, refusal) => {
    const { device, flow } = await openBroker();
    const button = await device();
    button.send({ cmd: 'publish', topic: eventTopic('btn-1'), payload: PRESS, qos, retain, dup: false, messageId: 3 });
    await flow.until(() => flow.events().length === 1);
    expect(flow.events()[0]).toMatchObject({ qos, retain });
    if (refusal) {
      await button.closed;
      expect(flow.refusals()).toEqual([refusal]);
      expect(button.received.length).toBe(1);
    }
  });

  it('larger than an event may be: cut, with its true size, and acknowledged', async () => {
    const { device, flow } = await openBroker();
    const button = await device();
    button.publish(Buffer.alloc(60_000, 0x20), 4);
    expect(await button.next()).toMatchObject({ cmd: 'puback', messageId: 4 });
    expect(flow.events()[0]).toMatchObject({ size: 60_000 });
    expect(flow.events()[0]?.payload.length).toBe(EVENT_LIMIT_BYTES);
  });

  it('larger than any packet may be: handed over cut, once, and the connection ends', async () => {
    const { device, flow } = await openBroker();
    const button = await device();
    button.publish(Buffer.alloc(1_000_000, 0x20), 4);
    await button.closed;
    expect(flow.events()).toMatchObject([{ size: 1_000_000, qos: 1 }]);
    expect(flow.events()[0]?.payload.length).toBe(EVENT_LIMIT_BYTES);
    expect(flow.refusals()).toEqual(['oversize']);
  });

  it.each([
    ['packet id 0', 0x32, [0, 0], { qos: 1 }],
    ['QoS 3', 0x36, [0, 9], { qos: 2 }],
  ])('ill-formed (%s): handed over, then the connection ends', async (_name, first, id, expected) => {
    const { device, flow } = await openBroker();
    const button = await device();
    const topic = Buffer.from(eventTopic('btn-1'));
    const body = Buffer.concat([Buffer.from([0, topic.length]), topic, Buffer.from(id), Buffer.from(PRESS)]);
    button.send(Buffer.concat([Buffer.from([first, body.length]), body]));
    await button.closed;
    expect(flow.events().map((each) => each.payload.toString())).toEqual([PRESS]);
    expect(flow.events()[0]).toMatchObject(expected);
    expect(flow.refusals()).toEqual(['malformed']);
  });
});

describe('commands', () => {
  const subscribe = (id: string, qos: 0 | 1 | 2 = 1): Packet => ({
    cmd: 'subscribe',
    messageId: 2,
    subscriptions: [{ topic: commandTopic(id), qos }],
  });

  it('are acknowledged when the device says so', async () => {
    const { broker, device, flow } = await openBroker();
    const siren = await device('siren-1');
    expect(await broker.command('siren-1', { v: 1, type: 'selftest' })).toBe('offline');
    siren.send(subscribe('siren-1'));
    expect(await siren.next()).toMatchObject({ cmd: 'suback', granted: [1] });
    await flow.until(() => flow.of('listening').length === 1);
    const result = broker.command('siren-1', { v: 1, type: 'output', on: true, seconds: 30, pattern: 'panic' });
    const order = await siren.next();
    if (order?.cmd !== 'publish') throw new Error('no order came');
    expect(order).toMatchObject({ topic: 'campus/siren-1/command', qos: 1, retain: false });
    expect(JSON.parse(order.payload.toString())).toEqual({
      v: 1,
      type: 'output',
      on: true,
      seconds: 30,
      pattern: 'panic',
    });
    siren.send({ cmd: 'puback', messageId: order.messageId ?? 0 });
    expect(await result).toBe('acknowledged');
  });

  it('two equal ones are two: each waits for its own acknowledgement', async () => {
    const { broker, device } = await openBroker();
    const siren = await device('siren-1');
    siren.send(subscribe('siren-1', 2));
    expect(await siren.next()).toMatchObject({ cmd: 'suback', granted: [1] });
    const results = [1, 2].map(() => broker.command('siren-1', { v: 1, type: 'selftest' }));
    const first = await siren.next();
    const second = await siren.next();
    if (first?.cmd !== 'publish' || second?.cmd !== 'publish') throw new Error('no orders came');
    expect(first.messageId).not.toBe(second.messageId);
    siren.send({ cmd: 'puback', messageId: first.messageId ?? 0 });
    expect(await Promise.race(results)).toBe('acknowledged');
    siren.end();
    expect(await Promise.all(results)).toEqual(['acknowledged', 'offline']);
  });

  it('a device that comes back to its session is told what it missed, without subscribing again', async () => {
    const { broker, device, flow } = await openBroker();
    const lamp = await device('lamp-1', { clean: false });
    lamp.send(subscribe('lamp-1'));
    await lamp.next();
    const missed = broker.command('lamp-1', { v: 1, type: 'selftest' });
    await lamp.next();
    lamp.end();
    expect(await missed).toBe('offline');
    const back = await device('lamp-1', { clean: false });
    expect(back.received[0]).toMatchObject({ cmd: 'connack', sessionPresent: true });
    const again = await back.next();
    if (again?.cmd !== 'publish') throw new Error('nothing came');
    expect(again).toMatchObject({ topic: 'campus/lamp-1/command', qos: 1 });
    back.send({ cmd: 'puback', messageId: again.messageId ?? 0 });
    await flow.until(() => flow.of('listening').length === 2);
    const next = broker.command('lamp-1', { v: 1, type: 'selftest' });
    const order = await back.next();
    if (order?.cmd !== 'publish') throw new Error('no order came');
    back.send({ cmd: 'puback', messageId: order.messageId ?? 0 });
    expect(await next).toBe('acknowledged');
  });

  it('to a QoS 0 subscriber go out, and are never called acknowledged', async () => {
    const { broker, device } = await openBroker();
    const lamp = await device('lamp-1');
    lamp.send(subscribe('lamp-1', 0));
    expect(await lamp.next()).toMatchObject({ cmd: 'suback', granted: [0] });
    expect(await broker.command('lamp-1', { v: 1, type: 'selftest' })).toBe('timeout');
    expect(await lamp.next()).toMatchObject({ cmd: 'publish', qos: 0 });
  });

  it('to a device that acknowledges nothing time out, and do not pile up', async () => {
    const { broker, device } = await openBroker({ limits: { commandTimeoutMs: 20, unacknowledgedCommands: 3 } });
    const lamp = await device('lamp-1');
    lamp.send(subscribe('lamp-1'));
    await lamp.next();
    for (let i = 0; i < 3; i++) expect(await broker.command('lamp-1', { v: 1, type: 'selftest' })).toBe('timeout');
    for (let i = 0; i < 3; i++) await lamp.next();
    expect(await broker.command('lamp-1', { v: 1, type: 'selftest' })).toBe('timeout');
    lamp.send({ cmd: 'pingreq' });
    expect(await lamp.next()).toMatchObject({ cmd: 'pingresp' });
  });
});

describe('who is connected', () => {
  it('a newer connection with the same credential takes the place of the older; the device stays online', async () => {
    const { broker, device, flow } = await openBroker();
    const will = {
      topic: eventTopic('btn-1'),
      payload: Buffer.from('{"type":"fault"}'),
      qos: 1,
      retain: false,
    } as const;
    const old = await device('btn-1', { will });
    await device('btn-1');
    await old.closed;
    expect(broker.isConnected('btn-1')).toBe(true);
    expect(broker.connections()).toBe(1);
    expect(broker.counters()).toMatchObject({ takeovers: 1 });
    const told = flow.told.filter((each) => each.what !== 'alive').map((each) => `${each.what} ${each.detail}`);
    expect(told).toEqual([
      'connected 127.0.0.1',
      'event {"type":"fault"}',
      'disconnected taken-over',
      'connected 127.0.0.1',
    ]);
    expect(flow.events()[0]?.will).toBe(true);
  });

  it('a device whose credential was replaced is sent away', async () => {
    const { broker, device, flow } = await openBroker();
    const button = await device('btn-1');
    broker.disconnect('btn-1');
    await button.closed;
    expect(broker.isConnected('btn-1')).toBe(false);
    expect(flow.of('disconnected')[0]?.detail).toBe('ended-by-gateway');
  });

  it('connections from one address, and in all, are bounded', async () => {
    const { dial, flow } = await openBroker({ limits: { connectionsPerAddress: 2 } });
    await dial('btn-1');
    await dial('btn-2');
    const third = await dial('btn-3');
    await third.closed;
    expect(flow.refusals()).toEqual(['too-many-from-address']);
  });

  it('of too many who say nothing the longest-waiting one goes, so that a newcomer gets in', async () => {
    const { dial, device } = await openBroker({ limits: { idleConnections: 2, idleGraceMs: 0 } });
    const silent = [await dial('a'), await dial('b')];
    await device('btn-1');
    await silent[0]?.closed;
    expect(silent[1]?.isClosed).toBe(false);
  });

  it('but in a reconnect storm nobody goes for having had no turn yet', async () => {
    const { dial, broker } = await openBroker({ limits: { idleConnections: 2 } });
    const devices = [await dial('a'), await dial('b'), await dial('c'), await dial('d')];
    for (const each of devices) each.send(each.connectPacket());
    for (const each of devices) expect(await each.next()).toMatchObject({ returnCode: 0 });
    expect(broker.counters()).toMatchObject({ refused_idle: 0, devices_connected: 4 });
  });
});

describe('start and stop', () => {
  it('a taken port is an error that names it', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const bound = taken.address();
    const port = typeof bound === 'object' && bound ? bound.port : 0;
    const start = startBroker({ host: '127.0.0.1', mqttPort: port }, schoolIdentity, new WatchedFlow());
    await expect(start).rejects.toMatchObject({ code: 'EADDRINUSE', port });
    taken.close();
  });

  it('stopping closes every connection without publishing wills, and twice is once', async () => {
    const { broker, device, flow, dial } = await openBroker();
    const will = { topic: eventTopic('btn-1'), payload: Buffer.from('lost'), qos: 1, retain: false } as const;
    const button = await device('btn-1', { will });
    const silent = await dial('btn-2');
    await Promise.all([broker.stop(), broker.stop(), button.closed, silent.closed]);
    expect(flow.events()).toEqual([]);
    await expect(RawDevice.dial(broker.mqttPort)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
