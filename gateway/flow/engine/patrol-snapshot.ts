/** The patrol's part of a snapshot. Rounds and taps are replaced, never changed, so they need no copy; the watch does. */

import { z } from 'zod';
import { emptyPatrolState, type PatrolState, type Round } from '../../core/patrol/patrol-state.ts';

interface FrozenPatrol extends Omit<PatrolState, 'rounds'> {
  readonly rounds: readonly Round[];
}

export const freezePatrol = (state: PatrolState): FrozenPatrol => ({
  ...state,
  rounds: [...state.rounds.values()],
  watch: { ...state.watch },
});

/** Missing in what older versions wrote: nobody had patrolled. */
export const frozenPatrol = z
  .custom<FrozenPatrol>((v) => typeof v === 'object' && v !== null && 'rounds' in v && 'taps' in v && 'watch' in v)
  .default(() => freezePatrol(emptyPatrolState()));

export const thawPatrol = (frozen: FrozenPatrol): PatrolState => ({
  ...frozen,
  rounds: new Map(frozen.rounds.map((round) => [round.round, round])),
});
