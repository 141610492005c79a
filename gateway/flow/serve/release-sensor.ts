/** A person believes a sensor again. */

import { ms } from '../../core/time.ts';
import { raiseRelease } from '../../core/warning/raise.ts';
import type { ReleaseResult } from '../../ports/campus.ts';
import type { Engine } from '../engine/engine.ts';

/** How long the disk is waited for before memory answers alone. */
const DISK_WAIT = ms(2000);

export function releaseSensor(engine: Engine, person: string, device: string): Promise<ReleaseResult> {
  const { state, school, clock } = engine;
  if (!state.sensors.devices.get(device)?.quarantine)
    return Promise.resolve(school.devices.has(device) ? 'not-quarantined' : 'unknown-device');
  return new Promise((resolve) => {
    const impatience = clock.after(DISK_WAIT, () => resolve('unstored'));
    const settled = (stored: boolean): void => {
      if (!stored) return;
      impatience();
      resolve('released');
    };
    engine.commit(raiseRelease(device, state), `person:${person}`, clock.now(), { keep: true, settled });
  });
}
