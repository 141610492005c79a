/** Every device's secret, made once for a whole run: each gateway of the run starts with a copy. */

import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openIdentity } from '../../../gateway/adapters/identity/identity.ts';
import type { Credential } from '../load/frame.ts';
import { buttonId, sensorId } from './school.ts';

export interface Credentials {
  readonly sensors: readonly Credential[];
  readonly buttons: readonly Credential[];
  copyTo(dataDir: string): void;
  remove(): void;
}

export async function makeCredentials(sensors: number, buttons: number): Promise<Credentials> {
  // In memory where there is such a folder: each secret is written with a sync of its own.
  const dir = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'bench-identity-'));
  const identity = openIdentity(dir);
  const make = (id: string): Credential => ({ id, password: identity.devices.credential(id).password });
  const made = {
    sensors: Array.from({ length: sensors }, (_, n) => make(sensorId(n))),
    buttons: Array.from({ length: buttons }, (_, n) => make(buttonId(n))),
  };
  await identity.close();
  return {
    ...made,
    copyTo: (dataDir) => cpSync(dir, dataDir, { recursive: true }),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
