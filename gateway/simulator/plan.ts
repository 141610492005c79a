/** What the simulator needs to know of a school. The command line makes it from the config and the identity store. */

import type { Calendar } from '../core/calendar/calendar.ts';
import type { DeviceKind, ZoneKind } from '../core/school.ts';
import type { PatrolPlan } from './guards.ts';

export interface DeviceSpec {
  readonly id: string;
  readonly kind: DeviceKind;
  readonly zone: string;
  readonly zoneName: string;
  readonly zoneKind: ZoneKind;
  readonly blindSpot: boolean;
  /** The device's own secret: the simulator is nobody but its devices (promise 8). */
  readonly password: string;
}

/** One address that a configured webhook posts to on this machine: a phone or a desk listens there. */
export interface PhoneLine {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** What rings there, e.g. the name of the channel. */
  readonly name: string;
  /** Checks the alert's signature where the channel has one. */
  readonly secret: string | null;
}

export interface SchoolPlan {
  readonly name: string;
  readonly devices: readonly DeviceSpec[];
  /** Its bells and holidays: nobody walks behind the gym at three in the morning. */
  readonly calendar: Calendar;
  /** Staff names by person id, to say who was told. */
  readonly people: ReadonlyMap<string, string>;
  readonly phones: readonly PhoneLine[];
  /** Absent or null: nobody patrols by a plan. */
  readonly patrol?: PatrolPlan | null;
  /** Devices that show that somebody is at the duty desk. */
  readonly desk?: readonly string[];
}
