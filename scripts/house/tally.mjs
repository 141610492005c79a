/** Adds up what the gates and vitest said. Nothing that did not run counts as passed. */

export const isCI = (env = process.env) =>
  env.CI !== undefined && env.CI !== '' && env.CI !== 'false' && env.CI !== '0';

const SKIPPED = new Set(['pending', 'skipped', 'todo', 'disabled']);

/**
 * Reads vitest's JSON report. A file that could not be loaded, a missing report, a run without a test and (in CI, which
 * skips nothing) a skipped test are failures; so is an exit code that the tests do not explain, e.g. an unhandled rejection.
 */
export function readReport(exitCode, read, ci = isCI()) {
  const name = 'tests (vitest)';
  let report;
  try {
    report = read();
  } catch (error) {
    console.error(`no report from vitest: ${error.message}`);
    return { name, passed: 0, failed: 1, skipped: [] };
  }
  let passed = 0;
  let failed = 0;
  const skipped = [];
  for (const file of report.testResults) {
    const tests = file.assertionResults;
    const ofFile = tests.filter((test) => test.status === 'failed').length;
    passed += tests.filter((test) => test.status === 'passed').length;
    failed += file.status === 'failed' ? Math.max(1, ofFile) : ofFile;
    skipped.push(...tests.filter((test) => SKIPPED.has(test.status)).map((test) => test.fullName));
  }
  if (ci) failed += skipped.length;
  if (failed === 0 && (exitCode !== 0 || passed === 0)) failed = 1;
  return { name, passed, failed, skipped };
}

export const verdict = (results) => ({
  passed: results.reduce((sum, one) => sum + one.passed, 0),
  failed: results.reduce((sum, one) => sum + one.failed, 0),
});
