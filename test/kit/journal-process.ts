/**
 * A process of its own that writes to a journal: `node --import tsx test/kit/journal-process.ts press DIR` presses for ever and
 * prints the counter of each press that was acknowledged; `visit DIR N` appends N facts as a command-line verb does.
 */

import { writeSync } from 'node:fs';
import { openJournal } from '../../gateway/adapters/sqlite/journal.ts';
import { visitLedger } from '../../gateway/adapters/sqlite/visitor.ts';
import { entry, press } from './journal-samples.ts';

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
} else {
  const visit = visitLedger(dir);
  for (let i = 0; i < Number(count); i += 1)
    visit.append([entry({ kind: 'credential-issued', device: `btn-${i}` }, 0, 'cli')]);
  visit.close();
}
