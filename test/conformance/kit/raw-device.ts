/** A device that can say anything: raw bytes out, parsed packets in. Waits for events, never for time. */

import { connect as connectTcp, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { generate, type IConnectPacket, type Packet, parser } from 'mqtt-packet';
import { eventTopic } from '../../../gateway/contract/mqtt.ts';
import { secretOf } from './watched-flow.ts';

export class RawDevice {
  readonly id: string;
  readonly stream: Duplex;
  readonly received: Packet[] = [];
  /** All bytes from the broker, as they came. */
  bytes: Buffer = Buffer.alloc(0);
  isClosed = false;
  readonly closed: Promise<void>;
  readonly #parser = parser({ protocolVersion: 4 });
  #taken = 0;
  #wake: (() => void)[] = [];

  constructor(stream: Duplex, id = 'btn-1') {
    this.id = id;
    this.stream = stream;
    this.#parser.on('packet', (packet) => this.received.push(packet));
    stream.on('data', (chunk: Buffer) => {
      this.bytes = Buffer.concat([this.bytes, chunk]);
      this.#parser.parse(chunk);
      this.#stir();
    });
    stream.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      stream.on('close', () => {
        this.isClosed = true;
        this.#stir();
        resolve();
      });
    });
  }

  static async dial(port: number, id = 'btn-1'): Promise<RawDevice> {
    const socket: Socket = connectTcp({ port, host: '127.0.0.1', noDelay: true });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', () => resolve());
      socket.once('error', reject);
    });
    return new RawDevice(socket, id);
  }

  /** Dials and signs in as a well-behaved device does. */
  static async signedIn(port: number, id = 'btn-1', more: Partial<IConnectPacket> = {}): Promise<RawDevice> {
    const device = await RawDevice.dial(port, id);
    device.send(device.connectPacket(more));
    const answer = await device.next();
    if (answer?.cmd !== 'connack' || answer.returnCode !== 0) throw new Error(`not let in: ${JSON.stringify(answer)}`);
    return device;
  }

  connectPacket(more: Partial<IConnectPacket> = {}): IConnectPacket {
    return {
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clean: true,
      clientId: this.id,
      keepalive: 60,
      username: this.id,
      password: Buffer.from(secretOf(this.id)),
      ...more,
    };
  }

  /** CONNECT without user name and secret: the TLS layer has said who it is. */
  connectByCertificate(): IConnectPacket {
    const { username: _userName, password: _password, ...rest } = this.connectPacket();
    return rest;
  }

  send(...packets: (Packet | Buffer)[]): void {
    if (this.stream.destroyed || !this.stream.writable) return;
    this.stream.write(Buffer.concat(packets.map((each) => (Buffer.isBuffer(each) ? each : generate(each)))));
  }

  publish(payload: string | Buffer, messageId: number | null = 1, topic = eventTopic(this.id)): void {
    this.send(publishPacket(topic, payload, messageId));
  }

  /** The next packet not yet taken; null where the connection closed instead. */
  async next(): Promise<Packet | null> {
    while (this.#taken >= this.received.length) {
      if (this.isClosed) return null;
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
    return this.received[this.#taken++] ?? null;
  }

  end(): void {
    this.stream.destroy();
  }

  #stir(): void {
    const wake = this.#wake;
    this.#wake = [];
    for (const each of wake) each();
  }
}

/** QoS 1 with a packet id, QoS 0 where it is null. */
export function publishPacket(topic: string, payload: string | Buffer, messageId: number | null): Packet {
  const qos = messageId === null ? 0 : 1;
  return {
    cmd: 'publish',
    topic,
    payload,
    qos,
    retain: false,
    dup: false,
    ...(messageId === null ? {} : { messageId }),
  };
}

export const PRESS = JSON.stringify({ v: 1, boot: 1, seq: 1, type: 'press' });
