/**
 * Facts that wait for the disk, in the order appended and bounded in bytes. When there are too many, telemetry goes first, then
 * other facts, presses last; whoever is shed is told, so that the device sends again.
 */

import { isAccountable } from '../../core/facts.ts';
import { type Committed, type Entry, type IncidentRow, JournalError } from '../../ports/journal.ts';
import { telemetryRow } from './ledger-rows.ts';
import type { TelemetryRow } from './wire.ts';

/** 0 mere telemetry, 1 accountable, 2 holds a press. */
export type Rank = 0 | 1 | 2;

export interface Waiting {
  readonly text: string;
  readonly entries: number;
  readonly rank: Rank;
  readonly done: Committed;
}

export interface Batch {
  readonly items: readonly Waiting[];
  /** JSON array of appends. */
  readonly text: string;
  readonly entries: number;
}

const BATCH_ENTRIES = 8192;
const BATCH_CHARS = 2 * 1024 * 1024;

function rankOf(entries: readonly Entry[]): Rank {
  let rank: Rank = 0;
  for (const { fact } of entries) {
    if (fact.kind === 'press') return 2;
    if (isAccountable(fact)) rank = 1;
  }
  return rank;
}

const onTheWire = (entry: Entry): Entry | TelemetryRow => (isAccountable(entry.fact) ? entry : telemetryRow(entry));

/** What `done` throws goes to the top of the program and costs the others of its batch nothing. */
export function tell(done: Committed, error: JournalError | null, firstSeq: number): void {
  try {
    done(error, firstSeq);
  } catch (thrown) {
    setImmediate(() => {
      throw thrown;
    });
  }
}

export class WaitingRoom {
  readonly #maxBytes: number;
  #items: Waiting[] = [];
  #bytes = 0;
  #entries = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get entries(): number {
    return this.#entries;
  }

  /** `heldBytes`: what is on its way to the disk and counts as waiting too. Never throws. */
  add(entries: readonly Entry[], rows: readonly IncidentRow[], done: Committed, heldBytes: number): void {
    let text: string;
    try {
      text = JSON.stringify([entries.map(onTheWire), rows]);
    } catch (error) {
      const unfit = new JournalError('io', 'a fact cannot be written as JSON', { cause: error });
      queueMicrotask(() => done(unfit, 0));
      return;
    }
    const item: Waiting = { text, entries: entries.length, rank: rankOf(entries), done };
    const room = this.#maxBytes - heldBytes - text.length;
    if (this.#bytes > room && !this.#shed(item, room)) return;
    this.#items.push(item);
    this.#bytes += text.length;
    this.#entries += entries.length;
  }

  /** The next batch in order, or null. */
  take(): Batch | null {
    if (this.#items.length === 0) return null;
    let count = 0;
    let entries = 0;
    let chars = 0;
    for (const item of this.#items) {
      if (count > 0 && (entries + item.entries > BATCH_ENTRIES || chars + item.text.length > BATCH_CHARS)) break;
      count += 1;
      entries += item.entries;
      chars += item.text.length;
    }
    const items = count === this.#items.length ? this.#items : this.#items.slice(0, count);
    this.#items = count === this.#items.length ? [] : this.#items.slice(count);
    this.#bytes -= chars;
    this.#entries -= entries;
    return { items, text: `[${items.map((item) => item.text).join(',')}]`, entries };
  }

  /** Empties the room: each `done` hears `error`. */
  fail(error: JournalError): void {
    const items = this.#items;
    this.#items = [];
    this.#bytes = 0;
    this.#entries = 0;
    for (const { done } of items) tell(done, error, 0);
  }

  /** Sheds what ranks below `item` until the room holds at most `room` bytes; false where `item` itself is refused. */
  #shed(item: Waiting, room: number): boolean {
    const shed: Waiting[] = [];
    // An eighth at once: else every further append would walk the whole list again.
    const goal = room - this.#maxBytes / 8;
    for (let rank = 0; rank < item.rank && this.#bytes > room; rank += 1) {
      this.#items = this.#items.filter((other) => {
        if (other.rank !== rank || this.#bytes <= goal) return true;
        this.#bytes -= other.text.length;
        this.#entries -= other.entries;
        shed.push(other);
        return false;
      });
    }
    const fits = this.#bytes <= room;
    if (!fits) shed.push(item);
    const overloaded = new JournalError('overloaded', 'too many facts wait for the disk');
    queueMicrotask(() => {
      for (const { done } of shed) tell(done, overloaded, 0);
    });
    return fits;
  }
}
