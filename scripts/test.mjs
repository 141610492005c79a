/**
 * `npm test`: installs what is missing, builds, runs every gate and every test, and ends with one line
 * `N passed, N failed`. CI runs exactly this. Arguments go to vitest: `npm test -- gateway/core`.
 */

import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { ensureBuilt } from './house/build.mjs';
import { ensureDebianPackages } from './house/debian-packages.mjs';
import { ensureInstalled } from './house/install.mjs';
import { ROOT, run, tool } from './house/run.mjs';
import { isCI, readReport, verdict } from './house/tally.mjs';

/** A hung suite must end as a failure, not as silence; a slow, shared machine is no failure. The suite takes about ten minutes. */
const VITEST_LIMIT_MS = 45 * 60_000;
const REPORT = `${ROOT}test-output/vitest.json`;

const GATES = [
  { name: 'format (biome)', command: tool('@biomejs/biome/bin/biome'), args: ['format', '.'] },
  { name: 'lint (oxlint, type-aware)', command: tool('oxlint/bin/oxlint'), args: ['--deny-warnings'] },
  { name: 'types (tsc)', command: tool('typescript/bin/tsc'), args: ['--noEmit'] },
  { name: 'unused files, exports, packages (knip)', command: tool('knip/bin/knip.js'), args: ['--no-progress'] },
  { name: 'licences', command: [process.execPath, [`${ROOT}scripts/check-licences.mjs`]], args: [] },
];

function finish(results) {
  const { passed, failed } = verdict(results);
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 && passed > 0 ? 0 : 1);
}

async function gate({ name, command: [program, before], args }) {
  const from = performance.now();
  console.log(`\n── ${name}`);
  const code = await run(program, [...before, ...args]);
  const took = ((performance.now() - from) / 1000).toFixed(1);
  console.log(`── ${name}: ${code === 0 ? 'passed' : `FAILED (exit code ${code})`} in ${took} s`);
  return { name, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: [] };
}

async function vitest() {
  const [program, before] = tool('vitest/vitest.mjs');
  mkdirSync(`${ROOT}test-output`, { recursive: true });
  rmSync(REPORT, { force: true });
  const args = [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${REPORT}`,
    ...process.argv.slice(2),
  ];
  console.log('\n── tests (vitest)');
  const code = await run(program, [...before, ...args], { timeoutMs: VITEST_LIMIT_MS });
  const read = () => JSON.parse(readFileSync(REPORT, 'utf8'));
  return readReport(code, read);
}

const results = [];
if (!(await ensureInstalled())) finish([{ name: 'install', passed: 0, failed: 1, skipped: [] }]);
const missing = await ensureDebianPackages();
for (const pkg of missing) console.log(`── skipped for want of the Debian package ${pkg.name}: ${pkg.for}`);
if (isCI() && missing.length > 0)
  results.push({ name: 'Debian packages', passed: 0, failed: missing.length, skipped: [] });

for (const one of GATES) results.push(await gate(one));
const built = await ensureBuilt();
results.push({ name: 'build', passed: built ? 1 : 0, failed: built ? 0 : 1, skipped: [] });
results.push(await vitest());

console.log('');
for (const { name, passed, failed, skipped } of results) {
  console.log(
    `${failed === 0 ? '✓' : '✗'} ${name}: ${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`,
  );
  for (const test of skipped) console.log(`    skipped: ${test}`);
}
finish(results);
