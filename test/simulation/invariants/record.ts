/** Reads the synced disk as it grows: what is on it, how often, and by whom. */

import type { LedgerItem } from '../../../gateway/ports/journal.ts';
import type { SimulatedDisk } from '../../kit/memory-journal.ts';
import type { Fail } from './violation.ts';

/** What staff do, by the fact it leaves. */
const DEEDS: Readonly<Record<string, string>> = {
  'incident-taken': 'take',
  'incident-arrived': 'arrive',
  'incident-handed-over': 'handover',
  'incident-noted': 'note',
  'incident-closed': 'close',
  'notice-seen': 'see',
};

export const nameOf = (device: string, boot: unknown, seq: unknown): string =>
  `${device} ${String(boot)}:${String(seq)}`;
const isNull = (value: unknown): boolean => value === null || value === undefined;

export class DiskRecord {
  readonly #disk: SimulatedDisk;
  readonly #fail: Fail;
  #cursor = 0;
  /** Named presses on the disk. */
  readonly presses = new Set<string>();
  /** Campus times of presses without a name, by device. */
  readonly unnamed = new Map<string, number[]>();
  readonly readings = new Set<string>();
  /** Events in summaries, by device. */
  readonly coalesced = new Map<string, number>();
  /** `<person> <deed> <incident>`: how often. */
  readonly deeds = new Map<string, number>();
  readonly sent = new Set<string>();

  constructor(disk: SimulatedDisk, fail: Fail) {
    this.#disk = disk;
    this.#fail = fail;
  }

  /** Takes in what is new. */
  read(): void {
    const { items } = this.#disk;
    for (; this.#cursor < items.length; this.#cursor += 1) this.#item(items[this.#cursor] as LedgerItem);
  }

  #item({ kind, actor, t, data }: LedgerItem): void {
    const deed = DEEDS[kind];
    if (deed !== undefined) this.#deed(deed, actor, String(data.incident));
    else if (kind === 'press') this.#press(String(data.device), data, t);
    else if (kind === 'reading') this.readings.add(nameOf(String(data.device), data.boot, data.seq));
    else if (kind === 'coalesced') this.#coalesced(String(data.device), data.counts);
    else if (kind === 'notice-sent') this.sent.add(String(data.notice));
  }

  #press(device: string, { boot, seq }: LedgerItem['data'], t: number): void {
    if (isNull(boot) || isNull(seq)) {
      this.unnamed.set(device, [...(this.unnamed.get(device) ?? []), t]);
      return;
    }
    const name = nameOf(device, boot, seq);
    if (this.presses.has(name)) this.#fail('decided-twice', `the press ${name} stands twice in the journal`);
    this.presses.add(name);
  }

  #coalesced(device: string, counts: unknown): void {
    let sum = this.coalesced.get(device) ?? 0;
    for (const count of Object.values(counts as Readonly<Record<string, number>>)) sum += count;
    this.coalesced.set(device, sum);
  }

  #deed(deed: string, actor: string, incident: string): void {
    if (!actor.startsWith('person:')) this.#fail('no-actor', `${deed} of ${incident} by ${actor}`);
    const key = `${actor.slice('person:'.length)} ${deed} ${incident}`;
    this.deeds.set(key, (this.deeds.get(key) ?? 0) + 1);
  }
}
