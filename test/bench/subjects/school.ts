/** A school as large as a benchmark wants it: sensors that chatter, buttons with a zone of their own each, one person to tell. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';

export interface SchoolSize {
  readonly sensors: number;
  readonly buttons: number;
  /** Where the person's phone listens. */
  readonly webhook: string;
}

export const sensorId = (n: number): string => `sensor-${n}`;
export const buttonId = (n: number): string => `button-${n}`;

const count = <T>(n: number, make: (index: number) => T): T[] => Array.from({ length: n }, (_, index) => make(index));
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

export function writeSchool(dir: string, { sensors, buttons, webhook }: SchoolSize): void {
  const zone = (n: number) => ({ id: `zone-${n}`, name: `走廊 ${n}`, building: 'main', floor: 1, kind: 'corridor' });
  const always = [{ days: EVERY_DAY, from: '00:00', to: '24:00', people: ['lin'] }];
  const address = { channel: 'phone', to: '0001' };
  const files: Record<string, unknown> = {
    'school.yaml': {
      name: '压测学校',
      buildings: [{ id: 'main', name: '主楼', floors: [{ level: 1, name: '一层' }] }],
      zones: count(Math.max(1, buttons), zone),
    },
    'devices.yaml': {
      devices: [
        ...count(sensors, (n) => ({ id: sensorId(n), kind: 'motion', zone: 'zone-0', name: `走动 ${n}` })),
        ...count(buttons, (n) => ({ id: buttonId(n), kind: 'button', zone: `zone-${n}`, name: `按钮 ${n}` })),
      ],
    },
    'staff.yaml': {
      people: [{ id: 'lin', name: '林', title: '校长', role: 'leader', addresses: [address] }],
      shifts: { leader: always, guard: always, gate: always, teacher: always },
      fallback: ['lin'],
    },
    'alarm.yaml': {
      channels: [{ id: 'phone', type: 'webhook', name: '手机', url: webhook, local: true }],
      policies: { panic: { steps: [{ after: 0, people: ['lin'] }], repeatEvery: 3600 } },
      policyOf: { panic: 'panic', default: 'panic' },
    },
    // Raised far above a school's: what is measured is every single event stored, not events counted together.
    'gateway.yaml': {
      limits: {
        telemetryPerSecond: 10_000,
        telemetryBurst: 100_000,
        connectionsPerAddress: 20_000,
        connections: 20_000,
      },
      storage: { reserveMegabytes: 0 },
    },
  };
  mkdirSync(dir, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(dir, name), stringify(content));
}
