import { expect, test } from 'vitest';
import { Throttle } from './throttle.ts';

const MINUTE = 60_000;

test('the first refusal is recorded at once, what follows once a minute with its count, and nothing is lost', () => {
  const throttle = new Throttle('many', 10);
  expect(throttle.hit('a', () => 'a', 0)).toEqual({ about: 'a', count: 1 });
  for (let n = 0; n < 499; n += 1) expect(throttle.hit('a', () => 'a', n)).toBeNull();
  expect(throttle.due(MINUTE - 1)).toEqual([]);
  expect(throttle.due(MINUTE)).toEqual([{ about: 'a', count: 499 }]);
  expect(throttle.hit('a', () => 'a', MINUTE + 1)).toBeNull();
  expect(throttle.due(2 * MINUTE)).toEqual([{ about: 'a', count: 1 }]);
  expect(throttle.due(3 * MINUTE)).toEqual([]);
  expect(throttle.hit('a', () => 'a', 3 * MINUTE)).toEqual({ about: 'a', count: 1 });
});

test('a thousand addresses a minute make no more records than the limit, and all are counted', () => {
  const throttle = new Throttle('many', 10);
  let records = 0;
  let counted = 0;
  const record = (tally: { about: string; count: number } | null): void => {
    if (!tally) return;
    records += 1;
    counted += tally.count;
  };
  for (let minute = 0; minute < 10; minute += 1) {
    for (let n = 0; n < 1000; n += 1) record(throttle.hit(`${minute}.${n}`, () => `${minute}.${n}`, minute * MINUTE));
    for (const tally of throttle.due((minute + 1) * MINUTE)) record(tally);
  }
  expect(records).toBeLessThanOrEqual(10 * 12);
  expect(counted).toBe(10_000);
});
