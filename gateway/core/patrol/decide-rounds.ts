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

const SAME_MS = 1000;

/** @param planned the rounds that begin on yesterday's, today's and tomorrow's date */
export function decideRounds(state: CampusState, planned: readonly PlannedRound[], ctx: Context): readonly Fact[] {
  if (!ctx.now.trusted || !ctx.school.patrol) return [];
  const begun = planned.filter((round) => isToBegin(state, round, ctx.now.wall)).map((round) => begin(round, ctx));
  const over = [...state.patrol.rounds.values()]
    .filter((round) => round.result === null)
    .map((round, index) => {
      const late = credit(round, state, ctx);
      return late.length > 0 ? late : giveUp(round, state, ctx, `-${index}`);
    });
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

function begin(round: PlannedRound, ctx: Context): readonly Fact[] {
  return [{ kind: 'round-planned', watched: ctx.now.wall - round.dueFromMs <= BRIEF, ...round }];
}

/**
 * Taps that came before their round was known: while the clock could not be believed (the campus timeline says when they were),
 * or delivered after an outage in the second before the round was begun.
 */
function credit(round: Round, { patrol }: CampusState, ctx: Context): readonly PatrolFact[] {
  const homeless = patrol.taps.filter((tap) => tap.round === null);
  if (homeless.length === 0) return [];
  const wallOf = (tap: Tap): number => (tap.unsynced ? Math.round(ctx.now.wall - (ctx.now.t - tap.t)) : tap.atMs);
  const isCredited = (tap: Tap): boolean =>
    patrol.taps.some((one) => one.round !== null && one.checkpoint === tap.checkpoint && isSame(one, tap));
  return round.checkpoints.flatMap(({ checkpoint, dueMs, atMs: passedMs }): readonly PatrolFact[] => {
    if (passedMs !== null) return [];
    const tap = homeless.find((one) => {
      const inTime = wallOf(one) >= round.dueFromMs - round.toleranceMs && wallOf(one) <= dueMs + round.toleranceMs;
      return one.checkpoint === checkpoint && inTime && !isCredited(one);
    });
    if (!tap) return [];
    const { device, person } = tap;
    const atMs = wallOf(tap);
    const late: readonly PatrolFlag[] = atMs > dueMs ? ['late'] : [];
    const flags: readonly PatrolFlag[] = [tap.unsynced ? 'unsynced' : 'stored', ...late];
    return [{ kind: 'checkpoint-passed', round: round.round, checkpoint, device, person, atMs, flags }];
  });
}

/** The same tap, told again with its right time. */
const isSame = (a: Tap, b: Tap): boolean => a.person === b.person && Math.abs(a.t - b.t) < SAME_MS;

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
