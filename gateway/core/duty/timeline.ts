/** Duty over a stretch of time: cut wherever somebody may come or go, so that each piece has one answer. */

import { localTime, wallAt } from '../calendar/school-clock.ts';
import type { School } from '../school.ts';
import { epochMs } from '../time.ts';
import type { DutyState } from './duty-state.ts';
import { changesOf, onDuty, type OnDuty } from './on-duty.ts';

/** Wall time, epoch ms; half-open. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface DutyPiece extends Stretch {
  readonly items: readonly OnDuty[];
}

const DAY_MS = 86_400_000;

type Changes = Pick<DutyState, 'changes'>;

/** Every moment in `(fromMs, toMs)` at which the answer may change, in order. */
export function boundaries(school: School, duty: Changes, { fromMs, toMs }: Stretch): readonly number[] {
  const { timeZone } = school;
  const moments = new Set<number>();
  const add = (moment: number): void => {
    if (moment > fromMs && moment < toMs) moments.add(moment);
  };
  const last = localTime(timeZone, toMs).day;
  const minutes = new Set([...school.shifts, ...school.roster.rotations].flatMap((h) => [h.fromMinute, h.toMinute]));
  for (let day = localTime(timeZone, fromMs).day - 1; day <= last; day += 1)
    for (const minute of minutes) add(wallAt(timeZone, day, minute));
  for (const change of changesOf(school, duty)) {
    add(change.fromMs);
    add(change.toMs);
  }
  return [...moments].sort((a, b) => a - b);
}

/** The whole stretch in pieces, without gap or overlap. */
export function dutyPieces(school: School, duty: Changes, stretch: Stretch): readonly DutyPiece[] {
  const cuts = [stretch.fromMs, ...boundaries(school, duty, stretch)];
  return cuts.map((fromMs, index) => ({
    fromMs,
    toMs: cuts[index + 1] ?? stretch.toMs,
    items: onDuty(school, { wall: epochMs(fromMs), trusted: true }, duty).items,
  }));
}

const keyOf = (items: readonly OnDuty[]): string => items.map(({ post, person }) => `${post} ${person.id}`).join('\n');

/** When the answer is next a different one, within `withinMs`; null: not in that time. */
export function nextChange(school: School, duty: Changes, atMs: number, withinMs: number): number | null {
  const answer = (ms: number): string => keyOf(onDuty(school, { wall: epochMs(ms), trusted: true }, duty).items);
  const now = answer(atMs);
  const first = (fromMs: number, toMs: number): number | undefined =>
    boundaries(school, duty, { fromMs, toMs }).find((ms) => answer(ms) !== now);
  // Mostly somebody comes or goes within a day: weeks are laid out only where nobody does.
  const near = atMs + Math.min(withinMs, DAY_MS);
  return first(atMs, near) ?? first(near - 1, atMs + withinMs) ?? null;
}

/** Joins stretches that touch or overlap; the result is in order. */
export function merged(stretches: readonly Stretch[]): readonly Stretch[] {
  const result: { fromMs: number; toMs: number }[] = [];
  for (const { fromMs, toMs } of [...stretches].sort((a, b) => a.fromMs - b.fromMs)) {
    const before = result.at(-1);
    if (before && fromMs <= before.toMs) before.toMs = Math.max(before.toMs, toMs);
    else if (toMs > fromMs) result.push({ fromMs, toMs });
  }
  return result;
}

/** Whole minutes, a part of one counted as one. */
export const minutesIn = (stretches: readonly Stretch[]): number =>
  stretches.reduce((sum, { fromMs, toMs }) => sum + Math.ceil((toMs - fromMs) / 60_000), 0);
