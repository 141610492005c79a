import { expect, it } from 'vitest';
import { ms, seconds } from '../../gateway/core/time.ts';
import { FakeClock } from './fake-clock.ts';
import { SeededRandom } from './seeded-random.ts';

it('fires timers in the order they are due, each at its own time, new ones included', async () => {
  const clock = new FakeClock({ t: 0 });
  const seen: string[] = [];
  clock.after(seconds(5), () => seen.push(`five at ${clock.t}`));
  clock.after(seconds(1), () => {
    seen.push(`one at ${clock.t}`);
    clock.after(seconds(2), () => seen.push(`three at ${clock.t}`));
  });
  await clock.advance(5_000);
  expect(seen).toEqual(['one at 1000', 'three at 3000', 'five at 5000']);
  expect(clock.pending()).toBe(0);
});

it('lets promises that a timer started settle before the next timer', async () => {
  const clock = new FakeClock();
  const seen: string[] = [];
  clock.after(ms(10), () => void Promise.resolve().then(() => seen.push('settled')));
  clock.after(ms(20), () => seen.push('second'));
  await clock.advance(20);
  expect(seen).toEqual(['settled', 'second']);
});

it('a cancelled timer stays silent, and a wall step does not move the timeline', async () => {
  const clock = new FakeClock({ t: 100, wall: '2026-09-07T00:00:00Z' });
  let fired = 0;
  const cancel = clock.after(ms(10), () => (fired += 1));
  cancel();
  clock.stepWall(-3_600_000);
  await clock.advance(1_000);
  expect(fired).toBe(0);
  expect(clock.now()).toMatchObject({ t: 1_100, wall: Date.parse('2026-09-06T23:00:01Z') });
});

it('a reboot loses timers, changes the boot id and never sets the timeline back', async () => {
  const clock = new FakeClock({ t: 100 });
  clock.after(ms(10), () => expect.unreachable('a timer survived the power cut'));
  const before = clock.now();
  clock.reboot(5_000);
  await clock.advance(20);
  expect(clock.now().boot).not.toBe(before.boot);
  expect(clock.t).toBe(5_120);
});

it('the same seed gives the same run, another seed another', () => {
  const run = (seed: number) => Array.from({ length: 5 }, () => new SeededRandom(seed).id());
  expect(run(7)).toEqual(run(7));
  expect(run(7)).not.toEqual(run(8));
  expect(new SeededRandom(3).id()).toMatch(/^[0-9a-z]{16}$/);
  const random = new SeededRandom(11);
  const draws = Array.from({ length: 10_000 }, () => random.fraction());
  expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...draws)).toBeLessThan(1);
  expect(draws.reduce((sum, x) => sum + x, 0) / draws.length).toBeCloseTo(0.5, 1);
});
