/** A simulation that cannot fail proves nothing: every planted fault is found, by the promise that it breaks. */

import { describe, expect, it } from 'vitest';
import { planOf } from './plan.ts';
import { reportOf } from './report.ts';
import { run } from './run.ts';
import { PLANTED } from './sabotage.ts';

const WITHIN_SEEDS = 300;

describe('a planted fault is found', () => {
  it.each(PLANTED)('$name', { timeout: 60_000 }, async ({ shownBy, sabotage }) => {
    const codes: string[] = [];
    for (let seed = 1; seed <= WITHIN_SEEDS && codes.length === 0; seed += 1) {
      const { violation } = await run(planOf(seed), sabotage);
      if (violation) codes.push(violation.code);
    }
    expect(shownBy).toContain(codes[0]);
  });

  it('and is told as a short story with the command that plays it again', { timeout: 60_000 }, async () => {
    const early = PLANTED[0];
    if (!early) throw new Error('no planted fault');
    let report: string | null = null;
    for (let seed = 1; seed <= WITHIN_SEEDS && report === null; seed += 1)
      report = await reportOf(seed, early.sabotage);
    expect(report).toContain('breaks "acked-not-stored"');
    expect(report).toContain('press device=');
    expect(report).toMatch(/CAMPUS_GUARD_SIM_SEED=\d+ CAMPUS_GUARD_SIM_RUNS=1/);
    expect(report?.split('\n').length).toBeLessThan(12);
  });
});
