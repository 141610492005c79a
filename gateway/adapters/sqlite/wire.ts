/** What passes between the main thread and the two journal threads: few messages, each with one string (why: docs/adr 0001). */

import type { Entry, Head, IncidentQuery, IncidentRow, JournalErrorCode, LedgerQuery } from '../../ports/journal.ts';

/**
 * A telemetry fact as the columns of its row, all but `seq`. The main thread writes its data out once; the writer neither parses
 * nor sorts it again, since it is outside the chain (11 → 6 µs of the writer's CPU per fact).
 */
export type TelemetryRow = readonly [
  at: number,
  t: number,
  boot: string,
  trusted: 0 | 1,
  kind: string,
  subject: string,
  actor: string,
  data: string,
];

/** One `append`, as JSON text on the wire. */
export type Append = readonly [facts: readonly (Entry | TelemetryRow)[], rows: readonly IncidentRow[]];

export const isTelemetryRow = (fact: Entry | TelemetryRow): fact is TelemetryRow => Array.isArray(fact);

export interface WriterStart {
  readonly dir: string;
  readonly retryEveryMs: number;
}

export type ToWriter =
  /** `text`: JSON array of Append. */
  | { readonly type: 'commit'; readonly id: number; readonly text: string }
  | { readonly type: 'prune'; readonly id: number; readonly beforeMs: number; readonly maxBytes: number }
  /** Has another process moved the head? */
  | { readonly type: 'look' }
  /** Try a small commit: is the disk back? */
  | { readonly type: 'probe' }
  /** There is room again: telemetry is welcome. */
  | { readonly type: 'roomy' }
  | { readonly type: 'close' };

export type FromWriter =
  | { readonly type: 'opened'; readonly head: Head; readonly damage: string | null }
  | { readonly type: 'unopened'; readonly code: JournalErrorCode; readonly detail: string }
  | {
      readonly type: 'committed';
      readonly id: number;
      readonly head: Head;
      readonly firstSeq: number;
      /** Appends that were left out, by index, with the reason; `code` for all of them. */
      readonly refused: readonly (readonly [index: number, why: string])[];
      readonly code: JournalErrorCode;
    }
  | { readonly type: 'failed'; readonly id: number; readonly code: JournalErrorCode; readonly detail: string }
  /** The reserve was given back: `given` bytes. */
  | { readonly type: 'lean'; readonly given: number }
  | { readonly type: 'damaged'; readonly detail: string; readonly head: Head }
  | { readonly type: 'looked'; readonly head: Head }
  | { readonly type: 'probed'; readonly head: Head }
  | { readonly type: 'pruned'; readonly id: number; readonly rows: number; readonly error: string | null }
  | { readonly type: 'closed' };

/** What concerns the journal itself; the rest are answers that the link keeps track of. */
export type WriterNews = Exclude<FromWriter, { readonly type: 'pruned' | 'closed' }>;

export interface ReaderStart {
  readonly dir: string;
}

export type Question =
  | { readonly type: 'read'; readonly query: LedgerQuery }
  | { readonly type: 'incidents'; readonly query: IncidentQuery }
  | { readonly type: 'incident'; readonly incident: string }
  | { readonly type: 'latest-snapshot' }
  | { readonly type: 'save-snapshot'; readonly seq: number; readonly state: string }
  | { readonly type: 'backup'; readonly file: string }
  | { readonly type: 'space' }
  /** Make the reserve where it is missing; `given`: what was given back earlier, so that it is not taken again too soon. */
  | { readonly type: 'reserve'; readonly bytes: number; readonly given: number }
  | { readonly type: 'close' };

export type ToReader = { readonly id: number; readonly question: Question };

/** `text`: JSON of the answer. */
export type FromReader =
  | { readonly id: number; readonly ok: true; readonly text: string }
  | { readonly id: number; readonly ok: false; readonly code: JournalErrorCode; readonly detail: string };

export interface Space {
  /** Used share as `df` shows it; null where the file system does not say. */
  readonly usedShare: number | null;
  readonly freeBytes: number | null;
  /** Of the journal with its WAL. */
  readonly bytes: number;
}
