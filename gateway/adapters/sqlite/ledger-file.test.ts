/** The writing side of the file: an unfit append stays alone, a newer file is left alone. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NOON, press, reading, row } from '../../../test/kit/journal-samples.ts';
import { openJournal } from './journal.ts';
import { LedgerFile } from './ledger-file.ts';
import { verifyJournal } from './verify.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'ledger-file-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const unfit = { ...row('i-1', NOON), status: null } as unknown as ReturnType<typeof row>;

describe('an append that SQLite cannot store', () => {
  it('takes no press of the same batch with it', async () => {
    const ledger = new LedgerFile(join(dir, 'journal.db'), { busyMs: 100 });
    const batch = [
      [[press('btn-1', 1)], []],
      [[press('btn-1', 2), press('btn-1', 3)], [unfit]],
      [[reading('door-1', 1), press('btn-1', 4)], [row('i-2', NOON)]],
    ] as const;
    expect(() => ledger.commit(batch)).toThrow();
    expect(ledger.head().count).toBe(0);
    const { firstSeq, unfit: left } = ledger.commitEach(batch);
    expect(firstSeq).toBe(1);
    expect([...left.keys()]).toEqual([1]);
    expect(ledger.head().count).toBe(2);
    expect(ledger.lastSeq()).toBe(3);
    ledger.close();
    expect(await verifyJournal(dir)).toMatchObject({ ok: true, count: 2 });
  });

  it('is refused alone by the journal, the others are acknowledged with their own numbers', async () => {
    const journal = await openJournal({ dir, reserveBytes: 0, lowSpaceAt: 1.1 });
    const answers: unknown[] = [];
    const all = new Promise<void>((resolve) => {
      const done = (error: { code: string } | null, seq: number): void => {
        answers.push(error?.code ?? seq);
        if (answers.length === 3) resolve();
      };
      journal.append([press('btn-1', 1)], [], done);
      journal.append([press('btn-1', 2)], [unfit], done);
      journal.append([press('btn-1', 3)], [], done);
    });
    await all;
    expect(answers).toEqual([1, 'io', 2]);
    expect(journal.health().state).toBe('ok');
    await journal.close();
  });

  it('and one that is no JSON at all is refused without a throw', async () => {
    const journal = await openJournal({ dir, reserveBytes: 0, lowSpaceAt: 1.1 });
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    const bad = reading('door-1', 1);
    const code = await new Promise((resolve) =>
      journal.append([{ ...bad, fact: { ...bad.fact, body: circle } as typeof bad.fact }], [], (error) =>
        resolve(error?.code),
      ),
    );
    expect(code).toBe('io');
    await journal.close();
  });
});

describe('a journal of a newer version', () => {
  it('is not touched: the gateway says so and keeps facts in memory', async () => {
    const ledger = new LedgerFile(join(dir, 'journal.db'), { busyMs: 100 });
    ledger.commit([[[press('btn-1', 1)], []]]);
    ledger.db.pragma('user_version = 99');
    ledger.close();
    const journal = await openJournal({ dir, reserveBytes: 0, lowSpaceAt: 1.1 });
    expect(journal.health()).toMatchObject({
      state: 'fault',
      code: 'io',
      detail: expect.stringContaining('schema 99'),
    });
    await journal.close();
    expect(await verifyJournal(dir)).toMatchObject({ ok: true, count: 1 });
  });
});
