/** Several things may be wrong with the storage; each change is told once, the worst first. */

import { expect, it } from 'vitest';
import type { StorageHealth } from '../../ports/journal.ts';
import { HealthBoard } from './health.ts';

const space = (usedShare: number) => ({ usedShare, freeBytes: 1, bytes: 4096 });
const nameOf = (health: StorageHealth): string => (health.state === 'ok' ? 'ok' : health.code);

function board() {
  const heard: string[] = [];
  const health = new HealthBoard(0.8);
  return { health, heard, listen: () => health.listen((now) => heard.push(nameOf(now))) };
}

it('tells each change once', () => {
  const { health, heard, listen } = board();
  listen();
  health.measured(space(0.5));
  health.measured(space(0.6));
  health.failed('io', 'EIO');
  health.failed('io', 'EIO');
  health.committed(3, 2000);
  health.committed(3000, 2000);
  health.committed(3, 2000);
  expect(heard).toEqual(['ok', 'io', 'ok', 'slow', 'ok']);
});

it('does not flap at the limit of free space', () => {
  const { health, heard, listen } = board();
  listen();
  for (const share of [0.79, 0.8, 0.79, 0.81, 0.79, 0.77]) health.measured(space(share));
  expect(heard).toEqual(['ok', 'low-space', 'ok']);
});

it('tells the worst: no commit, then damage, then a full disk, then a slow one, then little space', () => {
  const { health } = board();
  health.measured(space(0.9));
  expect(nameOf(health.current())).toBe('low-space');
  health.hanging(2500);
  expect(nameOf(health.current())).toBe('slow');
  health.setLean(true);
  expect(nameOf(health.current())).toBe('full');
  health.damaged('moved aside');
  expect(nameOf(health.current())).toBe('corrupt');
  health.failed('read-only', 'EROFS');
  expect(health.current()).toMatchObject({ code: 'read-only', usedShare: 0.9, bytes: 4096 });
});

it('does not let damage pass before somebody has heard of it', () => {
  const { health, heard, listen } = board();
  health.damaged('moved aside');
  health.committed(1, 2000);
  expect(nameOf(health.current())).toBe('corrupt');
  listen();
  health.committed(1, 2000);
  expect(heard).toEqual(['corrupt', 'ok']);
});
