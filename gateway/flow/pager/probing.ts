/** Asks a channel once a minute whether it is there, sooner after a silence: a channel is known to be dead within 3 minutes (promise 7). */

import { ms, seconds } from '../../core/time.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import { probeOnce } from './attempt.ts';
import type { Lane } from './lane.ts';

const EVERY = seconds(60);
const AGAIN = seconds(20);
/** The first probes of all channels do not leave together. */
const FIRST_WITHIN = seconds(5);

export function startProbing(lane: Lane, clock: Clock, random: Random): Cancel {
  let stopped = false;
  let cancel: Cancel = () => {};
  const probe = () => {
    probeOnce(lane.channel, clock, (result) => {
      if (stopped) return;
      lane.health.probed(result);
      lane.probed(result.ok);
      const wait = lane.health.doubtful ? AGAIN : EVERY;
      cancel = clock.after(ms(wait * (0.9 + 0.1 * random.fraction())), probe);
    });
  };
  cancel = clock.after(ms(FIRST_WITHIN * random.fraction()), probe);
  return () => {
    stopped = true;
    cancel();
  };
}
