import { describe, expect, it } from 'vitest';
import { type Held, onTheWire, Outbox } from './outbox.ts';

const held = (seq: number, type: 'press' | 'motion' = 'motion'): Held => ({
  boot: 3,
  seq,
  body: { type },
  happenedAt: 1_000,
});

describe('the outbox of a device', () => {
  it('forgets the oldest telemetry when it is full, never a press', () => {
    const outbox = new Outbox(2);
    outbox.add(held(1, 'press'));
    for (const seq of [2, 3, 4]) outbox.add(held(seq));
    expect(outbox.all().map((one) => one.seq)).toEqual([1, 4]);
  });

  it('keeps more presses than it has room for', () => {
    const outbox = new Outbox(1);
    for (const seq of [1, 2, 3]) outbox.add(held(seq, 'press'));
    expect(outbox.all()).toHaveLength(3);
  });

  it('forgets what was acknowledged', () => {
    const outbox = new Outbox(5);
    outbox.add(held(1));
    outbox.settle(1);
    expect(outbox.has(1)).toBe(false);
  });

  it('dates an event by the time it was held', () => {
    expect(JSON.parse(onTheWire(held(7, 'press'), 3_500))).toEqual({
      v: 1,
      boot: 3,
      seq: 7,
      type: 'press',
      age: 2_500,
    });
  });
});
