/** What every journal keeps, whatever it is made of. Run it from the adapter's own test file. */

import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LedgerAudit } from '../../gateway/core/ledger/audit.ts';
import { GENESIS } from '../../gateway/core/ledger/chain.ts';
import { epochMs, ms } from '../../gateway/core/time.ts';
import type { Entry, IncidentRow, Journal, LedgerQuery, StorageHealth } from '../../gateway/ports/journal.ts';
import { entry, NOON, press, put, reading, row } from '../kit/journal-samples.ts';

/** One storage that journals are opened on, one after the other. */
export interface JournalBench {
  open(options: { readonly maxBytes?: number }): Promise<Journal>;
  /** Lets the storage's time pass until the promise has settled. */
  wait<T>(promise: Promise<T>): Promise<T>;
  dispose(): Promise<void>;
}

const EVERYTHING: LedgerQuery = { accountableOnly: false, limit: 10_000 };

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export function journalContract(name: string, make: () => Promise<JournalBench>): void {
  describe(`the journal (${name})`, () => {
    let bench: JournalBench;
    let journal: Journal;

    beforeEach(async () => {
      bench = await make();
      journal = await bench.open({});
    });
    afterEach(async () => {
      await bench.wait(journal.close());
      await bench.dispose();
    });

    const keep = async (entries: readonly Entry[], rows: readonly IncidentRow[] = []): Promise<number> => {
      const { error, seq } = await bench.wait(put(journal, entries, rows));
      expect(error).toBeNull();
      return seq;
    };
    const reopen = async (options: { maxBytes?: number } = {}): Promise<void> => {
      await bench.wait(journal.close());
      journal = await bench.open(options);
    };
    const read = (query: Partial<LedgerQuery> = {}) => bench.wait(journal.read({ ...EVERYTHING, ...query }));

    it('begins empty, and says so', async () => {
      expect(journal.head()).toEqual({ count: 0, hash: GENESIS });
      expect(await read()).toEqual([]);
      expect(await bench.wait(journal.latestSnapshot())).toBeNull();
      expect(journal.backlog()).toEqual({ entries: 0, bytes: 0 });
    });

    it('answers a press only when it can be read back, with the number it was given', async () => {
      expect(await keep([press('btn-3f-west', 345)])).toBe(1);
      const [item] = await read();
      expect(item).toMatchObject({
        seq: 1,
        n: 1,
        at: '2026-09-07T04:00:00.000Z',
        kind: 'press',
        subject: 'btn-3f-west',
        actor: 'device:btn-3f-west',
        trusted: true,
        prev: GENESIS,
        data: { device: 'btn-3f-west', boot: 1, seq: 345 },
      });
      expect(item?.data).not.toHaveProperty('kind');
      expect(journal.head()).toEqual({ count: 1, hash: item?.hash });
    });

    it('keeps the order of appends and numbers each without a gap', async () => {
      const answers: string[] = [];
      const all = Array.from({ length: 300 }, (_, i) =>
        put(journal, i % 3 === 0 ? [reading('door-1', i), reading('door-1', i)] : [press('btn-1', i)]).then(
          (answer) => {
            answers.push(`${i}:${answer.seq}`);
            return answer;
          },
        ),
      );
      const seqs = (await bench.wait(Promise.all(all))).map(({ seq }) => seq);
      expect(answers.map((text) => Number(text.split(':')[0]))).toEqual(all.map((_, i) => i));
      expect(seqs).toEqual(all.map((_, i) => 1 + i + Math.ceil(i / 3)));
      expect((await read()).map((item) => item.seq)).toEqual(Array.from({ length: 400 }, (_, i) => i + 1));
    });

    it('moves its head only when a commit has succeeded', async () => {
      const stored = put(journal, [press('btn-1', 1)]);
      expect(journal.head().count).toBe(0);
      expect(journal.backlog().entries).toBe(1);
      await bench.wait(stored);
      expect(journal.head().count).toBe(1);
      expect(journal.backlog()).toEqual({ entries: 0, bytes: 0 });
    });

    it('chains accountable facts; telemetry takes a number and stays outside the chain', async () => {
      await keep([
        press('btn-1', 1),
        reading('door-1', 1),
        entry({ kind: 'incident-noted', incident: 'i-1', text: '已到现场' }),
      ]);
      await keep([reading('door-1', 2)]);
      await keep([entry({ kind: 'gateway-stopped' })]);
      const items = await read();
      expect(items.map((item) => item.n)).toEqual([1, null, 2, null, 3]);
      expect(items.filter((item) => item.n === null).every((item) => item.prev === null && item.hash === null)).toBe(
        true,
      );
      const audit = new LedgerAudit(sha256, { partial: false });
      for (const item of items) expect(audit.add(item)).toBeNull();
      expect(audit.end([])).toMatchObject({ ok: true, count: 3, head: journal.head().hash, telemetry: 2 });
    });

    it('goes on where it was after a restart: numbers, chain, incidents', async () => {
      await keep([press('btn-1', 1), reading('door-1', 1)], [row('i-1', NOON)]);
      const before = journal.head();
      await reopen();
      expect(journal.head()).toEqual(before);
      expect(await keep([press('btn-1', 2)])).toBe(3);
      const [, , item] = await read();
      expect(item).toMatchObject({ seq: 3, n: 2, prev: before.hash });
      expect(await bench.wait(journal.incident('i-1'))).toEqual(row('i-1', NOON));
    });

    it('finds facts by number, time, subject and kind', async () => {
      await keep([press('btn-1', 1, 0), reading('door-1', 1, 1), press('btn-2', 1, 2), press('btn-1', 2, 3)]);
      const seqs = async (query: Partial<LedgerQuery>) => (await read(query)).map((item) => item.seq);
      expect(await seqs({ afterSeq: 2 })).toEqual([3, 4]);
      expect(await seqs({ limit: 2 })).toEqual([1, 2]);
      expect(await seqs({ accountableOnly: true })).toEqual([1, 3, 4]);
      expect(await seqs({ fromMs: NOON + 60_000, toMs: NOON + 180_000 })).toEqual([2, 3]);
      expect(await seqs({ subject: 'btn-1', accountableOnly: true })).toEqual([1, 4]);
      expect(await seqs({ subject: 'door-1' })).toEqual([2]);
      expect(await seqs({ kinds: ['reading'] })).toEqual([2]);
      expect(await seqs({ kinds: ['press'], afterSeq: 1, accountableOnly: true })).toEqual([3, 4]);
    });

    it('keeps one row for an incident, newest first, page by page', async () => {
      await keep([], [row('i-1', NOON), row('i-2', NOON), row('i-3', NOON + 5, { kind: 'tamper', zone: null })]);
      await keep([press('btn-1', 1)], [row('i-1', NOON, { status: 'closed', json: '{"closed":true}' })]);
      const ids = async (query: object) =>
        (await bench.wait(journal.incidents({ limit: 10, ...query }))).map(({ id }) => id);
      expect(await ids({})).toEqual(['i-3', 'i-2', 'i-1']);
      expect(await ids({ limit: 1, before: { openedAtMs: NOON, id: 'i-2' } })).toEqual(['i-1']);
      expect(await ids({ status: ['closed', 'taken'] })).toEqual(['i-1']);
      expect(await ids({ kind: 'tamper' })).toEqual(['i-3']);
      expect(await ids({ zone: 'b1-3f-west-toilet', fromMs: NOON, toMs: NOON + 1 })).toEqual(['i-2', 'i-1']);
      expect(await bench.wait(journal.incident('i-1'))).toMatchObject({ status: 'closed', json: '{"closed":true}' });
      expect(await bench.wait(journal.incident('i-9'))).toBeNull();
    });

    it('returns the newest snapshot, also after a restart', async () => {
      const first = await keep([press('btn-1', 1)]);
      await bench.wait(journal.saveSnapshot({ seq: first, state: { open: ['i-1'] } }));
      const second = await keep([press('btn-1', 2)]);
      await bench.wait(journal.saveSnapshot({ seq: second, state: { open: ['i-1', '三楼'] } }));
      await bench.wait(journal.saveSnapshot({ seq: second, state: { open: ['i-1', '三楼', 'i-2'] } }));
      await reopen();
      expect(await bench.wait(journal.latestSnapshot())).toEqual({ seq: 2, state: { open: ['i-1', '三楼', 'i-2'] } });
    });

    it('prunes telemetry by age and by size, never an accountable fact, and never gives a number out twice', async () => {
      await keep([press('btn-1', 1, 0), reading('door-1', 1, 0), reading('door-1', 2, 10), reading('door-1', 3, 20)]);
      expect(await bench.wait(journal.prune(NOON + 10 * 60_000, Number.MAX_SAFE_INTEGER))).toBe(1);
      expect((await read()).map((item) => item.seq)).toEqual([1, 3, 4]);
      expect(await bench.wait(journal.prune(0, 0))).toBe(2);
      expect((await read()).map((item) => item.seq)).toEqual([1]);
      await reopen();
      expect(await keep([press('btn-1', 2)])).toBe(5);
    });

    it('writes what waits before it closes, and refuses what comes later', async () => {
      const waiting = Array.from({ length: 50 }, (_, i) => put(journal, [press('btn-1', i)]));
      await bench.wait(journal.close());
      expect((await Promise.all(waiting)).every(({ error }) => error === null)).toBe(true);
      expect(await bench.wait(put(journal, [press('btn-1', 99)]))).toMatchObject({ error: { code: 'closed' } });
    });

    it('sheds telemetry before staff actions, and both before presses, when too much waits', async () => {
      await reopen({ maxBytes: 20_000 });
      const note = entry({ kind: 'incident-noted', incident: 'i-1', text: '巡查中' });
      const told: Record<string, number> = {};
      const answers = async (label: string, make: (i: number) => Entry, count: number): Promise<(string | null)[]> => {
        const all = Array.from({ length: count }, (_, i) => {
          return new Promise<string | null>((resolve) =>
            journal.append([make(i)], [], (error) => {
              told[`${label}-${i}`] = (told[`${label}-${i}`] ?? 0) + 1;
              resolve(error?.code ?? null);
            }),
          );
        });
        return Promise.all(all);
      };
      const flood = answers('reading', (i) => reading('door-1', i), 200);
      const notes = answers('note', () => note, 30);
      const presses = answers('press', (i) => press('btn-1', i), 40);
      const got = await bench.wait(Promise.all([flood, notes, presses]));
      expect(got[0].filter((code) => code === 'overloaded').length).toBeGreaterThan(100);
      expect(got[1].filter((code) => code === 'overloaded').length).toBeLessThan(30);
      expect(got[2]).toEqual(Array.from({ length: 40 }, () => null));
      expect(Object.values(told).every((times) => times === 1)).toBe(true);
      expect(Object.keys(told)).toHaveLength(270);
    });

    it('tells a new listener the state of the storage at once', () => {
      const heard: StorageHealth[] = [];
      journal.onHealth((health) => heard.push(health));
      expect(heard).toHaveLength(1);
      expect(heard[0]?.state).toBe('ok');
    });

    it('carries any clock, any text: an odd value never costs a fact', async () => {
      const odd: Entry = {
        at: { t: ms(Number.NaN), wall: epochMs(8.7e15), boot: '重启\u0000', trusted: false },
        actor: 'device:\ud800',
        fact: { kind: 'access-refused', who: 'x\ud800\u0000', what: '…', count: 1 },
      };
      await keep([press('btn-1', 1), odd, press('btn-1', 2)]);
      const items = await read();
      const audit = new LedgerAudit(sha256, { partial: false });
      for (const item of items) expect(audit.add(item)).toBeNull();
      expect(items[1]).toMatchObject({ at: '+275760-09-13T00:00:00.000Z', trusted: false, t: 0 });
    });
  });
}
