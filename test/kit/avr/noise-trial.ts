/** A hundred and fifty presses on a noisy line: what the host knows of them, and whether it ever knows of one that was not. */

import type { ButtonBoard } from './button-board.ts';
import type { Wired } from './wired.ts';

export interface NoiseResult {
  readonly pressed: number;
  readonly known: number;
  /** Most presses the host ever knew of beyond those there were, plus those it took for unverified. */
  readonly invented: number;
  /** The node's own flag was told too: the newest snapshot has count and flag as they are. */
  readonly flagKnown: boolean;
  readonly acknowledged: boolean;
  /** From the latch of the last press until its count was known. */
  readonly lastKnownAfterMs: number | null;
  readonly damagedFrames: number;
}

const WATCH_MS = 10_000;

/** Presses of 60–300 ms, 200–700 ms apart; then ten seconds of watching. */
export function noiseTrial<B extends ButtonBoard>(wired: Wired<B>, presses: number): NoiseResult {
  wired.run(300);
  const { random, host, button } = wired;
  let pressed = 0;
  let invented = 0;
  const watch = (): void => {
    const unverified = host.raised.filter(({ verified }) => !verified).length;
    invented = Math.max(invented, host.presses - pressed, unverified);
  };
  for (let i = 0; i < presses; i += 1) {
    pressed += 1;
    wired.press(60 + random.integer(240), 200 + random.integer(500));
    watch();
  }
  const from = button.ms;
  let knownAt: number | null = host.presses === pressed ? from : null;
  while (button.ms < from + WATCH_MS) {
    wired.run(5);
    watch();
    if (host.presses === pressed) knownAt ??= button.ms;
  }
  const newest = host.newest;
  return {
    ...{ pressed, known: host.presses, invented },
    flagKnown: newest?.presses === pressed,
    acknowledged: newest?.presses === pressed && !newest.unacknowledged,
    lastKnownAfterMs: knownAt === null ? null : knownAt - from,
    damagedFrames: host.garbage.length,
  };
}
