/** How a round ends: what its checkpoints came to. */

import type { PatrolFact, PatrolFlag, RoundResult } from './patrol-facts.ts';
import { type PassState, type Round, roundAfter } from './patrol-state.ts';

/** `round-closed` once nothing is awaited any more, and again where a late delivery changed what was said; else nothing. */
export function closing(before: Round, facts: readonly PatrolFact[]): readonly PatrolFact[] {
  const round = facts.reduce(roundAfter, before);
  if (round.checkpoints.some(({ state }) => state === 'waiting')) return [];
  const count = (state: PassState): number => round.checkpoints.filter((one) => one.state === state).length;
  const [done, late, missed, unknown] = [count('on-time'), count('late'), count('missed'), count('unknown')];
  const result = resultOf(done, late, missed, unknown);
  const flags = flagsOf(round);
  if (before.result === result && flagsOf(before).length === flags.length) return [];
  return [{ kind: 'round-closed', round: round.round, result, done, late, missed, unknown, flags }];
}

function resultOf(done: number, late: number, missed: number, unknown: number): RoundResult {
  if (missed > 0) return done + late + unknown > 0 ? 'partial' : 'missed';
  if (unknown > 0) return 'unknown';
  return late > 0 ? 'late' : 'done';
}

/** Everything remarkable about its checkpoints, each once. */
export const flagsOf = (round: Round): readonly PatrolFlag[] => [
  ...new Set(round.checkpoints.flatMap(({ flags }) => flags)),
];
