/** The last line of `npm test` is believed: so nothing that did not run may count as passed. */

import { describe, expect, it } from 'vitest';
import { readReport, verdict } from '../../scripts/house/tally.mjs';

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((one, i) => ({ status: one, fullName: `story ${i}` })),
});
const reported = (code: number, files: readonly unknown[], ci = false) =>
  readReport(code, () => ({ testResults: files }), ci);

describe('the count of tests', () => {
  it('adds up what passed', () => {
    expect(reported(0, [file('passed', 'passed', 'passed'), file('passed', 'passed')])).toMatchObject({
      passed: 3,
      failed: 0,
    });
  });

  it('counts a file that could not be loaded', () => {
    expect(reported(1, [file('passed', 'passed'), file('failed')])).toMatchObject({ passed: 1, failed: 1 });
  });

  it('counts an exit code that no test explains', () => {
    expect(reported(1, [file('passed', 'passed')])).toMatchObject({ passed: 1, failed: 1 });
  });

  it('fails when no test ran', () => {
    expect(reported(0, [])).toMatchObject({ passed: 0, failed: 1 });
  });

  it('fails when vitest left no report', () => {
    const lost = readReport(0, () => {
      throw new Error('ENOENT');
    });
    expect(lost).toMatchObject({ passed: 0, failed: 1 });
  });

  it('names what was skipped, and in CI fails for it', () => {
    const files = [file('passed', 'passed', 'skipped', 'todo')];
    expect(reported(0, files)).toMatchObject({ passed: 1, failed: 0, skipped: ['story 1', 'story 2'] });
    expect(reported(0, files, true)).toMatchObject({ passed: 1, failed: 2 });
  });

  it('sums the gates', () => {
    expect(verdict([reported(0, [file('passed', 'passed')]), { passed: 0, failed: 1 }])).toEqual({
      passed: 1,
      failed: 1,
    });
  });
});
