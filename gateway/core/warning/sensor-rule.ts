/** Sensor rules as data: what a duty director writes in rules.yaml, checked by the config loader. */

import type { WindowName } from '../calendar/calendar.ts';
import type { IncidentKind, Level } from '../facts.ts';
import type { ZoneKind } from '../school.ts';
import { minutes, type Ms } from '../time.ts';

export const RULE_KINDS = ['door-forced', 'door-held', 'motion-closed', 'dwell', 'crowding'] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

/** A rule never speaks as loudly as a help button: `urgent` is kept for people who press. */
export const RULE_LEVELS = ['info', 'fault', 'help'] as const;
export type RuleLevel = Extract<Level, (typeof RULE_LEVELS)[number]>;

/** Which places a rule is about: all that is written must fit; nothing written fits every place. */
export interface RuleZones {
  readonly kinds: readonly ZoneKind[];
  readonly ids: readonly string[];
  /** True or false: only (or no) blind spots; null: either. */
  readonly blindSpot: boolean | null;
}

export interface SensorRule {
  readonly id: string;
  readonly what: RuleKind;
  readonly name: string;
  readonly nameEn?: string | undefined;
  readonly zones: RuleZones;
  /** Empty: at any time, also while the clock is not trusted. */
  readonly windows: readonly WindowName[];
  /** `door-held`, `dwell`: milliseconds; `crowding`: people; the others have none: 0. */
  readonly threshold: number;
  readonly level: RuleLevel;
  /** What it looks for must be gone this long before it is raised anew. */
  readonly hysteresis: Ms;
}

export interface QuarantineLimits {
  /** A quarantined sensor is released after this long without trouble. */
  readonly quietFor: Ms;
  /** Motion without a pause for longer than this is a stuck sensor, no person. */
  readonly stuckAfter: Ms;
  /** A sensor that says the same for longer than this is stuck; null: not judged. */
  readonly unchangedAfter: Ms | null;
}

export interface SensorRules {
  readonly rules: readonly SensorRule[];
  readonly quarantine: QuarantineLimits;
}

export const QUARANTINE_LIMITS: QuarantineLimits = {
  quietFor: minutes(10),
  stuckAfter: minutes(240),
  unchangedAfter: null,
};

/** What kind of incident each kind of rule opens. */
export const INCIDENT_OF: Readonly<Record<RuleKind, IncidentKind>> = {
  'door-forced': 'after-hours',
  'door-held': 'door-held',
  'motion-closed': 'after-hours',
  dwell: 'unusual',
  crowding: 'unusual',
};

const RULE_FLAG = 'rule:';
export const ruleFlag = (rule: string): string => `${RULE_FLAG}${rule}`;

/** Was it opened by a rule? Such an incident never uses the room that channels keep for people who press. */
export const isMadeByRule = (flags: readonly string[]): boolean => flags.some((flag) => flag.startsWith(RULE_FLAG));
