/**
 * A device as its maker should have built it: it holds every press until the gateway acknowledged it, connects again by itself,
 * and sends what it holds again under the same name. It keeps account of what it was promised.
 */

import { connect, type MqttClient } from 'mqtt';
import { command, type Command, commandTopic, eventTopic } from '../../gateway/contract/mqtt.ts';

export interface HeldEvent {
  readonly seq: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly happenedMs: number;
}

export interface PressingDeviceOptions {
  readonly id: string;
  readonly password: string;
  readonly port: number;
  readonly boot?: number;
  readonly again?: number;
}

const RECONNECT_MS = 60;

export class PressingDevice {
  readonly id: string;
  readonly boot: number;
  /** Sequence numbers of all presses so far. */
  readonly pressed: number[] = [];
  /** Presses whose PUBACK came. */
  readonly acknowledged = new Set<number>();
  /** Presses whose `recorded` receipt came. */
  readonly recorded = new Set<number>();
  readonly commands: Command[] = [];
  readonly #options: PressingDeviceOptions;
  readonly #held = new Map<number, HeldEvent>();
  #client: MqttClient | null = null;
  #again: NodeJS.Timeout | null = null;
  #seq = 0;
  #left = false;
  #waiting: (() => void)[] = [];

  constructor(options: PressingDeviceOptions) {
    this.id = options.id;
    this.boot = options.boot ?? 1;
    this.#options = options;
  }

  get isConnected(): boolean {
    return this.#client?.connected ?? false;
  }

  /** Events not acknowledged yet. */
  get holding(): number {
    return this.#held.size;
  }

  connect(): void {
    const { port, password } = this.#options;
    const client = connect(`mqtt://127.0.0.1:${port}`, {
      clientId: this.id,
      username: this.id,
      password,
      protocolVersion: 4,
      clean: true,
      keepalive: 30,
      reconnectPeriod: 0,
      connectTimeout: 5000,
      queueQoSZero: false,
      resubscribe: false,
    });
    this.#client = client;
    client.on('connect', () => {
      client.subscribe(commandTopic(this.id), { qos: 1 }, (error) => {
        if (error) return client.end(true);
        for (const held of this.#held.values()) this.#send(client, held);
        this.#stir();
      });
    });
    client.on('message', (_topic, payload) => this.#hear(payload));
    client.on('error', () => {});
    client.once('close', () => {
      client.end(true);
      this.#stir();
      if (!this.#left) this.#again = setTimeout(() => this.connect(), this.#options.again ?? RECONNECT_MS);
    });
  }

  /** Presses; the gateway hears of it now or when there is one. Returns the press's number. */
  press(more: Readonly<Record<string, unknown>> = {}): number {
    const seq = this.#hold({ type: 'press', ...more });
    this.pressed.push(seq);
    return seq;
  }

  /** Any other event, held like a press. An `age` in the body is how old it was already. */
  report(body: Readonly<Record<string, unknown>>): number {
    return this.#hold(body);
  }

  /** Resolves when `seen` holds; the test's own timeout is the limit. */
  async until(seen: (device: PressingDevice) => boolean): Promise<void> {
    while (!seen(this)) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Resolves with the first receipt of this press in this state. */
  async receipt(seq: number, state: string): Promise<void> {
    await this.until(() =>
      this.commands.some((one) => one.type === 'receipt' && one.seq === seq && one.state === state),
    );
  }

  leave(): void {
    this.#left = true;
    if (this.#again) clearTimeout(this.#again);
    this.#client?.end(true);
  }

  #hold(body: Readonly<Record<string, unknown>>): number {
    this.#seq += 1;
    const held = { seq: this.#seq, body, happenedMs: performance.now() };
    this.#held.set(held.seq, held);
    if (this.#client?.connected) this.#send(this.#client, held);
    return held.seq;
  }

  #send(client: MqttClient, held: HeldEvent): void {
    const { age: before } = held.body;
    const age = Math.round(performance.now() - held.happenedMs) + (typeof before === 'number' ? before : 0);
    const body = JSON.stringify({ v: 1, boot: this.boot, seq: held.seq, ...held.body, age });
    client.publish(eventTopic(this.id), body, { qos: 1 }, (error) => {
      if (error || client.disconnecting) return;
      this.#held.delete(held.seq);
      if (held.body.type === 'press') this.acknowledged.add(held.seq);
      this.#stir();
    });
  }

  #hear(payload: Buffer): void {
    const heard = command.parse(JSON.parse(payload.toString('utf8')));
    this.commands.push(heard);
    if (heard.type === 'receipt' && heard.state === 'recorded' && heard.boot === this.boot && heard.seq !== undefined)
      this.recorded.add(heard.seq);
    this.#stir();
  }

  #stir(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
