/**
 * What the bridge must still know after a crash: events the gateway has not acknowledged, what each board had counted to, and
 * the number of this run. Memory is the truth, the log follows; a dead disk costs durability and is said, never a press.
 */

import { join } from 'node:path';
import { z } from 'zod';
import { isEventType } from '../../gateway/contract/mqtt.ts';
import type { BridgeClock, Dice } from '../clock.ts';
import { type HeldEvent, heldEvent, isPress, keyOf } from './event.ts';
import { type LogDeps, readRecords, RecordLog } from './record-log.ts';

const record = z.union([
  z.object({ run: z.number().int().nonnegative() }),
  z.object({ put: heldEvent }),
  z.object({ done: z.string() }),
  z.object({ keep: z.string(), value: z.unknown() }),
]);

/** Telemetry held for all devices together; the oldest goes first. Presses are not counted and never go. */
const ROOM = 20_000;
/** A run whose number could not be stored must not repeat the names of another. */
const LEAP = 1_000_000;

export interface StoreDeps {
  readonly clock: BridgeClock;
  readonly dice: Dice;
  readonly onFault: (error: unknown) => void;
  readonly onRestored: () => void;
  /** An event went for want of room. */
  readonly onShed: (event: HeldEvent) => void;
  /** For tests. */
  readonly room?: number;
  readonly openFile?: LogDeps['openFile'];
}

export class BridgeStore {
  readonly #log: RecordLog;
  readonly #deps: StoreDeps;
  readonly #held = new Map<string, HeldEvent>();
  readonly #kept = new Map<string, unknown>();
  /** Telemetry among those held. */
  #telemetry = 0;
  #run = 0;
  /** Lines at the end of the old file that were no records. */
  damaged = 0;

  private constructor(file: string, deps: StoreDeps) {
    this.#deps = deps;
    this.#log = new RecordLog(file, () => this.#records(), deps);
  }

  /** Reads what the last run left and begins a new one. Rejects only where the file is there and cannot be read. */
  static async open(folder: string, deps: StoreDeps): Promise<BridgeStore> {
    const file = join(folder, 'outbox.log');
    const store = new BridgeStore(file, deps);
    const { records, damaged } = await readRecords(file);
    for (const one of records) store.#replay(one);
    store.damaged += damaged;
    store.#run += 1;
    await store.#log.rewrite();
    if (store.#log.isFailing) store.#run += 1 + Math.floor(deps.dice() * LEAP);
    return store;
  }

  /** Number of this run: on disk before it names an event. */
  get run(): number {
    return this.#run;
  }

  /** Everything not acknowledged, oldest first. */
  held(device: string): readonly HeldEvent[] {
    return [...this.#held.values()].filter((event) => event.device === device);
  }

  has(event: Pick<HeldEvent, 'device' | 'boot' | 'seq'>): boolean {
    return this.#held.has(keyOf(event));
  }

  put(event: HeldEvent): void {
    if (this.#held.has(keyOf(event))) return;
    this.#held.set(keyOf(event), event);
    this.#log.append({ put: event });
    if (isPress(event)) return;
    this.#telemetry += 1;
    if (this.#telemetry > (this.#deps.room ?? ROOM)) this.#shed();
  }

  done(event: Pick<HeldEvent, 'device' | 'boot' | 'seq'>): void {
    this.#forget(keyOf(event));
    this.#log.append({ done: keyOf(event) });
  }

  /** What a part kept under this name, or undefined. Its shape is the part's own to check: it comes from a file. */
  kept(name: string): unknown {
    return this.#kept.get(name);
  }

  keep(name: string, value: unknown): void {
    this.#kept.set(name, value);
    this.#log.append({ keep: name, value });
  }

  settle(): Promise<void> {
    return this.#log.settle();
  }

  close(): Promise<void> {
    return this.#log.close();
  }

  #forget(key: string): void {
    const event = this.#held.get(key);
    if (!event) return;
    this.#held.delete(key);
    if (!isPress(event)) this.#telemetry -= 1;
  }

  #shed(): void {
    for (const event of this.#held.values()) {
      if (isPress(event)) continue;
      this.done(event);
      return this.#deps.onShed(event);
    }
  }

  #replay(one: unknown): void {
    const read = record.safeParse(one);
    if (!read.success) {
      this.damaged += 1;
      return;
    }
    if ('run' in read.data) this.#run = Math.max(this.#run, read.data.run);
    else if ('done' in read.data) this.#forget(read.data.done);
    else if ('keep' in read.data) this.#kept.set(read.data.keep, read.data.value);
    else this.#replayEvent(read.data.put);
  }

  #replayEvent(event: z.infer<typeof heldEvent>): void {
    const { type } = event.body;
    if (!isEventType(type)) return;
    const held: HeldEvent = { ...event, body: { ...event.body, type } };
    this.#held.set(keyOf(held), held);
    if (!isPress(held)) this.#telemetry += 1;
  }

  *#records(): Iterable<object> {
    yield { run: this.#run };
    for (const [keep, value] of this.#kept) yield { keep, value };
    for (const put of this.#held.values()) yield { put };
  }
}
