import { describe, expect, it } from 'vitest';
import type { LedgerItem } from '../../../ports/journal.ts';
import { momentOf, startOfDay } from './export-range.ts';
import { csvLine, defused, rowOf } from './table.ts';

describe('the ledger as a table', () => {
  it.each(['=1+1', '+861380000', '-2', '@SUM(A1)', '\t=1', '|calc', '%0A'])('does not run %j', (text) => {
    expect(defused(text)).toBe(`'${text}`);
  });

  it.each(['教学楼', '10:05', '{"note":"=1"}', ''])('leaves %j as it is', (text) => {
    expect(defused(text)).toBe(text);
  });

  it('quotes quotes and keeps lines together', () => {
    expect(csvLine(['a "b"', 'c\nd', '=x'])).toBe('"a ""b""","c\nd","\'=x"\r\n');
  });

  it('tells the time of the school, the event in Chinese, and who did it', () => {
    const item: LedgerItem = {
      seq: 9,
      n: 7,
      at: '2026-09-07T02:05:00.000Z',
      t: 1,
      boot: 'b',
      trusted: true,
      kind: 'incident-taken',
      subject: 'inc-1',
      actor: 'person:sun-wei',
      data: { incident: 'inc-1' },
      prev: 'p',
      hash: 'h',
    };
    expect(rowOf(item, 'Asia/Shanghai').slice(0, 5)).toEqual([
      '7',
      '2026-09-07 10:05:00',
      '已接手 incident-taken',
      'inc-1',
      'person:sun-wei',
    ]);
  });
});

describe('the days of an export', () => {
  it('begin at midnight of the school', () => {
    expect(new Date(startOfDay('2026-09-07', 'Asia/Shanghai')).toISOString()).toBe('2026-09-06T16:00:00.000Z');
    expect(new Date(startOfDay('2026-09-07', 'UTC')).toISOString()).toBe('2026-09-07T00:00:00.000Z');
  });

  it('are right on the day the clocks change', () => {
    expect(new Date(startOfDay('2026-03-29', 'Europe/Berlin')).toISOString()).toBe('2026-03-28T23:00:00.000Z');
    expect(new Date(startOfDay('2026-03-30', 'Europe/Berlin')).toISOString()).toBe('2026-03-29T22:00:00.000Z');
  });

  it('include the last day, and take an instant as it is', () => {
    expect(momentOf('2026-09-07', true, 'Asia/Shanghai')).toBe(Date.parse('2026-09-08T00:00:00+08:00'));
    expect(momentOf('2026-09-07T08:00:00+08:00', true, 'UTC')).toBe(Date.parse('2026-09-07T00:00:00Z'));
    expect(momentOf(undefined, true, 'UTC')).toBeNull();
    expect(() => momentOf('7/9/2026', false, 'UTC')).toThrow(/--from/);
  });
});
