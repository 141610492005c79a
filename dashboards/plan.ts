/** What the dashboards need to know of a school: they are made anew from its configuration by `npm run dashboards -- --config DIR`. */

import type { Meaning } from '../gateway/contract/series/measurement.ts';

export interface PlannedZone {
  readonly id: string;
  readonly name: Meaning;
  /** Null: outdoors, or a building of one room. */
  readonly building: string | null;
  readonly floor: number | null;
  readonly blindSpot: boolean;
}

export interface PlannedBuilding {
  readonly id: string;
  readonly name: Meaning;
  readonly floors: readonly { readonly level: number; readonly name: Meaning }[];
}

export interface Plan {
  readonly school: Meaning;
  /** IANA name: days and weeks begin where the school is. */
  readonly timeZone: string;
  /** Base of the console's links, without a slash at the end. */
  readonly console: string;
  readonly zones: readonly PlannedZone[];
  readonly buildings: readonly PlannedBuilding[];
}
