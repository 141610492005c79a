/** A client of the school's broker, against a small broker that does what real ones do at their worst. */

import net from 'node:net';
import { generate, parser, type Packet } from 'mqtt-packet';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Acknowledge } from '../../ports/device-link.ts';
import type { Upstream, UpstreamEvents } from '../../ports/upstream.ts';
import { OrderedAcks } from './ordered-acks.ts';
import { startUpstream } from './upstream.ts';

class SmallBroker {
  readonly server = net.createServer((socket) => this.accept(socket));
  readonly heard: Packet[] = [];
  connackCode = 0;
  grant = 1;
  /** Sent right behind CONNACK, in one piece: what a durable session kept. */
  kept: { readonly id: number; readonly payload: string }[] = [];
  private readonly sockets = new Set<net.Socket>();

  get port(): number {
    const address = this.server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  private accept(socket: net.Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
    const reader = parser({ protocolVersion: 4 });
    reader.on('packet', (packet) => this.answer(socket, packet));
    socket.on('data', (chunk) => reader.parse(chunk));
  }

  private answer(socket: net.Socket, packet: Packet): void {
    this.heard.push(packet);
    if (packet.cmd === 'connect') {
      const connack = generate({ cmd: 'connack', returnCode: this.connackCode, sessionPresent: true });
      const publishes = this.connackCode === 0 ? this.kept.map(({ id, payload }) => publish(id, payload)) : [];
      socket.write(Buffer.concat([connack, ...publishes]));
    }
    if (packet.cmd === 'subscribe')
      socket.write(
        generate({
          cmd: 'suback',
          messageId: packet.messageId ?? 0,
          granted: packet.subscriptions.map(() => this.grant),
        }),
      );
    if (packet.cmd === 'pingreq') socket.write(generate({ cmd: 'pingresp' }));
  }

  send(...messages: readonly { readonly id: number; readonly payload: string }[]): void {
    for (const socket of this.sockets)
      socket.write(Buffer.concat(messages.map(({ id, payload }) => publish(id, payload))));
  }

  acknowledged(): readonly number[] {
    return this.heard.flatMap((packet) => (packet.cmd === 'puback' ? [packet.messageId ?? 0] : []));
  }

  connects(): readonly Packet[] {
    return this.heard.filter(({ cmd }) => cmd === 'connect');
  }

  close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

const publish = (messageId: number, payload: string): Buffer =>
  generate({
    cmd: 'publish',
    topic: 'shellies/a/input_event/0',
    payload: Buffer.from(payload),
    qos: 1,
    messageId,
    dup: false,
    retain: false,
  });

const SECRET = 'geheim-4711';
let broker: SmallBroker;
let upstream: Upstream;
const told: string[] = [];
const held: { readonly payload: string; readonly acknowledge: Acknowledge }[] = [];
const events: UpstreamEvents = {
  message: (_id, { payload }, acknowledge) => held.push({ payload: payload.toString(), acknowledge }),
  up: (id) => told.push(`up ${id}`),
  down: (id, code) => told.push(`down ${id} ${code}`),
};

beforeEach(async () => {
  told.length = 0;
  held.length = 0;
  broker = new SmallBroker();
  await new Promise<void>((resolve) => broker.server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await upstream.stop();
  await broker.close();
});

function start(): void {
  upstream = startUpstream(
    {
      id: 'school',
      url: `mqtt://127.0.0.1:${broker.port}`,
      clientId: 'campus-guard',
      username: 'campus',
      password: SECRET,
      filters: ['shellies/#'],
      statusTopic: null,
    },
    events,
  );
}

/** Waits for a condition on what was heard. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
const keep = (payload: string): void => held.find((one) => one.payload === payload)?.acknowledge('keep');

describe('an upstream connection', () => {
  it('keeps a durable session under a name that stays, and subscribes with QoS 1', async () => {
    start();
    await until(() => told.includes('up school'));
    expect(broker.connects()[0]).toMatchObject({ clientId: 'campus-guard', clean: false, username: 'campus' });
    expect(broker.heard.find(({ cmd }) => cmd === 'subscribe')).toMatchObject({
      subscriptions: [{ topic: 'shellies/#', qos: 1 }],
    });
  });

  it('reads on while the disk works on the press before, and acknowledges in order of arrival', async () => {
    start();
    await until(() => told.includes('up school'));
    broker.send({ id: 1, payload: 'a' }, { id: 2, payload: 'b' }, { id: 3, payload: 'c' });
    await until(() => held.length === 3);
    expect(broker.acknowledged()).toEqual([]);
    keep('b');
    keep('c');
    keep('a');
    await until(() => broker.acknowledged().length === 3);
    expect(broker.acknowledged()).toEqual([1, 2, 3]);
  });

  it('acknowledges what was kept for it while it was away, sent right behind CONNACK', async () => {
    broker.kept = [{ id: 9, payload: 'kept' }];
    start();
    await until(() => held.length === 1);
    keep('kept');
    await until(() => broker.acknowledged().length === 1);
    expect(broker.acknowledged()).toEqual([9]);
  });

  it('does not acknowledge what the disk did not take, and asks for it again once the disk works', async () => {
    start();
    await until(() => told.includes('up school'));
    broker.kept = [{ id: 1, payload: 'lost' }];
    broker.send({ id: 1, payload: 'lost' }, { id: 2, payload: 'next' });
    await until(() => held.length === 2);
    held[0]?.acknowledge('drop');
    expect(broker.connects()).toHaveLength(1);
    held[1]?.acknowledge('keep');
    await until(() => broker.connects().length === 2 && held.length === 3);
    held[2]?.acknowledge('keep');
    await until(() => broker.acknowledged().length === 1);
    expect(broker.acknowledged()).toEqual([1]);
  });

  it('says why it is down, goes on trying, and tells no secret', async () => {
    broker.connackCode = 5;
    start();
    await until(() => told.some((one) => one.startsWith('down')));
    broker.connackCode = 0;
    broker.grant = 128;
    await until(() => told.includes('down school not-granted'));
    expect(told[0]).toBe('down school credential');
    expect(told.join()).not.toContain(SECRET);
  });

  it('to a broker that is not there is down and nothing else, and can be stopped', async () => {
    await broker.close();
    start();
    await until(() => told.includes('down school ECONNREFUSED'));
    upstream.publish('x', 'y');
  });
});

it('ordered acknowledgements: the first holds back the others, and each goes out once', () => {
  const sent: number[][] = [];
  const acks = new OrderedAcks((ids) => sent.push([...ids]));
  const [one, two, three] = [acks.expect(1), acks.expect(2), acks.expect(3)];
  two();
  three();
  expect(sent).toEqual([]);
  one();
  expect(sent).toEqual([[1, 2, 3]]);
});
