/** The school as configured: places, devices, people, and how an alarm climbs. Plain data, made by the config loader. */

import type { Calendar } from './calendar/calendar.ts';
import type { Patrol } from './patrol/patrol.ts';
import type { Roster } from './duty/roster.ts';
import type { Foreign } from './profile/profile.ts';
import type { Ms } from './time.ts';
import type { SensorRules } from './warning/sensor-rule.ts';

export const ZONE_KINDS = [
  'toilet',
  'stairwell',
  'corridor',
  'classroom',
  'gate',
  'playground',
  'rooftop',
  'dormitory',
  'canteen',
  'storeroom',
  'bike-shed',
  'office',
  'duty-room',
  'library',
  'gym',
  'lab',
  'outdoor',
  'other',
] as const;
export type ZoneKind = (typeof ZONE_KINDS)[number];

export const DEVICE_KINDS = ['button', 'door', 'motion', 'reader', 'siren', 'lamp', 'node'] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];

/** What a person may do in the API and console. */
export const ROLES = ['duty', 'security', 'leader', 'admin', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

/** Posts on the roster (带班领导, 保安, 门卫, 值班教师). */
export const DUTY_POSTS = ['leader', 'guard', 'gate', 'teacher'] as const;
export type DutyPost = (typeof DUTY_POSTS)[number];

export interface Floor {
  readonly level: number;
  readonly name: string;
  readonly nameEn?: string | undefined;
}

export interface Building {
  readonly id: string;
  readonly name: string;
  readonly nameEn?: string | undefined;
  readonly floors: readonly Floor[];
}

/** On a floor plan, in the plan's own unit; y grows downwards. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Spot {
  readonly w: number;
  readonly h: number;
}

export interface Zone {
  readonly id: string;
  readonly name: string;
  readonly nameEn?: string | undefined;
  readonly building: string | null;
  readonly floor: number | null;
  readonly kind: ZoneKind;
  readonly blindSpot: boolean;
  /** To be watched at every minute; left out: blind spots are. */
  readonly keyArea?: boolean | undefined;
  /** At most this long between two patrol visits; left out: five visits a day. */
  readonly patrolEvery?: Ms | undefined;
  /** Overrides the policy of the incident's kind for panics in this zone. */
  readonly policy?: string | undefined;
  /** Where it is drawn; left out: somewhere on its floor's schematic. */
  readonly plan?: Box | undefined;
}

export interface Device {
  readonly id: string;
  readonly kind: DeviceKind;
  readonly zone: string;
  readonly name: string;
  readonly nameEn?: string | undefined;
  /** Silent longer than this is a fault (promise 7: at most 90 s, but for devices of other makers that say less; ADR 0012). */
  readonly silentAfter: Ms;
  /** Where it is drawn; left out: somewhere in its zone. */
  readonly at?: Spot | undefined;
  /** A press that proves the button must come this often. */
  readonly testEvery?: Ms | undefined;
  /** It speaks through this bridge, and is not supervised while that is gone. */
  readonly behind?: string | undefined;
}

export interface Address {
  readonly channel: string;
  /** Channel-specific: a phone number to mention, a mail address, an ntfy topic … */
  readonly to: string;
}

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly nameEn?: string | undefined;
  readonly title: string;
  readonly role: Role;
  readonly addresses: readonly Address[];
}

/** A weekly shift. Minutes are counted from midnight of the day it starts in; `to` may pass 1440 (across midnight). */
export interface Shift {
  readonly post: DutyPost;
  readonly people: readonly string[];
  /** ISO weekdays, 1 = Monday. */
  readonly days: readonly number[];
  readonly fromMinute: number;
  readonly toMinute: number;
}

export type Target = { readonly post: DutyPost } | { readonly person: string };

export interface Step {
  /** Since the incident opened. */
  readonly after: Ms;
  readonly notify: readonly Target[];
  /** Sirens and lamps to sound, by device id. */
  readonly outputs: readonly string[];
}

/** How an alarm climbs until somebody owns it. */
export interface Policy {
  readonly id: string;
  readonly steps: readonly Step[];
  /** After the last step: notify it again this often, until someone takes over. */
  readonly repeatEvery: Ms;
  /** Taken, but nobody arrived within this: alarm again. */
  readonly arriveWithin: Ms;
  /** Arrived, but not closed within this: alarm again. */
  readonly closeWithin: Ms;
  /** A further press in the same zone within this (since the last press) joins the open incident. */
  readonly joinWindow: Ms;
  /** The same button pressed again renotifies at most this often; another button in the zone always at once. */
  readonly renotifyEvery: Ms;
}

/** One line of the emergency procedure (应急处置预案) for a kind of incident. */
export interface ProcedureStep {
  readonly id: string;
  readonly text: string;
  readonly textEn?: string | undefined;
}

export interface ChannelInfo {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  /** Works with no internet. */
  readonly local: boolean;
}

export interface School {
  readonly name: string;
  readonly nameEn?: string | undefined;
  readonly timeZone: string;
  readonly language: 'zh-CN' | 'en';
  readonly buildings: readonly Building[];
  readonly zones: ReadonlyMap<string, Zone>;
  readonly devices: ReadonlyMap<string, Device>;
  readonly people: ReadonlyMap<string, Person>;
  readonly channels: ReadonlyMap<string, ChannelInfo>;
  /** Terms, holidays and bells: which part of the day a moment is. */
  readonly calendar: Calendar;
  readonly shifts: readonly Shift[];
  /** Rotations, changes and the watch at the desk, beside the weekly shifts. */
  readonly roster: Roster;
  readonly policies: ReadonlyMap<string, Policy>;
  /** Policy id by incident kind; `panic` and `default` always exist. */
  readonly policyOfKind: ReadonlyMap<string, string>;
  /** What to do, by kind of incident; absent: nothing is written down. */
  readonly procedures?: ReadonlyMap<string, readonly ProcedureStep[]> | undefined;
  /** Devices of other makers, and how they are read; none where the school has none. */
  readonly foreign?: Foreign | undefined;
  /** Told when nobody on the roster can be reached; never empty. */
  readonly fallback: readonly string[];
  /** Rules for doors and corridors; absent: none. */
  readonly rules?: SensorRules | undefined;
  /** Absent: nobody patrols by card. */
  readonly patrol?: Patrol | undefined;
}
