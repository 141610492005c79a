/**
 * A device that needs replacing can be muted, by a person, with a reason and an end. What is muted are its faults: a press, and
 * a lid that is opened, are never (promise 6). When the end comes, what is still wrong is told.
 */

import type { CampusState } from '../campus.ts';
import type { Context } from '../context.ts';
import type { Fact } from '../facts.ts';
import { ms, type Ms } from '../time.ts';
import { decideDeviceFault, type FindOpen } from './faults.ts';
import { decideSilence } from './silence.ts';
import { isMuted } from './upkeep.ts';

/** Longer than this nobody waits for a spare part. */
export const MUTE_MOST: Ms = ms(90 * 86_400_000);

export type MuteDecision =
  | { readonly ok: true; readonly facts: readonly Fact[] }
  | { readonly ok: false; readonly why: 'unknown-device' | 'over-already' | 'too-long' | 'not-muted' };

/** @param untilMs wall time at which it ends, epoch ms */
export function decideMute(device: string, untilMs: number, reason: string, ctx: Context): MuteDecision {
  if (!ctx.school.devices.has(device)) return { ok: false, why: 'unknown-device' };
  const left = untilMs - ctx.now.wall;
  if (left <= 0) return { ok: false, why: 'over-already' };
  if (left > MUTE_MOST) return { ok: false, why: 'too-long' };
  return { ok: true, facts: [{ kind: 'device-muted', device, untilT: ctx.now.t + left, untilMs, reason }] };
}

export function decideUnmute(
  device: string,
  reason: string,
  state: CampusState,
  open: FindOpen,
  ctx: Context,
): MuteDecision {
  if (!isMuted(state.upkeep, device)) return { ok: false, why: 'not-muted' };
  return {
    ok: true,
    facts: [{ kind: 'device-unmuted', device, why: 'person', reason }, ...stillWrong(device, state, open, ctx)],
  };
}

/** Mutes that are over, and what is wrong with those devices still. */
export function decideMutesOver(state: CampusState, open: FindOpen, ctx: Context): readonly Fact[] {
  const over = Object.entries(state.upkeep.mutes).filter(([, mute]) => mute.untilT <= ctx.now.t);
  return over.flatMap(([device]): readonly Fact[] => [
    { kind: 'device-unmuted', device, why: 'over', reason: null },
    ...stillWrong(device, state, open, { ...ctx, uid: `${ctx.uid}-${device}` }),
  ]);
}

/** What was hidden by the mute; a fault that is an open incident already is counted there. */
function stillWrong(device: string, state: CampusState, open: FindOpen, ctx: Context): readonly Fact[] {
  const known = state.devices.get(device);
  if (!known) return [];
  const silent = known.silent ? decideSilence([{ device, lastT: known.lastT }], [], open, ctx) : [];
  const faults = known.faults.flatMap((code, at) =>
    decideDeviceFault(device, code, open, { ...ctx, uid: `${ctx.uid}-f${at}` }),
  );
  return [...silent, ...faults];
}
