/**
 * The time-series export between the journal and its sinks. Invariants: a line is rendered once; a cursor moves past a line only when
 * the sink has taken it or it lies with the dead letters; telemetry may be shed for want of room, and is counted; alarms never.
 */

import type { Bucket } from '../contract/series/measurement.ts';
import type { Fact } from '../core/facts.ts';

/** A fact as it stands in the journal. */
export interface Recorded {
  readonly seq: number;
  /** Wall time, epoch ms; believed only when `trusted`. */
  readonly atMs: number;
  /** Campus timeline, ms. */
  readonly t: number;
  readonly trusted: boolean;
  readonly actor: string;
  readonly fact: Fact;
}

/** Accountable facts and telemetry are read apart: what people answer for never waits behind what sensors say. */
export const FEEDS = ['ledger', 'telemetry'] as const;
export type Feed = (typeof FEEDS)[number];

/** In the order in which they leave. */
export const LANES = ['alarms', 'rollup', 'telemetry'] as const;
export type Lane = (typeof LANES)[number];

export interface FactSource {
  /** Which journal it is: cursors into another one mean nothing. Null while there is none to be read. */
  journal(): Promise<string | null>;
  /** Ascending by seq, strictly after `afterSeq`. */
  read(feed: Feed, afterSeq: number, limit: number): Promise<readonly Recorded[]>;
}

/** Lines of one lane and one bucket that were rendered together. */
export interface Block {
  readonly lane: Lane;
  readonly bucket: Bucket;
  readonly lines: readonly string[];
  /** When they were rendered, epoch ms. */
  readonly atMs: number;
}

/** What goes out in one request. */
export interface Batch {
  readonly lane: Lane;
  readonly bucket: Bucket;
  readonly lines: readonly string[];
  /** Number of the last block in it. */
  readonly upTo: number;
}

export interface DeadLine {
  readonly id: number;
  readonly sink: string;
  readonly lane: Lane;
  readonly bucket: Bucket;
  readonly line: string;
  /** What the sink said. */
  readonly why: string;
  readonly atMs: number;
}

/** Counts of one zone, hour and window, and the tags they were first written with. */
export interface HourRow {
  /** Epoch ms of the full hour. */
  readonly startMs: number;
  readonly zone: string;
  readonly slot: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly counts: Readonly<Record<string, number>>;
}

export interface Fed {
  readonly feed: Feed;
  /** The feed has been read up to and including this. */
  readonly cursor: number;
  readonly blocks: readonly Block[];
  /** Counts to be added; an hour that is not there yet begins with them. */
  readonly hours: readonly HourRow[];
  /** What the encoder must remember, as JSON. */
  readonly memory: string;
}

export interface SinkStanding {
  readonly lagLines: number;
  readonly lagAlarmLines: number;
  /** When the oldest waiting block was rendered; null where none waits. */
  readonly oldestMs: number | null;
  readonly dead: number;
  readonly shed: number;
}

/** Where lines wait. Not shared between threads; every method is one transaction, and throws where the disk does. */
export interface SeriesStore {
  /** Forgets all cursors where they point into another journal; keeps only these sinks. */
  begin(journal: string, sinks: readonly string[]): void;
  cursor(feed: Feed): number;
  memory(): string | null;
  put(fed: Fed): void;
  /** What this sink should be sent next: alarms before rollups before telemetry, whole blocks of one bucket. */
  next(sink: string, most: { readonly lines: number; readonly bytes: number }): Batch | null;
  /** The batch is done with: taken, but for the lines that lie with the dead letters from now on. */
  passed(sink: string, batch: Batch, dead: readonly Omit<DeadLine, 'id' | 'sink' | 'lane' | 'bucket'>[]): void;
  /** Deletes what every sink has passed, then the oldest telemetry until at most `maxBytes` wait. Returns lines shed. */
  trim(maxBytes: number): number;
  /** Hours that are over before `beforeMs` and were changed since they were last written, oldest first. */
  changedHours(beforeMs: number, limit: number): readonly number[];
  hour(startMs: number): readonly HourRow[];
  /** The rows as they are written now, with their lines; hours that began before `forgetMs` are forgotten. */
  writeHour(rows: readonly HourRow[], blocks: readonly Block[], forgetMs: number): void;
  standing(sink: string): SinkStanding;
  bytes(): number;
  dead(query: {
    readonly sink?: string | undefined;
    readonly after: number;
    readonly limit: number;
  }): readonly DeadLine[];
  /** Puts dead lines back in their lane, for their sink only. Returns how many. */
  retry(query: { readonly sink?: string | undefined; readonly id?: number | undefined }, atMs: number): number;
  close(): void;
}

export type SinkCode =
  | 'timeout'
  | 'dns'
  | 'connect'
  | 'reset'
  | 'tls'
  /** An answer that no InfluxDB gives: 200 of a captive portal, a redirect, another program. */
  | 'not-influx'
  | 'http-status'
  | 'throttled'
  /** Wrong token or user: configuration. */
  | 'bad-credentials'
  /** Database, bucket or organisation is not there: configuration. */
  | 'no-bucket'
  /** Every line of a batch is refused. */
  | 'refused'
  | 'internal';

/** Wrong as long as nobody changes the configuration, here or there. */
export const isConfigurationFault = (code: SinkCode): boolean => code === 'bad-credentials' || code === 'no-bucket';

export type WriteResult =
  | { readonly is: 'taken' }
  /** Something in it is not acceptable. `all`: the sink says that nothing of it is. */
  | { readonly is: 'refused'; readonly why: string; readonly all: boolean }
  /** Nothing is known of the lines: the same again, later. No secret in `detail`. */
  | {
      readonly is: 'failed';
      readonly code: SinkCode;
      readonly detail: string;
      readonly retryAfterMs?: number | undefined;
    };

export interface SeriesSink {
  readonly id: string;
  /** Settles within its time over DNS, connect and body; never throws. `taken` only for status exactly 204. */
  write(bucket: Bucket, lines: string): Promise<WriteResult>;
  close(): void;
}

export type SinkState = 'ok' | 'waiting' | 'fault';

/** One sink as the health strip, metrics and the CLI show it. */
export interface SinkView extends SinkStanding {
  readonly sink: string;
  readonly state: SinkState;
  readonly code: SinkCode | null;
  readonly detail: string | null;
  /** Lines that it took since the start. */
  readonly written: number;
  /** Since it last took something, or since the start; 0 while nothing waits. */
  readonly silentMs: number;
}

/** What people may ask of the running export. */
export interface SeriesDesk {
  views(): readonly SinkView[];
  /** Rejects where the export does not run or its disk fails; so does `retry`. */
  dead(query: Parameters<SeriesStore['dead']>[0]): Promise<readonly DeadLine[]>;
  retry(query: Parameters<SeriesStore['retry']>[0]): Promise<number>;
}
