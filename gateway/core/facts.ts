/**
 * Facts: everything that happened or was concluded, in the past tense, append-only. State is a fold over them; the
 * ledger (台账) is the accountable part of them. A fact names devices, places and staff: never a pupil (promise 10).
 */

import type { PatrolFact } from './patrol/patrol-facts.ts';
import type { DutyFact } from './duty/duty-facts.ts';
import type { SummaryFact } from './summary/summary-facts.ts';
import type { AccountableSensorFact, SensorTelemetryFact } from './warning/sensor-facts.ts';
import type { MeasuredFact, SinkFact } from './supervision/sink-facts.ts';
import type { WireFact } from './supervision/wire.ts';
import type { UpkeepFact } from './supervision/upkeep-facts.ts';

export const INCIDENT_KINDS = [
  'panic',
  'tamper',
  'device-silent',
  'door-held',
  'after-hours',
  'patrol-missed',
  'unusual',
  'manual',
  'storage',
  'channel',
] as const;
export type IncidentKind = (typeof INCIDENT_KINDS)[number];

export const LEVELS = ['info', 'fault', 'help', 'urgent'] as const;
/** `help` and `urgent` are people in need; `fault` is a broken thing; `info` is a status message. */
export type Level = (typeof LEVELS)[number];

export const OUTCOMES = ['real', 'false', 'prank', 'test', 'drill', 'fault'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const NOTICE_REASONS = ['opened', 'repeat', 'escalated', 're-alarm', 'press-again', 'closed'] as const;
export type NoticeReason = (typeof NOTICE_REASONS)[number];

/** Why a press is remarkable. A flag never stops it (promise 1). */
export type PressFlag =
  | 'late'
  | 'device-clock'
  | 'unknown-device'
  | 'unknown-zone'
  | 'over-rate'
  | 'malformed'
  | 'unnamed'
  | 'retained'
  | 'not-a-button'
  | 'oversize'
  | 'qos2'
  /** A help button of another maker said a word that its profile does not know. */
  | 'unknown-word'
  /** Nobody decodes what it sends: a press may be in it. */
  | 'codec-missing'
  | 'counter-went-back'
  /** The board that told of it could not prove who it is. */
  | 'unverified'
  /** The rules failed on it: the fallback people were told instead. */
  | 'undecided'
  | 'unsynced';

/** Device + boot + seq name an event; without a counter it is named by content within 10 s. */
export interface EventName {
  readonly device: string;
  readonly boot: number | null;
  readonly seq: number | null;
}

export type DeadlineWhy = 'step' | 'repeat' | 'arrive' | 'close';
export interface Deadline {
  readonly why: DeadlineWhy;
  /** On the campus timeline. */
  readonly dueT: number;
}

/** One message to one address over one channel. `person` is null for sirens and lamps. */
export interface NoticeOrder {
  readonly notice: string;
  readonly incident: string;
  readonly person: string | null;
  readonly channel: string;
  readonly to: string;
  readonly reason: NoticeReason;
  readonly step: number;
  /** Leaves before the commit and uses the room reserved for presses. */
  readonly urgent: boolean;
  /** The device of the press that caused it, where there is one. */
  readonly device: string | null;
}

export interface Skipped {
  readonly target: string;
  readonly why:
    | 'nobody-on-duty'
    | 'no-address'
    | 'channel-down'
    | 'unknown-person'
    | 'notices-failed'
    /** A rule threw: the fallback people were told instead. */
    | 'rules-failed'
    | 'device-offline';
}

export type AccountableFact =
  | PatrolFact
  | SinkFact
  | WireFact
  | UpkeepFact
  | {
      kind: 'gateway-started';
      version: string;
      config: string;
      /** Campus timeline minus the kernel's uptime: exact over restarts within one kernel boot. */
      offsetMs: number;
    }
  | { kind: 'gateway-stopped' }
  | ({
      kind: 'press';
      zone: string | null;
      ageMs: number;
      at: number | null;
      level: 'help' | 'urgent';
      drill: boolean;
      hold: number | null;
      count: number | null;
      flags: readonly PressFlag[];
    } & EventName)
  | {
      kind: 'incident-opened';
      incident: string;
      of: IncidentKind;
      /** What it is about; a further fact with the same key joins it (`panic:<zone>`, `silent:<device>`, `storage` …). */
      key: string;
      level: Level;
      zone: string | null;
      device: string | null;
      drill: boolean;
      flags: readonly string[];
      text: string | null;
      policy: string;
      press: EventName | null;
      devices: readonly string[];
    }
  | {
      kind: 'incident-joined';
      incident: string;
      level: Level;
      device: string | null;
      press: EventName | null;
      flags: readonly string[];
      /** When people hear of it again, on the campus timeline; null: a `step-reached` follows at once, or it is not told again. */
      renotifyT: number | null;
    }
  | {
      kind: 'step-reached';
      incident: string;
      step: number;
      reason: NoticeReason;
      /** Of the press that caused it, for `press-again`. */
      device: string | null;
      skipped: readonly Skipped[];
      notices: readonly string[];
      deadline: Deadline | null;
      nobody: boolean;
    }
  | ({ kind: 'notice-queued' } & NoticeOrder)
  | {
      kind: 'notice-sent';
      notice: string;
      incident: string;
      person: string | null;
      channel: string;
      tookMs: number;
      attempt: number;
      head: string;
    }
  | { kind: 'notice-delivered'; notice: string; incident: string; person: string | null; channel: string }
  | {
      kind: 'notice-failed';
      notice: string;
      incident: string;
      person: string | null;
      channel: string;
      attempt: number;
      code: string;
      detail: string;
      final: boolean;
    }
  | { kind: 'notice-dropped'; notice: string; incident: string; why: 'superseded' | 'closed' | 'expired' }
  | { kind: 'notice-seen'; incident: string; person: string }
  | { kind: 'incident-taken'; incident: string; deadline: Deadline }
  | { kind: 'incident-arrived'; incident: string; deadline: Deadline }
  | { kind: 'incident-handed-over'; incident: string; to: string; text: string | null; deadline: Deadline }
  | { kind: 'incident-noted'; incident: string; text: string }
  /** A line of the procedure was ticked off, or taken back. */
  | { kind: 'procedure-step-done'; incident: string; step: string; done: boolean }
  | { kind: 'incident-closed'; incident: string; outcome: Outcome; reason: string }
  | { kind: 'tamper'; device: string; open: boolean }
  | { kind: 'device-fault'; device: string; code: string }
  | { kind: 'device-restored'; device: string; code: string }
  | { kind: 'device-silent'; device: string; sinceT: number }
  | { kind: 'device-back'; device: string }
  | { kind: 'storage-fault'; code: string; detail: string }
  | { kind: 'storage-restored' }
  | { kind: 'channel-fault'; channel: string; code: string; detail: string }
  | { kind: 'channel-restored'; channel: string }
  | { kind: 'clock-stepped'; byMs: number; trusted: boolean }
  | { kind: 'config-loaded'; config: string }
  | { kind: 'config-refused'; why: string }
  /** A person changed a file of the configuration in the console: which places, never what stands there. */
  | { kind: 'config-edited'; file: string; keys: readonly string[] }
  /** An unusable event of a device that is no help button; at most one a minute for each device and reason, with its count. */
  | { kind: 'rejected'; device: string; reason: string; count: number; sample: string }
  | { kind: 'access-refused'; who: string; what: string; count: number }
  | { kind: 'credential-issued'; device: string }
  | { kind: 'user-added'; person: string; role: string }
  | { kind: 'token-created'; person: string; role: string }
  | { kind: 'signed-in'; person: string }
  | { kind: 'signed-out'; person: string }
  | { kind: 'password-set'; person: string }
  | { kind: 'sign-in-refused'; who: string; count: number }
  | { kind: 'ledger-exported'; format: string; from: string | null; to: string | null; count: number }
  | { kind: 'backup-made'; file: string }
  | DutyFact
  | SummaryFact
  | AccountableSensorFact;

/** Telemetry: prunable by age and size, outside the hash chain. */
export type TelemetryFact =
  | MeasuredFact
  | { kind: 'reading'; device: string; type: string; boot: number | null; seq: number | null; body: unknown }
  | { kind: 'coalesced'; device: string; counts: Readonly<Record<string, number>>; last: unknown }
  | SensorTelemetryFact;

export type Fact = AccountableFact | TelemetryFact;
export type FactKind = Fact['kind'];

const TELEMETRY = new Set<FactKind>([
  'reading',
  'coalesced',
  'rule-met',
  'rule-cleared',
  'gateway-measured',
  'devices-measured',
]);
export const isAccountable = (fact: Fact): fact is AccountableFact => !TELEMETRY.has(fact.kind);

/** What a ledger reader looks a fact up by: the incident where it has one, else the device, person or part it is about. */
export function subjectOf(fact: Fact): string {
  if ('incident' in fact) return fact.incident;
  if (fact.kind === 'day-closed') return fact.date;
  if ('round' in fact && fact.round !== null) return fact.round;
  if ('checkpoint' in fact) return fact.checkpoint;
  if ('device' in fact && fact.device !== null) return fact.device;
  if ('channel' in fact) return fact.channel;
  if ('person' in fact && fact.person !== null) return fact.person;
  if ('upstream' in fact) return fact.upstream;
  if ('bridge' in fact) return fact.bridge;
  if ('sink' in fact && fact.sink !== null) return fact.sink;
  if ('who' in fact) return fact.who;
  if ('post' in fact) return fact.post;
  return 'gateway';
}
