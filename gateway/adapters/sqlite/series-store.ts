/** The store of waiting lines on SQLite. Every method is one transaction; two processes may use one file (the CLI beside the gateway). */

import type Database from 'better-sqlite3';
import type { Bucket } from '../../contract/series/measurement.ts';
import {
  type Batch,
  type Block,
  type DeadLine,
  type Fed,
  type Feed,
  type HourRow,
  LANES,
  type Lane,
  type SeriesStore,
  type SinkStanding,
} from '../../ports/series.ts';
import { openSeriesDatabase } from './series-schema.ts';

/** Parts the lines of a block: no line holds it (flow/series/encode/line.ts). */
const LINE_END = '\u001E';
/** Blocks looked at for one batch; more small ones than that do not make it faster. */
const MOST_BLOCKS = 200;
const VACUUM_PAGES = 512;

const laneNumber = (lane: Lane): number => LANES.indexOf(lane);
const TELEMETRY = laneNumber('telemetry');

interface BlockRow {
  readonly id: number;
  readonly bucket: Bucket;
  readonly only: string | null;
  readonly lines: number;
  readonly bytes: number;
  readonly text: string;
}

interface DeadRow extends Omit<DeadLine, 'lane' | 'atMs'> {
  readonly lane: number;
  readonly at: number;
}

interface StoredHour {
  readonly zone: string;
  readonly slot: string;
  readonly tags: string;
  readonly counts: string;
}

type Counts = Record<string, number>;

const readCounts = (text: string): Counts => JSON.parse(text) as Counts;
const readTags = (text: string): Record<string, string> => JSON.parse(text) as Record<string, string>;

class SqliteSeriesStore implements SeriesStore {
  readonly #db: Database.Database;
  #sinks: readonly string[] = [];

  constructor(db: Database.Database) {
    this.#db = db;
    this.#sinks = db.prepare<[], string>('SELECT DISTINCT id FROM sink').pluck().all();
  }

  begin(journal: string, sinks: readonly string[]): void {
    this.#atomic(() => {
      if (this.#meta('journal') !== journal) {
        this.#db.exec('DELETE FROM meta; DELETE FROM hour; DELETE FROM block');
        this.#setMeta('journal', journal);
      }
      const known = new Set(this.#db.prepare<[], string>('SELECT DISTINCT id FROM sink').pluck().all());
      for (const sink of known) {
        if (!sinks.includes(sink)) this.#db.prepare('DELETE FROM sink WHERE id = ?').run(sink);
      }
      // A new sink begins with what is still there: what all others have passed is gone.
      const add = this.#db.prepare('INSERT OR IGNORE INTO sink VALUES (?, ?, 0)');
      for (const sink of sinks) for (const lane of LANES.keys()) add.run(sink, lane);
    });
    this.#sinks = sinks;
  }

  cursor(feed: Feed): number {
    return Number(this.#meta(`cursor:${feed}`) ?? 0);
  }

  memory(): string | null {
    return this.#meta('memory');
  }

  put({ feed, cursor, blocks, hours, memory }: Fed): void {
    this.#atomic(() => {
      for (const block of blocks) this.#insert(block, null);
      for (const hour of hours) this.#count(hour);
      this.#setMeta(`cursor:${feed}`, String(cursor));
      this.#setMeta('memory', memory);
    });
  }

  next(sink: string, most: { readonly lines: number; readonly bytes: number }): Batch | null {
    for (const lane of LANES) {
      const batch = this.#nextOf(lane, sink, most);
      if (batch) return batch;
    }
    return null;
  }

  passed(sink: string, { lane, bucket, upTo }: Batch, dead: Parameters<SeriesStore['passed']>[2]): void {
    this.#atomic(() => {
      const bury = this.#db.prepare(
        'INSERT OR IGNORE INTO dead (sink, lane, bucket, line, why, at) VALUES (?, ?, ?, ?, ?, ?)',
      );
      for (const { line, why, atMs } of dead) bury.run(sink, laneNumber(lane), bucket, line, why, Math.trunc(atMs));
      this.#db
        .prepare('UPDATE sink SET passed = max(passed, ?) WHERE id = ? AND lane = ?')
        .run(upTo, sink, laneNumber(lane));
    });
  }

  trim(maxBytes: number): number {
    if (this.#sinks.length === 0) return 0;
    const shed = this.#atomic(() => {
      this.#db.exec(
        'DELETE FROM block WHERE id <= (SELECT coalesce(min(passed), 0) FROM sink WHERE sink.lane = block.lane)',
      );
      return this.#shed(maxBytes);
    });
    if (Number(this.#db.pragma('freelist_count', { simple: true })) > VACUUM_PAGES)
      this.#db.pragma(`incremental_vacuum(${VACUUM_PAGES})`);
    return shed;
  }

  changedHours(beforeMs: number, limit: number): readonly number[] {
    return this.#db
      .prepare<[number, number], number>(
        'SELECT DISTINCT start FROM hour WHERE changed = 1 AND start <= ? ORDER BY start LIMIT ?',
      )
      .pluck()
      .all(Math.trunc(beforeMs), limit);
  }

  hour(startMs: number): readonly HourRow[] {
    return this.#db
      .prepare<[number], StoredHour>('SELECT zone, slot, tags, counts FROM hour WHERE start = ?')
      .all(startMs)
      .map(({ zone, slot, tags, counts }) => ({
        startMs,
        zone,
        slot,
        tags: readTags(tags),
        counts: readCounts(counts),
      }));
  }

  writeHour(rows: readonly HourRow[], blocks: readonly Block[], forgetMs: number): void {
    this.#atomic(() => {
      const write = this.#db.prepare(
        'INSERT INTO hour VALUES (?, ?, ?, ?, ?, 0) ON CONFLICT DO UPDATE SET counts = excluded.counts, changed = 0',
      );
      for (const { startMs, zone, slot, tags, counts } of rows)
        write.run(startMs, zone, slot, JSON.stringify(tags), JSON.stringify(counts));
      for (const block of blocks) this.#insert(block, null);
      this.#db.prepare('DELETE FROM hour WHERE start < ? AND changed = 0').run(Math.trunc(forgetMs));
    });
  }

  standing(sink: string): SinkStanding {
    const waiting = this.#db
      .prepare<[string], { lane: number; lines: number; oldest: number }>(
        `SELECT b.lane, sum(b.lines) AS lines, min(b.at) AS oldest FROM sink s
         JOIN block b ON b.lane = s.lane AND b.id > s.passed AND (b.only IS NULL OR b.only = s.id)
         WHERE s.id = ? GROUP BY b.lane`,
      )
      .all(sink);
    const count = (query: string): number => Number(this.#db.prepare(query).pluck().get(sink) ?? 0);
    return {
      lagLines: waiting.reduce((sum, { lines }) => sum + lines, 0),
      lagAlarmLines: waiting.find(({ lane }) => lane === 0)?.lines ?? 0,
      oldestMs: waiting.length === 0 ? null : Math.min(...waiting.map(({ oldest }) => oldest)),
      dead: count('SELECT count(*) FROM dead WHERE sink = ?'),
      shed: count('SELECT lines FROM shed WHERE sink = ?'),
    };
  }

  bytes(): number {
    return Number(this.#db.prepare('SELECT coalesce(sum(bytes), 0) FROM block WHERE lane = ?').pluck().get(TELEMETRY));
  }

  dead({ sink, after, limit }: Parameters<SeriesStore['dead']>[0]): readonly DeadLine[] {
    return this.#db
      .prepare<unknown[], DeadRow>(
        `SELECT id, sink, lane, bucket, line, why, at FROM dead WHERE id > @after AND (@sink IS NULL OR sink = @sink)
         ORDER BY id LIMIT @limit`,
      )
      .all({ sink: sink ?? null, after, limit })
      .map(({ lane, at, ...row }) => ({ ...row, lane: LANES[lane] ?? 'telemetry', atMs: at }));
  }

  retry({ sink, id }: Parameters<SeriesStore['retry']>[0], atMs: number): number {
    return this.#atomic(() => {
      const rows = this.#db
        .prepare<unknown[], DeadRow>(
          'SELECT * FROM dead WHERE (@sink IS NULL OR sink = @sink) AND (@id IS NULL OR id = @id) ORDER BY id',
        )
        .all({ sink: sink ?? null, id: id ?? null });
      const remove = this.#db.prepare('DELETE FROM dead WHERE id = ?');
      for (const row of rows) {
        const lane = LANES[row.lane] ?? 'telemetry';
        this.#insert({ lane, bucket: row.bucket, lines: [row.line], atMs }, row.sink);
        remove.run(row.id);
      }
      return rows.length;
    });
  }

  close(): void {
    this.#db.close();
  }

  #nextOf(lane: Lane, sink: string, most: { readonly lines: number; readonly bytes: number }): Batch | null {
    const rows = this.#db
      .prepare<[number, string, number, string, number], BlockRow>(
        `SELECT id, bucket, only, lines, bytes, text FROM block WHERE lane = ?
         AND id > coalesce((SELECT passed FROM sink WHERE id = ? AND lane = ?), 0)
         AND (only IS NULL OR only = ?) ORDER BY id LIMIT ?`,
      )
      .iterate(laneNumber(lane), sink, laneNumber(lane), sink, MOST_BLOCKS);
    let bucket: Bucket | null = null;
    let upTo = 0;
    let bytes = 0;
    const lines: string[] = [];
    for (const row of rows) {
      bucket ??= row.bucket;
      const fits = lines.length + row.lines <= most.lines && bytes + row.bytes <= most.bytes;
      if (row.bucket !== bucket || (lines.length > 0 && !fits)) break;
      for (const line of row.text.split(LINE_END)) lines.push(line);
      bytes += row.bytes;
      upTo = row.id;
    }
    return bucket === null ? null : { lane, bucket, lines, upTo };
  }

  /** The oldest telemetry goes until at most `maxBytes` of it wait; each sink that had not passed it is told. */
  #shed(maxBytes: number): number {
    let over = this.bytes() - maxBytes;
    if (over <= 0) return 0;
    let upTo = 0;
    const oldest = this.#db
      .prepare<[number], { id: number; bytes: number }>('SELECT id, bytes FROM block WHERE lane = ? ORDER BY id')
      .iterate(TELEMETRY);
    for (const { id, bytes } of oldest) {
      if (over <= 0) break;
      over -= bytes;
      upTo = id;
    }
    let most = 0;
    for (const sink of this.#sinks) {
      const lines = Number(
        this.#db
          .prepare(
            `SELECT coalesce(sum(lines), 0) FROM block WHERE lane = @lane AND id <= @upTo AND (only IS NULL OR only = @sink)
             AND id > coalesce((SELECT passed FROM sink WHERE id = @sink AND lane = @lane), 0)`,
          )
          .pluck()
          .get({ lane: TELEMETRY, upTo, sink }),
      );
      most = Math.max(most, lines);
      this.#db
        .prepare('INSERT INTO shed VALUES (?, ?) ON CONFLICT DO UPDATE SET lines = lines + excluded.lines')
        .run(sink, lines);
    }
    this.#db.prepare('DELETE FROM block WHERE lane = ? AND id <= ?').run(TELEMETRY, upTo);
    return most;
  }

  #insert({ lane, bucket, lines, atMs }: Block, only: string | null): void {
    const text = lines.join(LINE_END);
    this.#db
      .prepare('INSERT INTO block (lane, bucket, only, at, lines, bytes, text) VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(laneNumber(lane), bucket, only, Math.trunc(atMs), lines.length, Buffer.byteLength(text), text);
  }

  #count({ startMs, zone, slot, tags, counts }: HourRow): void {
    const known = this.#db
      .prepare<[number, string, string], string>('SELECT counts FROM hour WHERE start = ? AND zone = ? AND slot = ?')
      .pluck()
      .get(startMs, zone, slot);
    const sum: Counts = known === undefined ? {} : readCounts(known);
    for (const [name, count] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + count;
    this.#db
      .prepare(
        'INSERT INTO hour VALUES (?, ?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET counts = excluded.counts, changed = 1',
      )
      .run(startMs, zone, slot, JSON.stringify(tags), JSON.stringify(sum));
  }

  #meta(key: string): string | null {
    return this.#db.prepare<[string], string>('SELECT value FROM meta WHERE key = ?').pluck().get(key) ?? null;
  }

  #setMeta(key: string, value: string): void {
    this.#db.prepare('INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value').run(key, value);
  }

  #atomic<T>(run: () => T): T {
    return this.#db.transaction(run).immediate();
  }
}

/** @param file path of `series.db`, or `:memory:`. Throws what SQLite throws. */
export const openSeriesStore = (file: string): SeriesStore => new SqliteSeriesStore(openSeriesDatabase(file));
