/**
 * A sink on the transport of `@influxdata/influxdb-client`. Its WriteApi is not used: it keeps lines in memory and drops them. The
 * transport's own time-out only watches an idle socket; here one deadline spans DNS, connect and body, and its end kills the socket.
 */

import type http from 'node:http';
import { InfluxDB, HttpError, type Transport } from '@influxdata/influxdb-client';
import type { LookupFunction } from 'node:net';
import type { Bucket } from '../../contract/series/measurement.ts';
import type { SeriesSink, WriteResult } from '../../ports/series.ts';
import { type Answer, failureOf, meaningOf } from './answer.ts';
import type { InfluxSinkConfig } from './config.ts';

/** Bodies above this are gzipped: lines are long and alike. */
const GZIP_ABOVE = 2000;
/** Of an answer: more is not read. */
const MOST_BODY = 16 * 1024;

export interface InfluxSinkDeps {
  /** Names to addresses without the process's four lookup threads. */
  readonly lookup: LookupFunction;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Where lines of a bucket are written. Always ns: 1.6 takes other precisions without a word and means ns. */
export function writePath({ version, database, org }: InfluxSinkConfig, bucket: Bucket): string {
  const query = (values: Record<string, string>): string => new URLSearchParams(values).toString();
  if (version === 1) return `/write?${query({ db: database, rp: bucket, precision: 'ns' })}`;
  const name = `${database}/${bucket}`;
  // Version 3 takes the whole or nothing of a batch then, as the others do.
  if (version === 3)
    return `/api/v3/write_lp?${query({ db: name, precision: 'nanosecond', accept_partial: 'false', no_sync: 'false' })}`;
  return `/api/v2/write?${query({ org: org ?? '', bucket: name, precision: 'ns' })}`;
}

function headersOf({ version, user, password, token }: InfluxSinkConfig): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'text/plain; charset=utf-8' };
  if (version === 1 && user !== null)
    headers['authorization'] = `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}`;
  if (version === 3 && token !== null) headers['authorization'] = `Bearer ${token}`;
  return headers;
}

export class InfluxSink implements SeriesSink {
  readonly id: string;
  readonly #config: InfluxSinkConfig;
  readonly #transport: Transport;
  readonly #headers: Record<string, string>;
  readonly #now: () => number;
  #abort: AbortController | null = null;

  constructor(config: InfluxSinkConfig, deps: InfluxSinkDeps) {
    this.id = config.id;
    this.#config = config;
    this.#now = deps.now;
    this.#headers = headersOf(config);
    const options: Partial<http.RequestOptions> = { lookup: deps.lookup };
    this.#transport = new InfluxDB({
      url: config.url,
      timeout: config.timeoutMs,
      transportOptions: options,
      ...(config.version === 2 && config.token !== null ? { token: config.token } : {}),
    }).transport;
  }

  async write(bucket: Bucket, lines: string): Promise<WriteResult> {
    const abort = new AbortController();
    this.#abort = abort;
    const { timeoutMs } = this.#config;
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      abort.abort();
    }, timeoutMs);
    try {
      const answer = await this.#post(writePath(this.#config, bucket), lines, abort.signal);
      let count = 1;
      for (let at = lines.indexOf('\n'); at >= 0; at = lines.indexOf('\n', at + 1)) count += 1;
      return meaningOf(answer, count, this.#now());
    } catch (error) {
      if (late) return { is: 'failed', code: 'timeout', detail: `no answer within ${timeoutMs} ms` };
      return failureOf(error);
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    this.#abort?.abort();
  }

  #post(path: string, body: string, signal: AbortSignal): Promise<Answer> {
    return new Promise((resolve, reject) => {
      let status = 0;
      let text = '';
      const gzip = this.#config.gzip ? { gzipThreshold: GZIP_ABOVE } : {};
      const options = { method: 'POST', headers: this.#headers, signal, ...gzip };
      this.#transport.send(path, body, options, {
        responseStarted: (_headers, code) => {
          status = code ?? 0;
        },
        next: (chunk) => {
          if (text.length < MOST_BODY) text += Buffer.from(chunk).toString('utf8');
        },
        complete: () => resolve({ status, body: text, retryAfter: undefined }),
        error: (error) => {
          if (!(error instanceof HttpError)) return reject(error);
          const retryAfter = error.headers?.['retry-after'];
          resolve({
            status: error.statusCode,
            body: error.body ?? '',
            retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
          });
        },
      });
    });
  }
}
