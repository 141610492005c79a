import { describe, expect, test } from 'vitest';
import { fromMs, startOfDay, toMs } from './school-time.ts';

const at = (iso: string): number => Date.parse(iso);

describe('a date in a request', () => {
  test('is a day of the school', () => {
    expect(startOfDay('2026-11-23', 'Asia/Shanghai')).toBe(at('2026-11-23T00:00:00+08:00'));
    expect(fromMs('2026-11-23', 'Asia/Shanghai')).toBe(at('2026-11-22T16:00:00Z'));
    expect(toMs('2026-11-23', 'Asia/Shanghai')).toBe(at('2026-11-24T00:00:00+08:00'));
  });

  test('has 23 or 25 hours where clocks change', () => {
    const hours = (date: string): number =>
      ((toMs(date, 'Europe/Berlin') ?? 0) - (fromMs(date, 'Europe/Berlin') ?? 0)) / 3_600_000;
    expect([hours('2026-03-29'), hours('2026-10-25'), hours('2026-06-01')]).toEqual([23, 25, 24]);
    expect(startOfDay('2026-03-29', 'Europe/Berlin')).toBe(at('2026-03-29T00:00:00+01:00'));
  });

  test('an instant is taken as it is, nothing is nothing', () => {
    expect(fromMs('2026-11-23T10:00:00+08:00', 'Asia/Shanghai')).toBe(at('2026-11-23T02:00:00Z'));
    expect(toMs('2026-11-23T10:00:00Z', 'Asia/Shanghai')).toBe(at('2026-11-23T10:00:00Z'));
    expect(fromMs(undefined, 'Asia/Shanghai')).toBeUndefined();
  });
});
