/** Changes to the roster that a person makes: each is a fact with its maker, and each can be withdrawn. */

import type { Context } from '../context.ts';
import type { DutyPost } from '../school.ts';
import { epochMs } from '../time.ts';
import type { DutyFact, Stint } from './duty-facts.ts';
import type { DutyState } from './duty-state.ts';
import { onDuty } from './on-duty.ts';

/** A shift is named by who does it, on which post, at any moment of it (wall time, epoch ms). */
export interface ShiftRef {
  readonly post: DutyPost;
  readonly person: string;
  readonly atMs: number;
}

export type ChangeAct =
  | {
      readonly type: 'override';
      readonly post: DutyPost;
      readonly people: readonly string[];
      readonly fromMs: number;
      readonly toMs: number;
      readonly reason: string;
    }
  | {
      readonly type: 'leave';
      readonly person: string;
      readonly fromMs: number;
      readonly toMs: number;
      readonly cover: string | null;
      readonly reason: string;
    }
  /** `by` takes the shift; where `back` is given, a shift of `by` goes to the first person in return. */
  | {
      readonly type: 'swap';
      readonly shift: ShiftRef;
      readonly by: string;
      readonly back: { readonly post: DutyPost; readonly atMs: number } | null;
      readonly reason: string;
    }
  | { readonly type: 'withdraw'; readonly change: string; readonly reason: string };

export type DutyRefusal =
  | 'unknown-person'
  | 'unknown-change'
  | 'not-on-duty-then'
  | 'already-over'
  | 'backwards'
  | 'too-long'
  | 'same-person'
  | 'already-signed';

export type DutyDecision =
  | { readonly ok: true; readonly facts: readonly DutyFact[]; readonly id: string }
  | { readonly ok: false; readonly why: DutyRefusal; readonly path: string };

const LONGEST_MS = 400 * 86_400_000;

const refuse = (why: DutyRefusal, path: string): DutyDecision => ({ ok: false, why, path });

type DutyContext = Pick<Context, 'school' | 'now' | 'uid'> & { readonly duty: Pick<DutyState, 'changes'> };

/** Null where the stretch is fine. A clock that is not trusted cannot say that something is over. */
function badStretch(fromMs: number, toMs: number, { now }: DutyContext): DutyDecision | null {
  if (toMs <= fromMs) return refuse('backwards', 'to');
  if (toMs - fromMs > LONGEST_MS) return refuse('too-long', 'to');
  if (now.trusted && toMs <= now.wall) return refuse('already-over', 'to');
  return null;
}

/** The part of the shift that is still to come. */
function stintOf({ post, person, atMs }: ShiftRef, ctx: DutyContext): Stint | null {
  const { items } = onDuty(ctx.school, { wall: epochMs(atMs), trusted: true }, ctx.duty);
  const found = items.find((item) => item.post === post && item.person.id === person);
  if (!found) return null;
  const fromMs = ctx.now.trusted ? Math.max(found.fromMs, ctx.now.wall) : found.fromMs;
  return { post, person, fromMs, toMs: found.toMs };
}

function decideSwap(act: Extract<ChangeAct, { type: 'swap' }>, id: string, ctx: DutyContext): DutyDecision {
  const { shift, by, back, reason } = act;
  if (!ctx.school.people.has(by)) return refuse('unknown-person', 'by');
  if (!ctx.school.people.has(shift.person)) return refuse('unknown-person', 'shift.person');
  if (by === shift.person) return refuse('same-person', 'by');
  const given = stintOf(shift, ctx);
  if (!given) return refuse('not-on-duty-then', 'shift.at');
  if (given.toMs <= given.fromMs) return refuse('already-over', 'shift.at');
  const taken = back && stintOf({ ...back, person: by }, ctx);
  if (back && !taken) return refuse('not-on-duty-then', 'back.at');
  if (taken && taken.toMs <= taken.fromMs) return refuse('already-over', 'back.at');
  return { ok: true, id, facts: [{ kind: 'duty-swapped', change: id, given, by, taken, reason }] };
}

export function decideChange(act: ChangeAct, ctx: DutyContext): DutyDecision {
  const { people } = ctx.school;
  const id = `chg-${ctx.uid}`;
  switch (act.type) {
    case 'override': {
      const { type: _type, ...rest } = act;
      const stranger = act.people.findIndex((person) => !people.has(person));
      if (stranger >= 0) return refuse('unknown-person', `people[${stranger}]`);
      const bad = badStretch(act.fromMs, act.toMs, ctx);
      return bad ?? { ok: true, id, facts: [{ kind: 'duty-overridden', change: id, ...rest }] };
    }
    case 'leave': {
      const { type: _type, ...rest } = act;
      if (!people.has(act.person)) return refuse('unknown-person', 'person');
      if (act.cover !== null && !people.has(act.cover)) return refuse('unknown-person', 'cover');
      if (act.cover === act.person) return refuse('same-person', 'cover');
      const bad = badStretch(act.fromMs, act.toMs, ctx);
      return bad ?? { ok: true, id, facts: [{ kind: 'leave-granted', change: id, ...rest }] };
    }
    case 'swap':
      return decideSwap(act, id, ctx);
    case 'withdraw': {
      const known = ctx.duty.changes.some((change) => change.id === act.change);
      if (!known) return refuse('unknown-change', 'change');
      const fact: DutyFact = { kind: 'duty-change-withdrawn', change: act.change, reason: act.reason };
      return { ok: true, id: act.change, facts: [fact] };
    }
  }
}
