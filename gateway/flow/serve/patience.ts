import { ms } from '../../core/time.ts';
import type { Clock } from '../../ports/clock.ts';

/** How long an action or a look waits for the disk before memory answers alone. */
export const DISK_WAIT = ms(2000);

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
