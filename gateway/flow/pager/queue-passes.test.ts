import fc from 'fast-check';
import { expect, it } from 'vitest';
import { noticeOrder } from '../../../test/kit/notices.ts';
import { NOTICE_REASONS } from '../../core/facts.ts';
import { ms } from '../../core/time.ts';
import { retryDelay } from './backoff.ts';
import { type Entry, newEntry } from './entry.ts';
import { inherit, isBefore, nextUp, supersededBy } from './queue-passes.ts';

const entry = fc
  .record({
    urgent: fc.boolean(),
    reason: fc.constantFrom(...NOTICE_REASONS),
    since: fc.nat(50),
    notBefore: fc.nat(100),
    sending: fc.boolean(),
    serial: fc.nat(1_000),
  })
  .map(
    ({ urgent, reason, since, notBefore, sending, serial }): Entry => ({
      ...newEntry(noticeOrder({ urgent, reason }), serial, ms(since)),
      notBefore: ms(notBefore),
      sending,
    }),
  );
const entries = fc.uniqueArray(entry, { selector: (one) => one.serial, maxLength: 30 });

it('who goes next is due, not being sent, and nobody who is due goes before it', () => {
  fc.assert(
    fc.property(entries, fc.nat(120), (line, now) => {
      const next = nextUp(line, { now: ms(now), passes: () => true });
      const due = line.filter((one) => !one.sending && one.notBefore <= now);
      expect(next === null).toBe(due.length === 0);
      if (next === null) return;
      expect(due).toContain(next);
      for (const other of due) if (other !== next) expect(isBefore(next, other)).toBe(true);
    }),
  );
});

it('no status message ever goes before an urgent one, nor a repeat before a first news of the same urgency', () => {
  fc.assert(
    fc.property(entry, entry, (a, b) => {
      if (a.serial === b.serial || !isBefore(a, b)) return;
      expect(b.order.urgent && !a.order.urgent).toBe(false);
      if (a.order.urgent === b.order.urgent) expect(b.first && !a.first).toBe(false);
    }),
  );
});

it('the order is total: of two notices exactly one is before the other', () => {
  fc.assert(
    fc.property(entry, entry, (a, b) => {
      if (a.serial !== b.serial) expect(isBefore(a, b)).not.toBe(isBefore(b, a));
    }),
  );
});

it('a newer notice replaces only what is older, waiting and at most as urgent, and inherits place and first news', () => {
  fc.assert(
    fc.property(entries, entry, (line, newer) => {
      const replaced = supersededBy(newer, line);
      for (const one of replaced) {
        expect(one.serial).toBeLessThan(newer.serial);
        expect(one.sending).toBe(false);
        expect(one.order.urgent && !newer.order.urgent).toBe(false);
      }
      const heir = inherit(newer, replaced);
      expect(heir.since).toBe(Math.min(newer.since, ...replaced.map((one) => one.since)));
      expect(heir.first).toBe(newer.first || replaced.some((one) => one.first));
      expect(heir.expires).toBe(newer.expires);
    }),
  );
});

it('a retry waits a little longer each time, and never less than the channel asked', () => {
  const middle = [1, 2, 3, 4, 5, 6, 7, 100].map((attempt) => retryDelay(attempt, 0.5));
  expect(middle).toEqual([1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 30_000, 30_000]);
  expect(retryDelay(1, 0.5, 60_000)).toBe(60_000);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(900_000),
      (n, fraction, asked) => {
        const delay = retryDelay(n, fraction, asked);
        expect(delay).toBeGreaterThanOrEqual(Math.max(800, asked));
        expect(delay).toBeLessThanOrEqual(Math.max(36_000, asked));
      },
    ),
  );
});
