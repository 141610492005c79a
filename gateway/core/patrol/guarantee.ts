/** What a rule of generated rounds keeps whatever is drawn, and how well its next round can be guessed at best. */

import { gapOf, spacingOf, walkable } from './generate.ts';
import type { GeneratedRounds, Patrol, Risk, Route } from './patrol.ts';

export interface Guarantee {
  readonly plan: string;
  readonly roundsAtLeast: number;
  readonly checkpoints: readonly CheckpointGuarantee[];
  /** Minutes between two starts. */
  readonly least: number;
  readonly most: number;
  /** Whoever knows every round before hits the next start within `guessMinutes` either way at most this often. */
  readonly guessMinutes: number;
  readonly startBound: number;
  /** … and its first checkpoint at most this often. */
  readonly firstBound: number;
}

export interface CheckpointGuarantee {
  readonly checkpoint: string;
  readonly risk: Risk;
  readonly visitsAtLeast: number;
  readonly gapAtMostMinutes: number;
}

export const GUESS_MINUTES = 5;

/** Visits in a window of that length in which none is later than `gap` after the one before, or after the beginning. */
const visitsAtLeast = (windowMinutes: number, gap: number, within: number): number =>
  Math.max(1, Math.ceil((windowMinutes - gap) / Math.max(1, gap - within)));

/** What every checkpoint of the rule is sure of on a day. */
export function visitsOf(patrol: Patrol, rule: GeneratedRounds): readonly CheckpointGuarantee[] {
  const { within } = spacingOf(rule);
  const windowMinutes = rule.toMinute - rule.fromMinute;
  return (patrol.routes.get(rule.route)?.checkpoints ?? []).map((checkpoint) => {
    const risk = patrol.checkpoints.get(checkpoint)?.risk ?? 3;
    const gap = gapOf(rule, risk);
    return {
      checkpoint,
      risk,
      visitsAtLeast: visitsAtLeast(windowMinutes, gap, within),
      gapAtMostMinutes: Math.min(gap, windowMinutes),
    };
  });
}

export function roundsAtLeast(rule: GeneratedRounds): number {
  return visitsAtLeast(rule.toMinute - rule.fromMinute, gapOf(rule, 3), spacingOf(rule).within);
}

/** All of it. Looks through every order of the route: some 10 ms for eight checkpoints. */
export function guaranteeOf(patrol: Patrol, rule: GeneratedRounds): Guarantee {
  const route = patrol.routes.get(rule.route);
  const { within, least, most } = spacingOf(rule);
  const windowMinutes = rule.toMinute - rule.fromMinute;
  const span = Math.min(most - least, Math.min(most, windowMinutes - within)) + 1;
  return {
    plan: rule.id,
    roundsAtLeast: roundsAtLeast(rule),
    checkpoints: visitsOf(patrol, rule),
    least,
    most,
    guessMinutes: GUESS_MINUTES,
    startBound: Math.min(1, (2 * GUESS_MINUTES + 1) / span),
    firstBound: route ? firstBound(patrol, rule, route) : 1,
  };
}

/** The likeliest first checkpoint, over every choice of checkpoints that a round may leave out. */
function firstBound(patrol: Patrol, rule: GeneratedRounds, route: Route): number {
  const always = route.checkpoints.filter((id) => (patrol.checkpoints.get(id)?.risk ?? 3) === 3);
  const others = route.checkpoints.filter((id) => !always.includes(id));
  let worst = 0;
  for (let mask = 0; mask < 1 << others.length; mask++) {
    const chosen = route.checkpoints.filter((id) => always.includes(id) || mask & (1 << others.indexOf(id)));
    if (chosen.length > 0) worst = Math.max(worst, likeliestFirst(patrol, rule, route, chosen));
  }
  return worst;
}

function likeliestFirst(patrol: Patrol, rule: GeneratedRounds, route: Route, chosen: readonly string[]): number {
  if (chosen.length === 1) return 1;
  if (route.order === 'strict') return 0.5;
  const fits = walkable(patrol, rule, chosen);
  const firsts = new Map<string, number>();
  let all = 0;
  const extend = (order: readonly string[], rest: readonly string[]): void => {
    if (rest.length > 0) {
      for (const next of rest)
        extend(
          [...order, next],
          rest.filter((id) => id !== next),
        );
      return;
    }
    if (!fits(order)) return;
    all += 1;
    firsts.set(order[0] ?? '', (firsts.get(order[0] ?? '') ?? 0) + 1);
  };
  extend([], chosen);
  return all === 0 ? 1 : Math.max(...firsts.values()) / all;
}
