import { describe, expect, it } from 'vitest';
import { type ClockSample, sampleClock, type ServerClock, serverNow } from './server-clock.ts';

/** A gateway whose clock is `offset` ahead of the page's, answering after `half` ms each way with whole seconds only. */
const answer = (offset: number, sentMs: number, half = 5): ClockSample => ({
  sentMs,
  receivedMs: sentMs + 2 * half,
  dateMs: Math.floor((sentMs + half + offset) / 1000) * 1000,
});
const learn = (...samples: ClockSample[]) =>
  samples.reduce<ServerClock | null>((clock, sample) => sampleClock(clock, sample), null);

describe('the gateway’s time on this page', () => {
  it('is this computer’s own before the first answer', () => {
    expect(serverNow(null, 10, 777)).toBe(777);
  });

  it('is good to a second after one answer and far better after several', () => {
    const offset = 1_764_000_000_437;
    const error = (clock: ServerClock | null) => Math.abs(serverNow(clock, 0, 0) - offset);
    expect(error(learn(answer(offset, 100)))).toBeLessThan(1000);
    const many = [100, 1333, 2710, 3990, 5240, 6555, 7780].map((sent) => answer(offset, sent));
    expect(error(learn(...many))).toBeLessThan(120);
  });

  it('starts again when the gateway’s clock was set', () => {
    const before = 1_764_000_000_000;
    const set = before + 3_600_000;
    const clock = learn(answer(before, 100), answer(before, 1600), answer(set, 3000));
    expect(Math.abs(serverNow(clock, 0, 0) - set)).toBeLessThan(1000);
  });
});
