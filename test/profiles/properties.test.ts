/**
 * Each profile's own messages as the network treats them: delivered again, out of order, retained, cut short, mixed with each other.
 * Whatever happens to them, no press is missed and none is invented; a door that opened is told once and never by a message that
 * did not say so. Every run is seeded; a failing one prints its seed.
 */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadProfiles } from '../../gateway/app/config/load-profiles.ts';
import { rehearse, type Rehearsed } from '../../gateway/core/profile/rehearse.ts';
import type { Profile, Sample } from '../../gateway/core/profile/profile.ts';
import { ms } from '../../gateway/core/time.ts';

const library = loadProfiles('none', {}, 'all');
const RUNS = { numRuns: 60, seed: 20_261_125 };

/** A rest between two presses that are meant as two, longer than any window. */
const REST = ms(3_600_000);

function play(profile: Profile, samples: readonly Sample[]): readonly Rehearsed[] {
  const family = library.families.get(profile.family);
  if (!family) throw new Error(profile.family);
  return rehearse({ ...profile, samples }, family);
}

const isPress = (word: string): boolean => /^(press|malformed|codec-missing)/.test(word);
const presses = (played: readonly Rehearsed[]): number => played.flatMap(({ got }) => got).filter(isPress).length;
const expects = (sample: Sample, what: RegExp): boolean => sample.expect.some((word) => what.test(word));

const buttons = [...library.profiles.values()].filter((profile) =>
  profile.samples.some((one) => expects(one, /^press$/)),
);
/** Messages that are a press each, live. */
const pressing = (profile: Profile): readonly Sample[] =>
  profile.samples.filter((one) => expects(one, /^press$/) && !one.retained);
/** Messages that are none. */
const others = (profile: Profile): readonly Sample[] =>
  profile.samples.filter((one) => !one.expect.some((word) => /press|repeat|malformed|codec/.test(word)));

describe.each(buttons.map((profile) => [profile.id, profile] as const))('%s', (_id, profile) => {
  const some = fc.constantFrom(...pressing(profile));

  it('duplicated: each press delivered up to five times within a second is one press', () => {
    fc.assert(
      fc.property(some, fc.integer({ min: 1, max: 5 }), (sample, times) => {
        const copies = Array.from({ length: times }, () => ({ ...sample, after: ms(150) }));
        expect(presses(play(profile, copies))).toBe(1);
      }),
      RUNS,
    );
  });

  it('reordered: whatever else it says before, between and after, the press is heard, and nothing else is one', () => {
    const rest = others(profile);
    fc.assert(
      fc.property(some, fc.array(fc.nat(50), { maxLength: 12 }), fc.nat(12), (sample, picks, at) => {
        const noise =
          rest.length === 0 ? [] : picks.map((pick) => ({ ...(rest[pick % rest.length] as Sample), after: ms(40) }));
        const mixed = [...noise.slice(0, at), { ...sample, after: ms(40) }, ...noise.slice(at)];
        expect(presses(play(profile, mixed))).toBe(1);
      }),
      RUNS,
    );
  });

  it('again after an hour: each is another press where nothing in it says that it is the same', () => {
    const isMarked = profile.identity.unique.length > 0;
    fc.assert(
      fc.property(some, fc.integer({ min: 2, max: 5 }), (sample, times) => {
        const later = Array.from({ length: times }, () => ({ ...sample, after: REST }));
        // What carries a mark of its own is the same message wherever it was kept meanwhile.
        expect(presses(play(profile, later))).toBe(isMarked ? 1 : times);
      }),
      RUNS,
    );
  });

  it('retained: an event raises nothing; a level raises once', () => {
    fc.assert(
      fc.property(some, fc.integer({ min: 1, max: 4 }), (sample, times) => {
        const kept = Array.from({ length: times }, () => ({ ...sample, retained: true, after: REST }));
        expect(presses(play(profile, kept))).toBe(profile.type === 'level' ? 1 : 0);
      }),
      RUNS,
    );
  });

  it('truncated: a cut press is heard or says nothing that was not there; it never turns into something else', () => {
    fc.assert(
      fc.property(some, fc.double({ min: 0, max: 1, noNaN: true }), (sample, share) => {
        const cut = { ...sample, payload: sample.payload.slice(0, Math.floor(sample.payload.length * share)) };
        const words = play(profile, [cut]).flatMap(({ got }) => got);
        if (sample.payload.startsWith('{')) {
          // What is left of JSON is no JSON: on the topic of a help button that alarms, unless nothing at all has come.
          const isWhole = cut.payload.length === sample.payload.length;
          expect(words.filter(isPress)).toHaveLength(cut.payload.trim() === '' ? 0 : 1);
          if (!isWhole) expect(words.filter((word) => !isPress(word))).toEqual([]);
        } else {
          expect(words.filter((word) => !isPress(word) && word !== 'release')).toEqual([]);
        }
      }),
      RUNS,
    );
  });
});

const sensors = [...library.profiles.values()].filter((profile) =>
  profile.samples.some((one) => expects(one, /^(door|motion|checkin)/)),
);

describe.each(sensors.map((profile) => [profile.id, profile] as const))('%s', (_id, profile) => {
  const telling = profile.samples.filter((one) => expects(one, /^(door|motion|checkin)/));
  const some = fc.constantFrom(...telling);
  const told = (played: readonly Rehearsed[]): readonly string[] =>
    played.flatMap(({ got }) => got).filter((word) => /^(door|motion|checkin)/.test(word));

  it('duplicated: told once; cut short: not at all, and nobody is alarmed', () => {
    fc.assert(
      fc.property(
        some,
        fc.integer({ min: 1, max: 4 }),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        (sample, times, share) => {
          const once = told(play(profile, [sample]));
          const copies = Array.from({ length: times }, () => ({ ...sample, after: ms(100) }));
          expect(told(play(profile, copies))).toEqual(once);
          const cut = { ...sample, payload: sample.payload.slice(0, Math.floor(sample.payload.length * share)) };
          const words = play(profile, [cut]).flatMap(({ got }) => got);
          expect(words.filter(isPress)).toEqual([]);
          if (sample.payload.startsWith('{')) expect(told(play(profile, [cut]))).toEqual([]);
        },
      ),
      RUNS,
    );
  });
});
