/** The thread of the series export: its own connections to journal.db and series.db, its own sockets. Nothing here can hold a press up. */

import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { HostResolver } from '../../adapters/channels/host-resolver.ts';
import { SystemClock } from '../../adapters/clock/system-clock.ts';
import { InfluxSink } from '../../adapters/influx/sink.ts';
import { SystemRandom } from '../../adapters/random/system-random.ts';
import { SqliteFactSource } from '../../adapters/sqlite/fact-source.ts';
import { openSeriesStore } from '../../adapters/sqlite/series-store.ts';
import { SERIES_FILE } from '../../adapters/sqlite/series-schema.ts';
import { Exporter } from '../../flow/series/exporter.ts';
import type { SeriesStore } from '../../ports/series.ts';
import type { FromThread, ThreadStart, ToThread } from './messages.ts';

const port = parentPort;
// Made by `SeriesLink` of the same version.
const start = workerData as ThreadStart;
const say = (message: FromThread): void => port?.postMessage(message);

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const onBug = (where: string, error: unknown): void =>
  say({ type: 'bug', where, message: textOf(error), stack: error instanceof Error ? (error.stack ?? '') : '' });

const DAMAGED = new Set(['SQLITE_CORRUPT', 'SQLITE_NOTADB']);

/** A damaged file is moved aside: the journal is read again from its beginning, and what was written before overwrites itself. */
function openStore(): SeriesStore {
  const file = join(start.dataDir, SERIES_FILE);
  try {
    return openSeriesStore(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!DAMAGED.has(code)) throw error;
    onBug('series.db is damaged and moved aside', error);
    renameSync(file, `${file}.damaged`);
    for (const rest of ['-wal', '-shm']) if (existsSync(file + rest)) rmSync(file + rest);
    return openSeriesStore(file);
  }
}

const store = openStore();
const resolver = new HostResolver();
const source = new SqliteFactSource(start.dataDir);
const exporter = new Exporter({
  school: start.school,
  source,
  store,
  sinks: start.sinks.map((sink) => new InfluxSink(sink, { lookup: resolver.lookup, now: Date.now })),
  clock: new SystemClock(null, 'always'),
  random: new SystemRandom(),
  maxBytes: start.maxBytes,
  onBug,
  onViews: (views) => say({ type: 'views', views }),
});

async function stop(): Promise<void> {
  await exporter.stop();
  source.close();
  resolver.close();
  store.close();
  say({ type: 'stopped' });
  port?.close();
}

function answer(ask: number, run: () => FromThread): void {
  try {
    say(run());
  } catch (error) {
    say({ type: 'failed', ask, why: textOf(error) });
  }
}

port?.on('message', (message: ToThread) => {
  switch (message.type) {
    case 'school':
      return exporter.setSchool(message.school);
    case 'dead':
      return answer(message.ask, () => ({ type: 'dead', ask: message.ask, lines: store.dead(message.query) }));
    case 'retry':
      return answer(message.ask, () => {
        const count = store.retry(message.query, Date.now());
        exporter.wake();
        return { type: 'retried', ask: message.ask, count };
      });
    case 'stop':
      void stop();
  }
});

exporter.start();
