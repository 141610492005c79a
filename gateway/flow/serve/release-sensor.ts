/** A person believes a sensor again. */

import { raiseRelease } from '../../core/warning/raise.ts';
import type { ReleaseResult } from '../../ports/campus.ts';
import type { Engine } from '../engine/engine.ts';
import { stored } from './patience.ts';

export async function releaseSensor(engine: Engine, person: string, device: string): Promise<ReleaseResult> {
  const { state, school, clock } = engine;
  if (!state.sensors.devices.get(device)?.quarantine)
    return school.devices.has(device) ? 'not-quarantined' : 'unknown-device';
  const isStored = await stored(engine, raiseRelease(device, state), person, clock.now());
  return isStored ? 'released' : 'unstored';
}
