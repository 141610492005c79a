/** The series export plugged into a running gateway: its thread, the watch over its sinks, and what the gateway measures for it. */

import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Logger } from 'pino';
import type { School } from '../../core/school.ts';
import { seriesSchool } from '../../flow/series/encode/context.ts';
import { type MachineFigures, Meter } from '../../flow/series/meter.ts';
import { SinkWatch } from '../../flow/series/sink-watch.ts';
import type { Spine } from '../../flow/spine.ts';
import type { Journal } from '../../ports/journal.ts';
import type { SeriesDesk, SinkView } from '../../ports/series.ts';
import type { SeriesConfig } from '../config/series-section.ts';
import { SeriesLink } from './series-link.ts';

export interface RunningSeries extends SeriesDesk {
  setSchool(school: School): void;
  /** From the moment the gateway has recorded its start. */
  begin(spine: Spine): void;
  stop(): Promise<void>;
}

const MB = 1024 * 1024;
const RESOLUTION_MS = 10;

/** Figures of the process since they were last asked for. */
function machineMeter(): { readonly read: () => MachineFigures; readonly stop: () => void } {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  let cpu = process.cpuUsage();
  let sinceMs = performance.now();
  // The histogram measures whole ticks of its timer: what is beyond one is delay.
  const late = (ns: number): number => (Number.isFinite(ns) ? Math.max(0, ns / 1e6 - RESOLUTION_MS) : 0);
  return {
    read: () => {
      const used = process.cpuUsage(cpu);
      const passedMs = Math.max(1, performance.now() - sinceMs);
      const figures = {
        loopP50Ms: late(delay.percentile(50)),
        loopP99Ms: late(delay.percentile(99)),
        loopMaxMs: late(delay.max),
        rssMb: process.memoryUsage.rss() / MB,
        cpuPct: (used.user + used.system) / 10 / passedMs,
      };
      delay.reset();
      cpu = process.cpuUsage();
      sinceMs = performance.now();
      return figures;
    },
    stop: () => {
      delay.disable();
    },
  };
}

export interface SeriesDeps {
  readonly config: SeriesConfig;
  readonly dataDir: string;
  readonly school: School;
  readonly journal: Journal;
  readonly log: Logger;
}

export function startSeries({ config, dataDir, school, journal, log }: SeriesDeps): RunningSeries {
  let watch: SinkWatch | null = null;
  let meter: Meter | null = null;
  const machine = machineMeter();
  const onViews = (views: readonly SinkView[]): void => watch?.hear(views);
  const start = { dataDir, sinks: config.sinks, maxBytes: config.maxBytes, school: seriesSchool(school) };
  const link = new SeriesLink({ start, log, onViews });
  return {
    views: () => link.views(),
    dead: (query) => link.dead(query),
    retry: (query) => link.retry(query),
    setSchool: (next) => link.setSchool(next),
    begin(spine) {
      const { engine, pager, presence, intake } = spine;
      watch = new SinkWatch(engine, config.silentAfter);
      watch.keepOnly(config.sinks.map(({ id }) => id));
      meter = new Meter({ engine, pager, presence, intake, journal, machine: machine.read, views: () => link.views() });
      meter.start();
    },
    async stop() {
      meter?.stop();
      watch = null;
      machine.stop();
      await link.stop();
    },
  };
}
