/** What is odd about a tap, judged by the taps around it: too quick for any walk, in two places at once, all at once. */

import type { Patrol } from './patrol.ts';
import type { PatrolFlag } from './patrol-facts.ts';
import type { Round, Tap } from './patrol-state.ts';
import { walkAlong, walkBetween } from './walk.ts';

/** Three times the quickest walk is a run that nobody keeps up; below this share the card was in two places. */
const IMPOSSIBLE = 1 / 3;
/** A reader's age and the network are not exact to the millisecond. */
const SLACK_MS = 1000;
const BATCH = 3;
/** A tap older than this when it arrived had been kept by its reader. */
const STORED_MS = 5000;

export type Where = Pick<Tap, 'checkpoint' | 'device' | 'person' | 't'>;

/** Flags from the person's other taps; `taps` in any order. */
export function paceFlags(tap: Where, taps: readonly Tap[], patrol: Patrol): readonly PatrolFlag[] {
  const others = taps.filter((one) => one.person === tap.person).toSorted((a, b) => a.t - b.t);
  const neighbours = [others.findLast((one) => one.t <= tap.t), others.find((one) => one.t > tap.t)];
  const flags = new Set<PatrolFlag>();
  for (const other of neighbours) {
    if (!other || other.checkpoint === tap.checkpoint) continue;
    const took = Math.abs(tap.t - other.t) + SLACK_MS;
    const { min } = walkBetween(patrol, other.checkpoint, tap.checkpoint);
    if (took < min) flags.add('too-fast');
    const apart = isFixed(patrol, other) && isFixed(patrol, tap);
    if (apart && took < min * IMPOSSIBLE) flags.add('cloned');
  }
  if (isBatch(tap, others, patrol)) flags.add('batch');
  return [...flags];
}

/** Tapped at the reader on the wall, not on a tag that can be carried about. */
const isFixed = (patrol: Patrol, { checkpoint, device }: Where): boolean =>
  device !== null && patrol.checkpoints.get(checkpoint)?.device === device;

function isBatch(tap: Where, others: readonly Tap[], patrol: Patrol): boolean {
  const since = others.filter((one) => one.t <= tap.t && tap.t - one.t <= patrol.batchWithin);
  const places = [...new Set([...since.map((one) => one.checkpoint), tap.checkpoint])];
  const took = tap.t - (since[0]?.t ?? tap.t);
  return places.length >= BATCH && took < walkAlong(patrol, places).min;
}

/** Flags of a tap as part of its round. */
export function roundFlags(
  round: Round,
  tap: Where & { readonly atMs: number; readonly ageMs: number },
  patrol: Patrol,
): readonly PatrolFlag[] {
  const at = round.checkpoints.findIndex(({ checkpoint }) => checkpoint === tap.checkpoint);
  const due = round.checkpoints[at]?.dueMs ?? round.dueToMs;
  const flags: PatrolFlag[] = [];
  if (tap.atMs < round.dueFromMs) flags.push('early');
  if (tap.atMs > due + round.toleranceMs) flags.push('too-late');
  else if (tap.atMs > due) flags.push('late');
  if (round.order === 'strict' && isOutOfOrder(round, at, tap)) flags.push('out-of-order');
  if (isSlow(round, tap, patrol)) flags.push('slow');
  if (round.guard !== null && round.guard !== tap.person) flags.push('other-guard');
  if (tap.ageMs > STORED_MS) flags.push('stored');
  return flags;
}

/** A later checkpoint was passed before it, or one before it is still to come (which a kept tap cannot know). */
function isOutOfOrder(round: Round, at: number, tap: { readonly atMs: number; readonly ageMs: number }): boolean {
  const overtaken = round.checkpoints.slice(at + 1).some(({ atMs }) => atMs !== null && atMs < tap.atMs);
  const skipped = round.checkpoints.slice(0, at).some(({ state }) => state === 'waiting');
  return overtaken || (skipped && tap.ageMs <= STORED_MS);
}

function isSlow(round: Round, tap: { readonly checkpoint: string; readonly atMs: number }, patrol: Patrol): boolean {
  const before = round.checkpoints
    .filter(({ atMs }) => atMs !== null && atMs <= tap.atMs)
    .toSorted((a, b) => (b.atMs ?? 0) - (a.atMs ?? 0))[0];
  if (before?.atMs == null) return false;
  return tap.atMs - before.atMs > walkBetween(patrol, before.checkpoint, tap.checkpoint).max;
}
