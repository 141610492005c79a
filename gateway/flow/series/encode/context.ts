/** What an encoder may know besides the fact: the school as it is now, and what earlier facts said. */

import { windowAt } from '../../../core/calendar/windows.ts';
import type { School } from '../../../core/school.ts';
import { NONE, type Slot, UNLISTED } from '../../../contract/series/shared-tags.ts';
import { epochMs } from '../../../core/time.ts';
import type { Memory } from './memory.ts';

/** What of the school the series tell: plain data, small enough to be given to a thread. */
export type SeriesSchool = Pick<School, 'timeZone' | 'calendar' | 'zones' | 'devices' | 'patrol'>;

export const seriesSchool = ({ timeZone, calendar, zones, devices, patrol }: School): SeriesSchool => ({
  timeZone,
  calendar,
  zones,
  devices,
  patrol,
});

export interface EncodeContext {
  readonly school: SeriesSchool;
  readonly memory: Memory;
}

export interface Place {
  readonly zone: string;
  readonly zone_name: string;
  readonly zone_kind: string;
  readonly blind_spot: string;
}

const NOWHERE: Place = { zone: NONE, zone_name: NONE, zone_kind: NONE, blind_spot: NONE };
const places = new WeakMap<SeriesSchool, Map<string, Place>>();

/** Tags of a zone. One that the configuration no longer has is called by its id. */
export function placeOf(school: SeriesSchool, zone: string | null): Place {
  if (zone === null) return NOWHERE;
  let known = places.get(school);
  if (!known) {
    known = new Map();
    places.set(school, known);
  }
  let place = known.get(zone);
  if (!place) {
    const configured = school.zones.get(zone);
    place = {
      zone,
      zone_name: configured?.name ?? zone,
      zone_kind: configured?.kind ?? NONE,
      blind_spot: configured === undefined ? NONE : configured.blindSpot ? 'yes' : 'no',
    };
    known.set(zone, place);
  }
  return place;
}

export const zoneOfDevice = (school: SeriesSchool, device: string | null): string | null =>
  device === null ? null : (school.devices.get(device)?.zone ?? null);

/** Tag of a device: bounded by the configuration. */
export const deviceTag = (school: SeriesSchool, device: string): string =>
  school.devices.has(device) ? device : UNLISTED;

export const deviceKindOf = (school: SeriesSchool, device: string): string => school.devices.get(device)?.kind ?? NONE;

/** The window a moment lies in; `unknown` while the clock was not trusted. */
export const slotAt = (school: SeriesSchool, wallMs: number, trusted: boolean): Slot =>
  windowAt(school.calendar, { wall: epochMs(wallMs), trusted }) ?? 'unknown';

const MOST_AGE_MS = 31 * 86_400_000;

/** When it happened, by the age its device reports. An age that no device can have is none. */
export const happenedMs = (atMs: number, ageMs: number): number =>
  ageMs > 0 && ageMs <= MOST_AGE_MS ? Math.round(atMs - ageMs) : atMs;
