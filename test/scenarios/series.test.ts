/** Stories of the time series on the real spine: what panels read must equal what happened, and no alarm depends on it. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSeriesStore } from '../../gateway/adapters/sqlite/series-store.ts';
import { seriesSchool } from '../../gateway/flow/series/encode/context.ts';
import { Exporter } from '../../gateway/flow/series/exporter.ts';
import { Meter } from '../../gateway/flow/series/meter.ts';
import { SinkWatch } from '../../gateway/flow/series/sink-watch.ts';
import { happenedFrom } from '../../gateway/flow/engine/snapshot.ts';
import { seconds } from '../../gateway/core/time.ts';
import type { Feed, Recorded, SeriesSink, SeriesStore, WriteResult } from '../../gateway/ports/series.ts';
import { keyOf } from '../kit/influx-contract-server.ts';
import { World } from '../kit/world.ts';

/** From six minutes before the full hour until it has been written. */
const OVER_MS = 480_000;
const BUTTON = 'btn-jx3-toilet-west';
const ZONE = 'jx-f3-toilet-west';

class FakeInflux implements SeriesSink {
  readonly id = 'main';
  answer: WriteResult = { is: 'taken' };
  /** Series and time → line, as a database keeps them. */
  readonly points = new Map<string, string>();

  async write(_bucket: string, lines: string): Promise<WriteResult> {
    if (this.answer.is === 'taken') for (const line of lines.split('\n')) this.points.set(keyOf(line), line);
    return this.answer;
  }

  close(): void {}

  of(measurement: string): string[] {
    return [...this.points.values()].filter((line) => line.startsWith(`${measurement},`));
  }
}

let world: World;
let store: SeriesStore;
let influx: FakeInflux;
let exporter: Exporter;
let watch: SinkWatch;
let meter: Meter;

beforeEach(async () => {
  world = await World.open({ start: { wall: '2026-09-07T10:54:00+08:00' } });
  store = openSeriesStore(':memory:');
  influx = new FakeInflux();
  const { engine, pager, presence, intake } = world.spine;
  watch = new SinkWatch(engine, seconds(600));
  exporter = new Exporter({
    school: seriesSchool(world.school),
    source: { journal: async () => 'journal', read: readWorld },
    store,
    sinks: [influx],
    clock: world.clock,
    random: world.random,
    maxBytes: 1_000_000,
    onBug: (_where, error) => world.bugs.push(error),
    onViews: (views) => watch.hear(views),
  });
  const machine = () => ({ loopP50Ms: 0, loopP99Ms: 0, loopMaxMs: 0, rssMb: 0, cpuPct: 0 });
  meter = new Meter({
    engine,
    pager,
    presence,
    intake,
    journal: world.journal,
    machine,
    views: () => exporter.views(),
  });
  exporter.start();
  meter.start();
});
afterEach(async () => {
  meter.stop();
  await exporter.stop();
  store.close();
  await world.close();
});

async function readWorld(feed: Feed, afterSeq: number, limit: number): Promise<readonly Recorded[]> {
  const items = await world.journal.read({ afterSeq, accountableOnly: false, limit: 100_000 });
  return items
    .filter(({ n }) => (n === null) === (feed === 'telemetry'))
    .slice(0, limit)
    .map((item) => {
      const { at, actor, fact } = happenedFrom(item);
      return { seq: item.seq, atMs: at.wall, t: at.t, trusted: at.trusted, actor, fact };
    });
}

/** Fields of the hour that began at `startMs`, over all windows. */
function hour(startMs: number, field: string, zone = ZONE): number {
  return influx
    .of('zone_hour')
    .filter((line) => line.includes(`zone=${zone},`) && line.endsWith(` ${startMs}000000`))
    .reduce((sum, line) => sum + Number(new RegExp(`${field}=(-?[\\d.]+)`).exec(line)?.[1] ?? 0), 0);
}
const hourOf = (iso: string): number => Date.parse(iso);

describe('the life of an incident', () => {
  it('is one point that ends with every duration, whatever the number of steps', async () => {
    world.connect(BUTTON);
    world.press(BUTTON);
    await world.clock.advance(2000);
    const incident = world.only('panic').id;
    await world.act('wang.qiang', { type: 'take', incident });
    await world.clock.advance(60_000);
    await world.act('wang.qiang', { type: 'arrive', incident });
    await world.clock.advance(60_000);
    await world.act('wang.qiang', { type: 'close', incident, outcome: 'real', reason: '学生摔倒' });
    await world.clock.advance(3000);
    const [point, ...others] = influx.of('incident').filter((line) => line.includes('kind=panic'));
    expect(others).toEqual([]);
    expect(point).toContain('counted=1i,open=0i,unowned=0i');
    expect(point).toContain('outcome="real"');
    expect(point).toContain('taken_in_target=1i,arrived_in_target=1i,closed_in_target=1i');
    expect(Number(/arrived_ms=(\d+)i/.exec(point ?? '')?.[1])).toBeGreaterThan(60_000);
    // What people wrote stays in the ledger.
    expect([...influx.points.values()].join('\n')).not.toContain('学生摔倒');
    expect(influx.of('incident_event').map((line) => /event=([a-z-]+)/.exec(line)?.[1])).toEqual(
      expect.arrayContaining(['raised', 'notified', 'taken', 'arrived', 'closed']),
    );
  });
});

describe('hours', () => {
  it('are written when they are over, zeros too, and again when a late press belongs to an earlier one', async () => {
    world.connect(BUTTON);
    world.press(BUTTON);
    await world.clock.advance(OVER_MS);
    const ten = hourOf('2026-09-07T10:00:00+08:00');
    expect(hour(ten, 'presses')).toBe(1);
    expect(hour(ten, 'minutes')).toBe(60);
    expect(hour(ten, 'watched_minutes')).toBeGreaterThan(4);
    expect(hour(ten, 'presses', 'canteen')).toBe(0);
    expect(influx.of('zone_hour').filter((line) => line.includes('zone=canteen,')).length).toBeGreaterThan(0);
    const rows = influx.of('zone_hour').length;
    world.press(BUTTON, { age: 30 * 60_000 });
    await world.clock.advance(5000);
    expect(hour(ten, 'presses')).toBe(2);
    expect(influx.of('zone_hour').length).toBe(rows);
  });

  it('count no drill, and take back what turns out to have been a test', async () => {
    world.connect(BUTTON, 'btn-bike-shed');
    world.press(BUTTON);
    world.press('btn-bike-shed', { drill: true });
    await world.clock.advance(1000);
    const tested = world.open().find(({ drill }) => !drill)?.id ?? '';
    await world.act('wang.qiang', { type: 'take', incident: tested });
    await world.clock.advance(OVER_MS);
    const ten = hourOf('2026-09-07T10:00:00+08:00');
    expect([hour(ten, 'presses'), hour(ten, 'alarms'), hour(ten, 'taken')]).toEqual([1, 1, 1]);
    expect(hour(ten, 'presses', 'bike-shed')).toBe(0);
    await world.act('wang.qiang', { type: 'close', incident: tested, outcome: 'test', reason: '月检' });
    await world.clock.advance(5000);
    expect([hour(ten, 'presses'), hour(ten, 'alarms'), hour(ten, 'taken'), hour(ten, 'taken_ms')]).toEqual([
      0, 0, 0, 0,
    ]);
    const point = influx.of('incident').find((line) => line.includes(tested));
    expect(point).toContain('counted=0i');
    expect(influx.of('press').filter((line) => line.includes('mode=drill'))).toHaveLength(1);
  });
});

describe('a sink that takes nothing', () => {
  it('is one incident after its time, ends by itself, and loses no line; presses alarm as ever', async () => {
    influx.answer = { is: 'failed', code: 'bad-credentials', detail: '401' };
    world.connect(BUTTON);
    world.publish('door-sy-roof', { v: 1, boot: 1, seq: 1, type: 'door', open: true });
    await world.clock.advance(120_000);
    expect(exporter.views()).toMatchObject([{ state: 'fault', code: 'bad-credentials' }]);
    expect(world.open().filter(({ key }) => key === 'sink:main')).toEqual([]);
    await world.clock.advance(500_000);
    const incident = world.open().find(({ key }) => key === 'sink:main');
    expect(incident).toMatchObject({ kind: 'channel', level: 'fault', drill: false });
    expect(world.facts('sink-fault')).toMatchObject([{ sink: 'main', code: 'bad-credentials' }]);
    const told = world.told.length;
    world.press(BUTTON);
    await world.clock.advance(1000);
    expect(world.told.length).toBeGreaterThan(told);
    influx.answer = { is: 'taken' };
    await world.clock.advance(60_000);
    expect(world.facts('sink-restored')).toHaveLength(1);
    expect(world.facts('sink-fault')).toHaveLength(1);
    expect(influx.of('door')).toHaveLength(1);
    expect(influx.of('press')).toHaveLength(1);
  });
});
