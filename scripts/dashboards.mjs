/**
 * `npm run dashboards`: the Grafana dashboards of a school from its configuration. Without arguments those of the example school, which
 * are committed. `-- --config DIR --out DIR` makes a school's own; `--console URL` for the links, where the configuration has no
 * publicUrl; `--check` only says whether the files are up to date.
 */

import { parseArgs } from 'node:util';
import { ensureInstalled } from './house/install.mjs';
import { ROOT, run } from './house/run.mjs';

const USAGE = 'npm run dashboards -- [--config DIR] [--out DIR] [--console URL] [--check]';

if (!(await ensureInstalled())) process.exit(1);
try {
  parseArgs({
    options: {
      config: { type: 'string' },
      out: { type: 'string' },
      console: { type: 'string' },
      check: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
} catch (error) {
  console.error(`dashboards: ${error.message}\n${USAGE}`);
  process.exit(2);
}
if (process.argv.includes('--help')) {
  console.log(USAGE);
  process.exit(0);
}
process.exit(
  await run(process.execPath, ['--import', 'tsx', `${ROOT}scripts/house/dashboards.ts`, ...process.argv.slice(2)]),
);
