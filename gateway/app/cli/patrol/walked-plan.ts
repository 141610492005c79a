/** The plan as simulated guards walk it: at an easy pace, with the card of whoever has the round. */

import { localTime } from '../../../core/calendar/school-clock.ts';
import { emptyDuty } from '../../../core/duty/duty-state.ts';
import { onDuty } from '../../../core/duty/on-duty.ts';
import type { Patrol } from '../../../core/patrol/patrol.ts';
import type { PlannedRound } from '../../../core/patrol/patrol-facts.ts';
import { walkBetween } from '../../../core/patrol/walk.ts';
import type { School } from '../../../core/school.ts';
import { epochMs } from '../../../core/time.ts';
import { PatrolDesk } from '../../../flow/patrol/patrol-desk.ts';
import type { PatrolPlan, PlannedTap } from '../../../simulator/guards.ts';

/** Between the quickest (0) and the slowest (1) walk. */
const PACE = 0.4;
const SETS_OUT_MS = 30_000;
/** Who began late is on the way for this long after a round should be over, at most. */
const LINGERS_MS = 3_600_000;

/** @returns null where the school has no patrol */
export function walkedPlan(school: School, secret: Uint8Array, now: () => number): PatrolPlan | null {
  const { patrol } = school;
  if (!patrol) return null;
  const desk = new PatrolDesk(secret);
  return {
    now,
    taps: (fromMs, toMs, onPostMs) => {
      const { day } = localTime(school.timeZone, toMs);
      const rounds = [...desk.plan(school, day - 1), ...desk.plan(school, day)];
      return rounds
        .filter((round) => round.dueToMs > onPostMs && round.dueFromMs <= toMs && round.dueToMs > fromMs - LINGERS_MS)
        .flatMap((round) => walkOf(round, patrol, cardFor(round, school, patrol), onPostMs))
        .filter(({ atMs }) => atMs > fromMs && atMs <= toMs);
    },
  };
}

function walkOf(round: PlannedRound, patrol: Patrol, card: string | null, onPostMs: number): readonly PlannedTap[] {
  if (card === null) return [];
  // Who comes on post in the middle of a round first walks to where it begins.
  const under = round.dueFromMs + SETS_OUT_MS < onPostMs;
  let atMs = under ? onPostMs + longestQuickWalk(patrol) : round.dueFromMs + SETS_OUT_MS;
  let before: string | null = null;
  return round.checkpoints.flatMap(({ checkpoint }): readonly PlannedTap[] => {
    if (before !== null) {
      const { min, max } = walkBetween(patrol, before, checkpoint);
      atMs += under ? min + 1000 : min + PACE * (max - min);
    }
    before = checkpoint;
    const device = patrol.checkpoints.get(checkpoint)?.device ?? null;
    return device === null ? [] : [{ device, card, atMs }];
  });
}

const longestQuickWalk = ({ walking }: Patrol): number => Math.max(walking.min, ...walking.legs.map(({ min }) => min));

/** The guard's own card, else that of a guard on duty then, else any. */
function cardFor(round: PlannedRound, school: School, patrol: Patrol): string | null {
  const cards = [...patrol.cards];
  const cardOf = (person: string): string | undefined => cards.find(([, owner]) => owner === person)?.[0];
  if (round.guard !== null) return cardOf(round.guard) ?? null;
  const guards = onDuty(school, { wall: epochMs(round.dueFromMs), trusted: true }, emptyDuty).items.filter(
    ({ post }) => post === 'guard',
  );
  const theirs = guards.flatMap(({ person }) => cardOf(person.id) ?? []);
  return theirs[0] ?? cards[0]?.[0] ?? null;
}
