/** How long people are kept waiting for a disk. */

import type { Fact } from '../../core/facts.ts';
import { type Instant, ms } from '../../core/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Engine } from '../engine/engine.ts';

/** How long an action or a look waits for the disk before memory answers alone. */
const DISK_WAIT = ms(2000);

/** A disk that fails or hangs hides nothing that memory knows: then the answer goes without what only the disk has. */
export function patiently<T>(clock: Clock, read: Promise<T>, otherwise: T): Promise<T> {
  return new Promise((resolve) => {
    const giveUp = clock.after(DISK_WAIT, () => resolve(otherwise));
    const answer = (value: T): void => {
      giveUp();
      resolve(value);
    };
    read.then(answer, () => answer(otherwise));
  });
}

/** Commits what a person did. False where the disk did not take it in time: it holds in memory all the same, and is written later. */
export function stored(engine: Engine, facts: readonly Fact[], person: string, now: Instant): Promise<boolean> {
  return new Promise((resolve) => {
    const impatience = engine.clock.after(DISK_WAIT, () => resolve(false));
    const settled = (taken: boolean): void => {
      if (!taken) return;
      impatience();
      resolve(true);
    };
    engine.commit(facts, `person:${person}`, now, { keep: true, settled });
  });
}
