/**
 * A process of its own that writes to a journal: `node --import tsx test/kit/journal-process.ts press DIR` presses for ever and
 * prints the counter of each press that was acknowledged; `visit DIR N` appends N facts as a command-line verb does; `until-it-fails
 * DIR` presses until the disk refuses, and prints what was told.
 */

import { writeSync } from 'node:fs';
import { openJournal } from '../../gateway/adapters/sqlite/journal.ts';
import { visitLedger } from './ledger-visit.ts';
import { entry, press, put } from './journal-samples.ts';

const AT_ONCE = 64;
const [mode, dir = '', count = '0'] = process.argv.slice(2);

if (mode === 'press') {
  const journal = await openJournal({ dir, reserveBytes: 65_536 });
  let counter = 0;
  const next = (): void => {
    counter += 1;
    const mine = counter;
    journal.append([press('btn-1', mine)], [], (error) => {
      if (error) throw error;
      writeSync(1, `${mine}\n`);
      next();
    });
  };
  for (let i = 0; i < AT_ONCE; i += 1) next();
} else if (mode === 'until-it-fails') {
  const journal = await openJournal({ dir, reserveBytes: 0, lowSpaceAt: 1.1 });
  const health: string[] = [];
  journal.onHealth((now) => health.push(now.state === 'ok' ? 'ok' : now.code));
  let stored = 0;
  for (;;) {
    const batch = Array.from({ length: 20 }, (_, i) => put(journal, [press('btn-1', stored + i)]));
    const failed = (await Promise.all(batch)).filter(({ error }) => error !== null);
    stored += batch.length - failed.length;
    if (failed.length === 0) continue;
    writeSync(1, JSON.stringify({ stored, codes: failed.map(({ error }) => error?.code), health }));
    break;
  }
  await journal.close();
} else {
  const visit = visitLedger(dir);
  for (let i = 0; i < Number(count); i += 1)
    visit.append([entry({ kind: 'credential-issued', device: `btn-${i}` }, 0, 'cli')]);
  visit.close();
}
