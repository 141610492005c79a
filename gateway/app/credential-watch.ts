/** A connection outlives the credential it was made with by seconds at most: who was locked out must not stay in (promise 8). */

import type { DeviceCredentials } from '../adapters/identity/device-credentials.ts';
import { seconds } from '../core/time.ts';
import type { Cancel, Clock } from '../ports/clock.ts';

const EVERY = seconds(2);

/** Calls `end` for each device whose credential has changed since the last look. */
export function watchCredentials(
  devices: Pick<DeviceCredentials, 'changedSince'>,
  clock: Clock,
  end: (device: string) => void,
): Cancel {
  let seen = devices.changedSince(0).revision;
  let cancel = clock.after(EVERY, function look() {
    const { revision, changed } = devices.changedSince(seen);
    seen = revision;
    for (const device of changed) end(device);
    cancel = clock.after(EVERY, look);
  });
  return () => cancel();
}
