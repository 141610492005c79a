/**
 * A simulated device: powers on (a new boot), connects with its own credential, says hello, beats every 30 s, holds what
 * is not acknowledged and sends it again after each reconnect, shows receipts on its light and obeys commands.
 */

import { type Command, command as commandShape } from '../contract/mqtt.ts';
import type { BootCounter } from './boot-counter.ts';
import type { DeviceClock, Dice } from './clock.ts';
import type { Line, OpenLine } from './line.ts';
import { type EventBody, type Held, onTheWire, Outbox } from './outbox.ts';
import type { DeviceSpec } from './plan.ts';

export const HEARTBEAT_MS = 30_000;
/** A PUBACK that takes longer than this is taken for lost: hang up, call again, send again. */
export const ACK_WITHIN_MS = 5_000;
const RECONNECT_MS = [500, 1_000, 2_000, 5_000, 10_000] as const;
const ROOM = 500;

export interface DeviceReport {
  connected(device: string): void;
  lost(device: string, why: string): void;
  sent(device: string, held: Held): void;
  acknowledged(device: string, held: Held): void;
  command(device: string, command: Command): void;
  unreadable(device: string, payload: string): void;
}

export interface DeviceDeps {
  readonly clock: DeviceClock;
  readonly dice: Dice;
  readonly open: OpenLine;
  readonly boots: BootCounter;
  readonly report: DeviceReport;
}

export class SimulatedDevice {
  readonly spec: DeviceSpec;
  readonly #deps: DeviceDeps;
  readonly #outbox = new Outbox(ROOM);
  #line: Line | null = null;
  #online = false;
  #powered = false;
  #boot = 0;
  #seq = 0;
  #bootedAt = 0;
  #tries = 0;
  #hurried = false;
  #cancelBeat: () => void = () => {};
  #cancelReconnect: () => void = () => {};

  constructor(spec: DeviceSpec, deps: DeviceDeps) {
    this.spec = spec;
    this.#deps = deps;
  }

  get online(): boolean {
    return this.#online;
  }

  /** Events not yet acknowledged. */
  get waiting(): number {
    return this.#outbox.all().length;
  }

  /** `hurried`: reconnects at once and without jitter, as cheap firmware does after a power cut. */
  powerOn(options: { readonly hurried?: boolean } = {}): void {
    if (this.#powered) return;
    this.#powered = true;
    this.#hurried = options.hurried ?? false;
    this.#boot = this.#deps.boots.next(this.spec.id);
    this.#seq = 0;
    this.#bootedAt = this.#deps.clock.now();
    this.#connect();
    const spread = this.#deps.dice() * HEARTBEAT_MS;
    this.#cancelBeat = this.#deps.clock.after(spread, () => this.#beat());
    this.#sayHowItStands();
    this.send({ type: 'hello' });
  }

  /** The plug is pulled: no DISCONNECT, and what was in RAM is gone. */
  powerOff(): void {
    this.#stop();
    this.#outbox.clear();
    this.#line?.cut();
  }

  /** A clean goodbye, at the end of the simulation. */
  leave(): void {
    this.#stop();
    this.#line?.leave();
  }

  /** The network drops; the device keeps its memory and calls again. */
  dropConnection(): void {
    this.#line?.cut();
  }

  /** Something happened at the device. Returns the event's name. */
  send(body: EventBody): Held {
    this.#seq++;
    const held: Held = { boot: this.#boot, seq: this.#seq, body, happenedAt: this.#deps.clock.now() };
    this.#outbox.add(held);
    this.#transmit(held);
    return held;
  }

  /** A sensor reports its contact when it boots: what it last said before may be long over. */
  #sayHowItStands(): void {
    if (this.spec.kind === 'door') this.send({ type: 'door', open: false });
    if (this.spec.kind === 'motion') this.send({ type: 'motion', active: false, count: 0 });
  }

  #stop(): void {
    this.#powered = false;
    this.#online = false;
    this.#cancelBeat();
    this.#cancelReconnect();
  }

  #beat(): void {
    if (!this.#powered) return;
    const uptime = Math.round((this.#deps.clock.now() - this.#bootedAt) / 1000);
    const rssi = -50 - Math.round(this.#deps.dice() * 25);
    this.send({ type: 'heartbeat', uptime, rssi });
    this.#cancelBeat = this.#deps.clock.after(HEARTBEAT_MS, () => this.#beat());
  }

  #connect(): void {
    const line = this.#deps.open(this.spec.id, {
      connected: () => {
        if (this.#line !== line) return;
        this.#online = true;
        this.#tries = 0;
        this.#deps.report.connected(this.spec.id);
        for (const held of this.#outbox.all()) this.#transmit(held);
      },
      command: (payload) => this.#obey(payload),
      closed: (why) => {
        if (this.#line !== line) return;
        this.#line = null;
        this.#online = false;
        this.#deps.report.lost(this.spec.id, why);
        if (this.#powered) this.#reconnectLater();
      },
    });
    this.#line = line;
  }

  #reconnectLater(): void {
    const wait = RECONNECT_MS[Math.min(this.#tries, RECONNECT_MS.length - 1)] ?? RECONNECT_MS[0];
    const delay = this.#hurried ? RECONNECT_MS[0] : wait * (0.5 + this.#deps.dice());
    this.#tries++;
    this.#cancelReconnect = this.#deps.clock.after(delay, () => {
      if (this.#powered) this.#connect();
    });
  }

  #transmit(held: Held): void {
    const line = this.#line;
    if (line === null || !this.#online) return;
    this.#deps.report.sent(this.spec.id, held);
    const giveUp = this.#deps.clock.after(ACK_WITHIN_MS, () => {
      if (this.#outbox.has(held.seq)) line.cut();
    });
    line.publish(onTheWire(held, this.#deps.clock.now())).then(
      () => {
        giveUp();
        if (held.boot !== this.#boot) return;
        this.#outbox.settle(held.seq);
        this.#deps.report.acknowledged(this.spec.id, held);
      },
      // The connection ended before the PUBACK: the event stays in the outbox for the next one.
      () => giveUp(),
    );
  }

  #obey(payload: Buffer): void {
    const read = readCommand(payload);
    if (read === null) {
      this.#deps.report.unreadable(this.spec.id, payload.toString('utf8').slice(0, 200));
      return;
    }
    this.#deps.report.command(this.spec.id, read);
    if (read.type === 'selftest') this.send({ type: 'selftest' });
  }
}

function readCommand(payload: Buffer): Command | null {
  try {
    const read = commandShape.safeParse(JSON.parse(payload.toString('utf8')));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}
