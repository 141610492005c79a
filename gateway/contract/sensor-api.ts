/** Alarm load and quarantine as the API shows them. Staff by id; never anybody who passes a sensor (promise 10). */

import { z } from 'zod';
import { LOAD_RATINGS } from '../core/warning/alarm-load.ts';
import { QUARANTINE_WHYS } from '../core/warning/sensor-facts.ts';

const iso = z.iso.datetime({ offset: true });

export const personLoad = z.object({
  person: z.string(),
  name: z.string(),
  onDuty: z.boolean(),
  /** Incidents put before this person within the last hour. */
  lastHour: z.number().int(),
  /** By ISA-18.2: up to 6 an hour are fine, up to 12 manageable. */
  rating: z.enum(LOAD_RATINGS),
  lastDay: z.number().int(),
  worstTenMinutes: z.number().int(),
  /** More than 10 within the last ten minutes. */
  flood: z.boolean(),
  /** Told to this person, and not closed for more than 24 hours. */
  stale: z.number().int(),
});

export const quarantinedSensor = z.object({
  device: z.string(),
  zone: z.string().nullable(),
  why: z.enum(QUARANTINE_WHYS),
  since: iso,
});

export const alarmLoad = z.object({
  at: iso,
  people: z.array(personLoad),
  /** Devices in quarantine because they alarmed three times or more in a minute. */
  chattering: z.array(z.string()),
  quarantined: z.array(quarantinedSensor),
  /** Incidents open for more than 24 hours, oldest first. */
  stale: z.array(z.string()),
});
export type AlarmLoad = z.infer<typeof alarmLoad>;

export const released = z.object({ device: z.string(), stored: z.boolean() });
