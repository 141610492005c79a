/**
 * One device's way to the gateway: names its events, holds each until it is acknowledged, sends presses first, and keeps its
 * own connection. Held events survive a crash of the bridge; a press leaves at once and is written beside that (promise 3).
 */

import { type Command, command as commandShape } from '../../gateway/contract/mqtt.ts';
import type { Outlet } from '../board.ts';
import type { BridgeClock, Dice } from '../clock.ts';
import { Backoff } from '../transport/backoff.ts';
import { type EventBody, type HeldEvent, isPress, keyOf, pressBoot, type PressName, pressNameOf } from './event.ts';
import type { Line, OpenLine } from './mqtt-line.ts';
import { Sealer } from './sealer.ts';
import { Pace } from './pace.ts';
import { StandingFaults } from './standing-faults.ts';
import type { BridgeStore } from './store.ts';

export interface UplinkDeps {
  readonly url: string;
  readonly clock: BridgeClock;
  readonly dice: Dice;
  readonly store: BridgeStore;
  readonly openLine: OpenLine;
  /** Telemetry events a second that the gateway keeps one by one; above it, it counts them together. */
  readonly perSecond: number;
  readonly report: UplinkReport;
}

export interface UplinkReport {
  connected(device: string): void;
  lost(device: string, why: string): void;
  unreadable(device: string, payload: string): void;
}

const RECONNECT = { firstMs: 500, mostMs: 5000 };
/** A PUBACK that takes longer is taken for lost: hang up, call again, send again. */
const ACK_WITHIN_MS = 10_000;
const WINDOW = 16;
/** PUBACK already means on disk (CONTRACT.md): where the receipt is lost with a connection, this much later it counts as one. */
const RECEIPT_WITHIN_MS = 3000;

export class DeviceUplink implements Outlet {
  readonly device: string;
  readonly #password: string;
  readonly #deps: UplinkDeps;
  readonly #backoff: Backoff;
  readonly #pace: Pace;
  readonly #faults: StandingFaults;
  readonly #sealer: Sealer;
  readonly #held = new Map<string, HeldEvent>();
  readonly #sending = new Set<string>();
  /** By our own clock, of those of this run. */
  readonly #happenedAt = new Map<string, number>();
  readonly #unrecorded = new Map<string, PressName>();
  #beat: Readonly<Record<string, unknown>> | null = null;
  #line: Line | null = null;
  #online = false;
  #stopped = false;
  #seq = 0;
  #cancelReconnect: () => void = () => {};
  #cancelPump: (() => void) | null = null;
  #command: (command: Command) => void = () => {};
  #recorded: (name: PressName) => void = () => {};

  constructor(device: string, password: string, deps: UplinkDeps) {
    this.device = device;
    this.#password = password;
    this.#deps = deps;
    this.#backoff = new Backoff(RECONNECT, deps.dice);
    this.#pace = new Pace(deps.perSecond);
    this.#faults = new StandingFaults(
      deps.store.kept(`faults ${device}`),
      (codes) => deps.store.keep(`faults ${device}`, codes),
      (body) => this.event(body),
    );
    this.#sealer = new Sealer(password);
    for (const stored of deps.store.held(device)) this.#recall(stored);
  }

  get online(): boolean {
    return this.#online;
  }

  /** Events not acknowledged yet. */
  get waiting(): number {
    return this.#held.size;
  }

  start(): void {
    if (!this.#stopped) this.#connect();
  }

  /** Leaves cleanly; what is held stays in the store. */
  stop(): void {
    this.#stopped = true;
    this.#cancelReconnect();
    this.#cancelPump?.();
    this.#line?.leave();
    this.#online = false;
  }

  press(name: PressName, body: Readonly<Record<string, unknown>>, ageMs: number | null): void {
    const at = this.#deps.clock.wall() - (ageMs ?? 0);
    const event = { device: this.device, boot: pressBoot(name.life), seq: name.number, at };
    this.#hold({ ...event, body: { ...body, type: 'press' } });
  }

  event(body: EventBody, ageMs = 0): void {
    this.#seq += 1;
    const { run } = this.#deps.store;
    this.#hold({ device: this.device, boot: run, seq: this.#seq, at: this.#deps.clock.wall() - ageMs, body });
  }

  beat(body: Readonly<Record<string, unknown>>): void {
    this.#beat = body;
    this.#pump();
  }

  fault(code: string): void {
    this.#faults.raise(code);
  }

  restore(code: string): void {
    this.#faults.end(code);
  }

  isPending(name: PressName): boolean {
    return this.#unrecorded.has(pressKey(this.device, name));
  }

  onRecorded(listener: (name: PressName) => void): void {
    this.#recorded = listener;
  }

  onCommand(listener: (command: Command) => void): void {
    this.#command = listener;
  }

  kept(): unknown {
    return this.#deps.store.kept(`board ${this.device}`);
  }

  keep(value: unknown): void {
    this.#deps.store.keep(`board ${this.device}`, value);
  }

  #hold(event: HeldEvent): void {
    if (this.#held.has(keyOf(event))) return;
    this.#happenedAt.set(keyOf(event), this.#deps.clock.now() - (this.#deps.clock.wall() - event.at));
    this.#take(event);
    this.#pump();
    this.#deps.store.put(this.#sealer.seal(event));
  }

  /** Left over from before a restart. What the device's present secret does not open was held for a former one. */
  #recall(stored: HeldEvent): void {
    const event = this.#sealer.open(stored);
    if (event) this.#take(event);
    else this.#deps.store.done(stored);
  }

  #take(event: HeldEvent): void {
    this.#held.set(keyOf(event), event);
    const name = isPress(event) ? pressNameOf(event.boot, event.seq) : null;
    if (name) this.#unrecorded.set(keyOf(event), name);
  }

  /** The store had no room for it. */
  forget(event: HeldEvent): void {
    this.#held.delete(keyOf(event));
    this.#faults.raise('events-lost');
  }

  #connect(): void {
    const { clock, openLine, report, url } = this.#deps;
    const line = openLine(
      { url, device: this.device, password: this.#password },
      {
        connected: () => {
          if (this.#line !== line || this.#stopped) return;
          this.#online = true;
          this.#backoff.reset();
          report.connected(this.device);
          this.#pump();
        },
        command: (payload) => this.#obey(payload),
        closed: (why) => {
          if (this.#line !== line) return;
          this.#line = null;
          this.#online = false;
          this.#sending.clear();
          if (this.#stopped) return;
          report.lost(this.device, why);
          this.#cancelReconnect = clock.after(this.#backoff.next(), () => this.start());
        },
      },
    );
    this.#line = line;
  }

  /** Sends what may go now: presses first and without limit, then telemetry at the gateway's pace, oldest first. */
  #pump(): void {
    const line = this.#line;
    if (!line || !this.#online || this.#stopped) return;
    for (const event of this.#held.values())
      if (isPress(event) && !this.#sending.has(keyOf(event))) this.#send(line, event);
    this.#sendBeat(line);
    for (const event of this.#held.values()) {
      if (this.#sending.size >= WINDOW) return;
      if (this.#sending.has(keyOf(event))) continue;
      const waitMs = this.#pace.take(this.#deps.clock.now());
      if (waitMs > 0) return this.#pumpAfter(waitMs);
      this.#send(line, event);
    }
  }

  #pumpAfter(waitMs: number): void {
    this.#cancelPump ??= this.#deps.clock.after(waitMs, () => {
      this.#cancelPump = null;
      this.#pump();
    });
  }

  #send(line: Line, event: HeldEvent): void {
    const key = keyOf(event);
    const ageMs = this.#ageOf(event);
    const { boot, seq, body } = event;
    this.#sending.add(key);
    this.#publish(line, { v: 1, boot, seq, ...body, age: ageMs }, () => {
      this.#sending.delete(key);
      this.#held.delete(key);
      this.#happenedAt.delete(key);
      this.#deps.store.done(event);
      if (this.#held.size === 0) this.#faults.end('events-lost');
      if (this.#unrecorded.has(key)) this.#deps.clock.after(RECEIPT_WITHIN_MS, () => this.#nowRecorded(key));
      this.#pump();
    });
  }

  /** By our own clock where it happened in this run: the wall clock of a Pi may leap by years in between. */
  #ageOf(event: HeldEvent): number {
    const { clock } = this.#deps;
    const at = this.#happenedAt.get(keyOf(event));
    return Math.max(0, Math.round(at === undefined ? clock.wall() - event.at : clock.now() - at));
  }

  #sendBeat(line: Line): void {
    const body = this.#beat;
    if (!body) return;
    this.#beat = null;
    this.#seq += 1;
    this.#publish(line, { v: 1, boot: this.#deps.store.run, seq: this.#seq, ...body, type: 'heartbeat' }, () => {});
  }

  #publish(line: Line, body: object, acknowledged: () => void): void {
    const giveUp = this.#deps.clock.after(ACK_WITHIN_MS, () => line.cut());
    line.publish(JSON.stringify(body)).then(
      () => {
        giveUp();
        acknowledged();
      },
      // The connection ended before the PUBACK: the event is still held for the next one.
      () => giveUp(),
    );
  }

  #obey(payload: Buffer): void {
    const read = readCommand(payload);
    if (read === null) {
      this.#deps.report.unreadable(this.device, payload.toString('utf8').slice(0, 200));
      return;
    }
    // Whatever a receipt says, the press it names is on disk.
    const name = read.type === 'receipt' ? pressNameOf(read.boot, read.seq) : null;
    if (name) this.#nowRecorded(pressKey(this.device, name));
    this.#command(read);
  }

  #nowRecorded(key: string): void {
    const name = this.#unrecorded.get(key);
    if (!name) return;
    this.#unrecorded.delete(key);
    this.#recorded(name);
  }
}

const pressKey = (device: string, name: PressName): string =>
  keyOf({ device, boot: pressBoot(name.life), seq: name.number });

function readCommand(payload: Buffer): Command | null {
  try {
    const read = commandShape.safeParse(JSON.parse(payload.toString('utf8')));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}
