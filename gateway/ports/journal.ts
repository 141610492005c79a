/**
 * The journal of facts. Invariants an adapter keeps (contract suite: test/contracts/journal.ts):
 * `done(null, …)` is called only after the entries are on disk with fsync (promise 2); entries are committed in the order
 * appended; `append` never blocks and never throws; every `done` is called exactly once.
 */

import type { Fact } from '../core/facts.ts';
import type { LedgerItem } from '../core/ledger/chain.ts';
import type { Instant } from '../core/time.ts';

export type { LedgerItem } from '../core/ledger/chain.ts';

export interface Entry {
  readonly at: Instant;
  /** `device:<id>`, `person:<id>`, `gateway`, `cli`. */
  readonly actor: string;
  readonly fact: Fact;
}

export type JournalErrorCode = 'full' | 'read-only' | 'io' | 'corrupt' | 'closed' | 'overloaded';
export class JournalError extends Error {
  readonly code: JournalErrorCode;
  constructor(code: JournalErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'JournalError';
    this.code = code;
  }
}

/** How many accountable facts there are and the hash of the newest: what an outside witness keeps. */
export interface Head {
  readonly count: number;
  readonly hash: string;
}

/** A row of the incident list, kept beside the facts in the same transaction and re-computable from them. */
export interface IncidentRow {
  readonly id: string;
  readonly kind: string;
  readonly zone: string | null;
  readonly status: string;
  readonly openedAtMs: number;
  readonly json: string;
}

export type Committed = (error: JournalError | null, firstSeq: number) => void;

export interface Snapshot {
  /** State after all facts up to and including this seq. */
  readonly seq: number;
  readonly state: unknown;
}

export interface LedgerQuery {
  /** Exclusive. */
  readonly afterSeq?: number | undefined;
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  readonly subject?: string | undefined;
  readonly kinds?: readonly string[] | undefined;
  readonly accountableOnly: boolean;
  readonly limit: number;
}

export interface IncidentQuery {
  readonly status?: readonly string[] | undefined;
  readonly zone?: string | undefined;
  readonly kind?: string | undefined;
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
  /** Newest first, strictly before this (openedAtMs, id). */
  readonly before?: { readonly openedAtMs: number; readonly id: string } | undefined;
  readonly limit: number;
}

export type StorageHealth =
  | { readonly state: 'ok'; readonly usedShare: number; readonly bytes: number }
  | {
      readonly state: 'fault';
      readonly code: JournalErrorCode | 'low-space' | 'slow';
      readonly detail: string;
      readonly usedShare: number | null;
      readonly bytes: number | null;
    };

export interface Journal {
  /** Priority entries (presses and what follows from them) go to the front of the next group commit only when order allows; order of appends is kept. */
  append(entries: readonly Entry[], rows: readonly IncidentRow[], done: Committed): void;
  /** Newest committed head; changes only after a commit. */
  head(): Head;
  /** Reads never wait for, or delay, commits (own connection, own thread). Ascending by seq. */
  read(query: LedgerQuery): Promise<readonly LedgerItem[]>;
  incidents(query: IncidentQuery): Promise<readonly IncidentRow[]>;
  incident(id: string): Promise<IncidentRow | null>;
  latestSnapshot(): Promise<Snapshot | null>;
  saveSnapshot(snapshot: Snapshot): Promise<void>;
  /** Deletes telemetry older than `beforeMs`, then the oldest of it until the file is under `maxBytes`. Never an accountable fact. Returns rows deleted. */
  prune(beforeMs: number, maxBytes: number): Promise<number>;
  /** Called on every change of state, and at once with the current one. */
  onHealth(listener: (health: StorageHealth) => void): void;
  /** Facts waiting for the disk. */
  backlog(): { readonly entries: number; readonly bytes: number };
  close(): Promise<void>;
}
