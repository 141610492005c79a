/** SQLite keeps the journal's contract. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JournalBench, journalContract } from '../../../test/contracts/journal.ts';
import { openJournal } from './journal.ts';

async function bench(): Promise<JournalBench> {
  const dir = mkdtempSync(join(tmpdir(), 'journal-'));
  return {
    open: (options) => openJournal({ dir, reserveBytes: 65_536, lowSpaceAt: 1, ...options }),
    wait: (promise) => promise,
    dispose: async () => rmSync(dir, { recursive: true, force: true }),
  };
}

journalContract('SQLite', bench);
