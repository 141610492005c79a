/** The gateway's end of the export thread. A thread that dies is started again; what it had stored is still there. */

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { School } from '../../core/school.ts';
import { type SeriesSchool, seriesSchool } from '../../flow/series/encode/context.ts';
import type { DeadLine, SinkView } from '../../ports/series.ts';
import type { DeadQuery, FromThread, RetryQuery, ThreadStart, ToThread } from './messages.ts';

const AGAIN_AFTER_MS = 2000;
const STOP_WITHIN_MS = 1500;
/** Against a leak of ours: the thread ends, the gateway does not. */
const MEMORY_MB = 512;

interface Asked {
  readonly resolve: (message: FromThread) => void;
  readonly reject: (error: Error) => void;
}

export interface SeriesLinkDeps {
  readonly start: ThreadStart;
  readonly log: Logger;
  readonly onViews: (views: readonly SinkView[]) => void;
}

export class SeriesLink {
  readonly #deps: SeriesLinkDeps;
  #school: SeriesSchool;
  #thread: Worker | null = null;
  #views: readonly SinkView[];
  #stopping: (() => void) | null = null;
  #again: NodeJS.Timeout | null = null;
  #ask = 0;
  readonly #asked = new Map<number, Asked>();

  constructor(deps: SeriesLinkDeps) {
    this.#deps = deps;
    this.#school = deps.start.school;
    this.#views = deps.start.sinks.map(({ id }) => unknownView(id));
    this.#begin();
  }

  /** As last told, within a second. */
  views(): readonly SinkView[] {
    return this.#views;
  }

  setSchool(school: School): void {
    this.#school = seriesSchool(school);
    this.#tell({ type: 'school', school: this.#school });
  }

  /** Rejects where the thread is not there or its disk failed. */
  async dead(query: DeadQuery): Promise<readonly DeadLine[]> {
    const answer = await this.#question((ask) => ({ type: 'dead', ask, query }));
    return answer.type === 'dead' ? answer.lines : [];
  }

  async retry(query: RetryQuery): Promise<number> {
    const answer = await this.#question((ask) => ({ type: 'retry', ask, query }));
    return answer.type === 'retried' ? answer.count : 0;
  }

  /** Lets it end its request, but waits no longer than 1.5 s: what was not answered is sent again after the next start. */
  async stop(): Promise<void> {
    const thread = this.#thread;
    if (this.#again) clearTimeout(this.#again);
    const stopped = new Promise<void>((resolve) => {
      this.#stopping = resolve;
      setTimeout(resolve, STOP_WITHIN_MS).unref();
    });
    if (thread === null) return;
    this.#tell({ type: 'stop' });
    await stopped;
    await thread.terminate();
  }

  #tell(message: ToThread): void {
    this.#thread?.postMessage(message);
  }

  #question(make: (ask: number) => ToThread): Promise<FromThread> {
    this.#ask += 1;
    const ask = this.#ask;
    return new Promise((resolve, reject) => {
      if (this.#thread === null) return reject(new Error('the series thread is not running'));
      this.#asked.set(ask, { resolve, reject });
      this.#tell(make(ask));
    });
  }

  /** Whatever goes wrong here, the gateway goes on without series. */
  #begin(): void {
    const thread = this.#spawn();
    if (thread === null) return;
    this.#thread = thread;
    thread.on('message', (message: FromThread) => this.#hear(message));
    const gone = (error: unknown): void => {
      if (this.#thread !== thread) return;
      this.#thread = null;
      for (const { reject } of this.#asked.values()) reject(new Error('the series thread ended'));
      this.#asked.clear();
      if (this.#stopping) return this.#stopping();
      this.#later(error);
    };
    thread.on('error', gone);
    thread.on('exit', (code) => gone(`exit ${code}`));
  }

  #spawn(): Worker | null {
    const { start } = this.#deps;
    try {
      return new Worker(entry(), {
        name: 'series',
        workerData: { ...start, school: this.#school },
        resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
      });
    } catch (error) {
      this.#later(error);
      return null;
    }
  }

  #later(error: unknown): void {
    this.#deps.log.error({ err: error }, 'the series thread ended; it is started again');
    this.#views = this.#views.map((view) => ({ ...view, state: 'fault', code: 'internal', detail: null }));
    this.#again = setTimeout(() => this.#begin(), AGAIN_AFTER_MS);
  }

  #hear(message: FromThread): void {
    const { log, onViews } = this.#deps;
    switch (message.type) {
      case 'views':
        this.#views = message.views;
        return onViews(message.views);
      case 'bug':
        return log.error({ where: message.where, stack: message.stack }, message.message);
      case 'stopped':
        return this.#stopping?.();
      case 'failed':
        this.#asked.get(message.ask)?.reject(new Error(message.why));
        break;
      default:
        this.#asked.get(message.ask)?.resolve(message);
    }
    this.#asked.delete(message.ask);
  }
}

const unknownView = (sink: string): SinkView => ({
  sink,
  state: 'waiting',
  code: null,
  detail: null,
  written: 0,
  silentMs: 0,
  lagLines: 0,
  lagAlarmLines: 0,
  oldestMs: null,
  dead: 0,
  shed: 0,
});

/** Node 20 reads no TypeScript, and hooks of the main thread do not reach workers: tsx registers in the thread itself. */
function entry(): URL {
  if (!import.meta.url.endsWith('.ts')) return new URL('./series-thread.js', import.meta.url);
  const thread = new URL('./series-thread.ts', import.meta.url);
  const tsx = dirname(createRequire(import.meta.url).resolve('tsx/package.json'));
  const api = pathToFileURL(join(tsx, 'dist', 'esm', 'api', 'index.mjs')).href;
  const boot = `import { register } from ${JSON.stringify(api)}; register(); await import(${JSON.stringify(thread.href)});`;
  return new URL(`data:text/javascript,${encodeURIComponent(boot)}`);
}
