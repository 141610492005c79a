/**
 * The gateway as the bridge meets it: it acknowledges an event when it is on disk, decides the same name once, sends receipts,
 * and can be away. No sockets.
 */

import { EventEmitter } from 'node:events';
import { type DeviceEvent, readEvent } from '../../../gateway/contract/mqtt.ts';
import type { LineEvents, OpenLine } from '../../../firmware-bridge/uplink/mqtt-line.ts';

export type Heard = DeviceEvent & { readonly device: string };

interface Open {
  readonly device: string;
  readonly events: LineEvents;
}

export class FakeGateway {
  /** Every event as it came, repeats included. */
  readonly heard: Heard[] = [];
  /** Bodies that CONTRACT.md does not know. */
  readonly malformed: string[] = [];
  /** Devices and the passwords they came with. */
  readonly signedIn = new Map<string, string>();
  /** Acknowledges and sends `recorded` by itself. */
  answers = true;
  sendsReceipts = true;
  #up = true;
  readonly #open = new Map<string, Open>();
  readonly #unanswered: (() => void)[] = [];
  readonly #stir = new EventEmitter();

  readonly openLine: OpenLine = ({ device, password }, events) => {
    let over = false;
    const end = (why: string): void => {
      if (over) return;
      over = true;
      this.#open.delete(device);
      for (const reject of rejects.splice(0)) reject(new Error(why));
      queueMicrotask(() => events.closed(why));
    };
    const rejects: ((error: Error) => void)[] = [];
    queueMicrotask(() => {
      if (!this.#up) return end('connect ECONNREFUSED');
      this.signedIn.set(device, password);
      this.#open.set(device, { device, events: { ...events, closed: end } });
      events.connected();
    });
    return {
      publish: (body) =>
        new Promise((resolve, reject) => {
          if (over) return reject(new Error('closed'));
          rejects.push(reject);
          this.#take(device, body, resolve);
        }),
      leave: () => end('left'),
      cut: () => end('cut'),
    };
  };

  goDown(): void {
    this.#up = false;
    this.#unanswered.length = 0;
    for (const { events } of [...this.#open.values()]) events.closed('connection closed');
  }

  comeBack(): void {
    this.#up = true;
  }

  isConnected(device: string): boolean {
    return this.#open.has(device);
  }

  command(device: string, command: object): void {
    this.#open.get(device)?.events.command(Buffer.from(JSON.stringify(command)));
  }

  /** What was held back is acknowledged now. */
  answerAll(): void {
    for (const answer of this.#unanswered.splice(0)) answer();
  }

  of<T extends DeviceEvent['type']>(type: T, device?: string): Extract<Heard, { type: T }>[] {
    return this.heard.filter(
      (event): event is Extract<Heard, { type: T }> =>
        event.type === type && (device === undefined || event.device === device),
    );
  }

  /** Presses as the gateway decides them: one for each name. */
  presses(device?: string): Extract<Heard, { type: 'press' }>[] {
    const byName = new Map(this.of('press', device).map((one) => [`${one.device} ${one.boot}:${one.seq}`, one]));
    return [...byName.values()];
  }

  /** Codes of faults that stand, by device. */
  standing(device: string): readonly string[] {
    const codes = new Set<string>();
    for (const event of this.heard.filter((one) => one.device === device)) {
      if (event.type === 'fault') codes.add(event.code);
      if (event.type === 'restore') codes.delete(event.code);
    }
    return [...codes];
  }

  /** Resolves when `seen` holds; the test's own timeout is the limit. */
  async until(seen: (gateway: this) => boolean): Promise<void> {
    while (!seen(this)) await new Promise((resolve) => this.#stir.once('stir', resolve));
  }

  #take(device: string, body: string, acknowledge: () => void): void {
    const read = readEvent(Buffer.from(body));
    if (read.ok) this.heard.push({ ...read.event, device });
    else this.malformed.push(body);
    const answer = (): void => {
      acknowledge();
      if (read.ok && read.event.type === 'press' && this.sendsReceipts) {
        const { boot, seq } = read.event;
        this.command(device, { v: 1, type: 'receipt', boot, seq, state: 'recorded' });
      }
    };
    if (this.answers) queueMicrotask(answer);
    else this.#unanswered.push(answer);
    this.#stir.emit('stir');
  }
}
