/** Rows as stored, and the one text form of a ledger item: what reads return, what JSONL exports hold, what is verified. */

import { subjectOf } from '../../core/facts.ts';
import { exportLine } from '../../core/ledger/chain.ts';
import type { Entry } from '../../ports/journal.ts';
import type { TelemetryRow } from './wire.ts';

export interface FactRow {
  readonly seq: number;
  readonly n: number | null;
  readonly at: number;
  readonly t: number;
  readonly boot: string;
  readonly trusted: number;
  readonly kind: string;
  readonly subject: string;
  readonly actor: string;
  /** Canonical JSON of an accountable fact; JSON of a telemetry fact. */
  readonly data: string;
  readonly prev: Buffer | null;
  readonly hash: Buffer | null;
}

const LIMIT = 8.64e15;

/** Whole milliseconds; a wall clock beyond what a date can say is held at its end: an odd clock never costs a fact. */
export const clampMs = (ms: number): number => Math.max(-LIMIT, Math.min(LIMIT, Math.trunc(ms))) || 0;

/** A monotonic moment that is no number is no reason to lose a fact. */
export const finiteT = (t: number): number => (Number.isFinite(t) ? t : 0);

export function telemetryRow({ at, actor, fact }: Entry): TelemetryRow {
  const { kind, ...data } = fact;
  const trusted = at.trusted ? 1 : 0;
  return [clampMs(at.wall), finiteT(at.t), at.boot, trusted, kind, subjectOf(fact), actor, JSON.stringify(data)];
}

/** ISO 8601 UTC with milliseconds. */
export const isoOf = (ms: number): string => new Date(ms).toISOString();

/** One line of a JSONL export; `data` is taken as stored. */
export function itemLine(row: FactRow): string {
  const prev = row.prev?.toString('hex') ?? null;
  const hash = row.hash?.toString('hex') ?? null;
  return exportLine({ ...row, at: isoOf(row.at), trusted: row.trusted === 1, prev, hash }, row.data);
}
