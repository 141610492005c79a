/**
 * The writer thread: the only place that waits for the disk. One `commit` message is one transaction; nothing is answered
 * before its fsync returned (promise 2). Retries what may pass (busy, not yet openable), gives the reserve back on a full disk.
 */

import { statfsSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { JournalError } from '../../ports/journal.ts';
import { isBusy, isUnfit, toJournalError } from './fault.ts';
import type { LedgerFile } from './ledger-file.ts';
import { pruneSteps } from './prune.ts';
import { openOrReplace, replace } from './recovery.ts';
import { giveBack } from './reserve.ts';
import { type Append, type FromWriter, isTelemetryRow, type ToWriter, type WriterStart } from './wire.ts';
import { addWitness } from './witness-file.ts';

/** Short: SQLite's own waiting sleeps longer and longer, and a neighbour that writes often would always be first. */
const BUSY_MS = 20;
const WITNESS_EVERY = 100;
const WITNESS_EVERY_MS = 5 * 60_000;
const PAGE = 4096;

type Batch = Extract<ToWriter, { type: 'commit' }>;

class Writer {
  readonly #dir: string;
  readonly #retryEveryMs: number;
  readonly #post: (message: FromWriter) => void;
  #ledger: LedgerFile | null = null;
  /** The disk was full and the reserve is gone: what room there is belongs to accountable facts. */
  #lean = false;
  #closing = false;
  #witnessed = { count: 0, atMs: 0 };

  constructor(start: WriterStart, post: (message: FromWriter) => void) {
    this.#dir = start.dir;
    this.#retryEveryMs = start.retryEveryMs;
    this.#post = post;
    this.#open();
  }

  handle(message: ToWriter): void {
    switch (message.type) {
      case 'commit':
        return this.#commit(message);
      case 'prune':
        return this.#prune(message.id, message.beforeMs, message.maxBytes);
      case 'look':
        return this.#look();
      case 'probe':
        return this.#probe();
      case 'roomy':
        this.#lean = false;
        return;
      case 'close':
        return this.#close();
    }
  }

  #open(): void {
    if (this.#closing) return;
    try {
      const { ledger, damage } = openOrReplace(this.#dir, this.#settings());
      this.#ledger = ledger;
      this.#post({ type: 'opened', head: ledger.head(), damage });
    } catch (error) {
      const { code, message } = toJournalError(error);
      if (code === 'full') this.#giveBack();
      this.#post({ type: 'unopened', code, detail: message });
      setTimeout(() => this.#open(), this.#retryEveryMs);
    }
  }

  /** On a tiny disk the WAL is folded back early, so that it does not take the room of the facts themselves. */
  #settings(): { busyMs: number; checkpointPages: number } {
    let pages = 1000;
    try {
      const { bavail, bsize } = statfsSync(this.#dir);
      pages = Math.max(16, Math.min(1000, Math.floor((bavail * bsize) / PAGE / 16)));
    } catch {
      // Not made yet: the folder is about to be.
    }
    return { busyMs: BUSY_MS, checkpointPages: pages };
  }

  #commit(batch: Batch): void {
    const appends = JSON.parse(batch.text) as readonly Append[];
    try {
      this.#store(batch.id, appends);
    } catch (error) {
      if (isBusy(error)) {
        setImmediate(() => this.#commit(batch));
        return;
      }
      const { code, message } = toJournalError(error);
      if (code !== 'full') this.#reopen();
      this.#post({ type: 'failed', id: batch.id, code, detail: message });
    }
  }

  #store(id: number, appends: readonly Append[]): void {
    try {
      this.#attempt(id, appends);
    } catch (error) {
      const fault = toJournalError(error);
      if (fault.code === 'full') {
        this.#giveBack();
        this.#attempt(id, appends);
      } else if (fault.code === 'corrupt') {
        this.#startAnew(fault);
        this.#attempt(id, appends);
      } else throw error;
    }
  }

  #attempt(id: number, appends: readonly Append[]): void {
    const ledger = this.#ledger;
    if (!ledger) throw new JournalError('io', 'the journal is not open');
    const refused = new Map<number, string>();
    if (this.#lean)
      for (const [index, [entries]] of appends.entries())
        if (entries.every(isTelemetryRow)) refused.set(index, 'the disk is full: room is kept for presses');
    const kept = [...appends.keys()].filter((index) => !refused.has(index));
    const taken = refused.size === 0 ? appends : appends.filter((_, index) => !refused.has(index));
    let firstSeq = 0;
    try {
      if (taken.length > 0) firstSeq = ledger.commit(taken);
    } catch (error) {
      if (!isUnfit(error)) throw error;
      const each = ledger.commitEach(taken);
      firstSeq = each.firstSeq;
      for (const [index, why] of each.unfit) refused.set(kept[index] ?? index, `cannot be stored: ${why}`);
    }
    const head = ledger.head();
    this.#post({ type: 'committed', id, head, firstSeq, code: this.#lean ? 'full' : 'io', refused: [...refused] });
    this.#witness(ledger);
  }

  #witness(ledger: LedgerFile, always = false): void {
    const head = ledger.head();
    const now = Date.now();
    const due = head.count - this.#witnessed.count >= WITNESS_EVERY || now - this.#witnessed.atMs >= WITNESS_EVERY_MS;
    if (head.count === this.#witnessed.count || !(due || always)) return;
    this.#witnessed = { count: head.count, atMs: now };
    addWitness(this.#dir, ledger.journalId, head);
  }

  #giveBack(): void {
    try {
      const given = giveBack(this.#dir);
      this.#lean = true;
      this.#post({ type: 'lean', given });
      // The WAL may hold many versions of the same pages: folded back it needs less room than it took.
      this.#ledger?.db.pragma('wal_checkpoint(TRUNCATE)');
    } catch {
      // Read-only as well, or still full: the attempt that follows says so.
    }
  }

  /** After EIO nothing this connection believes about the file is safe. */
  #reopen(): void {
    try {
      this.#ledger?.close();
    } catch {
      // Closing checkpoints, and may fail as the commit did.
    }
    this.#ledger = null;
    this.#open();
  }

  #startAnew(fault: JournalError): void {
    try {
      this.#ledger?.close();
    } catch {
      // The file is broken: what closing would write is lost already.
    }
    this.#ledger = null;
    const ledger = replace(this.#dir, this.#settings());
    this.#ledger = ledger;
    const detail = `${fault.message}; the old file is kept as journal.corrupt-*.db, a new journal has begun`;
    this.#post({ type: 'damaged', detail, head: ledger.head() });
  }

  #look(): void {
    try {
      if (this.#ledger) this.#post({ type: 'looked', head: this.#ledger.head() });
    } catch {
      // The next commit tells what is wrong.
    }
  }

  #probe(): void {
    const ledger = this.#ledger;
    if (!ledger) return;
    try {
      ledger.probe();
      this.#post({ type: 'probed', head: ledger.head() });
    } catch {
      // Still broken: the state that asked for the probe stands.
    }
  }

  #prune(id: number, beforeMs: number, maxBytes: number): void {
    const ledger = this.#ledger;
    if (!ledger) return this.#post({ type: 'pruned', id, rows: 0, error: 'the journal is not open' });
    const steps = pruneSteps(ledger.db, beforeMs, maxBytes);
    let rows = 0;
    const next = (): void => {
      try {
        const step = this.#closing ? { done: true as const } : steps.next();
        if (step.done) return this.#post({ type: 'pruned', id, rows, error: null });
        rows += step.value;
        setImmediate(next);
      } catch (error) {
        if (isBusy(error)) setImmediate(next);
        else this.#post({ type: 'pruned', id, rows, error: toJournalError(error).message });
      }
    };
    next();
  }

  #close(): void {
    this.#closing = true;
    try {
      if (this.#ledger) this.#witness(this.#ledger, true);
      this.#ledger?.close();
    } catch {
      // What was acknowledged is in the WAL already.
    }
    this.#ledger = null;
    this.#post({ type: 'closed' });
  }
}

const port = parentPort;
if (port) {
  const writer = new Writer(workerData as WriterStart, (message) => port.postMessage(message));
  port.on('message', (message: ToWriter) => writer.handle(message));
}
