/**
 * A real InfluxDB 1.6.7 (Debian's `influxdb`): a private configuration on loopback, its files in a temporary folder, nothing reported to
 * anybody. It can be killed at any moment and started again on the same port with what it had stored.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { BUCKETS, DATABASE } from '../../gateway/contract/series/registry.ts';

const BINARY = '/usr/bin/influxd';
const READY_WITHIN_MS = 30_000;
const ASK_EVERY_MS = 25;

const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type InfluxValue = z.infer<typeof value>;
const series = z.object({
  name: z.string().optional(),
  tags: z.record(z.string(), z.string()).optional(),
  columns: z.array(z.string()),
  values: z.array(z.array(value)).default([]),
});
export type InfluxSeries = z.infer<typeof series>;
const answer = z.object({
  error: z.string().optional(),
  results: z.array(z.object({ series: z.array(series).default([]), error: z.string().optional() })).default([]),
});

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

const configFor = (home: string, port: number, rpc: number): string => `
reporting-disabled = true
bind-address = "127.0.0.1:${rpc}"
[meta]
  dir = "${home}/meta"
[data]
  dir = "${home}/data"
  wal-dir = "${home}/wal"
  query-log-enabled = false
  cache-snapshot-write-cold-duration = "10s"
[coordinator]
  log-queries-after = "0s"
[retention]
  check-interval = "1h"
[monitor]
  store-enabled = false
[subscriber]
  enabled = false
[continuous_queries]
  enabled = false
[http]
  bind-address = "127.0.0.1:${port}"
  log-enabled = false
  max-row-limit = 0
[logging]
  level = "error"
`;

export class Influxd {
  readonly port: number;
  /** Without a slash at the end. */
  readonly url: string;
  /** What it wrote on stderr, for a test that fails. */
  log = '';
  readonly #home: string;
  readonly #config: string;
  #child: ChildProcess | null = null;
  #gone: Promise<void> = Promise.resolve();

  private constructor(home: string, port: number, rpc: number) {
    this.#home = home;
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.#config = join(home, 'influxdb.conf');
    writeFileSync(this.#config, configFor(home, port, rpc));
  }

  /** Of the running server; null while it is stopped. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** A running server without any database; see `setUp`. */
  static async start(): Promise<Influxd> {
    const server = new Influxd(mkdtempSync(join(tmpdir(), 'campus-influxd-')), await freePort(), await freePort());
    await server.start();
    return server;
  }

  /** A running server with database `campus` and a retention policy for every bucket of the registry. */
  static async setUp(): Promise<Influxd> {
    const server = await Influxd.start();
    await server.ask(`CREATE DATABASE "${DATABASE}"`);
    for (const [bucket, { shardDays }] of Object.entries(BUCKETS))
      await server.createBucket(bucket, 'INF', shardDays === null ? '' : `SHARD DURATION ${shardDays}d`);
    return server;
  }

  /** @param duration InfluxQL, e.g. `90d`; shards of a week where it is infinite */
  async createBucket(bucket: string, duration = 'INF', shard = ''): Promise<void> {
    await this.ask(`CREATE RETENTION POLICY "${bucket}" ON "${DATABASE}" DURATION ${duration} REPLICATION 1 ${shard}`);
  }

  /** Starts (again) and waits until it answers. */
  async start(): Promise<void> {
    const child = spawn(BINARY, ['-config', this.#config], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#child = child;
    child.stderr.on('data', (chunk: Buffer) => {
      this.log = (this.log + chunk.toString()).slice(-4000);
    });
    this.#gone = new Promise((resolve) => {
      child.once('error', (error) => {
        this.log += String(error);
        resolve();
      });
      child.once('exit', () => resolve());
    });
    const end = performance.now() + READY_WITHIN_MS;
    while (!(await this.#answers())) {
      if (child.exitCode !== null || performance.now() > end) throw new Error(`influxd did not start: ${this.log}`);
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    }
  }

  async #answers(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/ping`)).status === 204;
    } catch {
      return false;
    }
  }

  /** Runs one InfluxQL statement and returns its series; throws what the server says is wrong. Times are RFC 3339 with ns, or ms. */
  async ask(query: string, options: { readonly db?: string; readonly epoch?: 'ms' } = {}): Promise<InfluxSeries[]> {
    const [first] = await this.askAll(query, options);
    return first ?? [];
  }

  /** Several statements, separated by `;`. */
  async askAll(
    query: string,
    options: { readonly db?: string; readonly epoch?: 'ms' } = {},
  ): Promise<InfluxSeries[][]> {
    const params = new URLSearchParams({
      db: options.db ?? DATABASE,
      q: query,
      ...(options.epoch && { epoch: options.epoch }),
    });
    const response = await fetch(`${this.url}/query`, { method: 'POST', body: params });
    const text = await response.text();
    const said = answer.parse(JSON.parse(text));
    const wrong = said.error ?? said.results.find((result) => result.error !== undefined)?.error;
    if (wrong !== undefined) throw new Error(`${wrong}: ${query}`);
    return said.results.map((result) => result.series);
  }

  /** Rows as objects, tags of a GROUP BY among them. */
  async rows(
    query: string,
    options: { readonly db?: string; readonly epoch?: 'ms' } = {},
  ): Promise<Record<string, InfluxValue>[]> {
    const found = await this.ask(query, options);
    return found.flatMap(({ columns, values, tags }) =>
      values.map((row) => ({ ...tags, ...Object.fromEntries(columns.map((column, i) => [column, row[i] ?? null])) })),
    );
  }

  /** Writes line protocol as it is; throws what the server refuses. */
  async write(lines: string, bucket: string, database: string = DATABASE): Promise<void> {
    const query = new URLSearchParams({ db: database, rp: bucket, precision: 'ns' });
    const response = await fetch(`${this.url}/write?${query}`, { method: 'POST', body: lines });
    if (response.status !== 204) throw new Error(`${response.status}: ${await response.text()}`);
  }

  /** `kill -9`, or an orderly stop. Resolves when it is gone. */
  async stop(signal: 'SIGKILL' | 'SIGTERM' = 'SIGTERM'): Promise<void> {
    this.#child?.kill(signal);
    await this.#gone;
    this.#child = null;
  }

  /** Ends it and deletes its files. */
  async remove(): Promise<void> {
    await this.stop('SIGKILL');
    rmSync(this.#home, { recursive: true, force: true });
  }
}
