import { describe, expect, it } from 'vitest';
import { nearest } from './suggestion.ts';

describe('did you mean', () => {
  it.each([
    ['toilett', 'toilet'],
    ['tiolet', 'toilet'],
    ['Toilet', 'toilet'],
    ['gatway.yaml', 'gateway.yaml'],
    ['zon', 'zone'],
  ])('%s → %s', (written, meant) => {
    expect(nearest(written, ['library', 'toilet', 'zone', 'gateway.yaml'])).toBe(meant);
  });

  it('makes no guess where nothing is near', () => {
    expect(nearest('swimming-pool', ['library', 'toilet'])).toBeNull();
    expect(nearest('x', ['y', 'z'])).toBeNull();
    expect(nearest('', ['toilet'])).toBeNull();
  });

  it('chooses the nearest, and among equals always the same one', () => {
    expect(nearest('btn-3', ['btn-2', 'btn-1'])).toBe('btn-1');
    expect(nearest('btn-3', ['btn-1', 'btn-2'])).toBe('btn-1');
  });
});
