/** Rounds and checkpoints: what was walked, and just as explicitly what was not. */

import type { TIMINGS } from '../../../contract/series/alarms.ts';
import { NONE } from '../../../contract/series/shared-tags.ts';
import type { Fact } from '../../../core/facts.ts';
import type { PatrolFlag } from '../../../core/patrol/patrol-facts.ts';
import type { Recorded } from '../../../ports/series.ts';
import { type EncodeContext, placeOf, slotAt, zoneOfDevice } from './context.ts';
import { type Line, line, nanos } from './line.ts';
import { keepRound, type KnownRound } from './memory.ts';

type Of<K extends Fact['kind']> = Extract<Fact, { kind: K }>;

const SUSPICIOUS: ReadonlySet<PatrolFlag> = new Set(['out-of-order', 'too-fast', 'batch', 'cloned', 'other-guard']);
const TIMED: readonly (typeof TIMINGS)[number][] = ['too-late', 'late', 'early'];

interface Check {
  readonly ms: number;
  readonly result: 'passed' | 'missed' | 'unknown';
  readonly checkpoint: string;
  readonly round: string | null;
  readonly device: string | null;
  readonly person: string | null;
  readonly flags: readonly PatrolFlag[];
}

function checkLine(at: Recorded, check: Check, { school, memory }: EncodeContext): Line {
  const known = check.round === null ? undefined : memory.rounds.get(check.round);
  const zone = school.patrol?.checkpoints.get(check.checkpoint)?.zone ?? zoneOfDevice(school, check.device);
  const timing = TIMED.find((one) => check.flags.some((flag) => flag === one));
  return line(
    'patrol_check',
    {
      result: check.result,
      timing: timing ?? (check.result === 'passed' && check.round !== null ? 'on-time' : NONE),
      checkpoint: check.checkpoint,
      route: known?.route ?? NONE,
      ...placeOf(school, zone),
      slot: slotAt(school, check.ms, at.trusted),
      suspicious: check.flags.some((flag) => SUSPICIOUS.has(flag)) ? 'yes' : 'no',
    },
    { n: 1, round: check.round, device_id: check.device, person: check.person, flags: check.flags.join(',') },
    nanos(check.ms, at.seq),
  );
}

function plannedLine(at: Recorded, fact: Of<'round-planned'>, { school, memory }: EncodeContext): Line {
  const known = keepRound(memory, fact.round, {
    ns: String(nanos(fact.dueFromMs, at.seq)),
    route: fact.route,
    slot: slotAt(school, fact.dueFromMs, at.trusted),
    checkpoints: fact.checkpoints.length,
  });
  return roundLine(fact.round, known, { closed: 0 });
}

function roundLine(round: string, known: KnownRound, fields: { closed: number } & Partial<Closing>): Line {
  const tags = { route: known.route, slot: known.slot };
  return line('patrol_round', tags, { n: 1, round, checkpoints: known.checkpoints, ...fields }, BigInt(known.ns));
}

interface Closing {
  readonly result: string;
  readonly is_done: number;
  readonly is_late: number;
  readonly is_partial: number;
  readonly is_missed: number;
  readonly is_unknown: number;
  readonly done: number;
  readonly late: number;
  readonly missed: number;
  readonly unknown: number;
  readonly flags: string;
}

function closedLine(at: Recorded, fact: Of<'round-closed'>, { school, memory }: EncodeContext): Line {
  const { result, done, late, missed, unknown } = fact;
  const is = (one: typeof result): number => (result === one ? 1 : 0);
  const known = memory.rounds.get(fact.round) ?? {
    ns: String(nanos(at.atMs, at.seq)),
    route: NONE,
    slot: slotAt(school, at.atMs, at.trusted),
    checkpoints: done + late + missed + unknown,
  };
  return roundLine(fact.round, known, {
    closed: 1,
    result,
    is_done: is('done'),
    is_late: is('late'),
    is_partial: is('partial'),
    is_missed: is('missed'),
    is_unknown: is('unknown'),
    done,
    late,
    missed,
    unknown,
    flags: fact.flags.join(','),
  });
}

export function encodePatrol(at: Recorded, context: EncodeContext): Line[] {
  const { fact } = at;
  switch (fact.kind) {
    case 'round-planned':
      return [plannedLine(at, fact, context)];
    case 'checkpoint-passed':
      return [checkLine(at, { ...fact, result: 'passed', ms: fact.atMs }, context)];
    case 'checkpoint-missed':
      return [checkLine(at, { ...fact, result: fact.why, ms: at.atMs, device: null, person: null }, context)];
    case 'round-closed':
      return [closedLine(at, fact, context)];
    case 'card-flagged': {
      const { school } = context;
      const tags = {
        why: fact.why,
        ...placeOf(school, zoneOfDevice(school, fact.device)),
        slot: slotAt(school, at.atMs, at.trusted),
      };
      return [line('patrol_card', tags, { n: 1, device_id: fact.device }, nanos(at.atMs, at.seq))];
    }
    default:
      return [];
  }
}
