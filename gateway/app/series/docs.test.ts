import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BUCKETS, SERIES } from '../../contract/series/registry.ts';
import type { Measurement } from '../../contract/series/measurement.ts';
import { seriesManual } from './docs.ts';

const all: readonly (readonly [string, Measurement])[] = Object.entries(SERIES);
const columns = all.flatMap(([name, { tags, fields }]) =>
  [...Object.entries(tags), ...Object.entries(fields)].map(([column, spec]) => ({ path: `${name}.${column}`, spec })),
);

describe('the field registry', () => {
  it('is what docs/series.md says: run `npx tsx gateway/app/series/docs.ts` after changing it', () => {
    const page = readFileSync(new URL('../../../docs/series.md', import.meta.url), 'utf8');
    expect(page).toBe(seriesManual());
  });

  it('says what every tag and field means, in both languages', () => {
    expect(columns.length).toBeGreaterThan(150);
    const silent = columns.filter(({ spec }) => spec.meaning.some((words) => words.trim() === ''));
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  it('gives each measurement a bucket, at least one field that is always there, and no name twice', () => {
    for (const [name, { bucket, tags, fields }] of all) {
      expect(Object.keys(BUCKETS), name).toContain(bucket);
      expect(
        Object.values(fields).some((field) => !field.optional),
        name,
      ).toBe(true);
      expect(
        Object.keys(tags).filter((tag) => tag in fields),
        name,
      ).toEqual([]);
    }
  });

  it('uses names that InfluxQL and line protocol take without escaping, and none that it reserves', () => {
    const names = [...all.map(([name]) => name), ...columns.map(({ path }) => path.split('.')[1] ?? '')];
    expect(names.filter((name) => !/^[a-z][a-z0-9_]*$/.test(name))).toEqual([]);
    expect(names.filter((name) => ['time', '_field', '_measurement'].includes(name))).toEqual([]);
  });

  it('keeps people out of the tags, and pupils out of everything (promise 10)', () => {
    const tags = all.flatMap(([, one]) => Object.keys(one.tags)).filter((tag) => tag !== 'zone_name');
    expect(tags.filter((tag) => /person|pupil|student|card|by$|name$/.test(tag))).toEqual([]);
    const odd = columns.filter(({ path }) => /\.(.*pupil|.*student|card|fingerprint|text|detail|note)/.test(path));
    expect(odd.map(({ path }) => path)).toEqual([]);
  });
});
