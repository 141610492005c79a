/** Time for simulated devices, passed in so that a test moves it. A device's own clock is monotonic. */

export interface DeviceClock {
  /** Milliseconds since an arbitrary start. */
  now(): number;
  /** Calls `fire` once after `delayMs`; returns the way to cancel. */
  after(delayMs: number, fire: () => void): () => void;
}

export const realClock: DeviceClock = {
  now: () => performance.now(),
  after(delayMs, fire) {
    const timer = setTimeout(fire, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Uniform in [0, 1); the same seed plays the same day again. */
export type Dice = () => number;

/** Mulberry32: small, fast, good enough for footsteps in a corridor. */
export function seededDice(seed: number): Dice {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
