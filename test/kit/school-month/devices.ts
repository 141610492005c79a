/** What the sensors say in a month: doors, motion, heartbeats, faults, and how each device stands. */

import type { School } from '../../../gateway/core/school.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { Recorder } from './recorder.ts';

const HOUR = 3_600_000;

export function addDevices(
  recorder: Recorder,
  school: School,
  random: SeededRandom,
  fromMs: number,
  toMs: number,
): void {
  const devices = [...school.devices.values()];
  const reading = (atMs: number, device: string, type: string, body: object) =>
    recorder.add(atMs, { kind: 'reading', device, type, boot: 1, seq: null, body });
  for (const device of devices) {
    for (let at = fromMs + random.integer(HOUR); at < toMs; at += HOUR * (4 + random.integer(20))) {
      if (device.kind === 'door') reading(at, device.id, 'door', { open: random.chance(0.5) });
      else if (device.kind === 'motion') reading(at, device.id, 'motion', { active: random.chance(0.7) });
      else reading(at, device.id, 'heartbeat', { rssi: -50 - random.integer(40), mv: 2900, pct: 60, uptime: 1000 });
    }
    if (device.kind === 'button') reading(fromMs + random.integer(20 * 24 * HOUR), device.id, 'selftest', {});
  }
  for (let at = fromMs + HOUR; at < toMs; at += HOUR * (5 + random.integer(30))) {
    const { id } = random.pick(devices);
    recorder.add(at, { kind: 'device-fault', device: id, code: 'sensor' });
    recorder.add(at + HOUR, { kind: 'device-restored', device: id, code: 'sensor' });
    if (random.chance(0.4))
      recorder.add(at + 5000, { kind: 'device-silent', device: random.pick(devices).id, sinceT: 0 });
    if (random.chance(0.3)) recorder.add(at + 6000, { kind: 'tamper', device: random.pick(devices).id, open: true });
    if (random.chance(0.3))
      recorder.add(at + 7000, {
        kind: 'rejected',
        device: random.pick(devices).id,
        reason: 'json',
        count: 3,
        sample: '',
      });
    if (random.chance(0.3))
      recorder.add(at + 8000, { kind: 'sensor-quarantined', device: random.pick(devices).id, why: 'chattering' });
  }
  for (let at = fromMs + 2 * HOUR; at < toMs; at += 6 * HOUR) addStatus(recorder, school, at, fromMs);
  addStatus(recorder, school, toMs - 120_000, fromMs);
}

/** Every third device runs on a battery that falls by its own rate; a few are silent, open or unproven. */
function addStatus(recorder: Recorder, school: School, atMs: number, fromMs: number): void {
  const days = (atMs - fromMs) / (24 * HOUR);
  const devices = [...school.devices.values()].map((device, index) => ({
    device: device.id,
    online: index % 7 !== 0,
    silent: index % 7 === 0,
    lidOpen: index % 13 === 5,
    faults: index % 13 === 5 ? 2 : 0,
    quarantined: false,
    seenS: index % 14 === 0 ? null : 30 + index,
    testedS: device.kind === 'button' && index % 4 !== 1 ? index * 86_400 : null,
    unproven: device.kind === 'button' && index % 4 === 1,
    battery: index % 3 === 0 ? 95 - days * (index % 9 === 0 ? 0 : 0.5 + index / 20) : null,
  }));
  recorder.add(atMs, { kind: 'devices-measured', devices });
}
