/**
 * Guards who cheat, and guards who do not: taps as readers would send them, judged by the shipped rules. What is published of
 * it (docs/patrol.md) is the share found of each cheat and the share of honest rounds that are accused.
 */

import { emptyCampus, evolve, type CampusState } from '../../gateway/core/campus.ts';
import { emptyDuty } from '../../gateway/core/duty/duty-state.ts';
import type { Fact } from '../../gateway/core/facts.ts';
import { decideRounds } from '../../gateway/core/patrol/decide-rounds.ts';
import { decideTap } from '../../gateway/core/patrol/decide-tap.ts';
import type { Patrol } from '../../gateway/core/patrol/patrol.ts';
import type { PatrolFlag, PlannedRound } from '../../gateway/core/patrol/patrol-facts.ts';
import { flagsOf } from '../../gateway/core/patrol/round-result.ts';
import { walkBetween } from '../../gateway/core/patrol/walk.ts';
import { epochMs, ms } from '../../gateway/core/time.ts';
import { patrolSchool, SIX } from './patrol-of-six.ts';
import { SeededRandom } from './seeded-random.ts';

/** Milliseconds since the round began, and where. */
interface Move {
  readonly at: number;
  readonly checkpoint: string;
}

export type WalkerName =
  | 'honest'
  | 'shared-card'
  | 'batch'
  | 'skipped-forged'
  | 'skipped-later'
  | 'went-home'
  | 'collected-tags';

/** Where they walk, and how much longer than `min` a usual walk takes. */
export interface Ground {
  readonly patrol: Patrol;
  readonly usual: number;
}

export interface Walker {
  readonly name: WalkerName;
  readonly zh: string;
  readonly en: string;
  readonly honest: boolean;
  /** Reads tags with a handheld instead of tapping readers on the wall. */
  readonly tags: boolean;
  walk(random: SeededRandom, ground: Ground): readonly Move[];
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Walking times are lognormal about a usual walk, which is `min` of the configuration times `usual`. */
const SPREAD = 0.22;

function normal(random: SeededRandom): number {
  const [u, v] = [Math.max(random.fraction(), Number.EPSILON), random.fraction()];
  return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
}

const leg = (random: SeededRandom, { patrol, usual }: Ground, from: string, to: string): number =>
  walkBetween(patrol, from, to).min * usual * Math.exp(SPREAD * normal(random));

/** One walk in ten stops for something: a door, a word, a cigarette. */
const pause = (random: SeededRandom): number =>
  random.chance(0.1) ? -Math.log(Math.max(random.fraction(), Number.EPSILON)) * 2 * MINUTE : 0;

function walkThrough(
  checkpoints: readonly string[],
  from: number,
  random: SeededRandom,
  ground: Ground,
): readonly Move[] {
  let at = from;
  return checkpoints.map((checkpoint, index) => {
    const before = checkpoints[index - 1];
    if (before !== undefined) at += leg(random, ground, before, checkpoint) + pause(random);
    return { at, checkpoint };
  });
}

const setsOut = (random: SeededRandom): number => random.fraction() * 15 * MINUTE;

/** Which points are skipped: one to three of those in the middle. */
function skipped(random: SeededRandom): ReadonlySet<string> {
  const from = 1 + random.integer(3);
  return new Set(SIX.slice(from, from + 1 + random.integer(Math.min(3, SIX.length - 1 - from))));
}

export const WALKERS: readonly Walker[] = [
  {
    name: 'honest',
    zh: '老实走完',
    en: 'honest walk',
    honest: true,
    tags: false,
    walk: (random, ground) => walkThrough(SIX, setsOut(random), random, ground),
  },
  {
    name: 'shared-card',
    zh: '两人共用一张卡的复制品，各走一半',
    en: 'two people with copies of one card, half the round each',
    honest: false,
    tags: false,
    walk: (random, ground) => {
      const at = setsOut(random);
      const half = walkThrough(SIX.slice(0, 3), at, random, ground);
      // The other sets out within a few minutes of the first.
      return [...half, ...walkThrough(SIX.slice(3), at + random.fraction() * 4 * MINUTE, random, ground)];
    },
  },
  {
    name: 'batch',
    zh: '把标签收到一处，几十秒内一起刷',
    en: 'tags collected, all tapped within a minute',
    honest: false,
    tags: true,
    walk: (random) => {
      const [at, every] = [setsOut(random), 3 * SECOND + random.fraction() * 7 * SECOND];
      return SIX.map((checkpoint, index) => ({ at: at + index * every, checkpoint }));
    },
  },
  {
    name: 'skipped-forged',
    zh: '不去的点用收来的标签补上，次序对、时间编的',
    en: 'points skipped and forged from collected tags, in order, with made-up times',
    honest: false,
    tags: true,
    walk: (random, ground) => {
      const away = skipped(random);
      let at = setsOut(random);
      return SIX.map((checkpoint, index) => {
        const before = SIX[index - 1];
        if (before !== undefined) {
          const quickest = walkBetween(ground.patrol, before, checkpoint).min;
          // He does not walk there, so he is back sooner than anybody could be.
          const forged = away.has(checkpoint) || away.has(before);
          at += forged ? quickest * (0.2 + random.fraction() * 0.9) : leg(random, ground, before, checkpoint);
        }
        return { at, checkpoint };
      });
    },
  },
  {
    name: 'skipped-later',
    zh: '跳过的点之后请人补刷，次序不对',
    en: 'points skipped and tapped later by a friend, out of order',
    honest: false,
    tags: false,
    walk: (random, ground) => {
      const away = skipped(random);
      const walked = walkThrough(
        SIX.filter((id) => !away.has(id)),
        setsOut(random),
        random,
        ground,
      );
      const end = (walked.at(-1)?.at ?? 0) + MINUTE * (1 + random.fraction() * 4);
      return [...walked, ...walkThrough([...away], end, random, ground)];
    },
  },
  {
    name: 'went-home',
    zh: '走了一半就回家',
    en: 'went home half-way',
    honest: false,
    tags: false,
    walk: (random, ground) => walkThrough(SIX.slice(0, 2 + random.integer(3)), setsOut(random), random, ground),
  },
  {
    name: 'collected-tags',
    zh: '坐着按走路的时间慢慢刷收来的标签',
    en: 'sits and taps collected tags at a walking pace',
    honest: false,
    tags: true,
    walk: (random, ground) => walkThrough(SIX, setsOut(random), random, ground),
  },
];

const BEGAN = Date.parse('2026-09-07T22:30:00+08:00');
const LASTS = 45 * MINUTE;
const HANDHELD = 'hand-1';
const tagOf = (checkpoint: string): string => `7A60000${checkpoint.at(-1) ?? ''}`;

/** The six checkpoints with readers, or with tags that a handheld reads. */
function patrolFor(patrol: Patrol, tags: boolean): Patrol {
  if (!tags) return patrol;
  const tagged = [...patrol.checkpoints].map(([id, one]) => [id, { ...one, device: null, tag: tagOf(id) }] as const);
  return { ...patrol, checkpoints: new Map(tagged), handhelds: new Map([[HANDHELD, 'sun']]) };
}

export interface Judged {
  readonly result: string;
  readonly flags: readonly PatrolFlag[];
}

const SUSPICIOUS: readonly PatrolFlag[] = ['out-of-order', 'too-fast', 'batch', 'cloned'];

/** Accused of cheating: a suspicion, or a checkpoint nobody came to. */
export const isAccused = ({ result, flags }: Judged): boolean =>
  flags.some((flag) => SUSPICIOUS.includes(flag)) || result === 'partial' || result === 'missed';

/** One round of the strict night route, second by second through the shipped deciders. */
export function judge(walker: Walker, seed: number, ground: Ground): Judged {
  const patrol = patrolFor(ground.patrol, walker.tags);
  const school = patrolSchool(patrol);
  const state = emptyCampus();
  const random = new SeededRandom(seed);
  const moves = walker.walk(random, { ...ground, patrol }).toSorted((a, b) => a.at - b.at);
  const planned = roundOf(patrol);
  const at = (since: number) => ({
    t: ms(since + 3_600_000),
    wall: epochMs(BEGAN + since),
    boot: 'b',
    trusted: true,
  });
  const decide = (since: number, facts: (ctx: Parameters<typeof decideRounds>[2]) => readonly Fact[] | null): void => {
    const now = at(since);
    const found = facts({ school, now, uid: `u${since}`, channelsDown: new Set(), duty: emptyDuty });
    for (const fact of found ?? []) evolve(state, { at: now, actor: 'gateway', fact });
  };
  evolve(state, { at: at(-10 * MINUTE), actor: 'gateway', fact: { kind: 'config-loaded', config: '' } });
  decide(0, (ctx) => decideRounds(state, [planned], ctx));
  for (const move of moves) {
    const device = walker.tags ? HANDHELD : (patrol.checkpoints.get(move.checkpoint)?.device ?? '');
    const card = walker.tags ? tagOf(move.checkpoint) : 'BBBB2222';
    decide(move.at, (ctx) => decideTap({ device, card, ageMs: 0 }, '', state, ctx));
    if (roundIn(state).result !== null) break;
  }
  decide(LASTS + 6 * MINUTE, (ctx) => decideRounds(state, [planned], ctx));
  const round = roundIn(state);
  return { result: round.result ?? 'open', flags: flagsOf(round) };
}

function roundOf(patrol: Patrol): PlannedRound {
  let dueMs = BEGAN + LASTS;
  const backwards = SIX.toReversed().map((checkpoint, index, list) => {
    const after = list[index - 1];
    if (after !== undefined) dueMs -= walkBetween(patrol, checkpoint, after).min;
    return { checkpoint, dueMs };
  });
  return {
    round: 'night',
    route: 'night',
    date: '2026-09-07',
    dueFromMs: BEGAN,
    dueToMs: BEGAN + LASTS,
    toleranceMs: 5 * MINUTE,
    order: 'strict',
    checkpoints: backwards.toReversed(),
    guard: 'sun',
    derivation: null,
  };
}

function roundIn(state: CampusState) {
  const round = state.patrol.rounds.get('night');
  if (!round) throw new Error('the round did not begin');
  return round;
}

export interface Shares {
  readonly walker: Walker;
  readonly rounds: number;
  readonly accused: number;
}

/** Shares over that many rounds of each walker; the same seeds give the same shares. */
export const judgeAll = (rounds: number, ground: Ground): readonly Shares[] =>
  WALKERS.map((walker, index) => {
    let accused = 0;
    for (let seed = 0; seed < rounds; seed++) if (isAccused(judge(walker, index * 1_000_000 + seed, ground))) accused++;
    return { walker, rounds, accused };
  });
