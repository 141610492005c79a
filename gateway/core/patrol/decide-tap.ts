/** A card was tapped: who was where, which round it belongs to, and what is wrong with it. */

import { findOpen, type CampusState } from '../campus.ts';
import type { Context } from '../context.ts';
import type { Fact } from '../facts.ts';
import { type Checkin, type Holder, holderOf } from './cards.ts';
import type { Checkpoint, Patrol } from './patrol.ts';
import type { PatrolFact, PatrolFlag } from './patrol-facts.ts';
import { raiseSuspicion, settleMissed, type Suspicion } from './patrol-incidents.ts';
import { type Round, roundAfter } from './patrol-state.ts';
import { closing } from './round-result.ts';
import { paceFlags, roundFlags } from './tap-flags.ts';

/** The same card at the same reader within this is one tap: it lies on the reader. */
const SAME_TAP_MS = 10_000;
/** Unknown cards are counted over this long, and of one reader at most so many are recorded in it. */
const UNKNOWN_WITHIN_MS = 600_000;
const UNKNOWN_RECORDED = 20;
/** A checkpoint walked this long after its round was given up still belongs to it. */
const AFTERWARDS_MS = 2 * 3_600_000;

/** Null: nothing beyond the reading. @param fingerprint of the card, for the case that nobody owns it */
export function decideTap(
  checkin: Checkin,
  fingerprint: string,
  state: CampusState,
  ctx: Context,
): readonly Fact[] | null {
  const { patrol } = ctx.school;
  if (!patrol) return null;
  const holder = holderOf(patrol, checkin);
  switch (holder.is) {
    case 'guard':
      return holder.checkpoint ? passed(checkin, holder.person, holder.checkpoint, state, ctx, patrol) : null;
    case 'lost':
      return lost(checkin, holder, state, ctx);
    case 'unknown':
      return unknown(checkin, fingerprint, holder.checkpoint, state, ctx, patrol);
  }
}

function passed(
  checkin: Checkin,
  person: string,
  checkpoint: Checkpoint,
  state: CampusState,
  ctx: Context,
  patrol: Patrol,
): readonly Fact[] | null {
  const { device, ageMs } = checkin;
  const t = ctx.now.t - ageMs;
  const atMs = Math.round(ctx.now.wall - ageMs);
  const isAgain = state.patrol.taps.some(
    (one) => one.person === person && one.checkpoint === checkpoint.id && Math.abs(t - one.t) < SAME_TAP_MS,
  );
  if (isAgain) return null;
  const where = { checkpoint: checkpoint.id, device, person, t };
  const pace = paceFlags(where, state.patrol.taps, patrol);
  const round = ctx.now.trusted ? roundFor(checkpoint.id, atMs, state) : null;
  const ofRound = round ? roundFlags(round, { ...where, atMs, ageMs }, patrol) : [];
  const unsynced: readonly PatrolFlag[] = ctx.now.trusted ? [] : ['unsynced'];
  const flags = [...ofRound, ...pace, ...unsynced];
  const tap: PatrolFact = {
    kind: 'checkpoint-passed',
    round: round?.round ?? null,
    checkpoint: checkpoint.id,
    device,
    person,
    atMs,
    flags,
  };
  return [tap, ...afterTap(round, tap, state), ...suspicions(flags, round, where, checkpoint, state, ctx)];
}

/** The round may be complete with it, or what was missed may have been walked after all. */
export function afterTap(round: Round | null, tap: PatrolFact, state: CampusState): readonly Fact[] {
  if (!round) return [];
  return [...closing(round, [tap]), ...settleMissed(roundAfter(round, tap), (key) => findOpen(state, key))];
}

/** The round that awaits this checkpoint at that time, the most pressing first; else one that was given up not long ago. */
export function roundFor(checkpoint: string, atMs: number, state: CampusState): Round | null {
  const open = [...state.patrol.rounds.values()].flatMap((round) => {
    const one = round.checkpoints.find((passing) => passing.checkpoint === checkpoint);
    if (!one || one.atMs !== null || atMs < round.dueFromMs - round.toleranceMs) return [];
    const late = atMs - one.dueMs - round.toleranceMs;
    return late > AFTERWARDS_MS ? [] : [{ round, late }];
  });
  const inTime = open.filter(({ late }) => late <= 0);
  const choice = (inTime.length > 0 ? inTime : open).toSorted((a, b) =>
    inTime.length > 0 ? b.late - a.late : a.late - b.late,
  );
  return choice[0]?.round ?? null;
}

function suspicions(
  flags: readonly PatrolFlag[],
  round: Round | null,
  where: { readonly device: string; readonly person: string },
  { zone }: Checkpoint,
  state: CampusState,
  ctx: Context,
): readonly Fact[] {
  const facts: Fact[] = [];
  const { device, person } = where;
  const raise = (what: Suspicion, suffix: string): void =>
    void facts.push(...raiseSuspicion(what, (key) => findOpen(state, key), ctx, suffix));
  if (flags.includes('cloned')) {
    facts.push({ kind: 'card-flagged', device, why: 'cloned', person, card: null });
    raise({ key: `card:cloned:${person}`, flag: 'cloned', zone, device, person }, '-c');
  }
  if (flags.includes('batch')) {
    raise({ key: `patrol-batch:${round?.round ?? person}`, flag: 'batch', zone, device, person }, '-b');
  }
  return facts;
}

type Lost = Extract<Holder, { is: 'lost' }>;

function lost({ device }: Checkin, holder: Lost, state: CampusState, ctx: Context): readonly Fact[] | null {
  const { person, checkpoint } = holder;
  const isAgain = state.patrol.flagged.some(
    (one) => one.why === 'lost' && one.device === device && one.person === person && ctx.now.t - one.t < SAME_TAP_MS,
  );
  if (isAgain) return null;
  const flagged: Fact = { kind: 'card-flagged', device, why: 'lost', person, card: null };
  const zone = checkpoint?.zone ?? ctx.school.devices.get(device)?.zone ?? null;
  const what: Suspicion = { key: `card:lost:${person ?? device}`, flag: 'lost-card', zone, device, person };
  return [flagged, ...raiseSuspicion(what, (key) => findOpen(state, key), ctx, '-l')];
}

/** A pupil tries a bus card: recorded without its number. Again and again at one reader: somebody should look. */
function unknown(
  { device }: Checkin,
  card: string,
  checkpoint: Checkpoint | null,
  state: CampusState,
  ctx: Context,
  patrol: Patrol,
): readonly Fact[] | null {
  const lately = state.patrol.flagged.filter(
    (one) => one.why === 'unknown' && one.device === device && ctx.now.t - one.t < UNKNOWN_WITHIN_MS,
  );
  const isAgain = lately.some((one) => one.card === card && ctx.now.t - one.t < SAME_TAP_MS);
  if (isAgain || lately.length >= UNKNOWN_RECORDED) return null;
  const flagged: Fact = { kind: 'card-flagged', device, why: 'unknown', person: null, card };
  if (lately.length + 1 < patrol.unknownCards) return [flagged];
  const zone = checkpoint?.zone ?? ctx.school.devices.get(device)?.zone ?? null;
  const what: Suspicion = { key: `cards:unknown:${device}`, flag: 'unknown-cards', zone, device, person: null };
  return [flagged, ...raiseSuspicion(what, (key) => findOpen(state, key), ctx, '-u')];
}
