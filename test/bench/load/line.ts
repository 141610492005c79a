/** One device's connection: raw bytes, packets out in one write, acknowledgements matched to when their packet was meant to go. */

import { connect as open, type Socket } from 'node:net';
import { connectPacket, type Credential, PacketReader, Publisher, subscribePacket, TYPE } from './frame.ts';

/** Packets in flight that a line can time: more than any broker leaves unacknowledged here. */
const SLOTS = 2048;

/** Loopback has many addresses: thousands of connects would use up the ports of one. */
const localAddress = (index: number): string => `127.0.0.${1 + (index % 50)}`;

export class Line {
  readonly publisher: Publisher;
  readonly #credential: Credential;
  readonly #index: number;
  readonly #acked: (line: Line, dueMs: number) => void;
  readonly #due = new Float64Array(SLOTS);
  #socket: Socket | null = null;
  inFlight = 0;

  constructor(credential: Credential, index: number, fields: string, acked: (line: Line, dueMs: number) => void) {
    this.#credential = credential;
    this.#index = index;
    this.#acked = acked;
    this.publisher = new Publisher(credential.id, fields);
  }

  /** Resolves when it is let in and, where asked for, subscribed to its commands. */
  connect(port: number, subscribe: boolean): Promise<void> {
    this.inFlight = 0;
    return new Promise((resolve, reject) => {
      const socket = open({ port, host: '127.0.0.1', localAddress: localAddress(this.#index), noDelay: true });
      this.#socket = socket;
      const reader = new PacketReader((type, id, code) => {
        if (type === TYPE.puback) {
          this.inFlight -= 1;
          this.#acked(this, this.#due[id % SLOTS] ?? 0);
        } else if (type === TYPE.connack && code !== 0) reject(new Error(`${this.#credential.id}: CONNACK ${code}`));
        else if (type === (subscribe ? TYPE.suback : TYPE.connack)) resolve();
      });
      socket.once('connect', () => {
        const topic = `campus/${this.#credential.id}/command`;
        const hello = connectPacket(this.#credential);
        socket.write(subscribe ? Buffer.concat([hello, subscribePacket(topic)]) : hello);
      });
      socket.on('data', (chunk) => reader.read(chunk));
      socket.once('error', reject);
      socket.once('close', () => reject(new Error(`${this.#credential.id}: the connection was closed`)));
    });
  }

  /** Sends `count` events in one write; `dueMs`: when the first was meant to go. */
  send(count: number, dueMs: number): void {
    const bytes = Buffer.allocUnsafe(this.publisher.size * count);
    for (let i = 0; i < count; i += 1) {
      const id = this.publisher.next(bytes, i * this.publisher.size);
      this.#due[id % SLOTS] = dueMs;
    }
    this.inFlight += count;
    this.#socket?.write(bytes);
  }

  /** Raw bytes, beside the events. */
  write(bytes: Buffer): void {
    this.#socket?.write(bytes);
  }

  /** Reads nothing any more: a frozen subscriber. */
  freeze(): void {
    this.#socket?.pause();
  }

  /** The power goes: no DISCONNECT. */
  cut(): void {
    this.#socket?.destroy();
  }
}
