import { expect, test } from 'vitest';
import { ContentNames } from './inflight.ts';

test('the same content within 10 s is the same event, after that another one', () => {
  const names = new ContentNames();
  const first = names.name('press', 0);
  expect(first.repeat).toBe(false);
  expect(names.name('press', 10_000)).toEqual({ ...first, repeat: true });
  expect(names.name('press', 10_001)).toMatchObject({ repeat: false });
});

test('a flood of uncounted events is forgotten before its time, the newest of it last', () => {
  const names = new ContentNames();
  const body = (n: number): string => `${n}:`.padEnd(4000, 'x');
  for (let n = 0; n < 5000; n += 1) names.name(body(n), 0);
  expect(names.name(body(4999), 1).repeat).toBe(true);
  expect(names.name(body(0), 1).repeat).toBe(false);
  names.forget(names.name(body(4998), 1).name);
  expect(names.name(body(4998), 1).repeat).toBe(false);
});
