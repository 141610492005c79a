/**
 * Feeds the board: live events on top of a list that is read again at every (re)connection and once a minute. The board counts
 * as current only from the moment the list was read: an open stream alone says nothing about what was missed.
 */

import type { GatewayHealth, Incident } from '../../contract/api.ts';
import { openIncidents } from '../api/calls.ts';
import type { Failure } from '../api/failure.ts';
import { LiveStream } from '../api/live.ts';
import { ageMs, backoffMs, isStale, type Reading } from '../state/freshness.ts';
import { pageClock } from './page-clock.ts';

/** Whatever was heard: a lost event must not stay lost. */
const REREAD_MS = 60_000;

export interface FeedEars {
  fetching(): void;
  listed(items: readonly Incident[]): void;
  fetchFailed(): void;
  incident(incident: Incident): void;
  health(health: GatewayHealth): void;
  stale(stale: boolean): void;
  /** A call or the stream was refused: the session may be over. */
  refused(): void;
}

export class BoardFeed {
  private readonly ears: FeedEars;
  private readonly stream: LiveStream;
  private heard: Reading = pageClock.reading();
  private current = false;
  private stopped = false;
  private retry: ReturnType<typeof setTimeout> | null = null;
  private run = 0;

  constructor(ears: FeedEars) {
    this.ears = ears;
    this.stream = new LiveStream(
      {
        opened: () => {
          this.current = false;
          this.read(0);
        },
        heard: () => {
          if (this.current) this.heard = pageClock.reading();
        },
        incident: ears.incident,
        health: ears.health,
        refused: ears.refused,
      },
      () => pageClock.reading(),
    );
  }

  /** Returns the way to stop. */
  start(): () => void {
    this.stream.open();
    const unsubscribe = pageClock.subscribe(this.watch);
    const reread = setInterval(() => this.read(0), REREAD_MS);
    document.addEventListener('visibilitychange', this.wake);
    window.addEventListener('online', this.wake);
    return () => {
      this.stopped = true;
      this.stream.stop();
      unsubscribe();
      clearInterval(reread);
      if (this.retry !== null) clearTimeout(this.retry);
      document.removeEventListener('visibilitychange', this.wake);
      window.removeEventListener('online', this.wake);
    };
  }

  /** How long ago anything was heard, ms. */
  age(): number {
    return ageMs(this.heard, pageClock.reading());
  }

  private readonly watch = (): void => {
    this.stream.check();
    this.ears.stale(isStale(this.heard, pageClock.reading()));
  };

  private readonly wake = (): void => {
    this.watch();
    if (document.visibilityState === 'visible') this.stream.retryNow();
  };

  private read(attempt: number): void {
    if (this.retry !== null) clearTimeout(this.retry);
    this.run += 1;
    const mine = this.run;
    this.ears.fetching();
    void openIncidents().then((answer) => {
      // A newer reading is on its way: this one may be older than what was heard since.
      if (this.stopped || mine !== this.run) return;
      if (!answer.ok) return this.failed(answer.failure, attempt);
      this.ears.listed(answer.data.items);
      this.current = true;
      this.heard = pageClock.reading();
    });
  }

  private failed(failure: Failure, attempt: number): void {
    this.ears.fetchFailed();
    if (failure.why === 'unauthorized') this.ears.refused();
    else this.retry = setTimeout(() => this.read(attempt + 1), backoffMs(attempt, Math.random()));
  }
}
