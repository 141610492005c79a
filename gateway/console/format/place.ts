/** Where it is, in the reader's language. */

import type { Incident, Zone } from '../../contract/api.ts';
import type { Language } from '../i18n/dictionary.ts';

export interface Places {
  readonly zones: readonly Zone[];
  readonly language: Language;
}

/** The zone's name: English where there is one and English is read, else the school's own. Null: nobody knows. */
export function placeOf(incident: Pick<Incident, 'zone' | 'zoneName'>, places: Places): string | null {
  const known = places.zones.find((zone) => zone.id === incident.zone);
  return (known && zoneName(known, places.language)) ?? incident.zoneName ?? incident.zone;
}

export const zoneName = (zone: Zone, language: Language): string =>
  (language === 'en' ? zone.nameEn : null) ?? zone.name;

export interface PlaceGroup {
  readonly building: string | null;
  readonly floor: number | null;
  readonly zones: readonly Zone[];
}

/** Zones by building and floor, as a person looks for them; those without a building last. */
export function placeGroups(zones: readonly Zone[]): PlaceGroup[] {
  const groups = new Map<string, Zone[]>();
  for (const zone of zones) {
    const key = JSON.stringify([zone.building, zone.floor]);
    groups.set(key, [...(groups.get(key) ?? []), zone]);
  }
  return [...groups.values()]
    .map((group) => ({ building: group[0]?.building ?? null, floor: group[0]?.floor ?? null, zones: group }))
    .sort(
      (a, b) =>
        Number(a.building === null) - Number(b.building === null) ||
        (a.building ?? '').localeCompare(b.building ?? '') ||
        (a.floor ?? 0) - (b.floor ?? 0),
    );
}

export const placesFor = (zones: readonly Zone[], language: Language): Places => ({ zones, language });
