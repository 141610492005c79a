/** Drawn rounds: never outside what they promise, and never to be guessed better than they say. */

import { describe, expect, it } from 'vitest';
import { patrolOfSix, SIX } from '../../../test/kit/patrol-of-six.ts';
import { measure, type SeenRound } from '../../../test/kit/patrol-predictors.ts';
import { SeededRandom } from '../../../test/kit/seeded-random.ts';
import { minutes } from '../time.ts';
import { type DrawnRound, gapOf, generateDay, spacingOf } from './generate.ts';
import { GUESS_MINUTES, guaranteeOf, roundsAtLeast, visitsOf } from './guarantee.ts';
import type { Checkpoint, GeneratedRounds, Patrol, Risk } from './patrol.ts';
import { walkAlong } from './walk.ts';

const ruleOf = (patrol: Patrol): GeneratedRounds => {
  const [rule] = patrol.generated;
  if (!rule) throw new Error('a patrol without generated rounds');
  return rule;
};

/** Everything that a day promises and does not keep, worked out anew from the day alone. */
function broken(patrol: Patrol, rule: GeneratedRounds, day: readonly DrawnRound[]): readonly string[] {
  const faults: string[] = [];
  const within = rule.within / 60_000;
  const starts = day.map(({ startMinute }) => startMinute);
  if (starts.some((start) => start < rule.fromMinute || start + within > rule.toMinute))
    faults.push('outside its window');
  starts.forEach((start, index) => {
    const before = starts[index - 1];
    if (before !== undefined && start < before + within + rule.tolerance / 60_000)
      faults.push('runs into the one before');
  });
  for (const { checkpoints } of day) {
    if (new Set(checkpoints).size !== checkpoints.length) faults.push('a checkpoint twice');
    if (walkAlong(patrol, checkpoints).max > rule.within) faults.push('cannot be walked in time');
  }
  if (day.length < roundsAtLeast(rule)) faults.push('too few rounds');
  for (const { checkpoint, risk, visitsAtLeast } of visitsOf(patrol, rule)) {
    const visits = day.filter(({ checkpoints }) => checkpoints.includes(checkpoint));
    if (visits.length < visitsAtLeast) faults.push(`${checkpoint} visited too seldom`);
    // The worst that guards who keep to the plan can make of it: first thing in one round, last thing in the next.
    const since = [rule.fromMinute, ...visits.map(({ startMinute }) => startMinute)];
    const until = [...visits.map(({ startMinute }) => startMinute + within), rule.toMinute];
    const longest = Math.max(...since.map((from, index) => (until[index] ?? rule.toMinute) - from));
    if (longest > gapOf(rule, risk)) faults.push(`${checkpoint} left alone for ${longest} minutes`);
  }
  return faults;
}

/** Another school each time: other risks, spans, tolerances and windows, all of them valid. */
function anySchool(random: SeededRandom): Patrol {
  const six = patrolOfSix();
  const within = 26 + random.integer(30);
  const tolerance = random.integer(10);
  const maxGap = 2 * within + 2 * tolerance + 20 + random.integer(180);
  const fromMinute = random.integer(600);
  const toMinute = fromMinute + Math.max(within + 20, maxGap) + random.integer(900);
  const rule = {
    ...ruleOf(six),
    within: minutes(within),
    tolerance: minutes(tolerance),
    maxGap: minutes(maxGap),
    fromMinute,
    toMinute,
  };
  const risky = (one: Checkpoint): Checkpoint => ({ ...one, risk: (1 + random.integer(3)) as Risk });
  return {
    ...six,
    checkpoints: new Map([...six.checkpoints].map(([id, one]) => [id, risky(one)])),
    generated: [rule],
  };
}

describe('drawn rounds', () => {
  it('keep everything they promise, in 10,000 days, half of them of other schools', () => {
    const kept = new Set<number>();
    for (let seed = 0; seed < 10_000; seed++) {
      const random = new SeededRandom(seed);
      const patrol = seed % 2 === 0 ? patrolOfSix() : anySchool(random);
      const rule = ruleOf(patrol);
      const day = generateDay(patrol, rule, () => random.fraction());
      const faults = broken(patrol, rule, day);
      if (faults.length > 0) throw new Error(`seed ${seed}: ${faults.join(', ')}`);
      kept.add(day.length);
    }
    // It saw days of very different length, not the same one 10,000 times.
    expect(kept.size).toBeGreaterThan(5);
  }, 60_000);

  it('the check itself sees a round left out, a walk too long and a gap too wide', () => {
    const patrol = patrolOfSix();
    const rule = ruleOf(patrol);
    const random = new SeededRandom(1);
    const day = generateDay(patrol, rule, () => random.fraction());
    expect(broken(patrol, rule, day)).toEqual([]);
    expect(
      broken(
        patrol,
        rule,
        day.filter((_, index) => index !== 2),
      ),
    ).not.toEqual([]);
    expect(broken(patrol, { ...rule, within: minutes(5) }, day)).toContain('cannot be walked in time');
  });

  it('differ from day to day in times, order and what they leave out', () => {
    const patrol = patrolOfSix();
    const days = Array.from({ length: 50 }, (_, seed) => {
      const random = new SeededRandom(seed);
      return generateDay(patrol, ruleOf(patrol), () => random.fraction());
    });
    expect(new Set(days.map((day) => JSON.stringify(day))).size).toBe(50);
    const visits = days.flat().map(({ checkpoints }) => checkpoints);
    expect(visits.some((checkpoints) => !checkpoints.includes('cp-1'))).toBe(true);
    expect(visits.every((checkpoints) => SIX.slice(4).every((id) => checkpoints.includes(id)))).toBe(true);
  });
});

/** A year and a half of rounds as somebody in the bushes sees them. */
function watched(day: (seed: number) => readonly DrawnRound[], days = 600): readonly SeenRound[] {
  return Array.from({ length: days }, (_, seed) =>
    day(seed).map(({ startMinute, checkpoints }) => ({
      start: seed * 1440 + startMinute,
      first: checkpoints[0] ?? '',
    })),
  ).flat();
}

describe('whoever watched thirty rounds', () => {
  const patrol = patrolOfSix();
  const rule = ruleOf(patrol);
  const { startBound, firstBound } = guaranteeOf(patrol, rule);
  const { least, most } = spacingOf(rule);
  const limit = (bound: number, guesses: number): number => bound + 3 * Math.sqrt((bound * (1 - bound)) / guesses);
  const drawn = watched((seed) => {
    const random = new SeededRandom(seed + 1);
    return generateDay(patrol, rule, () => random.fraction());
  });

  it('hits the next one no better than the bound says, whatever the method', () => {
    const hits = measure(drawn, { least, most }, GUESS_MINUTES);
    for (const { name, guesses, starts, firsts } of hits) {
      expect(guesses).toBeGreaterThan(3000);
      expect(starts / guesses, `${name}: start`).toBeLessThanOrEqual(limit(startBound, guesses));
      expect(firsts / guesses, `${name}: first checkpoint`).toBeLessThanOrEqual(limit(firstBound, guesses));
    }
    // The bound is no empty promise either: somebody comes near it.
    expect(Math.max(...hits.map(({ starts, guesses }) => starts / guesses))).toBeGreaterThan(startBound / 2);
  });

  it('catches a patrol that only looks random: the same gaps every day, or always the same beginning', () => {
    const lazy = watched((seed) => {
      const random = new SeededRandom(7);
      const jitter = new SeededRandom(seed);
      return generateDay(patrol, rule, () => random.fraction()).map((round) => ({
        ...round,
        startMinute: round.startMinute + jitter.integer(4),
      }));
    });
    const hits = measure(lazy, { least, most }, GUESS_MINUTES);
    expect(Math.max(...hits.map(({ starts, guesses }) => starts / guesses))).toBeGreaterThan(4 * startBound);
    expect(Math.max(...hits.map(({ firsts, guesses }) => firsts / guesses))).toBeGreaterThan(2 * firstBound);
  });
});
