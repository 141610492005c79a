/**
 * When the state is put on disk, so that a restart has few facts to fold again: every five minutes, and at latest every
 * 40,000 facts. Invariant: a snapshot's number names the newest fact that is in its state; the disk is never idle on a busy day, so
 * the state is copied first, and saved under the number its last fact gets.
 */

import type { CampusState } from '../../core/campus.ts';
import { minutes, type Ms, seconds } from '../../core/time.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';
import type { Journal } from '../../ports/journal.ts';
import { freeze } from './snapshot.ts';
import type { Spool } from './spool.ts';

const LOOK = seconds(1);
const EVERY = minutes(5);
/** 0.6 s of folding on the machine of docs/performance.md. */
const FACTS = 40_000;

export interface SnapshotsDeps {
  readonly state: CampusState;
  readonly spool: Spool;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly onBug: (where: string, error: unknown) => void;
}

export class Snapshots {
  private readonly deps: SnapshotsDeps;
  private savedSeq = 0;
  private savedT: Ms;
  private underWay = false;
  private next: Cancel | null = null;

  constructor(deps: SnapshotsDeps) {
    this.deps = deps;
    this.savedT = deps.clock.now().t;
  }

  start(): void {
    this.next = this.deps.clock.after(LOOK, () => {
      if (this.isDue()) void this.save();
      this.start();
    });
  }

  stop(): void {
    this.next?.();
    this.next = null;
  }

  /** Resolves when the state as it is now is on disk, or cannot be: another look tries again. */
  async save(): Promise<void> {
    if (this.underWay) return;
    this.underWay = true;
    try {
      await this.freezeAndSave();
    } catch (error) {
      this.deps.onBug('snapshot', error);
    } finally {
      this.underWay = false;
    }
  }

  private isDue(): boolean {
    const { spool, clock } = this.deps;
    const facts = spool.storedSeq() - this.savedSeq;
    return facts >= FACTS || (facts > 0 && clock.now().t - this.savedT >= EVERY);
  }

  private async freezeAndSave(): Promise<void> {
    const { state, spool, journal, clock } = this.deps;
    this.savedT = clock.now().t;
    const frozen = freeze(state);
    const seq = await new Promise<number | null>((resolve) => spool.whenStored(resolve));
    if (seq === null || seq === 0) return;
    await journal.saveSnapshot({ seq, state: frozen });
    this.savedSeq = seq;
  }
}
