/**
 * A night with everything that goes wrong, from a seed: a guard who leaves points out, readers that keep or lose what they
 * cannot deliver, a gateway that goes down and folds its record again, a clock in 1970 after the power came back. Through the
 * shipped deciders, a look every five seconds.
 */

import { isDeepStrictEqual } from 'node:util';
import { type CampusState, emptyCampus, evolve, type Happened } from '../../gateway/core/campus.ts';
import type { Context } from '../../gateway/core/context.ts';
import { emptyDuty } from '../../gateway/core/duty/duty-state.ts';
import type { Fact } from '../../gateway/core/facts.ts';
import { decideRounds } from '../../gateway/core/patrol/decide-rounds.ts';
import { decideTap } from '../../gateway/core/patrol/decide-tap.ts';
import type { PlannedRound } from '../../gateway/core/patrol/patrol-facts.ts';
import type { Round } from '../../gateway/core/patrol/patrol-state.ts';
import { epochMs, type Instant, ms } from '../../gateway/core/time.ts';
import { patrolSchool, SIX } from './patrol-of-six.ts';
import { SeededRandom } from './seeded-random.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const BEGAN = Date.parse('2026-09-07T22:30:00+08:00');
const LASTS = 45 * MINUTE;
const TOLERANCE = 5 * MINUTE;
const LOOK = 5 * SECOND;
/** Milliseconds before and after the round's begin. */
const [FIRST, LAST] = [-20 * MINUTE, 80 * MINUTE];

interface Span {
  readonly from: number;
  readonly to: number;
}

export interface NightTap {
  readonly checkpoint: string;
  readonly at: number;
  /** When the gateway hears of it; null: never. */
  readonly heardAt: number | null;
}

export interface Night {
  readonly seed: number;
  readonly down: readonly Span[];
  readonly wrongClock: readonly Span[];
  readonly taps: readonly NightTap[];
  /** Those that the gateway really heard. */
  readonly heard: ReadonlySet<NightTap>;
  readonly round: Round;
  readonly facts: readonly Fact[];
  /** The record folded again gave the state there was, at every start. */
  readonly sameAfterRestart: boolean;
}

const isIn = (spans: readonly Span[], at: number): boolean => spans.some(({ from, to }) => at >= from && at < to);

function spans(random: SeededRandom, count: number, lengths: readonly number[]): readonly Span[] {
  return Array.from({ length: random.integer(count + 1) }, () => {
    const from = -10 * MINUTE + random.fraction() * 65 * MINUTE;
    return { from, to: from + random.pick(lengths) };
  });
}

function tapsOf(random: SeededRandom, down: readonly Span[]): readonly NightTap[] {
  const keeps = random.chance(0.8);
  let at = random.fraction() * 8 * MINUTE;
  return SIX.flatMap((checkpoint): readonly NightTap[] => {
    at += 2.1 * MINUTE + random.fraction() * 6 * MINUTE;
    if (random.chance(0.15)) return [];
    const outage = down.filter((span) => isIn([span], at)).toSorted((a, b) => b.to - a.to)[0];
    if (!outage) return [{ checkpoint, at, heardAt: at }];
    if (!keeps) return [{ checkpoint, at, heardAt: null }];
    // Delivered when the gateway is back; it may have gone down again meanwhile.
    let heardAt = outage.to + 3 * SECOND + random.fraction() * 30 * SECOND;
    for (const span of down) if (isIn([span], heardAt)) heardAt = span.to + 10 * SECOND;
    return [{ checkpoint, at, heardAt }];
  });
}

export function night(seed: number): Night {
  const random = new SeededRandom(seed);
  const down = spans(random, 2, [20 * SECOND, 90 * SECOND, 6 * MINUTE, 20 * MINUTE]);
  // After a power cut a Pi has no time of its own until it finds a time server.
  const wrongClock = down
    .filter(() => random.chance(0.4))
    .map(({ to }) => ({ from: to, to: to + random.pick([30 * SECOND, 4 * MINUTE]) }));
  const taps = tapsOf(random, down);
  const life = new Life(wrongClock);
  life.keep(FIRST, [started()]);
  const heard = new Set<NightTap>();
  let wasDown = false;
  let trusted = true;
  for (let at = FIRST; at <= LAST; at += LOOK) {
    if (isIn(down, at)) {
      wasDown = true;
      continue;
    }
    if (wasDown) life.restart(at);
    wasDown = false;
    const now = life.at(at);
    if (now.trusted !== trusted) life.keep(at, [{ kind: 'clock-stepped', byMs: 0, trusted: now.trusted }]);
    trusted = now.trusted;
    for (const tap of taps) {
      if (tap.heardAt === null || tap.heardAt > at || tap.heardAt <= at - LOOK) continue;
      life.tap(at, tap);
      heard.add(tap);
    }
    life.look(at);
    // Readers that are alive are heard all the time.
    life.keep(at, [{ kind: 'reading', device: 'reader-1', type: 'heartbeat', boot: null, seq: null, body: {} }]);
  }
  const round = life.state.patrol.rounds.get('night');
  if (!round) throw new Error(`seed ${seed}: the round never began`);
  return {
    seed,
    down,
    wrongClock,
    taps,
    heard,
    round,
    facts: life.record.map(({ fact }) => fact),
    sameAfterRestart: life.same,
  };
}

const started = (): Fact => ({ kind: 'gateway-started', version: '', config: '', offsetMs: 0 });

class Life {
  readonly record: Happened[] = [];
  state: CampusState = emptyCampus();
  same = true;
  readonly #school = patrolSchool();
  readonly #wrongClock: readonly Span[];
  #decisions = 0;

  constructor(wrongClock: readonly Span[]) {
    this.#wrongClock = wrongClock;
  }

  at(at: number): Instant {
    const trusted = !isIn(this.#wrongClock, at);
    return { t: ms(at + 10 * 3_600_000), wall: epochMs(trusted ? BEGAN + at : at), boot: 'b', trusted };
  }

  keep(at: number, facts: readonly Fact[]): void {
    for (const fact of facts) {
      const happened = { at: this.at(at), actor: 'gateway', fact };
      this.record.push(happened);
      evolve(this.state, happened);
    }
  }

  restart(at: number): void {
    const again = emptyCampus();
    for (const happened of this.record) evolve(again, happened);
    this.same &&= isDeepStrictEqual(again.patrol, this.state.patrol);
    this.state = again;
    this.keep(at, [started()]);
  }

  look(at: number): void {
    this.keep(at, decideRounds(this.state, [PLANNED], this.#context(at)));
  }

  tap(at: number, tap: NightTap): void {
    const device = `reader-${tap.checkpoint.at(-1) ?? ''}`;
    const checkin = { device, card: 'BBBB2222', ageMs: at - tap.at };
    this.keep(at, decideTap(checkin, '', this.state, this.#context(at)) ?? []);
  }

  #context(at: number): Context {
    this.#decisions += 1;
    const uid = `u${this.#decisions}`;
    return { school: this.#school, now: this.at(at), uid, channelsDown: new Set(), duty: emptyDuty };
  }
}

/** Free order: every checkpoint is due at the end. */
const PLANNED: PlannedRound = {
  round: 'night',
  route: 'night',
  date: '2026-09-07',
  dueFromMs: BEGAN,
  dueToMs: BEGAN + LASTS,
  toleranceMs: TOLERANCE,
  order: 'free',
  checkpoints: SIX.map((checkpoint) => ({ checkpoint, dueMs: BEGAN + LASTS })),
  guard: 'sun',
  derivation: null,
};

export const DEADLINE = LASTS + TOLERANCE;
