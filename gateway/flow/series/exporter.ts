/**
 * The export put together: the feeder reads, couriers carry, a housekeeper writes the hours, sheds and counts. It runs on a thread of
 * its own beside the gateway, reads the journal over a connection of its own, and knows nothing that a press waits for.
 */

import type { SeriesSchool } from './encode/context.ts';
import { ms } from '../../core/time.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import type { FactSource, SeriesSink, SeriesStore, SinkView } from '../../ports/series.ts';
import { Courier } from './courier.ts';
import { blocksOf, Feeder, PAGE } from './feeder.ts';
import { hourLines, wholeHour } from './rollup/hour-lines.ts';
import { HOUR_MS } from './rollup/hours.ts';

export interface ExporterDeps {
  readonly school: SeriesSchool;
  readonly source: FactSource;
  readonly store: SeriesStore;
  readonly sinks: readonly SeriesSink[];
  readonly clock: Clock;
  readonly random: Pick<Random, 'fraction'>;
  /** Telemetry that may wait for sinks that do not answer. */
  readonly maxBytes: number;
  readonly onBug: (where: string, error: unknown) => void;
  readonly onViews: (views: readonly SinkView[]) => void;
}

/** New alarms are looked for this often; telemetry comes in blocks, or every line of it would be a row. */
const LEDGER_EVERY = ms(250);
const TELEMETRY_EVERY_T = 1000;
const HOUSEKEEPING_EVERY = ms(1000);
/** Late facts of an hour mostly come within this. */
const HOUR_GRACE_MS = 60_000;
const HOURS_AT_ONCE = 24;
/** Older than any correction reaches (rollup/counts.ts). */
const FORGET_MS = 40 * 86_400_000;
const AFTER_FAILURE = ms(1000);

export class Exporter {
  private readonly deps: ExporterDeps;
  private readonly couriers: readonly Courier[];
  private school: SeriesSchool;
  private feeder: Feeder | null = null;
  private journal: string | null = null;
  private telemetryT = -Infinity;
  private stopped = false;
  private readonly cancels = new Set<Cancel>();
  private feeding: Promise<void> = Promise.resolve();

  constructor(deps: ExporterDeps) {
    this.deps = deps;
    this.school = deps.school;
    const { store, clock, random, onBug } = deps;
    this.couriers = deps.sinks.map((sink) => new Courier({ sink, store, clock, random, onBug }));
  }

  start(): void {
    this.feedSoon(ms(0));
    this.houseSoon();
  }

  setSchool(school: SeriesSchool): void {
    this.school = school;
    this.feeder?.setSchool(school);
  }

  /** Dead lines were put back. */
  wake(): void {
    for (const courier of this.couriers) courier.wake();
  }

  views(): readonly SinkView[] {
    return this.couriers.map((courier) => courier.view());
  }

  async stop(): Promise<void> {
    this.stopped = true;
    for (const cancel of this.cancels) cancel();
    await Promise.all([this.feeding, ...this.couriers.map((courier) => courier.stop())]);
  }

  private later(delay: ReturnType<typeof ms>, run: () => void): void {
    if (this.stopped) return;
    const cancel = this.deps.clock.after(delay, () => {
      this.cancels.delete(cancel);
      run();
    });
    this.cancels.add(cancel);
  }

  private feedSoon(delay: ReturnType<typeof ms>): void {
    this.later(delay, () => {
      this.feeding = this.feed().then(
        (more) => this.feedSoon(more ? ms(0) : LEDGER_EVERY),
        (error: unknown) => {
          this.deps.onBug('series feed', error);
          this.feedSoon(AFTER_FAILURE);
        },
      );
    });
  }

  /** What people answer for first, all of it; then a page of telemetry. Returns whether there is more. */
  private async feed(): Promise<boolean> {
    const feeder = await this.begin();
    if (!feeder) return false;
    const { clock } = this.deps;
    for (;;) {
      const read = await feeder.read('ledger', clock.now().wall);
      if (read > 0) this.wake();
      if (this.stopped) return false;
      if (read === 0) break;
    }
    const { t, wall } = clock.now();
    if (t - this.telemetryT < TELEMETRY_EVERY_T || this.isFull()) return false;
    const read = await feeder.read('telemetry', wall);
    if (read > 0) this.wake();
    const more = read === PAGE;
    if (!more) this.telemetryT = t;
    return more;
  }

  /** Cursors into another journal mean nothing: a damaged one may have been moved aside. */
  private async begin(): Promise<Feeder | null> {
    const { source, store, onBug } = this.deps;
    const journal = await source.journal();
    if (journal === null || (this.feeder !== null && journal === this.journal)) return this.feeder;
    store.begin(
      journal,
      this.couriers.map(({ id }) => id),
    );
    this.journal = journal;
    this.feeder = new Feeder({ source, store, onBug }, this.school);
    return this.feeder;
  }

  /**
   * The journal keeps what is not read yet: while every sink takes lines, nothing need be shed because history is read faster than it
   * is carried away. Where a sink is down, new telemetry is read on, and the oldest is shed.
   */
  private isFull(): boolean {
    const { store, maxBytes } = this.deps;
    return store.bytes() > maxBytes / 2 && this.views().every(({ state }) => state !== 'fault');
  }

  private houseSoon(): void {
    this.later(HOUSEKEEPING_EVERY, () => {
      try {
        this.keepHouse();
      } catch (error) {
        this.deps.onBug('series housekeeping', error);
      }
      this.houseSoon();
    });
  }

  private keepHouse(): void {
    if (!this.feeder) return;
    const { store, maxBytes, onViews } = this.deps;
    this.writeHours(this.feeder);
    store.trim(maxBytes);
    this.wake();
    onViews(this.views());
  }

  private writeHours(feeder: Feeder): void {
    const { store, clock } = this.deps;
    const { wall } = clock.now();
    const overMs = Math.min(wall, feeder.toldMs()) - HOUR_MS - HOUR_GRACE_MS;
    for (const startMs of store.changedHours(overMs, HOURS_AT_ONCE)) {
      const rows = wholeHour(this.school, startMs, store.hour(startMs));
      const lines = hourLines(this.school, startMs, rows);
      store.writeHour(rows, blocksOf('rollup', lines, wall), feeder.toldMs() - FORGET_MS);
    }
  }
}
