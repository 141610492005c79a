/**
 * `npm run bench`: builds, and measures the built gateway against other brokers; see docs/performance.md. `npm run bench -- --help`.
 * Thousands of connections need thousands of file descriptors: the soft limit is raised to the hard one first.
 */

import { ensureBuilt } from './house/build.mjs';
import { ensureInstalled } from './house/install.mjs';
import { ROOT, run } from './house/run.mjs';

if (!(await ensureInstalled()) || !(await ensureBuilt())) process.exit(1);
const shell = ['-c', 'ulimit -n "$(ulimit -Hn)"; exec "$0" "$@"', process.execPath];
const program = ['--import', 'tsx', `${ROOT}test/bench/bench-process.ts`, ...process.argv.slice(2)];
process.exit(await run('/bin/sh', [...shell, ...program]));
