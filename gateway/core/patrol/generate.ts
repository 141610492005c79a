/**
 * Rounds that nobody can know before (ADR 0009). A day is a chain of draws: how long until the next round, which checkpoints
 * of low risk it leaves out, in which order it walks. Each time is drawn evenly from a whole span, so nothing that happened
 * before says more than the span itself; every draw stays within what keeps the longest gap of every checkpoint.
 */

import type { Ms } from '../time.ts';
import type { GeneratedRounds, Patrol, Risk } from './patrol.ts';
import { shortestOrder, walkAlong } from './walk.ts';

/** Evenly in [0, 1). Secret in the gateway (keyed), seeded in tests. */
export type Draws = () => number;

export interface DrawnRound {
  /** From midnight of the day the rule begins. */
  readonly startMinute: number;
  /** In the order of walking. */
  readonly checkpoints: readonly string[];
}

const MINUTE_MS = 60_000;
/** Below this share of walkable orders a draw gives up looking for one and takes the shortest. */
const TRIES = 500;
const SKIP = 0.5;

/** Minutes between the starts of two rounds of a rule: evenly drawn from `least` to `most`. */
export interface Spacing {
  readonly within: number;
  readonly least: number;
  readonly most: number;
}

export function spacingOf(rule: GeneratedRounds): Spacing {
  const within = Math.ceil(rule.within / MINUTE_MS);
  return {
    within,
    // The tolerance of one round ends before the next one can begin.
    least: within + Math.ceil((2 * rule.tolerance) / MINUTE_MS),
    most: Math.floor(rule.maxGap / MINUTE_MS) - within,
  };
}

const FACTOR: Readonly<Record<Risk, number>> = { 3: 1, 2: 1.5, 1: 2 };

/** Minutes that a checkpoint may go without a visit while the rule runs. */
export const gapOf = (rule: GeneratedRounds, risk: Risk): number =>
  Math.floor((rule.maxGap / MINUTE_MS) * FACTOR[risk]);

const between = (draw: Draws, from: number, to: number): number => from + Math.floor(draw() * (to - from + 1));

/** The rounds of one day, in order of their start. Pure: the same draws give the same day. */
export function generateDay(patrol: Patrol, rule: GeneratedRounds, draw: Draws): readonly DrawnRound[] {
  const route = patrol.routes.get(rule.route);
  if (!route) return [];
  const spacing = spacingOf(rule);
  const last = rule.toMinute - spacing.within;
  const seen = new Map(route.checkpoints.map((id) => [id, { startMinute: rule.fromMinute, visits: 0 }]));
  const rounds: DrawnRound[] = [];
  let start = rule.fromMinute + between(draw, 0, Math.min(spacing.most, last - rule.fromMinute));
  while (start <= last) {
    const chosen = route.checkpoints.filter((id) => !maySkip(id, start) || draw() >= SKIP);
    const visited = chosen.length > 0 ? chosen : route.checkpoints;
    rounds.push({ startMinute: start, checkpoints: drawOrder(patrol, rule, visited, route.order, draw) });
    for (const id of visited) seen.set(id, { startMinute: start, visits: (seen.get(id)?.visits ?? 0) + 1 });
    start += between(draw, spacing.least, spacing.most);
  }
  return rounds;

  /** Leaving it out keeps its gap: a further round is sure to come in time, or the day ends before. */
  function maySkip(id: string, now: number): boolean {
    const risk = patrol.checkpoints.get(id)?.risk ?? 3;
    if (risk === 3) return false;
    const known = seen.get(id) ?? { startMinute: rule.fromMinute, visits: 0 };
    const until = known.startMinute + gapOf(rule, risk);
    const another = now + spacing.most <= last;
    if (another) return now + spacing.most + spacing.within <= until;
    return known.visits > 0 && rule.toMinute <= until;
  }
}

/** All walkable orders are equally likely; a strict route is walked forwards or backwards. */
function drawOrder(
  patrol: Patrol,
  rule: GeneratedRounds,
  checkpoints: readonly string[],
  order: 'strict' | 'free',
  draw: Draws,
): readonly string[] {
  if (order === 'strict') return draw() < 0.5 ? checkpoints : checkpoints.toReversed();
  const fits = walkable(patrol, rule, checkpoints);
  for (let i = 0; i < TRIES; i++) {
    const tried = shuffled(checkpoints, draw);
    if (fits(tried)) return tried;
  }
  return shortestOrder(patrol, checkpoints, 'max');
}

/** Which orders can be walked in time: by the slowest walk where any can, else by the quickest. */
export function walkable(
  patrol: Patrol,
  rule: GeneratedRounds,
  checkpoints: readonly string[],
): (order: readonly string[]) => boolean {
  const by = slowestWalk(patrol, checkpoints) <= rule.within ? 'max' : 'min';
  return (order) => walkAlong(patrol, order)[by] <= rule.within;
}

const slowest = new WeakMap<Patrol, Map<string, Ms>>();

/** Over the order that is shortest for a slow walker. Kept: it takes longer than the drawing. */
function slowestWalk(patrol: Patrol, checkpoints: readonly string[]): Ms {
  const known = slowest.get(patrol) ?? new Map<string, Ms>();
  slowest.set(patrol, known);
  const key = checkpoints.join(' ');
  const found = known.get(key) ?? walkAlong(patrol, shortestOrder(patrol, checkpoints, 'max')).max;
  known.set(key, found);
  return found;
}

function shuffled(items: readonly string[], draw: Draws): readonly string[] {
  const list = [...items];
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(draw() * (i + 1));
    const a = list[i];
    const b = list[j];
    if (a !== undefined && b !== undefined) [list[i], list[j]] = [b, a];
  }
  return list;
}
