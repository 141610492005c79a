/** Promise 2: what was acknowledged, received as `recorded`, or answered as stored, is on the synced disk at that moment. */

import type { Command } from '../../../gateway/contract/mqtt.ts';
import type { Event, Publish } from '../sim-device.ts';
import { type DiskRecord, nameOf } from './record.ts';
import type { Fail } from './violation.ts';

const CONTENT_WINDOW_MS = 10_000;

export class Answers {
  readonly #record: DiskRecord;
  readonly #fail: Fail;
  readonly #events: Event[] = [];
  /** True time at which a press without a name was decided, by device and campus time. */
  readonly #decidedMs = new Map<string, number>();
  readonly #storedDeeds = new Map<string, number>();
  /** Acknowledged telemetry that is not on the disk under its own name, by device. */
  readonly #summarised = new Map<string, Set<string>>();

  constructor(record: DiskRecord, fail: Fail) {
    this.#record = record;
    this.#fail = fail;
  }

  made(event: Event): void {
    if (event.press) this.#events.push(event);
  }

  decidedUnnamed(device: string, t: number, trueMs: number): void {
    this.#decidedMs.set(`${device} ${t}`, trueMs);
  }

  acknowledged(publish: Publish, verdict: 'keep' | 'drop'): void {
    if (publish.verdict !== null)
      this.#fail('acked-twice', `one publish of ${publish.event.device} was answered twice`);
    publish.verdict = verdict;
    const { event } = publish;
    if (verdict === 'drop') return;
    this.#record.read();
    if (event.press && !this.#isRecorded(event)) {
      this.#fail('acked-not-stored', `PUBACK for a press that is not on the disk: ${label(event)}`);
    }
    if (!event.press) this.#telemetry(event);
  }

  commanded(device: string, command: Command): void {
    if (command.type !== 'receipt' || command.state !== 'recorded') return;
    this.#record.read();
    const { boot, seq } = command;
    const unnamed = boot === undefined || seq === undefined;
    const known = unnamed ? this.#record.unnamed.has(device) : this.#record.presses.has(nameOf(device, boot, seq));
    if (!known)
      this.#fail('recorded-not-stored', `${device} was told "recorded" of ${boot}:${seq}, which is not on the disk`);
  }

  stored(deed: string): void {
    this.#record.read();
    const count = (this.#storedDeeds.get(deed) ?? 0) + 1;
    this.#storedDeeds.set(deed, count);
    if ((this.#record.deeds.get(deed) ?? 0) < count) this.#fail('answered-not-stored', `"stored" was said of: ${deed}`);
  }

  /** Every press whose device did not lose power before its ack is on the disk. */
  atEnd(): void {
    this.#record.read();
    for (const event of this.#events) {
      if (event.forgotten) continue;
      if (!this.#isRecorded(event)) this.#fail('press-lost', `never reached the disk: ${label(event)}`);
      if (!event.acked) this.#fail('press-unanswered', `never acknowledged: ${label(event)}`);
    }
  }

  #isRecorded(event: Event): boolean {
    const { device, boot, seq } = event;
    if (boot !== null) return this.#record.presses.has(nameOf(device, boot, seq));
    const times = this.#record.unnamed.get(device) ?? [];
    return times.some((t) => (this.#decidedMs.get(`${device} ${t}`) ?? 0) >= event.madeMs - CONTENT_WINDOW_MS);
  }

  /** Kept telemetry is a reading of its name, or counted in a summary of its device. */
  #telemetry({ device, boot, seq }: Event): void {
    if (boot === null) return;
    const name = nameOf(device, boot, seq);
    if (this.#record.readings.has(name)) return;
    const summarised = this.#summarised.get(device) ?? new Set();
    this.#summarised.set(device, summarised.add(name));
    if (summarised.size > (this.#record.coalesced.get(device) ?? 0)) {
      this.#fail('telemetry-not-stored', `acknowledged, but neither a reading nor in a summary: ${name}`);
    }
  }
}

const label = (event: Event): string =>
  `${nameOf(event.device, event.boot, event.seq)}, pressed at ${(event.madeMs / 1000).toFixed(1)} s`;
