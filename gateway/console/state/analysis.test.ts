import { describe, expect, it } from 'vitest';
import { anIncident } from '../../../test/kit/an-incident.ts';
import { heatOf, outcomesOf, responseOf, shadeOf } from './analysis.ts';

const ZONE = 'Asia/Shanghai';
const at = (time: string): string => `2026-09-07T${time}+08:00`;

describe('where and when', () => {
  it('counts people in need by zone and hour of the school, the busiest zone first', () => {
    const incidents = [
      anIncident({ id: 'a', zone: 'shed', openedAt: at('16:59:59') }),
      anIncident({ id: 'b', zone: 'shed', openedAt: at('16:00:00') }),
      anIncident({ id: 'c', zone: 'roof', openedAt: at('00:05:00') }),
    ];
    const rows = heatOf(incidents, ZONE);
    expect(rows.map(({ zone, total }) => [zone, total])).toEqual([
      ['shed', 2],
      ['roof', 1],
    ]);
    expect(rows[0]?.counts[16]).toBe(2);
    expect(rows[1]?.counts[0]).toBe(1);
  });

  it('leaves out drills, tests and broken things', () => {
    const incidents = [
      anIncident({ id: 'a', zone: 'shed', drill: true }),
      anIncident({ id: 'b', zone: 'shed', status: 'closed', outcome: 'test' }),
      anIncident({ id: 'c', zone: 'shed', level: 'fault' }),
    ];
    expect(heatOf(incidents, ZONE)).toEqual([]);
    expect(responseOf(incidents).taken.n).toBe(0);
  });

  it.each([
    [0, 9, 0],
    [1, 9, 1],
    [5, 9, 3],
    [9, 9, 4],
    [1, 0, 4],
  ])('%i of at most %i is shade %i', (count, most, shade) => {
    expect(shadeOf(count, most)).toBe(shade);
  });
});

describe('how soon', () => {
  it('gives times that really happened: median, nine tenths, longest', () => {
    const took = [10, 20, 30, 40, 200].map((second, index) =>
      anIncident({
        id: `i${index}`,
        openedAt: at('10:00:00'),
        takenAt: new Date(Date.parse(at('10:00:00')) + second * 1000).toISOString(),
      }),
    );
    expect(responseOf(took).taken).toEqual({ n: 5, p50: 30_000, p90: 200_000, max: 200_000 });
    expect(responseOf(took).arrived).toEqual({ n: 0, p50: null, p90: null, max: null });
  });

  it('counts how they ended', () => {
    const ended = (['real', 'prank', 'real'] as const).map((outcome, n) =>
      anIncident({ id: `e${n}`, status: 'closed', outcome }),
    );
    expect(outcomesOf([...ended, anIncident({ id: 'open' })])).toEqual([
      ['real', 2],
      ['prank', 1],
    ]);
  });
});
