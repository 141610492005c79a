/** Grafana's rules, case by case: everything that the checks on a real database say rests on them. */

import { describe, expect, it } from 'vitest';
import type { DashboardVariable } from './dashboard-json.ts';
import { type Choice, interpolate, intervalOf, rangeOf, UnknownVariable } from './interpolate.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const range = { fromMs: 1_700_000_000_000, toMs: 1_700_000_000_000 + 6 * HOUR };

const zone: DashboardVariable = {
  type: 'query',
  name: 'zone',
  label: '区域',
  query: '',
  multi: true,
  includeAll: true,
  allValue: '.*',
  current: { text: ['全部'], value: ['$__all'] },
};
const one: DashboardVariable = { ...zone, name: 'one', multi: false };
const without: DashboardVariable = {
  type: 'custom',
  name: 'bare',
  label: '',
  query: '',
  multi: true,
  includeAll: true,
};

const put = (query: string, choice: Choice = {}, maxDataPoints = 1200): string =>
  interpolate(query, { range, variables: [zone, one, without], choice, maxDataPoints });

describe('a variable in a query', () => {
  const cases: readonly (readonly [string, string, Choice, string])[] = [
    ['one value of several, escaped', '/^${zone:regex}$/', { zone: ['3F.西+1'] }, String.raw`/^3F\.西\+1$/`],
    ['two values', '/^${zone:regex}$/', { zone: ['a.b', 'c/d'] }, String.raw`/^(a\.b|c\/d)$/`],
    ['All, as it stands', '/^${zone:regex}$/', { zone: ['$__all'] }, '/^.*$/'],
    ['All, when nothing was chosen yet', '/^${zone:regex}$/', {}, '/^.*$/'],
    [
      'what hurts a pattern',
      '/^${zone:regex}$/',
      { zone: ['^$|{2}?*()[]\\'] },
      String.raw`/^\^\$\|\{2\}\?\*\(\)\[\]\\$/`,
    ],
    ['raw', "'${zone:raw}'", { zone: 'a.b' }, "'a.b'"],
    ['no format, several values: always in brackets', '/^$zone$/', { zone: ['a.b'] }, String.raw`/^(a\.b)$/`],
    ['no format, starting like a number: not escaped at all', '/^$one$/', { one: '3.5+' }, '/^3.5+$/'],
    ['no format, in a pattern', '/^$one$/', { one: 'a.b' }, String.raw`/^a\.b$/`],
    ['no format, outside a pattern', "'$one'", { one: 'a.b' }, "'a.b'"],
    ['the old brackets', '/^[[zone:regex]]$/', { zone: ['a.b'] }, String.raw`/^a\.b$/`],
  ];
  it.each(cases)('%s', (_story, query, choice, expected) => {
    expect(put(query, choice)).toBe(expected);
  });

  it('that is not there never reaches the database', () => {
    expect(() => put('$zones')).toThrow(UnknownVariable);
    expect(() => put('${__range}')).toThrow(UnknownVariable);
  });

  it('All without a value of its own is not guessed at, nor is a format that we do not use', () => {
    expect(() => put('${bare:regex}', { bare: ['$__all'] })).toThrow(/All without/);
    expect(() => put('${zone:lucene}', { zone: ['a'] })).toThrow(/lucene/);
  });
});

describe('time', () => {
  it('is put in by the server, both ends included', () => {
    expect(put('WHERE $timeFilter')).toBe(`WHERE time >= ${range.fromMs}ms and time <= ${range.toMs}ms`);
  });

  it('of the range, by the browser', () => {
    expect(put('time < ${__to}ms - 28d AND time > $__from')).toBe(
      `time < ${range.toMs}ms - 28d AND time > ${range.fromMs}`,
    );
  });

  it('of an interval fits the points that the screen has, but is never shorter than the data source says', () => {
    expect(put('time($__interval)', {}, 72)).toBe('time(5m)');
    expect(put('time($__interval), $__interval_ms, $interval', {}, 10_000)).toBe('time(1m), 60000, 1m');
    const over = (ms: number) => intervalOf({ range: { fromMs: 0, toMs: ms }, variables: [], choice: {} }) / MINUTE;
    expect([over(HOUR), over(DAY), over(30 * DAY), over(365 * DAY)]).toEqual([1, 1, 30, 6 * 60]);
  });

  it('of a panel is counted back from now', () => {
    expect(rangeOf('now-30d', 40 * DAY)).toEqual({ fromMs: 10 * DAY, toMs: 40 * DAY });
    expect(rangeOf('5m', DAY)).toEqual({ fromMs: DAY - 5 * MINUTE, toMs: DAY });
    expect(() => rangeOf('yesterday', DAY)).toThrow(/yesterday/);
  });
});
