/** Guards who cheat and guards who do not: what is published of it is what the rules do. */

import { describe, expect, it } from 'vitest';
import { type Ground, isAccused, judge, WALKERS, type WalkerName } from '../kit/patrol-cheats.ts';
import { patrolOfSix } from '../kit/patrol-of-six.ts';
import { patrolPage, readPage } from '../kit/patrol-page.ts';

const ground: Ground = { patrol: patrolOfSix(), usual: 2 };

function accused(name: WalkerName, rounds = 100): number {
  const walker = WALKERS.find((one) => one.name === name);
  if (!walker) throw new Error(`no walker ${name}`);
  return Array.from({ length: rounds }, (_, seed) => judge(walker, seed, ground)).filter(isAccused).length;
}

describe('patrol cheats', () => {
  it('are found, and the honest are left in peace', () => {
    for (const name of ['shared-card', 'batch', 'skipped-forged', 'skipped-later', 'went-home'] as const)
      expect(accused(name), name).toBeGreaterThanOrEqual(98);
    expect(accused('honest', 300)).toBeLessThanOrEqual(3);
  });

  it('that are patient cannot be told from an honest walk, and the page says so', () => {
    expect(accused('collected-tags')).toBeLessThanOrEqual(2);
  });

  it('stand in docs/patrol.md as measured: run `npx tsx test/kit/patrol-page.ts` after changing a rule', () => {
    expect(readPage()).toBe(patrolPage());
  }, 60_000);
});
