import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Counts,
  foldEvent,
  foldSummary,
  isMoving,
  newSensor,
  type SensorEvent,
  type SensorState,
} from './sensor.ts';

const door = (open: boolean): SensorEvent => ({ type: 'door', open });
const none: SensorEvent = { type: '' };

/** Given these openings and closings, one a second. */
function given(...moves: readonly boolean[]): SensorState {
  const sensor = newSensor(0);
  for (const [second, open] of moves.entries()) foldEvent(sensor, door(open), second * 1000);
  return sensor;
}

describe('a door', () => {
  it('counts an opening once, however often it is reported', () => {
    expect(given(true, true, true, false, false)).toMatchObject({ openings: 1, closings: 1, openT: null, shutT: 3000 });
  });

  it('counts every opening and closing of any sequence that alternates', () => {
    fc.assert(
      fc.property(fc.nat({ max: 60 }), (n) => {
        const { openings, closings } = given(...Array.from({ length: n }, (_, i) => i % 2 === 0));
        return openings === Math.ceil(n / 2) && closings === Math.floor(n / 2);
      }),
    );
  });

  it('a summary says the same as its events one by one', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.nat({ max: 40 }), (startsOpen, n) => {
        const before = startsOpen ? [true] : [true, false];
        const moves = Array.from({ length: n }, (_, i) => (i % 2 === 0 ? !startsOpen : startsOpen));
        const one = given(...before, ...moves);
        const summed = given(...before);
        const counts: Counts = {
          'door:open': moves.filter(Boolean).length,
          'door:closed': moves.filter((open) => !open).length,
        };
        foldSummary(summed, counts, n % 3 === 0 ? none : door(moves.at(-1) ?? startsOpen), 90_000);
        return (
          summed.openings === one.openings &&
          summed.closings === one.closings &&
          (summed.openT === null) === (one.openT === null)
        );
      }),
    );
  });

  it('chatters with the third opening within a minute, also within one summary', () => {
    expect(given(true, false, true, false).chatterT).toBeNull();
    expect(given(true, false, true, false, true).chatterT).toBe(4000);
    const slow = newSensor(0);
    for (const t of [0, 30_000, 60_000]) {
      foldEvent(slow, door(true), t);
      foldEvent(slow, door(false), t + 1000);
    }
    expect(slow.chatterT, 'three in sixty seconds and more').toBeNull();
    const summed = newSensor(0);
    foldSummary(summed, { 'door:open': 3, 'door:closed': 3 }, none, 5000);
    expect(summed.chatterT).toBe(5000);
  });

  it('what a device held back happened when it happened', () => {
    const sensor = newSensor(0);
    foldEvent(sensor, { type: 'door', open: true, age: 60_000 }, 100_000);
    expect(sensor.openT).toBe(40_000);
    const confused = newSensor(0);
    foldEvent(confused, { type: 'door', open: true, age: 1e15 }, 100_000);
    expect(confused.openT, 'no device keeps more than a week').toBe(100_000 - 7 * 86_400_000);
  });
});

describe('motion', () => {
  const moves = (...at: readonly number[]): SensorState => {
    const sensor = newSensor(0);
    for (const t of at) foldEvent(sensor, { type: 'motion', active: true }, t);
    return sensor;
  };

  it('with pauses of at most half a minute is one', () => {
    expect(moves(0, 30_000, 60_000).motionFromT).toBe(0);
    expect(moves(0, 30_001).motionFromT).toBe(30_001);
    expect(moves(0, 30_001)).toMatchObject({ motionBeforeFromT: 0, motionBeforeLastT: 0 });
  });

  it('of a sensor that only blinks ends by itself; of one that takes it back it lasts until then', () => {
    const blinks = moves(0);
    expect([isMoving(blinks, 30_000), isMoving(blinks, 30_001)]).toEqual([true, false]);
    const says = moves(0);
    foldEvent(says, { type: 'motion', active: false }, 1000);
    foldEvent(says, { type: 'motion', active: true }, 100_000);
    expect(isMoving(says, 9_000_000)).toBe(true);
    foldEvent(says, { type: 'motion', active: false }, 9_000_000);
    expect([isMoving(says, 9_030_000), isMoving(says, 9_030_001)]).toEqual([true, false]);
  });

  it('a count of people is motion where it is not zero', () => {
    const sensor = newSensor(0);
    foldEvent(sensor, { type: 'motion', count: 0 }, 1000);
    expect(sensor.motionFromT).toBeNull();
    foldEvent(sensor, { type: 'motion', count: 3 }, 2000);
    expect(sensor).toMatchObject({ motionFromT: 2000, count: 3, countT: 2000 });
  });
});

it('floods with the 120th message within a minute, and not with two a second for half of it', () => {
  const sensor = newSensor(0);
  for (let i = 0; i < 119; i += 1) foldEvent(sensor, { type: 'motion', active: true }, i * 500);
  expect(sensor.floodT).toBeNull();
  foldEvent(sensor, { type: 'motion', active: true }, 59_900);
  expect(sensor.floodT).toBe(59_900);
});

it('no sequence of events, in whatever order, breaks the fold', () => {
  const event = fc.record({
    type: fc.constantFrom('door', 'motion'),
    open: fc.option(fc.boolean(), { nil: undefined }),
    active: fc.option(fc.boolean(), { nil: undefined }),
    count: fc.option(fc.nat({ max: 50 }), { nil: undefined }),
    age: fc.option(fc.nat({ max: 1e7 }), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(event, fc.nat({ max: 90_000 })), { maxLength: 60 }), (story) => {
      const sensor = newSensor(0);
      let t = 0;
      for (const [one, wait] of story) {
        t += wait;
        foldEvent(sensor, one, t);
        expect(sensor.newest.length).toBeLessThanOrEqual(3);
        expect(sensor.openings - sensor.closings).toBe(sensor.openT === null ? 0 : 1);
        expect(sensor.openT ?? 0).toBeLessThanOrEqual(t);
        expect(JSON.parse(JSON.stringify(sensor))).toEqual(sensor);
      }
    }),
  );
});
