/** The sensors' part of a snapshot. Older snapshots lack it: then the facts after them begin with no sensors. */

import { z } from 'zod';
import type { AlarmTold } from '../../core/warning/alarm-load.ts';
import type { SensorState } from '../../core/warning/sensor.ts';
import { noSensors, type SensorsState, type Standing } from '../../core/warning/sensors.ts';

const holds = (key: string) => (value: unknown) => typeof value === 'object' && value !== null && key in value;

// Written by `freezeSensors` from typed state and read back only in the same version.
export const frozenSensors = z
  .object({
    devices: z.array(z.tuple([z.string(), z.custom<SensorState>(holds('newest'))])),
    standings: z.array(z.tuple([z.string(), z.custom<Standing>(holds('metT'))])),
    told: z.array(z.tuple([z.string(), z.array(z.custom<AlarmTold>(holds('incident')))])),
    startedT: z.number(),
  })
  .default({ devices: [], standings: [], told: [], startedT: 0 });

/** Sensors and lists are folded in place; standings are replaced by newer ones, and need no copy. */
export const freezeSensors = ({ devices, standings, told, startedT }: SensorsState): z.infer<typeof frozenSensors> => ({
  devices: Array.from(devices, ([id, sensor]) => [id, { ...sensor, newest: [...sensor.newest] }]),
  standings: [...standings],
  told: Array.from(told, ([person, alarms]) => [person, [...alarms]]),
  startedT,
});

export function thawSensors({ devices, standings, told, startedT }: z.infer<typeof frozenSensors>): SensorsState {
  const state = noSensors();
  state.startedT = startedT;
  for (const [id, sensor] of devices) state.devices.set(id, sensor);
  for (const [key, standing] of standings) state.standings.set(key, standing);
  for (const [person, alarms] of told) state.told.set(person, alarms);
  return state;
}
