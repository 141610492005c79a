/**
 * The journal port on a simulated disk: group commit, fsync delay and faults driven by the Clock, so that one seed replays one
 * run. A crash keeps what was synced and nothing else; whoever held the old journal hears nothing more from it.
 */

import { createHash } from 'node:crypto';
import { isAccountable, subjectOf } from '../../gateway/core/facts.ts';
import { canonical, GENESIS, itemText } from '../../gateway/core/ledger/chain.ts';
import { ms } from '../../gateway/core/time.ts';
import type { Clock } from '../../gateway/ports/clock.ts';
import {
  type Committed,
  type Entry,
  type Head,
  type IncidentQuery,
  type IncidentRow,
  type Journal,
  JournalError,
  type JournalErrorCode,
  type LedgerItem,
  type LedgerQuery,
  type Snapshot,
  type StorageHealth,
} from '../../gateway/ports/journal.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What survives a crash, and what is wrong with the disk at the moment. Change `fsyncMs` and `fault` at any time. */
export class SimulatedDisk {
  /** Only synced facts, ascending by seq. */
  items: LedgerItem[] = [];
  rows = new Map<string, IncidentRow>();
  snapshots: Snapshot[] = [];
  /** Seq numbers are not used twice, even where telemetry was pruned. */
  lastSeq = 0;
  head: Head = { count: 0, hash: GENESIS };
  /** How long a commit takes. */
  fsyncMs = 1;
  /** Every commit that ends while this is set fails with it, and leaves nothing behind. */
  fault: JournalErrorCode | null = null;
  usedShare = 0.1;
  /** Raised by `crash`: journals opened before it are dead. */
  life = 1;
  /** Puts the commit in flight on the disk; null while there is none. */
  inFlight: (() => void) | null = null;

  /**
   * Power is lost: commits in flight leave nothing, or (`reached`) they had just reached the disk, and nobody was told.
   * Open a new journal on the same disk afterwards.
   */
  crash(reached = false): void {
    if (reached && this.fault === null) this.inFlight?.();
    this.inFlight = null;
    this.life += 1;
  }
}

interface Waiting {
  readonly entries: readonly Entry[];
  readonly rows: readonly IncidentRow[];
  readonly done: Committed;
  readonly bytes: number;
  readonly rank: number;
}

export interface MemoryJournalOptions {
  readonly clock: Clock;
  readonly disk?: SimulatedDisk;
  /** Facts that wait in memory, by their JSON length; beyond it telemetry is shed first, presses last. Default 32 MiB; Infinity: not counted. */
  readonly maxBytes?: number;
  /** A commit that takes longer turns health to `slow`. Default 2000. */
  readonly slowAfterMs?: number;
}

/** 0 telemetry, 1 accountable, 2 with a press: what is shed first has the lowest rank. */
function rankOf(entries: readonly Entry[]): number {
  let rank = 0;
  for (const { fact } of entries) {
    if (fact.kind === 'press') return 2;
    if (isAccountable(fact)) rank = 1;
  }
  return rank;
}

export class MemoryJournal implements Journal {
  readonly disk: SimulatedDisk;
  readonly #clock: Clock;
  readonly #life: number;
  readonly #maxBytes: number;
  readonly #slowAfterMs: number;
  #waiting: Waiting[] = [];
  #inFlight: readonly Waiting[] = [];
  #bytes = 0;
  #closed = false;
  #closing: (() => void) | null = null;
  #failed: JournalErrorCode | null = null;
  #slow = false;
  #health: StorageHealth = { state: 'ok', usedShare: 0, bytes: 0 };
  readonly #listeners: ((health: StorageHealth) => void)[] = [];

  constructor(options: MemoryJournalOptions) {
    this.disk = options.disk ?? new SimulatedDisk();
    this.#clock = options.clock;
    this.#life = this.disk.life;
    this.#maxBytes = options.maxBytes ?? 32 * 1024 * 1024;
    this.#slowAfterMs = options.slowAfterMs ?? 2000;
    this.checkSpace();
  }

  append(entries: readonly Entry[], rows: readonly IncidentRow[], done: Committed): void {
    if (this.#closed) return this.#later(() => done(new JournalError('closed', 'the journal is closed'), 0));
    const bytes = Number.isFinite(this.#maxBytes) ? JSON.stringify([entries, rows]).length : 0;
    const item = { entries, rows, done, bytes, rank: rankOf(entries) };
    if (this.#bytes + bytes > this.#maxBytes && !this.#shed(item)) return;
    this.#waiting.push(item);
    this.#bytes += bytes;
    this.#start();
  }

  head(): Head {
    return this.disk.head;
  }

  async read(query: LedgerQuery): Promise<readonly LedgerItem[]> {
    const fits = (item: LedgerItem): boolean => {
      const at = Date.parse(item.at);
      return (
        item.seq > (query.afterSeq ?? 0) &&
        (!query.accountableOnly || item.n !== null) &&
        at >= (query.fromMs ?? Number.NEGATIVE_INFINITY) &&
        at < (query.toMs ?? Number.POSITIVE_INFINITY) &&
        (query.subject === undefined || item.subject === query.subject) &&
        (query.kinds === undefined || query.kinds.includes(item.kind))
      );
    };
    return this.disk.items.filter(fits).slice(0, query.limit);
  }

  async incidents(query: IncidentQuery): Promise<readonly IncidentRow[]> {
    const fits = (row: IncidentRow): boolean =>
      (query.status === undefined || query.status.includes(row.status)) &&
      (query.zone === undefined || row.zone === query.zone) &&
      (query.kind === undefined || row.kind === query.kind) &&
      row.openedAtMs >= (query.fromMs ?? Number.NEGATIVE_INFINITY) &&
      row.openedAtMs < (query.toMs ?? Number.POSITIVE_INFINITY) &&
      (query.before === undefined || newestFirst(query.before, row) < 0);
    return [...this.disk.rows.values()].filter(fits).sort(newestFirst).slice(0, query.limit);
  }

  async incident(id: string): Promise<IncidentRow | null> {
    return this.disk.rows.get(id) ?? null;
  }

  async latestSnapshot(): Promise<Snapshot | null> {
    const newest = this.disk.snapshots.at(-1);
    return newest ? structuredClone(newest) : null;
  }

  async saveSnapshot(snapshot: Snapshot): Promise<void> {
    if (this.disk.fault) throw new JournalError(this.disk.fault, 'the simulated disk refused the snapshot');
    const copy: Snapshot = JSON.parse(JSON.stringify(snapshot));
    this.disk.snapshots = [...this.disk.snapshots, copy].slice(-2);
  }

  async prune(beforeMs: number, maxBytes: number): Promise<number> {
    const before = this.disk.items.length;
    let bytes = JSON.stringify(this.disk.items).length;
    this.disk.items = this.disk.items.filter((item) => {
      if (item.n !== null || (Date.parse(item.at) >= beforeMs && bytes <= maxBytes)) return true;
      bytes -= JSON.stringify(item).length;
      return false;
    });
    return before - this.disk.items.length;
  }

  onHealth(listener: (health: StorageHealth) => void): void {
    this.#listeners.push(listener);
    listener(this.#health);
  }

  backlog(): { readonly entries: number; readonly bytes: number } {
    const entries = [...this.#inFlight, ...this.#waiting].reduce((sum, item) => sum + item.entries.length, 0);
    return { entries, bytes: this.#bytes };
  }

  close(): Promise<void> {
    this.#closed = true;
    if (this.#inFlight.length === 0 && this.#waiting.length === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#closing = resolve;
    });
  }

  /** Call after changing `disk.usedShare`: the real journal looks by itself every few seconds. */
  checkSpace(): void {
    const bytes = this.disk.items.length * 300;
    const { usedShare } = this.disk;
    const code = this.#failed ?? (this.#slow ? 'slow' : usedShare >= 0.8 ? 'low-space' : null);
    const was = this.#health.state === 'fault' ? this.#health.code : null;
    this.#health =
      code === null
        ? { state: 'ok', usedShare, bytes }
        : { state: 'fault', code, detail: `simulated disk: ${code}`, usedShare, bytes };
    if (was !== code) for (const listener of this.#listeners) listener(this.#health);
  }

  get #alive(): boolean {
    return this.disk.life === this.#life;
  }

  /** Makes room for `item` out of what ranks below it; false where `item` itself was refused. */
  #shed(item: Waiting): boolean {
    const overloaded = new JournalError('overloaded', 'too many facts wait for the disk');
    for (let rank = 0; rank < item.rank; rank += 1) {
      this.#waiting = this.#waiting.filter((other) => {
        if (other.rank !== rank || this.#bytes + item.bytes <= this.#maxBytes) return true;
        this.#bytes -= other.bytes;
        this.#later(() => other.done(overloaded, 0));
        return false;
      });
      if (this.#bytes + item.bytes <= this.#maxBytes) return true;
    }
    this.#later(() => item.done(overloaded, 0));
    return false;
  }

  #later(run: () => void): void {
    queueMicrotask(() => {
      if (this.#alive) run();
    });
  }

  #start(): void {
    if (!this.#alive || this.#inFlight.length > 0 || this.#waiting.length === 0) return;
    this.#inFlight = this.#waiting;
    this.#waiting = [];
    this.disk.inFlight = () => {
      for (const item of this.#inFlight) this.#write(item);
    };
    const took = this.disk.fsyncMs;
    const slow = this.#clock.after(ms(this.#slowAfterMs), () => this.#setSlow(true));
    this.#clock.after(ms(took), () => {
      slow();
      if (this.#alive) this.#end(took);
    });
  }

  #end(took: number): void {
    const batch = this.#inFlight;
    this.#inFlight = [];
    this.disk.inFlight = null;
    for (const item of batch) this.#bytes -= item.bytes;
    this.#failed = this.disk.fault;
    const results = this.#failed === null ? batch.map((item) => this.#write(item)) : null;
    this.#setSlow(took > this.#slowAfterMs);
    const refused = results ? null : new JournalError(this.#failed ?? 'io', 'the simulated disk refused the commit');
    for (const [index, item] of batch.entries()) item.done(refused, results?.[index] ?? 0);
    this.#start();
    if (this.#inFlight.length === 0) this.#closing?.();
  }

  #setSlow(slow: boolean): void {
    if (!this.#alive) return;
    this.#slow = slow;
    this.checkSpace();
  }

  /** Returns the seq of the append's first fact. */
  #write({ entries, rows }: Waiting): number {
    const first = this.disk.lastSeq + 1;
    for (const { at, actor, fact } of entries) {
      this.disk.lastSeq += 1;
      const { kind, ...rest } = fact;
      const text = canonical(rest);
      const plain = {
        seq: this.disk.lastSeq,
        at: new Date(Math.max(-8.64e15, Math.min(8.64e15, at.wall))).toISOString(),
        t: Number.isFinite(at.t) ? at.t : 0,
        boot: at.boot,
        trusted: at.trusted,
        kind,
        subject: subjectOf(fact),
        actor,
        data: JSON.parse(text) as Readonly<Record<string, unknown>>,
      };
      if (isAccountable(fact)) {
        const linked = { ...plain, n: this.disk.head.count + 1, prev: this.disk.head.hash };
        const hash = sha256(itemText(linked, text));
        this.disk.items.push({ ...linked, hash });
        this.disk.head = { count: linked.n, hash };
      } else this.disk.items.push({ ...plain, n: null, prev: null, hash: null });
    }
    for (const row of rows) this.disk.rows.set(row.id, row);
    return first;
  }
}

function newestFirst(a: Pick<IncidentRow, 'openedAtMs' | 'id'>, b: Pick<IncidentRow, 'openedAtMs' | 'id'>): number {
  return b.openedAtMs - a.openedAtMs || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}
