/** What the outside (HTTP, CLI) may ask of the running gateway. Implemented by `flow`; the actor always comes from the session. */

import type { Device, GatewayHealth, Incident, IncidentWithTimeline, LiveEvent, Zone } from '../contract/api.ts';
import type { StaffMember } from '../contract/people-api.ts';
import type { FloorPlan } from '../contract/plan-api.ts';
import type { AlarmLoad } from '../contract/sensor-api.ts';
import type { CoverageView, Duty } from '../contract/duty-api.ts';
import type { AccountableFact, Outcome } from '../core/facts.ts';
import type { Raise } from '../core/incident/staff.ts';
import type { DaySummary } from '../core/summary/summary-facts.ts';
import type { School } from '../core/school.ts';
import type { Upkeep } from './upkeep.ts';
import type { DutyAct, DutyActResult } from './duty.ts';
import type { PatrolRecord } from './patrol-record.ts';
import type { IncidentQuery, LedgerItem, LedgerQuery } from './journal.ts';

export type Action =
  | { readonly type: 'take'; readonly incident: string }
  | { readonly type: 'arrive'; readonly incident: string }
  | { readonly type: 'note'; readonly incident: string; readonly text: string }
  | { readonly type: 'handover'; readonly incident: string; readonly to: string; readonly text: string | null }
  | { readonly type: 'close'; readonly incident: string; readonly outcome: Outcome; readonly reason: string }
  | ({ readonly type: 'raise' } & Raise)
  /** A line of the procedure is done, or not after all. */
  | { readonly type: 'step'; readonly incident: string; readonly step: string; readonly done: boolean }
  /** A person opened the link or the incident: counts as seen. */
  | { readonly type: 'see'; readonly incident: string };

export type ActResult =
  /** `stored` is false where the disk did not take it within 2 s: done in memory and announced, but not yet on disk. */
  | { readonly ok: true; readonly incident: Incident; readonly stored: boolean }
  | { readonly ok: false; readonly why: 'unknown-incident' | 'unknown-zone' | 'unknown-person' | 'unknown-step' }
  | { readonly ok: false; readonly why: 'conflict'; readonly message: string; readonly incident: Incident };

/** `unstored`: done in memory, but the disk did not take it within 2 s. */
export type ReleaseResult = 'released' | 'unstored' | 'not-quarantined' | 'unknown-device';

export interface Campus extends Upkeep {
  school(): School;
  incidents(query: IncidentQuery): Promise<readonly Incident[]>;
  incident(id: string): Promise<IncidentWithTimeline | null>;
  zones(): readonly Zone[];
  plans(): readonly FloorPlan[];
  people(): readonly StaffMember[];
  devices(): readonly Device[];
  duty(atMs: number | null): Duty;
  coverage(days: number): CoverageView;
  /** The figures of a local date (null: today); null where nothing is known of it. */
  summary(date: string | null): Promise<DaySummary | null>;
  dutyAct(person: string, act: DutyAct): Promise<DutyActResult>;
  readonly patrol: PatrolRecord;
  ledger(query: LedgerQuery): Promise<readonly LedgerItem[]>;
  health(): GatewayHealth;
  /** `person` is the acting person's id. */
  act(person: string, action: Action): Promise<ActResult>;
  /** A person believes a quarantined sensor again; on record with the name. */
  releaseSensor(person: string, device: string): Promise<ReleaseResult>;
  /** How many alarms each duty person gets, in the terms of ISA-18.2. */
  alarmLoad(): AlarmLoad;
  /** Records a fact of the outside world's doing (sign-in, refused sign-in …). */
  note(actor: string, fact: AccountableFact): void;
  /** Live events from now on. The listener must not block; returns the way to stop. */
  live(listener: (event: LiveEvent) => void): () => void;
  /** Journal writable and broker listening. */
  ready(): { readonly ok: boolean; readonly why: readonly string[] };
  /** Counters and gauges for Prometheus: name (without prefix), help, type, samples. */
  metrics(): readonly Metric[];
}

export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly samples: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number;
    readonly suffix?: string;
  }[];
}
