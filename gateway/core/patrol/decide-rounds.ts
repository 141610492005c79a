/**
 * Looks at the rounds once a second: begins those that are due, gives up checkpoints whose time is over, closes what is
 * finished. Schedules follow the wall clock, so nothing is decided while it is not trusted; and a checkpoint is called missed
 * only where its whole window was watched (ADR 0009). All it needs is in the state, so a restart changes nothing.
 */

import { findOpen, type CampusState } from '../campus.ts';
import type { Context } from '../context.ts';
import type { Fact } from '../facts.ts';
import type { PatrolFact, PatrolFlag, PlannedRound } from './patrol-facts.ts';
import { raiseMissed } from './patrol-incidents.ts';
import type { Passing, Round, Tap } from './patrol-state.ts';
import { BRIEF, isDelivering, isHidden } from './patrol-watch.ts';
import { closing } from './round-result.ts';

/** @param planned the rounds that begin on yesterday's, today's and tomorrow's date */
export function decideRounds(state: CampusState, planned: readonly PlannedRound[], ctx: Context): readonly Fact[] {
  if (!ctx.now.trusted || !ctx.school.patrol) return [];
  const begun = planned
    .filter((round) => isToBegin(state, round, ctx.now.wall))
    .map((round) => begin(round, state, ctx));
  const over = [...state.patrol.rounds.values()]
    .filter((round) => round.result === null)
    .map((round, index) => giveUp(round, state, ctx, `-${index}`));
  return [...begun.flat(), ...over.flat()];
}

const deadlineOf = (round: Pick<PlannedRound, 'dueToMs' | 'toleranceMs'>): number => round.dueToMs + round.toleranceMs;

/** From its tolerance before it begins. One that is over already is told of only where an outage hid it. */
function isToBegin({ patrol }: CampusState, round: PlannedRound, nowMs: number): boolean {
  const { watch } = patrol;
  if (nowMs < round.dueFromMs - round.toleranceMs || patrol.rounds.has(round.round)) return false;
  if (watch.knownFromMs === null || round.dueFromMs < watch.knownFromMs) return false;
  return deadlineOf(round) > nowMs || isHidden(watch, round.dueFromMs, deadlineOf(round));
}

function begin(round: PlannedRound, state: CampusState, ctx: Context): readonly Fact[] {
  const watched = ctx.now.wall - round.dueFromMs <= BRIEF;
  const planned: Fact = { kind: 'round-planned', watched, ...round };
  return watched ? [planned] : [planned, ...credited(round, state, ctx)];
}

/** Taps made while the round could not be known (no believable clock): their age says when they really were. */
function credited(round: PlannedRound, { patrol }: CampusState, ctx: Context): readonly PatrolFact[] {
  const wallOf = (tap: Tap): number => ctx.now.wall - (ctx.now.t - tap.t);
  return round.checkpoints.flatMap(({ checkpoint, dueMs }): readonly PatrolFact[] => {
    const tap = patrol.taps.find((one) => {
      const atMs = wallOf(one);
      const inTime = atMs >= round.dueFromMs - round.toleranceMs && atMs <= dueMs + round.toleranceMs;
      return one.checkpoint === checkpoint && one.round === null && inTime;
    });
    if (!tap) return [];
    const atMs = Math.round(wallOf(tap));
    const flags: readonly PatrolFlag[] = atMs > dueMs ? ['unsynced', 'late'] : ['unsynced'];
    const { device, person } = tap;
    return [{ kind: 'checkpoint-passed', round: round.round, checkpoint, device, person, atMs, flags }];
  });
}

function giveUp(round: Round, state: CampusState, ctx: Context, suffix: string): readonly Fact[] {
  const { watch } = state.patrol;
  const nowMs = ctx.now.wall;
  const over = round.checkpoints.filter((one) => one.state === 'waiting' && nowMs >= one.dueMs + round.toleranceMs);
  if (over.length === 0) return closing(round, []);
  if (isDelivering(watch, nowMs)) return [];
  const facts = over.map((one): PatrolFact => {
    const excuse = excuseOf(one, round, state, ctx);
    const why = excuse === null ? 'missed' : 'unknown';
    return {
      kind: 'checkpoint-missed',
      round: round.round,
      checkpoint: one.checkpoint,
      why,
      flags: excuse ? [excuse] : [],
    };
  });
  const missed = facts.flatMap((fact) =>
    fact.kind === 'checkpoint-missed' && fact.why === 'missed' ? fact.checkpoint : [],
  );
  const raised = raiseMissed(round, missed, (key) => findOpen(state, key), ctx, suffix);
  return [...facts, ...closing(round, facts), ...raised];
}

/** Why nobody can say that it was missed; null: nobody was there. */
function excuseOf(one: Passing, round: Round, state: CampusState, ctx: Context): PatrolFlag | null {
  if (isHidden(state.patrol.watch, round.dueFromMs, one.dueMs + round.toleranceMs)) return 'gateway-down';
  if (!round.watched) return 'begun-before';
  const reader = ctx.school.patrol?.checkpoints.get(one.checkpoint)?.device ?? null;
  return reader !== null && state.devices.get(reader)?.silent === true ? 'reader-offline' : null;
}
