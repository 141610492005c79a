import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { minutes } from '../../core/time.ts';
import { SystemClock } from './system-clock.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

const DAY = 86_400_000;

test('a deadline further off than setTimeout can count (24.8 days) is not due at once', () => {
  const clock = new SystemClock(null, 'always');
  const fired: string[] = [];
  clock.after(minutes(60 * 24 * 60), () => fired.push('sixty days'));
  vi.advanceTimersByTime(59 * DAY);
  expect(fired).toEqual([]);
  vi.advanceTimersByTime(2 * DAY);
  expect(fired).toEqual(['sixty days']);
});

test('a far deadline can be cancelled, also after its timer was set again', () => {
  const clock = new SystemClock(null, 'always');
  const fired: string[] = [];
  const cancel = clock.after(minutes(60 * 24 * 60), () => fired.push('sixty days'));
  vi.advanceTimersByTime(40 * DAY);
  cancel();
  vi.advanceTimersByTime(40 * DAY);
  expect(fired).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});
