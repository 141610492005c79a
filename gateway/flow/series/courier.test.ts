import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSeriesStore } from '../../adapters/sqlite/series-store.ts';
import type { Block, Lane, SeriesSink, SeriesStore, WriteResult } from '../../ports/series.ts';
import { FakeClock, settle } from '../../../test/kit/fake-clock.ts';
import { Courier } from './courier.ts';

const TAKEN: WriteResult = { is: 'taken' };

class FakeSink implements SeriesSink {
  readonly id = 'main';
  readonly sent: string[][] = [];
  answer: (lines: readonly string[]) => WriteResult = () => TAKEN;

  async write(_bucket: string, lines: string): Promise<WriteResult> {
    const each = lines.split('\n');
    this.sent.push(each);
    return this.answer(each);
  }

  close(): void {}
}

let store: SeriesStore;
let clock: FakeClock;
let sink: FakeSink;
let courier: Courier;
const bugs: unknown[] = [];

beforeEach(() => {
  store = openSeriesStore(':memory:');
  store.begin('journal-1', ['main']);
  clock = new FakeClock();
  sink = new FakeSink();
  courier = new Courier({
    sink,
    store,
    clock,
    random: { fraction: () => 1 },
    onBug: (_where, error) => bugs.push(error),
  });
});
afterEach(async () => {
  await courier.stop();
  store.close();
  expect(bugs.splice(0)).toEqual([]);
});

let cursor = 0;
const wait = (lane: Lane, ...lines: string[]): void => {
  const block: Block = { lane, bucket: lane === 'alarms' ? 'alarms' : 'raw', lines, atMs: clock.wall };
  store.put({ feed: 'ledger', cursor: (cursor += 1), blocks: [block], hours: [], memory: '{}' });
};
const go = async (): Promise<void> => {
  courier.wake();
  await settle(20);
};
const refuse =
  (bad: (line: string) => boolean) =>
  (lines: readonly string[]): WriteResult =>
    lines.some(bad) ? { is: 'refused', why: '400 field type conflict', all: false } : TAKEN;

describe('carrying lines to a sink', () => {
  it('sends alarms before what sensors said earlier', async () => {
    wait('telemetry', 'door 1', 'door 2');
    wait('alarms', 'press 1');
    await go();
    expect(sink.sent).toEqual([['press 1'], ['door 1', 'door 2']]);
    expect(courier.view()).toMatchObject({ state: 'ok', lagLines: 0, written: 3 });
  });

  it('sends the same lines again until they are taken, ever more slowly', async () => {
    sink.answer = () => ({ is: 'failed', code: 'connect', detail: 'ECONNREFUSED' });
    wait('alarms', 'press 1');
    await go();
    expect(courier.view()).toMatchObject({ state: 'fault', code: 'connect', lagLines: 1 });
    await clock.advance(500);
    expect(sink.sent).toHaveLength(2);
    await clock.advance(500);
    expect(sink.sent).toHaveLength(2);
    await clock.advance(500);
    expect(sink.sent).toHaveLength(3);
    await clock.advance(600_000);
    const tries = sink.sent.length;
    expect(tries).toBeLessThan(30);
    expect(courier.view().silentMs).toBeGreaterThan(600_000);
    sink.answer = () => TAKEN;
    await clock.advance(30_000);
    expect(sink.sent.every((lines) => lines.join() === 'press 1')).toBe(true);
    expect(courier.view()).toMatchObject({ state: 'ok', lagLines: 0, silentMs: 0, written: 1 });
  });

  it('shows a wrong token as what it is, and goes on trying', async () => {
    sink.answer = () => ({ is: 'failed', code: 'bad-credentials', detail: '401' });
    wait('telemetry', 'door 1');
    await go();
    expect(courier.view()).toMatchObject({ state: 'fault', code: 'bad-credentials', lagLines: 1 });
    sink.answer = () => TAKEN;
    await clock.advance(4000);
    expect(courier.view()).toMatchObject({ state: 'ok', lagLines: 0 });
  });

  it('waits as long as the sink asks, but not for a day', async () => {
    sink.answer = () => ({ is: 'failed', code: 'throttled', detail: '429', retryAfterMs: 20_000 });
    wait('telemetry', 'door 1');
    await go();
    await clock.advance(19_000);
    expect(sink.sent).toHaveLength(1);
    sink.answer = () => ({ is: 'failed', code: 'throttled', detail: '429', retryAfterMs: 86_400_000 });
    await clock.advance(1000);
    expect(sink.sent).toHaveLength(2);
    await clock.advance(300_000);
    expect(sink.sent).toHaveLength(3);
  });

  it('isolates every poison line of a batch and delivers the others', async () => {
    const lines = Array.from({ length: 100 }, (_, i) => `door ${i}`);
    sink.answer = refuse((line) => line === 'door 13' || line === 'door 77');
    wait('telemetry', ...lines);
    await go();
    expect(store.dead({ after: 0, limit: 10 }).map(({ line, why }) => [line, why])).toEqual([
      ['door 13', '400 field type conflict'],
      ['door 77', '400 field type conflict'],
    ]);
    const taken = new Set(sink.sent.filter((sent) => !sent.some((line) => /^door (13|77)$/.test(line))).flat());
    expect(taken.size).toBe(98);
    expect(sink.sent.length).toBeLessThan(40);
    expect(courier.view()).toMatchObject({ state: 'ok', lagLines: 0, dead: 2, written: 98 });
  });

  it('keeps the whole batch where the network breaks while it is being halved', async () => {
    let calls = 0;
    sink.answer = (lines) => {
      calls += 1;
      return calls > 3
        ? { is: 'failed', code: 'reset', detail: 'ECONNRESET' }
        : refuse((line) => line === 'door 1')(lines);
    };
    wait('telemetry', 'door 0', 'door 1', 'door 2', 'door 3');
    await go();
    expect(courier.view()).toMatchObject({ state: 'fault', lagLines: 4, dead: 0 });
    sink.answer = refuse((line) => line === 'door 1');
    await clock.advance(1000);
    expect(courier.view()).toMatchObject({ state: 'ok', lagLines: 0, dead: 1 });
  });

  it('believes a sink that says how many lines it dropped, without halving', async () => {
    sink.answer = () => ({ is: 'refused', why: '400 points beyond retention policy', all: true });
    wait('telemetry', 'door 0', 'door 1', 'door 2');
    await go();
    expect(sink.sent).toHaveLength(1);
    expect(courier.view()).toMatchObject({ lagLines: 0, dead: 3 });
  });

  it('slows down where a sink refuses each and every line: that is hardly the lines', async () => {
    sink.answer = () => ({ is: 'refused', why: '400 no', all: false });
    wait('telemetry', 'door 0', 'door 1');
    await go();
    expect(courier.view()).toMatchObject({ state: 'fault', code: 'refused', dead: 2 });
    wait('alarms', 'press 1');
    await go();
    expect(store.dead({ after: 0, limit: 10 })).toHaveLength(2);
    sink.answer = () => TAKEN;
    await clock.advance(1000);
    expect(courier.view()).toMatchObject({ state: 'ok', dead: 2, written: 1 });
  });

  it('puts refused lines back, for this sink only', async () => {
    store.begin('journal-1', ['main', 'other']);
    sink.answer = refuse((line) => line === 'door 1');
    wait('telemetry', 'door 1', 'door 2');
    await go();
    sink.answer = () => TAKEN;
    expect(store.retry({ sink: 'main' }, clock.wall)).toBe(1);
    expect(store.standing('other').lagLines).toBe(2);
    await go();
    expect(sink.sent.at(-1)).toEqual(['door 1']);
    expect(courier.view()).toMatchObject({ dead: 0, lagLines: 0 });
  });
});
