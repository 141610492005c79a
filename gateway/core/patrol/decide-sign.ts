/** A person has looked at a camera view and signs it: the same rounds, windows and tolerance as for a tap. */

import type { CampusState } from '../campus.ts';
import type { Context } from '../context.ts';
import type { Fact } from '../facts.ts';
import { afterTap } from './decide-tap.ts';
import type { PatrolFact } from './patrol-facts.ts';
import { roundFlags } from './tap-flags.ts';

export type SignRefusal = 'unknown-round' | 'unknown-checkpoint' | 'not-a-view' | 'not-begun' | 'signed' | 'clock';

export type SignDecision =
  | { readonly ok: true; readonly facts: readonly Fact[] }
  | { readonly ok: false; readonly why: SignRefusal };

/** @param person from the session, never from the request */
export function decideSign(
  id: string,
  checkpoint: string,
  person: string,
  state: CampusState,
  ctx: Context,
): SignDecision {
  const round = state.patrol.rounds.get(id);
  if (!round) return { ok: false, why: 'unknown-round' };
  const passing = round.checkpoints.find((one) => one.checkpoint === checkpoint);
  if (!passing) return { ok: false, why: 'unknown-checkpoint' };
  const { patrol } = ctx.school;
  if (!patrol || (patrol.checkpoints.get(checkpoint)?.camera ?? null) === null) return { ok: false, why: 'not-a-view' };
  if (passing.atMs !== null) return { ok: false, why: 'signed' };
  if (!ctx.now.trusted) return { ok: false, why: 'clock' };
  if (ctx.now.wall < round.dueFromMs - round.toleranceMs) return { ok: false, why: 'not-begun' };
  const atMs = ctx.now.wall;
  const where = { checkpoint, device: null, person, t: ctx.now.t, atMs, ageMs: 0 };
  const flags = roundFlags(round, where, patrol);
  const tap: PatrolFact = { kind: 'checkpoint-passed', round: id, checkpoint, device: null, person, atMs, flags };
  return { ok: true, facts: [tap, ...afterTap(round, tap, state)] };
}
