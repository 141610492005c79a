/** Rounds that were walked, walked late, in part, or not at all; taps that look like cheating; cards that nobody knows. */

import type { School } from '../../../gateway/core/school.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { Recorder } from './recorder.ts';

const HOUR = 3_600_000;
const EVERY_MS = 5 * HOUR;
const RESULTS = ['done', 'done', 'done', 'late', 'partial', 'missed', 'unknown'] as const;

export function addPatrols(
  recorder: Recorder,
  school: School,
  random: SeededRandom,
  fromMs: number,
  toMs: number,
): void {
  const checkpoints = [...(school.patrol?.checkpoints.keys() ?? [])];
  const routes = [...(school.patrol?.routes.keys() ?? [])];
  let number = 0;
  for (let due = fromMs + HOUR; due + HOUR < toMs; due += EVERY_MS) {
    const round = `r${number}`;
    number += 1;
    recorder.add(due - 600_000, {
      kind: 'round-planned',
      watched: true,
      round,
      route: random.pick(routes),
      date: '2026-09-01',
      dueFromMs: due,
      dueToMs: due + HOUR,
      toleranceMs: 300_000,
      order: 'free',
      checkpoints: checkpoints.map((checkpoint, i) => ({ checkpoint, dueMs: due + i * 60_000 })),
      guard: 'zhao-gang',
      derivation: null,
    });
    const result = random.pick(RESULTS);
    let missed = 0;
    checkpoints.forEach((checkpoint, i) => {
      const misses = result === 'missed' || (result === 'partial' && i % 2 === 0);
      if (misses) {
        missed += 1;
        recorder.add(due + HOUR, { kind: 'checkpoint-missed', round, checkpoint, why: 'missed', flags: [] });
      } else if (result === 'unknown') {
        recorder.add(due + HOUR, {
          kind: 'checkpoint-missed',
          round,
          checkpoint,
          why: 'unknown',
          flags: ['gateway-down'],
        });
      } else {
        const atMs = due + i * 120_000 + random.integer(60_000);
        const flags = random.chance(0.05) ? (['too-fast'] as const) : [];
        const device = school.patrol?.checkpoints.get(checkpoint)?.device ?? null;
        recorder.add(atMs + 500, {
          kind: 'checkpoint-passed',
          round,
          checkpoint,
          device,
          person: 'zhao-gang',
          atMs,
          flags,
        });
      }
    });
    const unknown = result === 'unknown' ? checkpoints.length : 0;
    const late = result === 'late' ? 1 : 0;
    const done = checkpoints.length - missed - unknown - late;
    recorder.add(due + HOUR + 60_000, { kind: 'round-closed', round, result, done, late, missed, unknown, flags: [] });
    if (random.chance(0.1)) {
      const why = random.pick(['unknown', 'lost', 'cloned'] as const);
      recorder.add(due + 90_000, { kind: 'card-flagged', device: 'reader-gym-behind', why, person: null, card: null });
    }
  }
}
