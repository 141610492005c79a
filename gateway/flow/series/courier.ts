/**
 * Carries lines to one sink: one batch in flight, alarms first, the cursor only past what was taken or lies with the dead letters. What
 * fails is tried again for ever, ever more slowly; other sinks do not notice.
 */

import { ms } from '../../core/time.ts';
import type { Batch, SeriesSink, SeriesStore, SinkCode, SinkView } from '../../ports/series.ts';
import { isConfigurationFault } from '../../ports/series.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import { deliver } from './delivery.ts';

const MOST = { lines: 5000, bytes: 1_000_000 };
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A sink may ask for more patience, but not for a day. */
const LONGEST_ASKED_MS = 300_000;

export interface CourierDeps {
  readonly sink: SeriesSink;
  readonly store: SeriesStore;
  readonly clock: Clock;
  readonly random: Pick<Random, 'fraction'>;
  readonly onBug: (where: string, error: unknown) => void;
}

interface Trouble {
  readonly code: SinkCode;
  readonly detail: string;
}

export class Courier {
  readonly id: string;
  private readonly deps: CourierDeps;
  private running = false;
  private stopped = false;
  private pause: Cancel | null = null;
  private failures = 0;
  private trouble: Trouble | null = null;
  private written = 0;
  /** On the campus timeline: when it last took something, or had nothing to take. */
  private wellT: number;
  private done: (() => void) | null = null;

  constructor(deps: CourierDeps) {
    this.deps = deps;
    this.id = deps.sink.id;
    this.wellT = deps.clock.now().t;
  }

  /** There may be something to carry. */
  wake(): void {
    if (this.running || this.stopped || this.pause !== null) return;
    this.running = true;
    void this.run();
  }

  /** Resolves when nothing is in flight any more. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.pause?.();
    this.pause = null;
    this.deps.sink.close();
    if (this.running) await new Promise<void>((resolve) => (this.done = resolve));
  }

  view(): SinkView {
    const standing = this.deps.store.standing(this.id);
    const { t } = this.deps.clock.now();
    const { trouble } = this;
    const state = trouble === null ? (standing.lagLines > 0 ? 'waiting' : 'ok') : 'fault';
    return {
      ...standing,
      sink: this.id,
      state,
      code: trouble?.code ?? null,
      detail: trouble?.detail ?? null,
      written: this.written,
      silentMs: trouble === null || standing.lagLines === 0 ? 0 : t - this.wellT,
    };
  }

  private async run(): Promise<void> {
    try {
      while (!this.stopped && this.pause === null && (await this.carryOne()));
    } catch (error) {
      this.deps.onBug(`sink ${this.id}`, error);
      this.failed({ code: 'internal', detail: 'the store of waiting lines failed' });
    } finally {
      this.running = false;
      this.done?.();
    }
  }

  /** Returns whether there may be more. */
  private async carryOne(): Promise<boolean> {
    const { store, sink } = this.deps;
    const batch = store.next(this.id, MOST);
    if (batch === null) {
      this.well();
      return false;
    }
    const delivered = await deliver(batch, (bucket, lines) => sink.write(bucket, lines));
    if (this.stopped) return false;
    if (!delivered.ok) {
      this.failed(delivered, delivered.retryAfterMs);
      return false;
    }
    this.passed(batch, delivered.dead);
    if (delivered.suspect) this.failed({ code: 'refused', detail: delivered.dead[0]?.why ?? '' });
    return true;
  }

  private passed(batch: Batch, dead: readonly { line: string; why: string }[]): void {
    const { store, clock } = this.deps;
    const atMs = clock.now().wall;
    store.passed(
      this.id,
      batch,
      dead.map(({ line, why }) => ({ line, why, atMs })),
    );
    this.written += batch.lines.length - dead.length;
    if (dead.length < batch.lines.length) this.well();
  }

  private well(): void {
    this.failures = 0;
    this.trouble = null;
    this.wellT = this.deps.clock.now().t;
  }

  private failed(trouble: Trouble, askedMs = 0): void {
    this.trouble = { code: trouble.code, detail: trouble.detail };
    const { clock, random } = this.deps;
    const growing = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.failures);
    this.failures = Math.min(this.failures + 1, 16);
    // Nobody will mend a wrong token within a second.
    const least = isConfigurationFault(trouble.code) ? FIRST_PAUSE_MS * 8 : 0;
    const wait = Math.max(growing * (0.5 + random.fraction() / 2), least, Math.min(askedMs, LONGEST_ASKED_MS));
    if (this.stopped) return;
    this.pause = clock.after(ms(Math.round(wait)), () => {
      this.pause = null;
      this.wake();
    });
  }
}
