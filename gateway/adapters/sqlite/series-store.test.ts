import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Block, HourRow, Lane, SeriesStore } from '../../ports/series.ts';
import { openSeriesStore } from './series-store.ts';

let dir: string;
let store: SeriesStore;
const MOST = { lines: 1000, bytes: 1_000_000 };

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'campus-series-'));
  store = openSeriesStore(join(dir, 'series.db'));
  store.begin('journal-1', ['a', 'b']);
});
afterEach(() => {
  store.close();
  rmSync(dir, { recursive: true, force: true });
});

const block = (lane: Lane, ...lines: string[]): Block => ({ lane, bucket: 'raw', lines, atMs: 1000 });
const put = (cursor: number, blocks: readonly Block[], hours: readonly HourRow[] = []): void =>
  store.put({ feed: 'telemetry', cursor, blocks, hours, memory: `{"at":${cursor}}` });
const carry = (sink: string): readonly string[] => {
  const batch = store.next(sink, MOST);
  if (batch) store.passed(sink, batch, []);
  return batch?.lines ?? [];
};

describe('the store of waiting lines', () => {
  it('knows after a restart what was read, what waits, and what each sink has', () => {
    put(7, [block('telemetry', 'door 1', 'field="two\nlines"')]);
    expect(carry('a')).toEqual(['door 1', 'field="two\nlines"']);
    store.close();
    store = openSeriesStore(join(dir, 'series.db'));
    store.begin('journal-1', ['a', 'b']);
    expect(store.cursor('telemetry')).toBe(7);
    expect(store.cursor('ledger')).toBe(0);
    expect(store.memory()).toBe('{"at":7}');
    expect(store.next('a', MOST)).toBeNull();
    expect(store.next('b', MOST)?.lines).toHaveLength(2);
  });

  it('deletes a line when every sink has it, and not before', () => {
    put(1, [block('telemetry', 'door 1')]);
    carry('a');
    store.trim(1_000_000);
    expect(store.standing('b').lagLines).toBe(1);
    carry('b');
    store.trim(1_000_000);
    expect(store.bytes()).toBe(0);
  });

  it('sheds the oldest telemetry above its cap, counts it for whoever had not got it, and never an alarm', () => {
    for (let i = 0; i < 10; i += 1)
      put(i + 1, [block('telemetry', `door ${i} ${'x'.repeat(93)}`), block('alarms', `press ${i}`)]);
    carry('a'); // alarms
    carry('a'); // telemetry
    expect(store.trim(500)).toBe(5);
    expect(store.standing('a')).toMatchObject({ shed: 0, lagLines: 0 });
    expect(store.standing('b')).toMatchObject({ shed: 5, lagLines: 15, lagAlarmLines: 10 });
    expect(carry('b')).toHaveLength(10);
    expect(carry('b').map((line) => line.slice(0, 6))).toEqual(['door 5', 'door 6', 'door 7', 'door 8', 'door 9']);
  });

  it('begins anew where the journal is another one', () => {
    put(9, [block('telemetry', 'door 1')]);
    store.begin('journal-2', ['a']);
    expect(store.cursor('telemetry')).toBe(0);
    expect(store.memory()).toBeNull();
    expect(store.next('a', MOST)).toBeNull();
  });

  it('takes whole blocks of one bucket, within the size of a request, but at least one', () => {
    put(1, [block('telemetry', 'a', 'b'), block('telemetry', 'c'), { ...block('telemetry', 'd'), bucket: 'alarms' }]);
    expect(store.next('a', { lines: 2, bytes: 100 })?.lines).toEqual(['a', 'b']);
    expect(store.next('a', { lines: 1, bytes: 1 })?.lines).toEqual(['a', 'b']);
    expect(store.next('a', MOST)?.lines).toEqual(['a', 'b', 'c']);
  });

  it('adds counts up, names hours that changed, and keeps the tags that an hour was first written with', () => {
    const hour = (counts: HourRow['counts'], name: string): HourRow => ({
      startMs: 3_600_000,
      zone: 'z',
      slot: 'break',
      tags: { zone_name: name },
      counts,
    });
    put(1, [], [hour({ presses: 1, doors: 2 }, '旧名')]);
    put(2, [], [hour({ presses: 2 }, '新名')]);
    expect(store.changedHours(3_600_000, 10)).toEqual([3_600_000]);
    const rows = store.hour(3_600_000);
    expect(rows).toEqual([hour({ presses: 3, doors: 2 }, '旧名')]);
    store.writeHour(rows, [block('rollup', 'zone_hour 1')], 0);
    expect(store.changedHours(3_600_000, 10)).toEqual([]);
    put(3, [], [hour({ presses: 1 }, '新名')]);
    expect(store.changedHours(3_600_000, 10)).toEqual([3_600_000]);
    expect(store.hour(3_600_000)[0]?.counts).toEqual({ presses: 4, doors: 2 });
  });
});
