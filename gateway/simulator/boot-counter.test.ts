import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileBootCounter } from './boot-counter.ts';

describe('boot counters', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'boots-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('go on counting in the next simulation, each device its own', () => {
    const file = join(folder, 'simulator', 'boots.json');
    const first = fileBootCounter(file);
    expect([first.next('a'), first.next('a'), first.next('b')]).toEqual([1, 2, 1]);
    expect(fileBootCounter(file).next('a')).toBe(3);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('do not start again from 1 when their file is damaged: that would repeat names', () => {
    const file = join(folder, 'boots.json');
    writeFileSync(file, '{"a":');
    expect(() => fileBootCounter(file)).toThrow();
    writeFileSync(file, '{"a":-1}');
    expect(() => fileBootCounter(file)).toThrow();
  });
});
