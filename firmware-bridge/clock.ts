/** Time as the bridge sees it, passed in so that a test moves it. */

export interface BridgeClock {
  /** Milliseconds since an arbitrary start; never goes back. */
  now(): number;
  /** Epoch milliseconds as the machine believes them: for what outlives the process, never to decide. */
  wall(): number;
  /** Calls `fire` once after `delayMs`; returns the way to cancel. */
  after(delayMs: number, fire: () => void): () => void;
}

/** Uniform in [0, 1): spreads what would otherwise happen at the same moment. */
export type Dice = () => number;

export const systemClock: BridgeClock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  after(delayMs, fire) {
    const timer = setTimeout(fire, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Calls `fire` every so often until cancelled. */
export function every(clock: BridgeClock, intervalMs: number, fire: () => void): () => void {
  let cancel = clock.after(intervalMs, function again() {
    cancel = clock.after(intervalMs, again);
    fire();
  });
  return () => cancel();
}
