/** A round as the API shows it. */

import type { Round as RoundView } from '../../contract/patrol.ts';
import type { Passing, Round } from '../../core/patrol/patrol-state.ts';
import type { PatrolFlag, PlannedRound } from '../../core/patrol/patrol-facts.ts';
import { flagsOf } from '../../core/patrol/round-result.ts';
import type { School } from '../../core/school.ts';
import { iso } from './incident-view.ts';

const SUSPICIONS: readonly PatrolFlag[] = ['out-of-order', 'too-fast', 'batch', 'cloned'];

/** A planned round that has not begun: nothing is known of it but the plan. */
export const unbegun = ({ checkpoints, ...planned }: PlannedRound): Round => ({
  ...planned,
  watched: true,
  result: null,
  checkpoints: checkpoints.map((one) => ({ ...one, state: 'waiting', atMs: null, person: null, flags: [] })),
});

export function roundView(round: Round, school: School, nowMs: number): RoundView {
  const route = school.patrol?.routes.get(round.route);
  const nameOf = (person: string | null): string | null =>
    person === null ? null : (school.people.get(person)?.name ?? null);
  const flags = flagsOf(round);
  return {
    id: round.round,
    date: round.date,
    route: round.route,
    name: route?.name ?? round.route,
    nameEn: route?.nameEn ?? null,
    order: round.order,
    guard: round.guard,
    guardName: nameOf(round.guard),
    status: statusOf(round, nowMs),
    dueFrom: iso(round.dueFromMs),
    dueTo: iso(round.dueToMs),
    toleranceSeconds: round.toleranceMs / 1000,
    checkpoints: round.checkpoints.map((one) => {
      const checkpoint = school.patrol?.checkpoints.get(one.checkpoint);
      return {
        checkpoint: one.checkpoint,
        name: checkpoint?.name ?? one.checkpoint,
        nameEn: checkpoint?.nameEn ?? null,
        zone: checkpoint?.zone ?? null,
        camera: checkpoint?.camera ?? null,
        dueBy: iso(one.dueMs),
        state: one.state,
        at: one.atMs === null ? null : iso(one.atMs),
        person: one.person,
        personName: nameOf(one.person),
        flags: [...one.flags],
      };
    }),
    suspicions: SUSPICIONS.filter((flag) => flags.includes(flag)),
    commitment: round.derivation?.commitment ?? null,
  };
}

function statusOf(round: Round, nowMs: number): RoundView['status'] {
  if (round.result !== null) return round.result;
  const isBehind = ({ state, dueMs }: Passing): boolean =>
    state === 'missed' || state === 'late' || (state === 'waiting' && nowMs > dueMs);
  if (round.checkpoints.some(isBehind)) return 'behind';
  if (round.checkpoints.some(({ atMs }) => atMs !== null)) return 'walking';
  return nowMs < round.dueFromMs ? 'planned' : 'due';
}
