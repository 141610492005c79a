/**
 * The normative statements of OASIS MQTT 3.1.1 that a broker must keep, by their numbers, as far as devices of this school can
 * reach them. WebSocket [MQTT-6.0.0-…] is in doors.test.ts, keep-alive [MQTT-3.1.2-24] beside the code in deadlines.test.ts.
 *
 * Deliberately stricter than the text: only level 4; an empty client id is refused with clean session too ([MQTT-3.1.3-6]
 * may); client ids are lower case and at most 64 long; a user name equal to the client id and a secret or certificate are
 * needed; keep-alive 1–60 s; no QoS 2 from devices (closed, not PUBREC), no retained messages of devices; one topic to
 * publish on and one filter to subscribe to, SUBACK 0x80 for every other. Deliberately more lenient: a PUBLISH on the
 * device's own event topic is taken note of even where it is ill-formed, before the connection is closed as it must be
 * (docs/adr: the guard around Aedes), and DUP on a QoS 0 PUBLISH [MQTT-3.3.1-2] is overlooked.
 */

import { describe, expect, it } from 'vitest';
import { openBroker } from './kit/broker-under-test.ts';
import { bytes, connect, packet, subscribe, unsubscribe, utf8 } from './kit/raw-packets.ts';
import { PRESS, publishPacket, type RawDevice } from './kit/raw-device.ts';

const EVENT = 'campus/btn-1/event';
const COMMAND = 'campus/btn-1/command';

/** What the broker says to a connection until it closes it. */
async function lastWords(device: RawDevice): Promise<number[]> {
  await device.closed;
  return [...device.bytes];
}

const CLOSED_SILENTLY: number[] = [];

describe('CONNECT', () => {
  it.each([
    ['3.1.0-1', 'the first packet is not CONNECT', packet(0xc0)],
    ['3.1.2-1', 'another protocol name', connect({ name: 'MQTX' })],
    ['3.1.2-3', 'the reserved flag', connect({ flags: 0xc3 })],
    ['3.1.2-11', 'will QoS without a will', connect({ flags: 0xca })],
    ['3.1.2-15', 'will retain without a will', connect({ flags: 0xe2 })],
    ['3.1.2-14', 'will QoS 3', connect({ flags: 0xde, rest: [utf8(EVENT), utf8('x'), utf8('btn-1'), utf8('s')] })],
    ['3.1.2-22', 'a password without a user name', connect({ flags: 0x42, rest: [utf8('s')] })],
    ['3.1.2-19', 'a user name flag without a user name', connect({ flags: 0xc2, rest: [] })],
    ['3.1.2-18', 'a user name without its flag', connect({ flags: 0x02 })],
    ['3.1.3-3', 'no client id', packet(0x10, utf8('MQTT'), bytes(4, 2, 0, 60))],
    [
      '3.1.3-4',
      'a client id that is not UTF-8',
      packet(0x10, utf8('MQTT'), bytes(4, 2, 0, 60), utf8(bytes(0xc3, 0x28))),
    ],
    ['3.1.2-19', 'a user name that is not UTF-8', connect({ rest: [utf8(bytes(0xff)), utf8('s')] })],
    ['2.2.2-2', 'flags in the fixed header', Buffer.concat([bytes(0x11), connect({}).subarray(1)])],
    ['2.2.3', 'five bytes of length', bytes(0x10, 0xff, 0xff, 0xff, 0xff, 0x7f)],
  ])('[MQTT-%s] %s: closed without a CONNACK', async (_number, _what, request) => {
    const { dial, flow } = await openBroker();
    const device = await dial();
    device.send(request);
    expect(await lastWords(device)).toEqual(CLOSED_SILENTLY);
    expect(flow.of('connected')).toEqual([]);
    expect(flow.refusals().length).toBe(1);
  });

  it.each([
    ['3.1.2-2', 'an unacceptable level', connect({ level: 5 }), 1],
    ['3.1.2-2', 'MQTT 3.1', connect({ name: 'MQIsdp', level: 3 }), 1],
    ['3.1.3-8', 'an empty id without clean session', connect({ id: '', flags: 0xc0 }), 2],
    ['3.1.3-9', 'an id that is not allowed', connect({ id: 'Btn 1' }), 2],
    ['3.1.4-1', 'a wrong secret', connect({ rest: [utf8('btn-1'), utf8('wrong')] }), 4],
    ['3.1.4-1', 'no secret', connect({ flags: 2, rest: [] }), 4],
    ['3.1.4-1', "another's user name", connect({ rest: [utf8('btn-2'), utf8('secret-of-btn-2')] }), 5],
  ])('[MQTT-%s] %s: CONNACK with its code, session present 0 [MQTT-3.2.2-4], closed [MQTT-3.2.2-5]', async (...row) => {
    const [_number, _what, request, code] = row;
    const { dial, flow } = await openBroker();
    const device = await dial();
    // [MQTT-3.1.4-5]: what follows a refused CONNECT is not processed.
    device.send(request, publishPacket(EVENT, PRESS, 1));
    expect(await lastWords(device)).toEqual([0x20, 2, 0, code]);
    expect(flow.events()).toEqual([]);
  });

  it.each([
    ['0', 0],
    ['61', 61],
    ['65535', 65_535],
  ])('stricter: a keep-alive of %s s is refused and recorded', async (_text, keepalive) => {
    const { dial, flow } = await openBroker();
    const device = await dial();
    device.send(device.connectPacket({ keepalive }));
    expect(await lastWords(device)).toEqual([0x20, 2, 0, 5]);
    expect(flow.told).toMatchObject([{ what: 'refused', who: 'btn-1', detail: 'keep-alive' }]);
  });

  it('[MQTT-3.1.0-2] a second CONNECT closes the connection', async () => {
    const { device, flow } = await openBroker();
    const button = await device();
    button.send(button.connectPacket());
    await button.closed;
    expect(flow.refusals()).toEqual(['second-connect']);
  });

  it('[MQTT-3.1.4-2] a client id that is connected already: the older connection is closed', async () => {
    const { device } = await openBroker();
    const older = await device();
    const newer = await device();
    await older.closed;
    newer.send({ cmd: 'pingreq' });
    expect(await newer.next()).toMatchObject({ cmd: 'pingresp' });
  });

  it('[MQTT-3.1.4-4] [MQTT-3.2.0-1] is answered with CONNACK 0, before anything else', async () => {
    const { dial } = await openBroker();
    const device = await dial();
    device.send(device.connectPacket(), publishPacket(EVENT, PRESS, 9), { cmd: 'pingreq' });
    expect(await device.next()).toMatchObject({ cmd: 'connack', returnCode: 0, sessionPresent: false });
    const rest = [await device.next(), await device.next()].map((each) => each?.cmd);
    expect(rest.sort()).toEqual(['pingresp', 'puback']);
  });
});

describe('the session', () => {
  it('[MQTT-3.1.2-4] [MQTT-3.2.2-2] lasts without clean session, [MQTT-3.1.2-6] [MQTT-3.2.2-1] and ends with it', async () => {
    const { device } = await openBroker();
    const present = async (clean: boolean): Promise<unknown> => {
      const button = await device('btn-1', { clean });
      const [connack] = button.received;
      button.send(subscribe(3, [COMMAND, 1]));
      await button.next();
      button.send({ cmd: 'disconnect' });
      await button.closed;
      return connack?.cmd === 'connack' && connack.sessionPresent;
    };
    expect([await present(false), await present(false), await present(true), await present(false)]).toEqual([
      false,
      true,
      false,
      false,
    ]);
  });

  it('[MQTT-4.4.0-1] [MQTT-3.3.1-1] what was not acknowledged comes again: same packet id, DUP set', async () => {
    const { broker, device } = await openBroker();
    const first = await device('btn-1', { clean: false });
    first.send(subscribe(3, [COMMAND, 1]));
    await first.next();
    void broker.command('btn-1', { v: 1, type: 'selftest' });
    const order = await first.next();
    expect(order).toMatchObject({ cmd: 'publish', dup: false }); // [MQTT-4.3.2-1]
    first.end();
    const again = await device('btn-1', { clean: false });
    const repeated = await again.next();
    expect(repeated).toMatchObject({ cmd: 'publish', dup: true, qos: 1, topic: COMMAND });
    expect(repeated?.messageId).toBe(order?.messageId);
    again.send({ cmd: 'puback', messageId: repeated?.messageId ?? 0 });
    again.send({ cmd: 'disconnect' });
    await again.closed;
    const third = await device('btn-1', { clean: false });
    third.send({ cmd: 'pingreq' });
    expect(await third.next()).toMatchObject({ cmd: 'pingresp' });
  });

  it('[MQTT-4.6.0-6] commands come in the order in which they were given', async () => {
    const { broker, device } = await openBroker();
    const siren = await device();
    siren.send(subscribe(3, [COMMAND, 1]));
    await siren.next();
    for (let seconds = 1; seconds <= 20; seconds++)
      void broker.command('btn-1', { v: 1, type: 'output', on: true, seconds });
    for (let seconds = 1; seconds <= 20; seconds++) {
      const order = await siren.next();
      expect(order?.cmd === 'publish' && JSON.parse(order.payload.toString())).toMatchObject({ seconds });
    }
  });
});

describe('the will', () => {
  const will = { topic: EVENT, payload: Buffer.from('{"type":"fault","code":"lost"}'), qos: 1, retain: false } as const;

  it.each([
    ['the line breaks', (device: RawDevice) => device.end()],
    ['of a protocol error', (device: RawDevice) => device.send(bytes(0xf0, 0))],
    ['DISCONNECT has reserved flags set [MQTT-3.14.1-1]', (device: RawDevice) => device.send(bytes(0xe1, 0))],
  ])('[MQTT-3.1.2-8] is published when the connection ends because %s', async (_what, end) => {
    const { device, flow } = await openBroker();
    end(await device('btn-1', { will }));
    await flow.until(() => flow.of('disconnected').length === 1);
    expect(flow.events()).toMatchObject([{ will: true, topic: EVENT, payload: will.payload, qos: 1 }]);
  });

  it('[MQTT-3.1.2-10] [MQTT-3.14.4-3] is discarded on DISCONNECT', async () => {
    const { device, flow } = await openBroker();
    const button = await device('btn-1', { will });
    button.send({ cmd: 'disconnect' });
    await button.closed;
    expect(flow.events()).toEqual([]);
    expect(flow.of('disconnected')[0]?.detail).toBe('disconnect');
  });
});

describe('PUBLISH from a device', () => {
  const raw = (first: number, topic: string | Buffer, ...rest: Buffer[]): Buffer => packet(first, utf8(topic), ...rest);
  it.each([
    ['3.3.1-4', 'QoS 3', raw(0x36, EVENT, bytes(0, 1)), 'malformed'],
    ['2.3.1-1', 'packet id 0', raw(0x32, EVENT, bytes(0, 0)), 'malformed'],
    ['1.5.3-1', 'ill-formed UTF-8', raw(0x30, bytes(0x63, 0xc3, 0x28)), 'bad-topic'],
    ['1.5.3-1', 'a surrogate', raw(0x30, bytes(0xed, 0xa0, 0x80)), 'bad-topic'],
    ['1.5.3-2', 'U+0000', raw(0x30, 'campus/btn-1/ev\0ent'), 'bad-topic'],
    ['3.3.2-2', 'a wildcard #', raw(0x30, 'campus/btn-1/#'), 'bad-topic'],
    ['3.3.2-2', 'a wildcard +', raw(0x30, 'campus/+/event'), 'bad-topic'],
    ['4.7.3-1', 'an empty topic', raw(0x30, ''), 'bad-topic'],
    ['3.3.2-1', 'a topic longer than the packet', packet(0x30, bytes(0, 50, 0x61)), 'malformed'],
    ['3.3.5-2', "another device's topic", raw(0x30, 'campus/btn-2/event'), 'foreign-topic'],
    ['4.7.2-1', '$SYS', raw(0x30, '$SYS/broker'), 'foreign-topic'],
    ['4.7.3-4', 'another spelling', raw(0x30, 'Campus/btn-1/event'), 'foreign-topic'],
    ['1.5.3-3', 'U+FEFF in front, which is not to be stripped', raw(0x30, `\uFEFF${EVENT}`), 'foreign-topic'],
  ])('[MQTT-%s] %s: closed without an acknowledgement, recorded', async (_number, _what, request, refusal) => {
    const { device, flow } = await openBroker();
    const button = await device();
    button.send(request);
    await button.closed;
    expect(button.received.length).toBe(1);
    expect(flow.of('refused')).toMatchObject([{ who: 'btn-1', detail: refusal }]);
  });

  it('[MQTT-3.3.4-1] [MQTT-2.3.1-6] QoS 1 is answered with PUBACK of the same id, QoS 0 with nothing', async () => {
    const { device, flow } = await openBroker();
    const button = await device();
    button.publish('{"n":0}', null);
    button.publish('{"n":1}', 65_535);
    expect(await button.next()).toEqual(expect.objectContaining({ cmd: 'puback', messageId: 65_535 }));
    expect(flow.events().map((each) => [each.qos, each.payload.toString()])).toEqual([
      [0, '{"n":0}'],
      [1, '{"n":1}'],
    ]);
  });

  it('[MQTT-4.3.2-2] a repeated packet id with DUP is a new publication, acknowledged again', async () => {
    const { device, flow } = await openBroker();
    const button = await device();
    for (const dup of [false, true]) {
      button.send({ cmd: 'publish', topic: EVENT, payload: PRESS, qos: 1, dup, retain: false, messageId: 5 });
      expect(await button.next()).toMatchObject({ cmd: 'puback', messageId: 5 });
    }
    expect(flow.events().length).toBe(2);
  });

  it('[MQTT-4.6.0-2] acknowledgements keep the order of the PUBLISH packets', async () => {
    const { device, flow } = await openBroker();
    flow.holdAcknowledgements();
    const button = await device();
    for (const id of [9, 3, 7]) button.publish(PRESS, id);
    await flow.until(() => flow.held.length === 3);
    for (const at of [2, 0, 1]) flow.held[at]?.acknowledge('keep');
    const order = [await button.next(), await button.next(), await button.next()];
    expect(order.map((each) => each?.messageId)).toEqual([9, 3, 7]);
  });
});

describe('SUBSCRIBE and UNSUBSCRIBE', () => {
  it.each([
    ['3.8.1-1', 'reserved flags', Buffer.concat([bytes(0x80), subscribe(1, [COMMAND, 1]).subarray(1)])],
    ['3.8.3-3', 'no filter', subscribe(1)],
    ['3.8.3-4', 'QoS 3', subscribe(1, [COMMAND, 3])],
    ['3.8.3-4', 'reserved bits of the QoS byte', subscribe(1, [COMMAND, 0x11])],
    ['2.3.1-1', 'packet id 0', subscribe(0, [COMMAND, 1])],
    ['3.8.3-1', 'ill-formed UTF-8', packet(0x82, bytes(0, 1), utf8(bytes(0xff)), bytes(1))],
    ['4.7.3-2', 'U+0000', subscribe(1, ['campus/\0', 1])],
    ['4.7.3-1', 'an empty filter', subscribe(1, ['', 1])],
    ['4.7.1-2', '# not at the end', subscribe(1, ['campus/#/command', 1])],
    ['4.7.1-3', '+ beside other characters', subscribe(1, ['campus/btn+/command', 1])],
    ['3.10.1-1', 'UNSUBSCRIBE with reserved flags', Buffer.concat([bytes(0xa0), unsubscribe(1, COMMAND).subarray(1)])],
    ['3.10.3-2', 'UNSUBSCRIBE without a filter', unsubscribe(1)],
    ['3.10.3-1', 'UNSUBSCRIBE with ill-formed UTF-8', packet(0xa2, bytes(0, 1), utf8(bytes(0xff)))],
    ['2.2.2-2', 'PINGREQ with flags', bytes(0xc1, 0)],
    ['2.2.2-2', 'PUBACK with flags', bytes(0x41, 2, 0, 1)],
    ['4.8.0-1', 'PINGREQ with a body', bytes(0xc0, 1, 0)],
    ['4.8.0-1', 'packet type 0', bytes(0x00, 0)],
    ['4.8.0-1', 'packet type 15', bytes(0xf0, 0)],
    ['4.8.0-1', 'a packet only a server sends', bytes(0xd0, 0)],
  ])('[MQTT-%s] %s: closed', async (_number, _what, request) => {
    const { device, flow } = await openBroker();
    const button = await device();
    button.send(request);
    await button.closed;
    expect(button.received.length).toBe(1);
    expect(flow.refusals()).toEqual(['malformed']);
  });

  it('[MQTT-3.8.4-1] -2 -5 [MQTT-3.9.3-1]: one SUBACK of the same id, one code for each filter, in order', async () => {
    const { device, flow } = await openBroker();
    const button = await device();
    button.send(subscribe(0x1234, ['#', 0], [COMMAND, 1], ['campus/btn-2/command', 1], [COMMAND, 0], ['$SYS/#', 1]));
    expect(await button.next()).toMatchObject({ cmd: 'suback', messageId: 0x1234, granted: [128, 1, 128, 0, 128] });
    expect(flow.refusals()).toEqual(['subscription']);
    expect(flow.of('listening').length).toBe(1);
  });

  it('[MQTT-3.8.4-6] never grants more than was asked, and QoS 1 at most', async () => {
    const { device } = await openBroker();
    const button = await device();
    button.send(subscribe(1, [COMMAND, 2]), subscribe(2, [COMMAND, 0]));
    expect(await button.next()).toMatchObject({ granted: [1] });
    expect(await button.next()).toMatchObject({ granted: [0] });
  });

  it('[MQTT-3.8.4-3] an equal filter takes the place of the older subscription: one copy comes', async () => {
    const { broker, device } = await openBroker();
    const button = await device();
    button.send(subscribe(1, [COMMAND, 0]), subscribe(2, [COMMAND, 1]));
    await button.next();
    await button.next();
    void broker.command('btn-1', { v: 1, type: 'selftest' });
    expect(await button.next()).toMatchObject({ cmd: 'publish', qos: 1, topic: COMMAND }); // [MQTT-3.3.2-3]
    button.send({ cmd: 'pingreq' });
    expect(await button.next()).toMatchObject({ cmd: 'pingresp' });
  });

  it('[MQTT-3.10.4-1] -2 -4 -5: UNSUBACK of the same id, known filter or not; then nothing more comes', async () => {
    const { broker, device } = await openBroker();
    const button = await device();
    button.send(subscribe(1, [COMMAND, 1]), unsubscribe(2, 'campus/btn-1/comman'), unsubscribe(3, COMMAND, 'a/b'));
    expect([await button.next(), await button.next(), await button.next()]).toMatchObject([
      { cmd: 'suback' },
      { cmd: 'unsuback', messageId: 2 },
      { cmd: 'unsuback', messageId: 3 },
    ]);
    expect(await broker.command('btn-1', { v: 1, type: 'selftest' })).toBe('offline');
  });

  it('[MQTT-3.12.4-1] PINGREQ is answered with PINGRESP', async () => {
    const { device } = await openBroker();
    const button = await device();
    button.send({ cmd: 'pingreq' });
    await button.next();
    expect([...button.bytes.subarray(-2)]).toEqual([0xd0, 0]);
  });
});
