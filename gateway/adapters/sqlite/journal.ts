/**
 * The journal port on SQLite. The main thread never touches the disk and never waits for it: it gathers facts, hands one batch
 * at a time to the writer thread and, while that is being fsynced, gathers the next (group commit, docs/adr journal store).
 */

import { GENESIS } from '../../core/ledger/chain.ts';
import {
  type Committed,
  type Entry,
  type Head,
  type IncidentQuery,
  type IncidentRow,
  JournalError,
  type LedgerItem,
  type LedgerQuery,
  type Snapshot,
  type StorageHealth,
} from '../../ports/journal.ts';
import { HealthBoard } from './health.ts';
import type { JournalOptions, SqliteJournal } from './journal-options.ts';
import { ReaderLink, within } from './reader-link.ts';
import { type Batch, tell, WaitingRoom } from './waiting.ts';
import type { Space, WriterNews } from './wire.ts';
import { WriterLink } from './writer-link.ts';

export type { JournalOptions, SqliteJournal } from './journal-options.ts';

const RESERVE = 16 * 1024 * 1024;
const MAX_BYTES = 32 * 1024 * 1024;
const LOOK_MS = 250;
const OPEN_WITHIN_MS = 10_000;
const CLOSE_WITHIN_MS = 3000;
/** A failed commit is not tried again in a tight circle. */
const AFTER_FAILURE_MS = 100;

/**
 * Opens the journal in `dir`. Resolves whatever the state of the disk: where it cannot be opened the journal is in a state of
 * fault (`onHealth`), keeps facts in memory up to `maxBytes` and tries again every second.
 */
export async function openJournal(options: JournalOptions): Promise<SqliteJournal> {
  const journal = new ThreadedJournal(options);
  await within(journal.tried, OPEN_WITHIN_MS);
  return journal;
}

interface InFlight {
  readonly id: number;
  readonly batch: Batch;
  readonly sinceMs: number;
}

class ThreadedJournal implements SqliteJournal {
  /** The first attempt to open has ended, well or not. */
  readonly tried: Promise<void>;
  #setTried: () => void = () => {};
  readonly #options: Required<JournalOptions>;
  readonly #waiting: WaitingRoom;
  readonly #health: HealthBoard;
  readonly #reader: ReaderLink;
  readonly #writer: WriterLink;
  readonly #startedMs = performance.now();
  #open = false;
  #head: Head = { count: 0, hash: GENESIS };
  #inFlight: InFlight | null = null;
  #id = 0;
  #given = 0;
  #scheduled = false;
  #notBeforeMs = 0;
  #closed = false;
  #drained: (() => void) | null = null;
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(options: JournalOptions) {
    this.#options = {
      reserveBytes: RESERVE,
      maxBytes: MAX_BYTES,
      lowSpaceAt: 0.8,
      slowAfterMs: 2000,
      checkEveryMs: 5000,
      retryEveryMs: 1000,
      ...options,
    };
    this.#waiting = new WaitingRoom(this.#options.maxBytes);
    this.#health = new HealthBoard(this.#options.lowSpaceAt);
    this.#reader = new ReaderLink({ dir: this.#options.dir });
    this.tried = new Promise((resolve) => {
      this.#setTried = resolve;
    });
    const { dir, retryEveryMs } = this.#options;
    this.#writer = new WriterLink(
      { dir, retryEveryMs },
      { hear: (message) => this.#hear(message), lost: (error) => this.#lost(error) },
    );
    this.#timers.push(setInterval(() => this.#look(), LOOK_MS).unref());
    this.#timers.push(setInterval(() => this.#measure(), this.#options.checkEveryMs).unref());
  }

  append(entries: readonly Entry[], rows: readonly IncidentRow[], done: Committed): void {
    if (this.#closed) {
      queueMicrotask(() => done(new JournalError('closed', 'the journal is closed'), 0));
      return;
    }
    this.#waiting.add(entries, rows, done, this.#inFlight?.batch.text.length ?? 0);
    this.#schedule();
  }

  head(): Head {
    return this.#head;
  }

  async read(query: LedgerQuery): Promise<readonly LedgerItem[]> {
    return JSON.parse(await this.#reader.ask({ type: 'read', query })) as readonly LedgerItem[];
  }

  async incidents(query: IncidentQuery): Promise<readonly IncidentRow[]> {
    return JSON.parse(await this.#reader.ask({ type: 'incidents', query })) as readonly IncidentRow[];
  }

  async incident(id: string): Promise<IncidentRow | null> {
    return JSON.parse(await this.#reader.ask({ type: 'incident', incident: id })) as IncidentRow | null;
  }

  async latestSnapshot(): Promise<Snapshot | null> {
    return JSON.parse(await this.#reader.ask({ type: 'latest-snapshot' })) as Snapshot | null;
  }

  async saveSnapshot(snapshot: Snapshot): Promise<void> {
    const state = JSON.stringify(snapshot.state) ?? 'null';
    await this.#reader.ask({ type: 'save-snapshot', seq: snapshot.seq, state });
  }

  async backupTo(file: string): Promise<void> {
    await this.#reader.ask({ type: 'backup', file });
  }

  prune(beforeMs: number, maxBytes: number): Promise<number> {
    if (!this.#open) return Promise.reject(new JournalError('io', 'the journal is not open'));
    return this.#writer.prune(beforeMs, maxBytes);
  }

  onHealth(listener: (health: StorageHealth) => void): void {
    this.#health.listen(listener);
  }

  health(): StorageHealth {
    return this.#health.current();
  }

  backlog(): { readonly entries: number; readonly bytes: number } {
    const held = this.#inFlight?.batch;
    return {
      entries: this.#waiting.entries + (held?.entries ?? 0),
      bytes: this.#waiting.bytes + (held?.text.length ?? 0),
    };
  }

  /** Writes what waits, then lets go of the files; within 3 s, whatever the disk does. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const end = performance.now() + CLOSE_WITHIN_MS;
    const left = (): number => Math.max(1, end - performance.now());
    if (this.#open && this.backlog().entries > 0) await within(this.#drain(), left());
    for (const timer of this.#timers) clearInterval(timer);
    // The reader goes first: the last connection to leave folds the WAL back into the database.
    await this.#reader.close(Math.min(1000, left()));
    await this.#writer.close(left());
    this.#open = false;
    const error = new JournalError('closed', 'the journal is closed');
    this.#failInFlight(error);
    this.#waiting.fail(error);
  }

  #drain(): Promise<void> {
    return new Promise((resolve) => {
      this.#drained = resolve;
      this.#flush();
    });
  }

  #lost(error: JournalError): void {
    this.#open = false;
    this.#setTried();
    this.#health.failed(error.code, error.message);
    this.#failInFlight(error);
  }

  /** All that one turn of the event loop appended goes together. */
  #schedule(): void {
    if (this.#scheduled || this.#inFlight !== null || !this.#open) return;
    this.#scheduled = true;
    const run = (): void => {
      this.#scheduled = false;
      this.#flush();
    };
    const wait = this.#notBeforeMs - performance.now();
    if (wait > 0) setTimeout(run, wait);
    else setImmediate(run);
  }

  #flush(): void {
    if (this.#inFlight !== null || !this.#open) return;
    if (performance.now() < this.#notBeforeMs) return this.#schedule();
    const batch = this.#waiting.take();
    if (batch === null) {
      this.#drained?.();
      return;
    }
    this.#id += 1;
    this.#inFlight = { id: this.#id, batch, sinceMs: performance.now() };
    this.#writer.tell({ type: 'commit', id: this.#id, text: batch.text });
  }

  #hear(message: WriterNews): void {
    switch (message.type) {
      case 'opened':
        return this.#opened(message.head, message.damage);
      case 'unopened':
        this.#open = false;
        this.#health.failed(message.code, message.detail);
        this.#setTried();
        return;
      case 'committed':
        return this.#committed(message);
      case 'failed':
        this.#notBeforeMs = performance.now() + AFTER_FAILURE_MS;
        this.#health.failed(message.code, message.detail);
        this.#failInFlight(new JournalError(message.code, message.detail));
        return this.#flush();
      case 'lean':
        this.#given = Math.max(this.#given, message.given);
        return this.#health.setLean(true);
      case 'damaged':
        this.#head = message.head;
        return this.#health.damaged(message.detail);
      case 'looked':
        // An answer that was on its way while a commit ended is older than the commit.
        if (message.head.count > this.#head.count) this.#head = message.head;
        return;
      case 'probed':
        this.#head = message.head;
        return this.#health.reachable();
    }
  }

  #opened(head: Head, damage: string | null): void {
    this.#open = true;
    this.#head = head;
    this.#health.reachable();
    if (damage !== null) this.#health.damaged(damage);
    this.#setTried();
    this.#measure();
    this.#schedule();
  }

  #committed(message: Extract<WriterNews, { type: 'committed' }>): void {
    const flight = this.#inFlight;
    this.#inFlight = null;
    if (flight === null || flight.id !== message.id) return;
    this.#head = message.head;
    this.#health.committed(performance.now() - flight.sinceMs, this.#options.slowAfterMs);
    this.#flush();
    const refused = new Map(message.refused);
    let seq = message.firstSeq;
    for (const [index, item] of flight.batch.items.entries()) {
      const why = refused.get(index);
      if (why !== undefined) {
        tell(item.done, new JournalError(message.code, why), 0);
        continue;
      }
      tell(item.done, null, seq);
      seq += item.entries;
    }
  }

  #failInFlight(error: JournalError): void {
    const flight = this.#inFlight;
    this.#inFlight = null;
    for (const { done } of flight?.batch.items ?? []) tell(done, error, 0);
  }

  /** Seen from here even while the writer thread hangs in fsync. */
  #look(): void {
    const flight = this.#inFlight;
    const opening = !this.#open && !this.#health.refused;
    const since = flight?.sinceMs ?? (opening ? this.#startedMs : null);
    const waited = since === null ? 0 : performance.now() - since;
    if (waited > this.#options.slowAfterMs) this.#health.hanging(waited);
    if (flight === null && this.#open && this.#health.refused) this.#writer.tell({ type: 'probe' });
  }

  #measure(): void {
    const { reserveBytes } = this.#options;
    if (this.#open) this.#writer.tell({ type: 'look' });
    const measured = this.#reader.ask({ type: 'space' }).then((text) => {
      this.#health.measured(JSON.parse(text) as Space);
      return this.#open ? this.#reader.ask({ type: 'reserve', bytes: reserveBytes, given: this.#given }) : 'null';
    });
    measured.then(
      (size) => {
        if (size === 'null' || !this.#health.lean) return;
        this.#given = 0;
        this.#writer.tell({ type: 'roomy' });
        this.#health.setLean(false);
      },
      // No room for the reserve, or the disk is gone: commits tell that story.
      () => {},
    );
  }
}
