/**
 * Between the decide loop and the journal. What must not be lost (everything but telemetry) is appended again until the
 * disk takes it, in the order it was decided; telemetry that failed is given back to its device unacknowledged.
 */

import { ms } from '../../core/time.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';
import type { Committed, Entry, IncidentRow, Journal, JournalError } from '../../ports/journal.ts';

export interface Unit {
  readonly entries: readonly Entry[];
  /** Asked for at each attempt: a later one must not put an older row over a newer one. */
  readonly rows: () => readonly IncidentRow[];
  /** Must reach the disk, however long that takes. */
  readonly keep: boolean;
  /** Called when the unit is on disk (`true`), and on each failed attempt (`false`). */
  readonly settled: (stored: boolean) => void;
}

/** A unit with its place among the decisions. */
interface Placed extends Unit {
  readonly place: number;
}

const RETRY = ms(1000);
const NO_ROWS: readonly IncidentRow[] = [];

export class Spool {
  private readonly journal: Journal;
  private readonly clock: Clock;
  private readonly onError: (error: JournalError) => void;
  /** Kept units that failed or came after one that did, oldest first. */
  private waiting: Placed[] = [];
  private places = 0;
  private inFlight = 0;
  private lastSeq = 0;
  private retry: Cancel | null = null;
  /** Whoever waits for all that was under way at one moment: how much of it still is. */
  private mark: { left: number; readonly reached: (lastSeq: number | null) => void } | null = null;

  constructor(journal: Journal, clock: Clock, onError: (error: JournalError) => void) {
    this.journal = journal;
    this.clock = clock;
    this.onError = onError;
  }

  put(unit: Unit): void {
    if (this.waiting.length > 0 && !unit.keep) return unit.settled(false);
    this.places += 1;
    const placed = { ...unit, place: this.places };
    if (this.waiting.length === 0) this.append(placed);
    else this.waiting.push(placed);
  }

  /** One telemetry fact, to be stored or given back. Nothing is held of it meanwhile but whom to tell: thousands are under way. */
  offer(entry: Entry, settled: (stored: boolean) => void): void {
    if (this.waiting.length > 0) return settled(false);
    this.inFlight += 1;
    this.journal.append([entry], NO_ROWS, this.givingBack(settled));
  }

  /** Everything put so far is on disk: then `lastSeq` names the state. */
  idle(): boolean {
    return this.inFlight === 0 && this.waiting.length === 0;
  }

  /**
   * Calls back once: with the number of the newest fact put so far, as soon as all of them are on disk; or with null, where one of
   * them was not taken (the state then holds what the disk does not) or somebody else waits already.
   */
  whenStored(reached: (lastSeq: number | null) => void): void {
    if (this.mark !== null || this.waiting.length > 0) reached(null);
    else if (this.inFlight === 0) reached(this.lastSeq);
    else this.mark = { left: this.inFlight, reached };
  }

  /** Units that the disk has not taken yet. */
  backlog(): number {
    return this.inFlight + this.waiting.length;
  }

  /** Highest journal number known to be on disk. */
  storedSeq(): number {
    return this.lastSeq;
  }

  stop(): void {
    this.retry?.();
    this.retry = null;
  }

  private append(unit: Placed, others: readonly Unit[] = []): void {
    this.inFlight += 1;
    this.journal.append(unit.entries, unit.rows(), (error, firstSeq) => {
      this.inFlight -= 1;
      if (error) return this.failed(unit, error, others);
      this.stored(firstSeq + unit.entries.length - 1, unit.settled);
    });
  }

  /** A method of its own, so that the answer holds on to `settled` and not to the fact. */
  private givingBack(settled: (stored: boolean) => void): Committed {
    return (error, seq) => {
      this.inFlight -= 1;
      if (error === null) return this.stored(seq, settled);
      this.endMark(null);
      this.onError(error);
      settled(false);
      this.comeBack();
    };
  }

  private stored(lastSeq: number, settled: (stored: boolean) => void): void {
    this.lastSeq = Math.max(this.lastSeq, lastSeq);
    // The journal answers in the order of appends: what came later does not count down for what is marked.
    if (this.mark !== null) {
      this.mark.left -= 1;
      if (this.mark.left === 0) this.endMark(this.lastSeq);
    }
    settled(true);
    if (this.waiting.length > 0 && this.inFlight === 0) this.drain();
  }

  private failed(unit: Placed, error: JournalError, others: readonly Unit[]): void {
    if (unit.keep) this.wait(unit);
    this.endMark(null);
    this.onError(error);
    unit.settled(false);
    for (const other of others) other.settled(false);
    this.comeBack();
  }

  private endMark(lastSeq: number | null): void {
    const mark = this.mark;
    this.mark = null;
    mark?.reached(lastSeq);
  }

  private comeBack(): void {
    if (this.waiting.length > 0) this.retry ??= this.clock.after(RETRY, () => this.tryAgain());
  }

  /** What was decided after it may be waiting already. */
  private wait(unit: Placed): void {
    const before = this.waiting.findLastIndex((other) => other.place < unit.place);
    this.waiting.splice(before + 1, 0, unit);
  }

  /** A dead disk is asked with the oldest unit, not with all that wait: they share its fate. */
  private tryAgain(): void {
    this.retry = null;
    const [oldest, ...others] = this.waiting;
    if (!oldest) return;
    // Units still in flight settle first, so that the order of decisions is kept; the last of them drains or fails into here.
    if (this.inFlight > 0) {
      this.retry = this.clock.after(RETRY, () => this.tryAgain());
      return;
    }
    this.waiting = others;
    this.append(oldest, others);
  }

  private drain(): void {
    const units = this.waiting;
    this.waiting = [];
    this.retry?.();
    this.retry = null;
    for (const unit of units) this.append(unit);
  }
}
