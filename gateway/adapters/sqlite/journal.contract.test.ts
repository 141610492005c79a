/** SQLite keeps the journal's contract. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type JournalBench, journalContract } from '../../../test/contracts/journal.ts';
import { press, put } from '../../../test/kit/journal-samples.ts';
import { openJournal } from './journal.ts';
import { verifyJournal } from './verify.ts';

async function bench(): Promise<JournalBench> {
  const dir = mkdtempSync(join(tmpdir(), 'journal-'));
  return {
    open: (options) => openJournal({ dir, reserveBytes: 65_536, lowSpaceAt: 1, ...options }),
    wait: (promise) => promise,
    dispose: async () => rmSync(dir, { recursive: true, force: true }),
  };
}

journalContract('SQLite', bench);

it('is copied whole beside running commits', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'journal-'));
  const copy = mkdtempSync(join(tmpdir(), 'journal-copy-'));
  const journal = await openJournal({ dir, reserveBytes: 0, lowSpaceAt: 1.1 });
  for (let i = 0; i < 50; i += 1) await put(journal, [press('btn-1', i)]);
  const before = journal.head();
  const more = Array.from({ length: 50 }, (_, i) => put(journal, [press('btn-2', i)]));
  await journal.backupTo(join(copy, 'journal.db'));
  await Promise.all(more);
  await expect(journal.backupTo(join(copy, 'journal.db'))).rejects.toMatchObject({ code: 'io' });
  await journal.close();
  expect(await verifyJournal(copy, { count: before.count, head: before.hash })).toMatchObject({
    ok: true,
    witnessed: 1,
  });
  for (const folder of [dir, copy]) rmSync(folder, { recursive: true, force: true });
});
