/** A small school with devices of other makers, loaded from a real config folder with the shipped profiles. */

import { loadConfig } from '../../gateway/app/config/load.ts';
import { formatProblem } from '../../gateway/app/config/problem.ts';
import type { AppConfig } from '../../gateway/app/config/config.ts';
import { ConfigFolder, SMALL_SCHOOL } from './config-folder.ts';

/** @param devices lines of `devices.yaml`, @param bridges the whole of `bridges.yaml` */
export function foreignConfig(devices: readonly string[], bridges = ''): AppConfig {
  const lines = [
    '  - { id: siren-1, kind: siren, zone: hall, name: 警号 }',
    ...devices.map((line) => `  - { ${line} }`),
  ];
  const files = { ...SMALL_SCHOOL, 'devices.yaml': `devices:\n${lines.join('\n')}\n` };
  using folder = new ConfigFolder({ ...files, ...(bridges === '' ? {} : { 'bridges.yaml': bridges }) });
  const loaded = loadConfig(folder.dir, {});
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
  return loaded.config;
}

export const ZIGBEE =
  'bridges:\n  - { id: zigbee, family: zigbee2mqtt, zone: hall, name: 网关, topics: [zigbee2mqtt, homeassistant] }\n';
export const LORA = 'bridges:\n  - { id: lora, family: chirpstack, zone: hall, name: LoRa, topics: [application] }\n';
