/** A day in figures: what a duty director reads in the morning, and what the ledger keeps of it. */

import type { IncidentKind, Outcome } from '../facts.ts';

export interface DaySummary {
  /** Local date, `2026-10-10`. */
  readonly date: string;
  /** By hand on buttons; a repeat of the same event is none. */
  readonly presses: number;
  readonly drillPresses: number;
  /** Opened that day, drills too. */
  readonly incidents: Readonly<Partial<Record<IncidentKind, number>>>;
  /** Closed that day, whenever they were opened. */
  readonly closed: Readonly<Partial<Record<Outcome, number>>>;
  /** Rounds that begin that day. */
  readonly rounds: {
    readonly planned: number;
    readonly done: number;
    readonly late: number;
    readonly missed: number;
    readonly partial: number;
    /** Nobody could watch them. */
    readonly unknown: number;
    /** Not over yet. */
    readonly open: number;
  };
  /** Of those rounds. */
  readonly checkpoints: {
    readonly passed: number;
    readonly late: number;
    readonly missed: number;
    readonly unknown: number;
    readonly waiting: number;
  };
  readonly doorOpenings: number;
  /** Times that a sensor began to see somebody. */
  readonly motions: number;
  /** Cards held to readers. */
  readonly taps: number;
  readonly cardsFlagged: number;
  readonly sensorsQuarantined: number;
  /** Silent devices that day; one that went twice counts twice. */
  readonly devicesSilent: number;
  /** Alarms put before people: an incident counts once for each person who was told of it. */
  readonly alarms: {
    readonly told: number;
    readonly people: number;
    /** The most that one person got. */
    readonly most: number;
  };
  readonly presence: { readonly seen: number; readonly missed: number };
  readonly handovers: { readonly signatures: number; readonly complete: number };
  /** Planned minutes in which nobody would look after a key area, over all of them. */
  readonly uncoveredMinutes: number;
}

export type SummaryFact = { readonly kind: 'day-closed' } & DaySummary;
