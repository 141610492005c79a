/**
 * A button that nobody has pressed for longer than its period is unproven: it may be dead, and nobody would know until it is
 * needed. All unproven buttons are one fault with one list. Wall time: suspended while the clock is not trusted.
 */

import type { CampusState } from '../campus.ts';
import type { Context } from '../context.ts';
import type { Fact } from '../facts.ts';
import { type Opening, openOrJoin } from '../incident/open.ts';
import { decideRestored, type FindOpen } from './faults.ts';
import { isMuted } from './upkeep.ts';

export const UNPROVEN_KEY = 'unproven';

export function decideProof(state: CampusState, open: FindOpen, ctx: Context): readonly Fact[] {
  if (!ctx.now.trusted) return [];
  const { upkeep } = state;
  const awaited: Fact[] = [];
  const late: { device: string; sinceMs: number }[] = [];
  const proven: string[] = [];
  for (const { id, kind, testEvery } of ctx.school.devices.values()) {
    if (kind !== 'button' || testEvery === undefined) continue;
    const tested = state.devices.get(id)?.lastTestMs ?? null;
    const begun = upkeep.awaited[id];
    if (tested === null && begun === undefined) {
      awaited.push({ kind: 'proof-awaited', device: id });
      continue;
    }
    const sinceMs = Math.max(tested ?? 0, begun ?? 0);
    const isLate = ctx.now.wall - sinceMs > testEvery;
    if (isLate && !upkeep.unproven.includes(id) && !isMuted(upkeep, id)) late.push({ device: id, sinceMs });
    if (!isLate && upkeep.unproven.includes(id)) proven.push(id);
  }
  return [...awaited, ...foundLate(late, open, ctx), ...foundProven(proven, state, open, ctx)];
}

function foundLate(
  late: readonly { device: string; sinceMs: number }[],
  open: FindOpen,
  ctx: Context,
): readonly Fact[] {
  if (late.length === 0) return [];
  const opening: Opening = {
    of: 'device-silent',
    key: UNPROVEN_KEY,
    level: 'fault',
    zone: null,
    device: null,
    drill: false,
    flags: ['unproven'],
    text: null,
    press: null,
    devices: late.map(({ device }) => device),
  };
  const facts = late.map(({ device, sinceMs }): Fact => ({ kind: 'button-unproven', device, sinceMs }));
  return [...facts, ...openOrJoin(open(UNPROVEN_KEY), opening, ctx, 'gateway', '-unproven')];
}

/** The incident is quiet once the last of its buttons was pressed. */
function foundProven(proven: readonly string[], state: CampusState, open: FindOpen, ctx: Context): readonly Fact[] {
  const left = state.upkeep.unproven.filter((id) => !proven.includes(id) && ctx.school.devices.has(id));
  return proven.flatMap((device, at): readonly Fact[] => {
    const fact: Fact = { kind: 'button-proven', device };
    const isLast = left.length === 0 && at === proven.length - 1;
    return isLast ? [fact, ...decideRestored(fact, UNPROVEN_KEY, open).slice(1)] : [fact];
  });
}
