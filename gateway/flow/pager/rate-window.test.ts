import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ms } from '../../core/time.ts';
import { type Mark, RateWindow, RateWindows } from './rate-window.ts';

/** A story: time passes, a message is wanted, an attempt ends. */
const step = fc.oneof(
  fc.record({ kind: fc.constant('pass' as const), by: fc.integer({ min: 1, max: 40_000 }) }),
  fc.record({ kind: fc.constant('want' as const), urgent: fc.boolean() }),
  fc.record({ kind: fc.constant('end' as const), reached: fc.boolean() }),
);
const rules = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1_000, max: 60_000 }), fc.nat(11))
  .map(([count, perMs, reserved]) => ({ count, perMs, reserved: Math.min(reserved, count - 1) }));

it('no period of the vendor ever sees more than its count, wherever within its attempt each message arrived', () => {
  fc.assert(
    fc.property(
      rules,
      fc.array(step, { maxLength: 300 }),
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      (rule, steps, where) => {
        const window = new RateWindow(rule);
        const running: { mark: Mark; start: number }[] = [];
        const arrivals: number[] = [];
        let now = 0;
        let next = 0;
        for (const one of steps) {
          if (one.kind === 'pass') now += one.by;
          if (one.kind === 'want' && window.hasRoom(ms(now), one.urgent))
            running.push({ mark: window.take(), start: now });
          if (one.kind === 'end' && running.length > 0) {
            next = (next + 1) % running.length;
            const [ended] = running.splice(next, 1);
            ended?.mark.end(ms(now), one.reached);
            if (ended && one.reached) arrivals.push(ended.start + (now - ended.start) * (where.next().value ?? 0));
          }
        }
        arrivals.sort((a, b) => a - b);
        for (const [i, first] of arrivals.entries()) {
          const within = arrivals.slice(i).filter((at) => at < first + rule.perMs).length;
          expect(within).toBeLessThanOrEqual(rule.count);
        }
      },
    ),
  );
});

it('however many status messages come, the reserved room is free for urgent ones', () => {
  fc.assert(
    fc.property(rules, fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 100 }), (rule, gaps) => {
      const window = new RateWindow(rule);
      let now = 0;
      for (const gap of gaps) {
        now += gap;
        if (window.hasRoom(ms(now), false)) window.take().end(ms(now), true);
      }
      let urgent = 0;
      while (window.hasRoom(ms(now), true)) {
        window.take();
        urgent += 1;
      }
      expect(urgent).toBeGreaterThanOrEqual(rule.reserved);
    }),
  );
});

it('says to the millisecond when there will be room, and nothing while that hangs on an attempt', () => {
  const window = new RateWindow({ count: 2, perMs: 1_000, reserved: 1 });
  const mark = window.take();
  expect(window.roomAt(ms(0), false)).toBeNull();
  mark.end(ms(50), true);
  expect(window.roomAt(ms(60), false)).toBe(1_050);
  expect(window.hasRoom(ms(1_049), false)).toBe(false);
  expect(window.hasRoom(ms(1_050), false)).toBe(true);
});

it('what never reached the far side does not count', () => {
  const window = new RateWindow({ count: 1, perMs: 1_000, reserved: 0 });
  window.take().end(ms(0), false);
  expect(window.hasRoom(ms(0), true)).toBe(true);
});

it('several rules hold at once, and a reload forgets nothing that was sent under the same rule', () => {
  const perSecond = { count: 5, perMs: 1_000, reserved: 0 };
  const perMinute = { count: 8, perMs: 60_000, reserved: 0 };
  const windows = new RateWindows([perMinute, perSecond]);
  const send = (now: number) => {
    const room = windows.hasRoom(ms(now), true);
    if (room) windows.take().end(ms(now), true);
    return room;
  };
  expect(Array.from({ length: 6 }, () => send(0))).toEqual([true, true, true, true, true, false]);
  expect([send(1_000), send(1_000), send(1_000), send(1_000)]).toEqual([true, true, true, false]);
  expect(windows.roomAt(ms(1_000), true)).toBe(60_000);
  const after = new RateWindows([{ ...perMinute, reserved: 4 }], windows);
  expect(after.hasRoom(ms(30_000), true)).toBe(false);
});
