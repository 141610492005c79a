import { describe, expect, it } from 'vitest';
import type { Shift } from '../../core/school.ts';
import { gapsOf, gapText } from './coverage.ts';

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const guard = (days: readonly number[], fromMinute: number, toMinute: number): Shift => ({
  post: 'guard',
  people: ['zhao'],
  days,
  fromMinute,
  toMinute,
});
const english = (shifts: readonly Shift[]): readonly string[] => gapsOf('guard', shifts).map((gap) => gapText(gap).en);

describe('the hours nobody holds a post', () => {
  it('are none where day and night shifts meet, also from Sunday night into Monday', () => {
    expect(english([guard(EVERY_DAY, 420, 1140), guard(EVERY_DAY, 1140, 420 + 1440)])).toEqual([]);
  });

  it('are the whole week without a shift', () => {
    expect(english([])).toEqual(['Mon 00:00–Sun 24:00']);
  });

  it('are the nights where only days are held', () => {
    expect(english([guard(EVERY_DAY, 0, 1439)])).toHaveLength(7);
    expect(english([guard([1, 2, 3, 4, 5, 6, 7], 360, 1440)])[0]).toBe('Mon 00:00–Mon 06:00');
  });

  it('are told when one night of the week is missing', () => {
    const shifts = [guard(EVERY_DAY, 420, 1140), guard([1, 2, 3, 4, 5, 6], 1140, 420 + 1440)];
    expect(english(shifts)).toEqual(['Mon 00:00–Mon 07:00', 'Sun 19:00–Sun 24:00']);
    expect(gapText({ fromMinute: 6 * 1440 + 1140, toMinute: 7 * 1440 }).zh).toBe('周日 19:00–周日 24:00');
  });

  it('do not count another post, or overlapping shifts twice', () => {
    const other: Shift = { ...guard(EVERY_DAY, 0, 1440), post: 'gate' };
    expect(english([other])).toEqual(['Mon 00:00–Sun 24:00']);
    expect(english([guard(EVERY_DAY, 0, 1440), guard([3], 480, 600)])).toEqual([]);
  });
});
