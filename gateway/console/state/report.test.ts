import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../format/fact-sentence.ts';
import { milestonesOf, statusThen } from './report.ts';

const BEGAN = Date.parse('2026-09-01T10:00:00+08:00');
let seq = 0;
const entry = (kind: string, second: number, data: Record<string, unknown> = {}): LedgerEntry => ({
  seq: (seq += 1),
  n: seq,
  at: new Date(BEGAN + second * 1000).toISOString(),
  t: 5000 + second * 1000,
  boot: 'b',
  trusted: true,
  kind,
  subject: 'inc-1',
  actor: 'gateway',
  data,
  prev: null,
  hash: null,
});
const timeline = [
  entry('incident-opened', 0),
  entry('notice-sent', 0.2, { person: null }),
  entry('notice-sent', 0.4, { person: 'li' }),
  entry('notice-sent', 0.6, { person: 'wu' }),
  entry('incident-taken', 8),
  entry('incident-handed-over', 20),
  entry('incident-arrived', 95),
  entry('incident-closed', 600),
];

describe('the report of an incident', () => {
  it('gives the first time of each milestone; a siren is nobody reached', () => {
    expect(milestonesOf({ timeline }).map(({ milestone, afterMs }) => [milestone, afterMs])).toEqual([
      ['opened', 0],
      ['sent', 400],
      ['seen', null],
      ['taken', 8000],
      ['arrived', 95_000],
      ['closed', 600_000],
    ]);
  });

  it('counts on the campus timeline, though the clock was set back meanwhile', () => {
    const bent = [
      entry('incident-opened', 0),
      { ...entry('incident-taken', 8), at: new Date(BEGAN - 3_600_000).toISOString() },
    ];
    expect(milestonesOf({ timeline: bent }).find(({ milestone }) => milestone === 'taken')?.afterMs).toBe(8000);
  });

  it('says nothing where there is no record', () => {
    expect(milestonesOf({ timeline: [] }).every(({ atMs }) => atMs === null)).toBe(true);
  });

  it.each([
    [-1, 'before'],
    [0, 'open'],
    [3, 'open'],
    [4, 'taken'],
    [5, 'taken'],
    [6, 'arrived'],
    [7, 'closed'],
  ] as const)('knows how it stood after entry %i: %s', (index, status) => {
    expect(statusThen(timeline, index)).toBe(status);
  });
});
