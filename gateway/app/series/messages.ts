/** What passes between the gateway and the thread of the series export. Plain data: it is cloned. */

import type { InfluxSinkConfig } from '../../adapters/influx/config.ts';
import type { SeriesSchool } from '../../flow/series/encode/context.ts';
import type { DeadLine, SinkView } from '../../ports/series.ts';

export interface ThreadStart {
  readonly dataDir: string;
  readonly sinks: readonly InfluxSinkConfig[];
  readonly maxBytes: number;
  readonly school: SeriesSchool;
}

export interface DeadQuery {
  readonly sink?: string | undefined;
  readonly after: number;
  readonly limit: number;
}

export interface RetryQuery {
  readonly sink?: string | undefined;
  readonly id?: number | undefined;
}

export type ToThread =
  | { readonly type: 'school'; readonly school: SeriesSchool }
  | { readonly type: 'dead'; readonly ask: number; readonly query: DeadQuery }
  | { readonly type: 'retry'; readonly ask: number; readonly query: RetryQuery }
  | { readonly type: 'stop' };

export type FromThread =
  | { readonly type: 'views'; readonly views: readonly SinkView[] }
  | { readonly type: 'bug'; readonly where: string; readonly message: string; readonly stack: string }
  | { readonly type: 'dead'; readonly ask: number; readonly lines: readonly DeadLine[] }
  | { readonly type: 'retried'; readonly ask: number; readonly count: number }
  | { readonly type: 'failed'; readonly ask: number; readonly why: string }
  | { readonly type: 'stopped' };
