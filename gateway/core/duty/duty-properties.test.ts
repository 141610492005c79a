/** What must hold for every roster that can be written, with every change that can be made to it. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeSchool } from '../../../test/kit/fake-school.ts';
import { dayNumber } from '../calendar/civil-date.ts';
import { wallAt } from '../calendar/school-clock.ts';
import type { Context } from '../context.ts';
import { decidePress, type Press } from '../incident/press.ts';
import { DUTY_POSTS, type School, type Shift } from '../school.ts';
import { epochMs, ms } from '../time.ts';
import { onDuty } from './on-duty.ts';
import type { Change, Rotation } from './roster.ts';
import { dutyPieces, nextChange } from './timeline.ts';

const base = fakeSchool();
const FIRST = dayNumber('2026-09-28') ?? 0;
const START = wallAt(base.timeZone, FIRST, 0);
const DAYS = 10;
const END = wallAt(base.timeZone, FIRST + DAYS, 0);
const MINUTE = 60_000;

const post = fc.constantFrom(...DUTY_POSTS);
/** One of them is not on the staff list: people leave, rosters stay. */
const person = fc.constantFrom(...base.people.keys(), 'long.gone');
const weekdays = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 });
const hours = fc
  .tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 1440 }))
  .map(([fromMinute, length]) => ({ fromMinute, toMinute: fromMinute + length }));
const people = fc.uniqueArray(person, { minLength: 1, maxLength: 3 });
const shift: fc.Arbitrary<Shift> = fc
  .record({ post, people, days: weekdays, hours })
  .map(({ hours: span, ...rest }) => ({ ...rest, ...span }));
const rotation: fc.Arbitrary<Rotation> = fc
  .record({
    id: fc.constant('r'),
    post,
    teams: fc.array(people, { minLength: 1, maxLength: 4 }),
    anchor: fc.integer({ min: FIRST - 40, max: FIRST + 40 }),
    turnDays: fc.integer({ min: 1, max: 9 }),
    days: weekdays,
    hours,
  })
  .map(({ hours: span, ...rest }) => ({ ...rest, ...span }));
const stretch = fc
  .tuple(fc.integer({ min: -1440, max: DAYS * 1440 }), fc.integer({ min: 1, max: 4 * 1440 }))
  .map(([from, length]) => ({ fromMs: START + from * MINUTE, toMs: START + (from + length) * MINUTE }));
const change: fc.Arbitrary<Change> = fc
  .record({
    id: fc.constant('c'),
    is: fc.constantFrom('override', 'swap', 'leave'),
    post: fc.option(post),
    out: fc.option(person),
    in: fc.uniqueArray(person, { maxLength: 2 }),
    stretch,
  })
  .map(({ stretch: span, ...rest }) => ({ ...rest, ...span }));
const plan = fc.record({
  shifts: fc.array(shift, { maxLength: 6 }),
  rotations: fc.array(rotation, { maxLength: 3 }),
  changes: fc.array(change, { maxLength: 6 }).map((all) => all.map((one, n) => ({ ...one, id: `c${n}` }))),
});
const moment = fc.integer({ min: START, max: END - 1 });

const schoolWith = (shifts: readonly Shift[], rotations: readonly Rotation[]): School => {
  return { ...base, shifts, roster: { ...base.roster, rotations } };
};
const namesAt = (school: School, changes: readonly Change[], at: number): string[] =>
  onDuty(school, { wall: epochMs(at), trusted: true }, { changes }).items.map((one) => `${one.post} ${one.person.id}`);

/** The same question asked the slow way: every shift of every day laid out as a stretch of time, then every change. */
function laidOut(school: School, changes: readonly Change[], at: number): string[] {
  const roll: { post: string; id: string }[] = [];
  const runs = (from: number, to: number): boolean => at >= from && at < to;
  const onDay = (day: number, hour: { fromMinute: number; toMinute: number }): boolean =>
    runs(wallAt(school.timeZone, day, hour.fromMinute), wallAt(school.timeZone, day, hour.toMinute));
  const isoWeekday = (day: number): number => new Date(day * 86_400_000).getUTCDay() || 7;
  const around = Array.from({ length: DAYS + 4 }, (_, i) => FIRST - 2 + i);
  for (const one of school.shifts)
    for (const day of around)
      if (one.days.includes(isoWeekday(day)) && onDay(day, one))
        roll.push(...one.people.map((id) => ({ post: one.post, id })));
  for (const one of school.roster.rotations)
    for (const day of around) {
      if (!one.days.includes(isoWeekday(day)) || !onDay(day, one)) continue;
      let team = 0;
      // Walk there from the anchor, turn by turn.
      for (let turn = one.anchor; turn + one.turnDays <= day; turn += one.turnDays) team += 1;
      for (let turn = one.anchor; turn > day; turn -= one.turnDays) team += one.teams.length - 1;
      roll.push(...(one.teams[team % one.teams.length] ?? []).map((id) => ({ post: one.post, id })));
    }
  let now = roll.filter(({ id }) => school.people.has(id));
  for (const one of changes.filter((c) => runs(c.fromMs, c.toMs))) {
    const known = one.in.filter((id) => school.people.has(id));
    if (one.out === null) {
      const { post: held } = one;
      if (held !== null && known.length > 0)
        now = [...now.filter((item) => item.post !== held), ...known.map((id) => ({ post: held, id }))];
    } else if (known.length > 0 || one.in.length === 0) {
      const touched = (item: { post: string; id: string }) =>
        item.id === one.out && (one.post === null || item.post === one.post);
      now = now.flatMap((item) => (touched(item) ? known.map((id) => ({ post: item.post, id })) : [item]));
    }
  }
  return [...new Set(now.map((item) => `${item.post} ${item.id}`))];
}

describe('for every roster and every change to it', () => {
  it('no moment has two answers, and the answer is the one that laying everything out gives', () => {
    fc.assert(
      fc.property(plan, fc.array(moment, { minLength: 8, maxLength: 8 }), ({ shifts, rotations, changes }, moments) => {
        const school = schoolWith(shifts, rotations);
        for (const at of moments) {
          const names = namesAt(school, changes, at);
          expect(new Set(names).size).toBe(names.length);
          expect(names.toSorted()).toEqual(laidOut(school, changes, at).toSorted());
        }
      }),
      { numRuns: 400 },
    );
  });

  it('the pieces of a stretch follow each other without gap, and each has one answer from its first moment to its last', () => {
    fc.assert(
      fc.property(plan, fc.double({ min: 0, max: 0.999999, noNaN: true }), ({ shifts, rotations, changes }, part) => {
        const school = schoolWith(shifts, rotations);
        const pieces = dutyPieces(school, { changes }, { fromMs: START, toMs: END });
        expect(pieces.map((piece) => piece.fromMs)).toEqual([START, ...pieces.slice(0, -1).map((piece) => piece.toMs)]);
        expect(pieces.at(-1)?.toMs).toBe(END);
        for (const { fromMs, toMs, items } of pieces) {
          const names = items.map((one) => `${one.post} ${one.person.id}`);
          for (const at of [fromMs, Math.floor(fromMs + (toMs - fromMs) * part), toMs - 1])
            expect(namesAt(school, changes, at)).toEqual(names);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('until somebody comes or goes next, the answer stays; then it is another', () => {
    fc.assert(
      fc.property(plan, moment, ({ shifts, rotations, changes }, at) => {
        const school = schoolWith(shifts, rotations);
        const next = nextChange(school, { changes }, at, 3 * 86_400_000);
        const now = namesAt(school, changes, at);
        expect(namesAt(school, changes, (next ?? at + 3 * 86_400_000) - 1)).toEqual(now);
        if (next !== null) expect(namesAt(school, changes, next)).not.toEqual(now);
      }),
      { numRuns: 150 },
    );
  });

  it('whoever is named is on the staff list, and who replaces nobody known replaces nobody', () => {
    fc.assert(
      fc.property(plan, moment, ({ shifts, rotations, changes }, at) => {
        const school = schoolWith(shifts, rotations);
        for (const { person: one } of onDuty(school, { wall: epochMs(at), trusted: true }, { changes }).items)
          expect(school.people.get(one.id)).toBe(one);
        const ghosts = changes.map((one) => ({ ...one, out: null, in: ['long.gone'] }));
        expect(namesAt(school, ghosts, at)).toEqual(namesAt(school, [], at));
      }),
      { numRuns: 100 },
    );
  });

  it('each press finds somebody on duty, or goes to the fallback at once', () => {
    const channels = fc.subarray([...base.channels.keys()]);
    const policies = fc.constantFrom('guard', 'gate', 'teacher', 'leader');
    fc.assert(
      fc.property(
        plan,
        moment,
        channels,
        policies,
        fc.boolean(),
        ({ shifts, rotations, changes }, at, down, only, trusted) => {
          const panic = base.policies.get('panic');
          if (!panic) throw new Error('no policy');
          const step = { after: ms(0), notify: [{ post: only }], outputs: [] } as const;
          const school = {
            ...schoolWith(shifts, rotations),
            policies: new Map([...base.policies, ['panic', { ...panic, steps: [step] }]]),
          };
          const now = { t: ms(1000), wall: epochMs(at), boot: 'b', trusted };
          const ctx: Context = { school, now, uid: 'abcdefgh', channelsDown: new Set(down), duty: { changes } };
          const press: Press = {
            ...{ device: 'btn-bike-shed', boot: 1, seq: 1, level: 'help', drill: false, ageMs: 0 },
            ...{ at: null, hold: null, count: null, flags: [] },
          };
          const facts = decidePress(press, undefined, false, ctx);
          const told = facts.flatMap((fact) =>
            fact.kind === 'notice-queued' && fact.person !== null ? [fact.person] : [],
          );
          const holders = onDuty(school, now, { changes }).items.filter((one) => one.post === only);
          const reachable = holders.filter(({ person: one }) => one.addresses.some((a) => !down.includes(a.channel)));
          if (reachable.length > 0) for (const one of reachable) expect(told).toContain(one.person.id);
          else expect(told).toContain('zhou.minghua');
          expect(facts.find((fact) => fact.kind === 'step-reached')).toBeDefined();
        },
      ),
      { numRuns: 400 },
    );
  });
});
